/** Digits and letters that nobody takes for another (Crockford's base 32): no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 bits, in sixteen characters. */
export const HALF_OCTETS = 10;

const CHARACTERS = 16;

const HALF = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/** One half of a code as it is shown: four groups of four. */
export function halfOf(octets: Uint8Array): string {
  if (octets.length !== HALF_OCTETS) throw new Error('a half has ten octets');
  let value = 0n;
  for (const octet of octets) value = (value << 8n) | BigInt(octet);
  let text = '';
  for (let n = 0; n < CHARACTERS; n += 1) {
    text = `${ALPHABET[Number(value & 31n)]}${text}`;
    value >>= 5n;
  }
  return text.replace(/.{4}(?=.)/g, '$&-');
}

/** A half as somebody typed it, in the one form that is hashed; undefined for what is none. */
export function readHalf(typed: unknown): string | undefined {
  if (typeof typed !== 'string' || typed.length > 64) return undefined;
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u002d\u2010-\u2015\u2212\u30fc]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return HALF.test(plain) ? plain : undefined;
}
