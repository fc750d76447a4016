import { owned, type Octets } from './octets.ts';

/** One value of DER (X.690): its tag, its content, and all of it. */
export interface DerValue {
  readonly tag: number;
  readonly content: Octets;
  readonly whole: Octets;
}

/** Raised for octets that are no DER of the kind that is expected. */
export class DerMalformed extends Error {
  override name = 'DerMalformed';
}

/** Reads the values that stand one after the other. @throws DerMalformed */
export function derValues(octets: Uint8Array): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < octets.length;) {
    const { header, length } = lengthAt(octets, at);
    const end = at + header + length;
    if (end > octets.length) throw new DerMalformed('a value ends too early');
    const tag = octets[at] ?? 0;
    const content = owned(octets.subarray(at + header, end));
    values.push({ tag, content, whole: owned(octets.subarray(at, end)) });
    at = end;
  }
  return values;
}

function lengthAt(octets: Uint8Array, at: number): { header: number; length: number } {
  const first = octets[at + 1];
  if (first === undefined || (octets[at] ?? 0) % 32 === 31) throw new DerMalformed('no tag');
  if (first < 0x80) return { header: 2, length: first };
  const count = first - 0x80;
  const bytes = octets.subarray(at + 2, at + 2 + count);
  if (count < 1 || count > 3 || bytes.length < count) throw new DerMalformed('no length');
  return { header: 2 + count, length: bytes.reduce((sum, byte) => sum * 256 + byte, 0) };
}

/** The one value in octets, of this tag. @throws DerMalformed */
export function derValue(octets: Uint8Array, tag: number): DerValue {
  const [value, more] = derValues(octets);
  if (value?.tag !== tag || more) throw new DerMalformed('not the value expected');
  return value;
}

const unsigned = (octets: Uint8Array): number[] => {
  const start = octets.findIndex((octet) => octet !== 0);
  const digits = start < 0 ? [0] : [...octets.subarray(start)];
  const positive = (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits;
  return [0x02, positive.length, ...positive];
};

/** An ECDSA signature as WebCrypto gives it, r then s, as the SEQUENCE that certificates and proofs hold (RFC 3279 §2.2.3). */
export function ecdsaSequence(raw: Uint8Array): Octets {
  const half = raw.length / 2;
  const body = [...unsigned(raw.subarray(0, half)), ...unsigned(raw.subarray(half))];
  // With P-384 the two integers have at most 102 octets: one octet of length is enough.
  return Uint8Array.from([0x30, body.length, ...body]);
}
