/**
 * Time stamps (RFC 3161) on checkpoints: that a note existed before a time, by the word of somebody
 * outside. Read and verified here with nothing but `node:crypto`, so that an auditor can do it too.
 */

import { hash, timingSafeEqual, verify, type X509Certificate } from 'node:crypto';

import { certificateOf, leadsToAnchor, mayStamp } from './timestamp-certificate.ts';
import {
  MalformedStamp,
  algorithmHex,
  expectPart,
  generalizedTimeOf,
  oidHex,
  partsOf,
  wholePart,
  type DerPart,
} from './timestamp-der.ts';

/** Why a time stamp is not believed. */
export type StampReason =
  | 'malformed'
  | 'notGranted'
  | 'algorithm'
  | 'otherMessage'
  | 'signature'
  | 'signer'
  | 'nonce';

/** A time stamp that is not believed. */
export class StampRefused extends Error {
  override name = 'StampRefused';
  readonly reason: StampReason;

  constructor(reason: StampReason, detail: string) {
    super(`time stamp is not believed: ${reason}: ${detail}`);
    this.reason = reason;
  }
}

/** A time stamp that holds. */
export interface Stamp {
  /** When the authority says it saw the octets. */
  readonly genTime: Date;
  /** Subject of the authority's certificate, on one line. */
  readonly authority: string;
  /** When the authority's certificate ends. */
  readonly authorityEnds: Date;
  /** The time-stamp token, a CMS SignedData in DER. */
  readonly token: Buffer;
  /** In hexadecimal. */
  readonly serialNumber: string;
}

/** What a time stamp is held against. */
export interface StampClaim {
  /** SHA-256 of the octets that were stamped. */
  readonly sha256: Buffer;
  /** Certificates that the authority's has to lead to. */
  readonly anchors: readonly X509Certificate[];
  /** If given, the answer has to be to this very question. */
  readonly nonce?: Buffer;
}

/** Octets of a reply or token. */
const STAMP_OCTETS_MAX = 64 * 1024;

// OBJECT IDENTIFIERs by the hexadecimal form of their content.
const SIGNED_DATA = '2a864886f70d010702';
const TST_INFO = '2a864886f70d0109100104';
const CONTENT_TYPE = '2a864886f70d010903';
const MESSAGE_DIGEST = '2a864886f70d010904';
const SIGNING_CERTIFICATE = '2a864886f70d010910020c';
const SIGNING_CERTIFICATE_V2 = '2a864886f70d010910022f';

const DIGESTS: Readonly<Record<string, string>> = {
  '2b0e03021a': 'sha1',
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};

/** Signature algorithms that name their digest; plain RSA takes the signer's. */
const SIGNATURES: Readonly<Record<string, string>> = {
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
};
const PLAIN_RSA = '2a864886f70d010101';

const sameOctets = (a: Buffer, b: Buffer): boolean =>
  a.length === b.length && timingSafeEqual(a, b);

/** The digest by its identifier; SHA-1 only where it says no more than which certificate is meant. */
function digestOf(part: DerPart | undefined): string {
  const name = DIGESTS[algorithmHex(part)];
  if (name === undefined || name === 'sha1') throw new StampRefused('algorithm', 'digest');
  return name;
}

/**
 * The token out of the reply of an authority (TimeStampResp); a token alone is given back as it is.
 *
 * @throws StampRefused if it does not read, or nothing was granted.
 */
export function tokenOf(reply: Buffer): Buffer {
  return reading(() => {
    if (reply.length > STAMP_OCTETS_MAX) throw new MalformedStamp('too long');
    const [first, second] = partsOf(wholePart(reply, 0x30));
    if (first?.tag === 0x06) return reply;
    const [status] = partsOf(expectPart(first, 0x30));
    // granted, grantedWithMods (RFC 3161 §2.4.2)
    const isGranted = ['00', '01'].includes(expectPart(status, 0x02).content.toString('hex'));
    if (!isGranted || second === undefined)
      throw new StampRefused('notGranted', 'by the authority');
    return expectPart(second, 0x30).octets;
  });
}

/** What a token says and who signed it, taken apart and not judged. */
interface Token {
  readonly info: Buffer;
  readonly certificates: readonly X509Certificate[];
  readonly signer: readonly DerPart[];
}

function takeApart(token: Buffer): Token {
  const [type, wrapped] = partsOf(wholePart(token, 0x30));
  if (oidHex(type) !== SIGNED_DATA) throw new MalformedStamp('not signed data');
  const [data] = partsOf(expectPart(wrapped, 0xa0));
  const [, , encapsulated, ...rest] = partsOf(expectPart(data, 0x30));
  const [contentType, content] = partsOf(expectPart(encapsulated, 0x30));
  if (oidHex(contentType) !== TST_INFO) throw new MalformedStamp('not a time stamp');
  const [info] = partsOf(expectPart(content, 0xa0));
  const certificates = rest.filter(({ tag }) => tag === 0xa0).flatMap(partsOf);
  const signers = partsOf(expectPart(rest.at(-1), 0x31));
  if (signers.length !== 1) throw new MalformedStamp('not one signer');
  return {
    info: expectPart(info, 0x04).content,
    certificates: certificates
      .filter(({ tag }) => tag === 0x30)
      .map((c) => certificateOf(c.octets)),
    signer: partsOf(expectPart(signers[0], 0x30)),
  };
}

