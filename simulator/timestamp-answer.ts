import { createHash } from 'node:crypto';
import {
  children,
  expectTag,
  integerOctetsOf,
  MalformedDer,
  oidOf,
  readExactly,
  smallNumberOf,
} from '../adapters/x509/der-reader.ts';
import {
  explicit,
  generalizedTime,
  integer,
  nullValue,
  octetString,
  oid,
  seq,
  setOf,
  smallInteger,
  tlv,
} from '../adapters/x509/der-writer.ts';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** Policy of the stamps: an arc for examples. */
const POLICY = '2.999.1.3.1';

/** What somebody wants stamped. */
export interface TimestampQuery {
  /** MessageImprint as it came. */
  readonly imprint: Buffer;
  readonly nonce: Buffer | undefined;
  readonly wantsCertificate: boolean;
}

/** Reads a TimeStampReq over SHA-256 (RFC 3161 §2.4.1). @throws MalformedDer */
export function readTimestampQuery(octets: Buffer): TimestampQuery {
  const [version, imprint, ...rest] = children(readExactly(octets, 0x30));
  if (smallNumberOf(version) !== 1) throw new MalformedDer('version is not 1');
  const [algorithm, message] = children(expectTag(imprint, 0x30));
  const [digest] = children(expectTag(algorithm, 0x30));
  if (oidOf(digest) !== SHA256) throw new MalformedDer('not SHA-256');
  if (expectTag(message, 0x04).content.length !== 32) throw new MalformedDer('not 32 octets');
  const nonce = rest.find(({ tag }) => tag === 0x02);
  return {
    imprint: expectTag(imprint, 0x30).octets,
    nonce: nonce && integerOctetsOf(nonce),
    wantsCertificate: rest.some(({ tag, content }) => tag === 0x01 && content[0] === 0xff),
  };
}

/** Who stamps. */
export interface TimestampSigner {
  readonly certificate: Buffer;
  /** Issuer and serial number of it, IssuerAndSerialNumber in DER. */
  readonly identifier: Buffer;
  /** SHA-256 with RSA. */
  sign(octets: Buffer): Buffer;
}

const sha256 = (octets: Buffer): Buffer => createHash('sha256').update(octets).digest();

const attribute = (id: string, value: Buffer): Buffer => seq(oid(id), setOf(value));

/** A reply that grants nothing: status rejection, failInfo badRequest (RFC 3161 §2.4.2). */
export const rejection = (): Buffer =>
  seq(seq(smallInteger(2), tlv(0x03, Buffer.from([0x05, 0x20]))));

/** A granted reply with the token: a CMS SignedData over the TSTInfo (RFC 3161 §2.4.2). */
export function grantedReply(
  query: TimestampQuery,
  stamp: {
    readonly serialNumber: Buffer;
    readonly genTime: Date;
    readonly signer: TimestampSigner;
  },
): Buffer {
  const { signer } = stamp;
  const info = seq(
    smallInteger(1),
    oid(POLICY),
    query.imprint,
    integer(stamp.serialNumber),
    generalizedTime(stamp.genTime),
    ...(query.nonce ? [integer(query.nonce)] : []),
  );
  const attributes = setOf(
    attribute('1.2.840.113549.1.9.3', oid(TST_INFO)),
    attribute('1.2.840.113549.1.9.4', octetString(sha256(info))),
    // ESSCertIDv2 with its default digest, SHA-256 (RFC 5816).
    attribute('1.2.840.113549.1.9.16.2.47', seq(seq(seq(octetString(sha256(signer.certificate)))))),
  );
  const tagged = Buffer.from(attributes);
  tagged[0] = 0xa0;
  const digest = seq(oid(SHA256), nullValue());
  const signed = seq(
    smallInteger(3),
    setOf(digest),
    seq(oid(TST_INFO), explicit(0, octetString(info))),
    ...(query.wantsCertificate ? [explicit(0, signer.certificate)] : []),
    setOf(
      seq(
        smallInteger(1),
        signer.identifier,
        digest,
        tagged,
        seq(oid('1.2.840.113549.1.1.11'), nullValue()),
        octetString(signer.sign(attributes)),
      ),
    ),
  );
  const token = seq(oid('1.2.840.113549.1.7.2'), explicit(0, signed));
  return seq(seq(smallInteger(0)), token);
}
