import { derValue, derValues, DerMalformed } from './der.ts';
import { fromBase64, owned, toHex, type Octets } from './octets.ts';

/** What is taken from a PKCS#10 (RFC 2986); its subject is ignored, its signature the office verifies. */
export interface Csr {
  readonly der: Octets;
  readonly spki: Octets;
  readonly challengePassword: string | undefined;
}

const SEQUENCE = 0x30;
const SET = 0x31;
const ATTRIBUTES = 0xa0;
const OBJECT_IDENTIFIER = 0x06;
/** 1.2.840.113549.1.9.7 */
const CHALLENGE_PASSWORD = '2a864886f70d010907';
const PEM = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\sA-Za-z0-9+/=]+)-----END/;

function derOf(pkcs10: Uint8Array | string): Octets {
  const text = typeof pkcs10 === 'string' ? pkcs10 : new TextDecoder().decode(pkcs10);
  const [, base64] = PEM.exec(text) ?? [];
  try {
    if (base64 !== undefined) return fromBase64(base64.replaceAll(/\s/g, ''));
  } catch {
    throw new DerMalformed('not Base64');
  }
  if (typeof pkcs10 === 'string') throw new DerMalformed('no PKCS#10 in PEM');
  return owned(pkcs10);
}

/** Reads a PKCS#10 in DER or PEM. @throws DerMalformed */
export function readCsr(pkcs10: Uint8Array | string): Csr {
  const der = derOf(pkcs10);
  const [info] = derValues(derValue(der, SEQUENCE).content);
  const [version, subject, spki, attributes] = derValues(
    info?.content ?? owned(der.subarray(0, 0)),
  );
  if (!version || !subject || spki?.tag !== SEQUENCE) throw new DerMalformed('no PKCS#10');
  const challenge = attributes?.tag === ATTRIBUTES ? challengeIn(attributes.content) : undefined;
  return { der, spki: spki.whole, challengePassword: challenge };
}

function challengeIn(attributes: Uint8Array): string | undefined {
  for (const attribute of derValues(attributes)) {
    const [type, values] = derValues(attribute.content);
    const isChallenge =
      type?.tag === OBJECT_IDENTIFIER && toHex(type.content) === CHALLENGE_PASSWORD;
    if (isChallenge && values?.tag === SET) {
      const [value] = derValues(values.content);
      return value && new TextDecoder().decode(value.content);
    }
  }
  return undefined;
}
