import {
  bitsOf,
  children,
  type DerElement,
  expectTag,
  MalformedDer,
  oidOf,
  readExactly,
  smallNumberOf,
} from './der-reader.ts';
import { verifySignature } from './public-key.ts';

/** A certification request as its octets say (RFC 2986 §4). Its subject and extensions are not used. */
export interface Csr {
  readonly der: Buffer;
  /** certificationRequestInfo with its header: what the key signed. */
  readonly tbs: Buffer;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  /** Dotted identifier. */
  readonly signatureAlgorithm: string;
  readonly signature: Buffer;
  /** Attribute challengePassword (RFC 2985 §5.4.1), if there is one. */
  readonly challengePassword: string | undefined;
}

/** The largest request that is read. */
export const CSR_OCTETS_MAX = 64 * 1024;

const CHALLENGE_PASSWORD = '1.2.840.113549.1.9.7';
const ATTRIBUTES_MAX = 32;
const UTF8_STRING = 0x0c;
const PRINTABLE_STRING = 0x13;

function readChallengePassword(attributes: DerElement | undefined): string | undefined {
  if (attributes === undefined) return undefined;
  const list = children(expectTag(attributes, 0xa0));
  if (list.length > ATTRIBUTES_MAX) throw new MalformedDer('too many attributes');
  const values = list
    .map((attribute) => children(expectTag(attribute, 0x30)))
    .filter(([type]) => oidOf(type) === CHALLENGE_PASSWORD)
    .flatMap(([, set]) => children(expectTag(set, 0x31)));
  const [value, ...more] = values;
  if (more.length > 0) throw new MalformedDer('challengePassword is there twice');
  if (value === undefined) return undefined;
  if (value.tag !== UTF8_STRING && value.tag !== PRINTABLE_STRING) {
    throw new MalformedDer('challengePassword is no UTF8String or PrintableString');
  }
  return value.content.toString('utf8');
}

/** Reads a PKCS#10 request strictly. Whether its signature holds is `isSelfSigned`. @throws MalformedDer */
export function readCsr(der: Buffer): Csr {
  if (der.length > CSR_OCTETS_MAX) throw new MalformedDer('request is too large');
  const [tbs, algorithm, signature, ...beside] = children(readExactly(der, 0x30));
  const [version, subject, spki, attributes, ...more] = children(expectTag(tbs, 0x30));
  if (beside.length > 0 || more.length > 0) throw new MalformedDer('request has odd parts');
  if (smallNumberOf(version) !== 0) throw new MalformedDer('request is not of version 1');
  expectTag(subject, 0x30);
  return {
    der,
    tbs: expectTag(tbs, 0x30).octets,
    spki: expectTag(spki, 0x30).octets,
    signatureAlgorithm: oidOf(children(expectTag(algorithm, 0x30))[0]),
    signature: bitsOf(signature),
    challengePassword: readChallengePassword(attributes),
  };
}

/** Whether the request is signed with the key it names, by an accepted algorithm. */
export function isSelfSigned({ signatureAlgorithm, spki, tbs, signature }: Csr): boolean {
  return verifySignature({ algorithm: signatureAlgorithm, spki, data: tbs, signature });
}
