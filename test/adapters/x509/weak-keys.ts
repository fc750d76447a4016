import { createPrivateKey, createPublicKey, generatePrimeSync, checkPrimeSync } from 'node:crypto';
import type { KeyPairKeyObjectResult } from 'node:crypto';
import { primesBelow } from '../../../domain/key-delivery/weak-moduli/small-primes.ts';

/** Octets of a number, big-endian, without leading zeros. */
export const octetsOf = (n: bigint): Buffer => {
  const hex = n.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
};

const F4 = 65537n;

function powerOf(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square, rest] = [1n, base % modulus, exponent];
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function inverseOf(a: bigint, modulus: bigint): bigint {
  let [r, next, t, nextT] = [modulus, a % modulus, 0n, 1n];
  while (next > 0n) {
    const quotient = r / next;
    [r, next, t, nextT] = [next, r - quotient * next, nextT, t - quotient * nextT];
  }
  return ((t % modulus) + modulus) % modulus;
}

const member = (n: bigint): string => octetsOf(n).toString('base64url');

/** The pair of the RSA key of two primes, as a key of node:crypto that signs. */
export function rsaPair(p: bigint, q: bigint): KeyPairKeyObjectResult {
  const d = inverseOf(F4, (p - 1n) * (q - 1n));
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: member(p * q),
      e: member(F4),
      d: member(d),
      p: member(p),
      q: member(q),
      dp: member(d % (p - 1n)),
      dq: member(d % (q - 1n)),
      qi: member(inverseOf(q, p)),
    },
  });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** The product of the first 126 primes: what the library used for keys of 2048 bits. */
const M = primesBelow(702).reduce((product, prime) => product * BigInt(prime), 1n);

/** Whether it is a prime whose product with another of its kind has 2048 bits, fit for e = 65537. */
const isFit = (n: bigint): boolean => n >> 1022n === 3n && n % F4 !== 1n && checkPrimeSync(n);

const random = (bits: number): bigint => generatePrimeSync(bits, { bigint: true });

/** A prime of 1024 bits as the flawed library made them: k·M + (65537^a mod M) (CVE-2017-15361). */
function rocaPrime(): bigint {
  for (;;) {
    const k = (3n << 1022n) / M + (random(52) % ((1n << 1022n) / M));
    const prime = k * M + powerOf(F4, random(62), M);
    if (isFit(prime)) return prime;
  }
}

/** A key of 2048 bits with the ROCA fingerprint; it signs like any other. */
export const rocaPair = (): KeyPairKeyObjectResult => rsaPair(rocaPrime(), rocaPrime());

/** A key of 2048 bits whose second prime is the next after the first. */
export function closePair(): KeyPairKeyObjectResult {
  for (;;) {
    const p = random(1024);
    let q = p + 2n;
    while (!checkPrimeSync(q)) q += 2n;
    if (isFit(p) && isFit(q)) return rsaPair(q, p);
  }
}
