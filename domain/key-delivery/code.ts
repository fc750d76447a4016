/** The 32 symbols of a code: no 0, 1, I or O, because it is read from paper. */
export const CODE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** How many random symbols a code has; 80 bits also withstand guessing away from our counters. */
export const CODE_SYMBOLS = 16;

/** How many random octets {@link codeFromRandom} takes. */
export const CODE_RANDOM_OCTETS = 10;

/** How the key K is derived from the 16 symbols in ASCII (OWASP; NIST SP 800-132). */
export const CODE_KEY_DERIVATION = {
  algorithm: 'PBKDF2-HMAC-SHA-256',
  iterations: 600_000,
  saltOctets: 16,
  keyOctets: 32,
} as const;

const RADIX = CODE_ALPHABET.length;

/**
 * Makes the 16 symbols of a code from 10 octets of a random generator (規則6条3号の2: 容易に推測
 * されないように作成). Every symbol takes five bits, so all codes are equally likely.
 */
export function codeFromRandom(random: Uint8Array): string {
  if (random.length !== CODE_RANDOM_OCTETS) throw new Error(`${random.length} random octets`);
  const bits = Array.from(random, (octet) => octet.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => CODE_ALPHABET[Number.parseInt(group, 2)]).join('');
}

/** Returns the check symbol of 16 symbols (Luhn mod 32); it finds every single mistyped symbol. */
export function checkSymbol(symbols: string): string {
  const sum = Array.from(symbols).reduce((total, symbol, index) => {
    const digit = valueOf(symbol);
    // The symbol next to the check symbol is doubled, then every other one.
    const weighed = (symbols.length - index) % 2 === 1 ? digit * 2 : digit;
    return total + Math.floor(weighed / RADIX) + (weighed % RADIX);
  }, 0);
  return CODE_ALPHABET[(RADIX - (sum % RADIX)) % RADIX] ?? '';
}

function valueOf(symbol: string): number {
  const value = CODE_ALPHABET.indexOf(symbol);
  if (value < 0) throw new Error('not a symbol of a code');
  return value;
}

/** Prints a code as the letter shows it: `XXXX-XXXX-XXXX-XXXXX`, check symbol last. */
export function printedCode(symbols: string): string {
  const all = symbols + checkSymbol(symbols);
  return [all.slice(0, 4), all.slice(4, 8), all.slice(8, 12), all.slice(12)].join('-');
}

/** What a person typed, read as a code. */
export type CodeReading =
  | { readonly ok: true; readonly symbols: string }
  | { readonly ok: false; readonly reason: 'unknownSymbol' | 'length' | 'checkSymbol' };

/**
 * Reads what a person typed: full width and lower case, hyphens and spaces are let through.
 *
 * A client does this itself, so that a slip of the hand spends no attempt; the code never travels.
 */
export function readTypedCode(typed: string): CodeReading {
  const symbols = Array.from(typed, toAscii).join('').toUpperCase().replaceAll(/[- ]/g, '');
  if (!Array.from(symbols).every((symbol) => CODE_ALPHABET.includes(symbol))) {
    return { ok: false, reason: 'unknownSymbol' };
  }
  if (symbols.length !== CODE_SYMBOLS + 1) return { ok: false, reason: 'length' };
  const code = symbols.slice(0, CODE_SYMBOLS);
  if (symbols.at(-1) !== checkSymbol(code)) return { ok: false, reason: 'checkSymbol' };
  return { ok: true, symbols: code };
}

function toAscii(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint === 0x3000) return ' ';
  const isFullWidth = codePoint >= 0xff01 && codePoint <= 0xff5e;
  return isFullWidth ? String.fromCodePoint(codePoint - 0xfee0) : character;
}

/** What the MAC of a redemption covers: the application, the code's number, and every key. */
export interface Redemption {
  readonly applicationId: string;
  /** 1 for the first code of the case, one more for each that follows. */
  readonly codeNumber: number;
  readonly nonce: string;
  /** SHA-256 of the SubjectPublicKeyInfo of each order, in order. */
  readonly spkiSha256: readonly string[];
}

/** Returns the message M whose HMAC-SHA-256 under K redeems a code (規則6条3号の2). */
export function redemptionMessage(redemption: Redemption): Uint8Array {
  const { applicationId, codeNumber, nonce, spkiSha256 } = redemption;
  const keys = spkiSha256.map((hash, index) => `${index + 1} ${hash}`);
  const lines = ['toroku-redeem/1', applicationId, codeNumber, nonce, ...keys];
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}