/** The single value of a signed attribute. */
function attribute(attributes: readonly DerPart[][], id: string): DerPart | undefined {
  const found = attributes.filter(([type]) => oidHex(type) === id);
  if (found.length > 1) throw new MalformedStamp('attribute twice');
  const values = found[0] && partsOf(expectPart(found[0][1], 0x31));
  if (values && values.length !== 1) throw new MalformedStamp('attribute without one value');
  return values?.[0];
}

/** The digest of the certificate that the signer says it signed with (RFC 3161 §2.4.2, RFC 5816). */
function namedCertificate(attributes: readonly DerPart[][]): { digest: string; value: Buffer } {
  const v2 = attribute(attributes, SIGNING_CERTIFICATE_V2);
  const named = v2 ?? attribute(attributes, SIGNING_CERTIFICATE);
  if (named === undefined) throw new StampRefused('signer', 'names no certificate');
  const [list] = partsOf(expectPart(named, 0x30));
  const [first] = partsOf(expectPart(list, 0x30));
  const [head, next] = partsOf(expectPart(first, 0x30));
  if (head?.tag === 0x04) return { digest: v2 ? 'sha256' : 'sha1', value: head.content };
  return { digest: digestOf(head), value: expectPart(next, 0x04).content };
}

/** Verifies who signed the token; gives their certificate. */
function verifySigner({ info, certificates, signer }: Token): X509Certificate {
  const [, , digestPart, signedAttributes, signaturePart, signature] = signer;
  const signed = expectPart(signedAttributes, 0xa0);
  const attributes = partsOf(signed).map(partsOf);
  const digest = digestOf(digestPart);
  const contentType = attribute(attributes, CONTENT_TYPE);
  const messageDigest = attribute(attributes, MESSAGE_DIGEST);
  if (!contentType || oidHex(contentType) !== TST_INFO || !messageDigest) {
    throw new MalformedStamp('signed attributes are missing');
  }
  if (!sameOctets(expectPart(messageDigest, 0x04).content, hash(digest, info, 'buffer'))) {
    throw new StampRefused('signature', 'over another content');
  }
  const named = namedCertificate(attributes);
  const certificate = certificates.find(({ raw }) =>
    sameOctets(hash(named.digest, raw, 'buffer'), named.value),
  );
  if (certificate === undefined) throw new StampRefused('signer', 'certificate is not there');
  const algorithm = algorithmHex(signaturePart);
  const signatureDigest = algorithm === PLAIN_RSA ? digest : SIGNATURES[algorithm];
  if (signatureDigest === undefined) throw new StampRefused('algorithm', 'signature');
  // What is signed is the attributes as a SET (RFC 5652 §5.4).
  const message = Buffer.concat([Buffer.of(0x31), signed.octets.subarray(1)]);
  const octets = expectPart(signature, 0x04).content;
  if (!verify(signatureDigest, message, certificate.publicKey, octets)) {
    throw new StampRefused('signature', 'does not hold');
  }
  return certificate;
}

/** What a TSTInfo says. */
interface TstInfo {
  readonly imprint: Buffer;
  readonly digest: string;
  readonly serialNumber: string;
  readonly genTime: Date;
  readonly nonce: Buffer | undefined;
}

function readInfo(octets: Buffer): TstInfo {
  const [version, policy, imprint, serialNumber, genTime, ...rest] = partsOf(
    wholePart(octets, 0x30),
  );
  if (expectPart(version, 0x02).content.toString('hex') !== '01')
    throw new MalformedStamp('version');
  expectPart(policy, 0x06);
  const [algorithm, message] = partsOf(expectPart(imprint, 0x30));
  return {
    digest: digestOf(algorithm),
    imprint: expectPart(message, 0x04).content,
    serialNumber: expectPart(serialNumber, 0x02).content.toString('hex'),
    genTime: generalizedTimeOf(genTime),
    nonce: rest.find(({ tag }) => tag === 0x02)?.content,
  };
}

/** Names malformed octets as a refusal. */
function reading<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof MalformedStamp) throw new StampRefused('malformed', error.message);
    throw error;
  }
}

/**
 * Verifies a time stamp, given as the authority's reply or as the token alone.
 *
 * @throws StampRefused
 */
export function verifyStamp(reply: Buffer, { sha256, anchors, nonce }: StampClaim): Stamp {
  const token = tokenOf(reply);
  return reading(() => {
    const apart = takeApart(token);
    const info = readInfo(apart.info);
    if (info.digest !== 'sha256' || !sameOctets(info.imprint, sha256)) {
      throw new StampRefused('otherMessage', 'it stamps other octets');
    }
    if (nonce && !(info.nonce && sameOctets(info.nonce, nonce))) {
      throw new StampRefused('nonce', 'it answers another question');
    }
    const certificate = verifySigner(apart);
    const { genTime, serialNumber } = info;
    if (!mayStamp(certificate)) throw new StampRefused('signer', 'may not stamp');
    if (!leadsToAnchor(certificate, { anchors, others: apart.certificates, at: genTime })) {
      throw new StampRefused('signer', 'leads to no anchor');
    }
    const authority = certificate.subject.split('\n').join(', ');
    const authorityEnds = new Date(certificate.validTo);
    return { genTime, authority, authorityEnds, token, serialNumber };
  });
}
