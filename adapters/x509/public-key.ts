import { createPublicKey, type KeyObject, verify } from 'node:crypto';

import {
  keyDefects,
  type KeyDefect,
  type KeyRefusal,
} from '../../domain/key-delivery/key-defects.ts';
import { modulusWeakness } from '../../domain/key-delivery/weak-moduli/modulus-weakness.ts';
import { BoundedCache } from './bounded-cache.ts';
import {
  bitsOf,
  children,
  expectTag,
  integerOctetsOf,
  MalformedDer,
  oidOf,
  readExactly,
} from './der-reader.ts';

/** What a SubjectPublicKeyInfo holds, as far as its octets alone say (RFC 3279 §2.3, RFC 5480 §2). */
export type PublicKeyParts =
  | { readonly kind: 'rsa'; readonly modulus: Buffer; readonly exponent: Buffer; pkcs1: Buffer }
  | { readonly kind: 'ec'; readonly curve: 'P-256' | 'P-384'; readonly x: Buffer; y: Buffer }
  | { readonly kind: 'shortCurve' }
  | { readonly kind: 'unsupported'; readonly defect: 'keyType' | 'pointCompressed' };

/** Verdict of `keyParameters`; the words of fact `keyParameters`. */
export type KeyParameters = 'acceptable' | KeyRefusal;

/** A key that cannot be read, and what is wrong with it. */
class MalformedKey extends MalformedDer {
  readonly defect: KeyDefect;

  constructor(defect: KeyDefect) {
    super(keyDefects[defect].en);
    this.defect = defect;
  }
}

const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const CURVES = {
  '1.2.840.10045.3.1.7': { curve: 'P-256', octets: 32 },
  '1.3.132.0.34': { curve: 'P-384', octets: 48 },
} as const;
/** P-192, secp112r1 to secp192k1, P-224 and secp224k1: under 128 bits of strength. */
const SHORT_CURVE = /^(1\.2\.840\.10045\.3\.1\.[1-6]|1\.3\.132\.0\.(6|7|8|9|28|29|3[0-3]))$/;

/** Larger keys are refused unread, so that no stranger's modulus costs a second to verify with. */
const SPKI_OCTETS_MAX = 2048;
const RSA_BITS = { min: 2048, max: 4096 };
const RSA_ACCEPTABLE_BITS: readonly number[] = [2048, 3072, 4096];

const isOdd = (number: Buffer): boolean => ((number.at(-1) ?? 0) & 1) === 1;

function readRsa(bits: Buffer): PublicKeyParts {
  const parts = children(readExactly(bits, 0x30));
  if (parts.length !== 2) throw new MalformedDer('RSA key has odd parts');
  const modulus = integerOctetsOf(parts[0]);
  const exponent = integerOctetsOf(parts[1]);
  if (!isOdd(exponent) || (exponent.length === 1 && exponent[0] === 1)) {
    throw new MalformedKey('exponentImproper');
  }
  if (!isOdd(modulus)) throw new MalformedKey('modulusEven');
  return { kind: 'rsa', modulus, exponent, pkcs1: bits };
}

const OTHER_TYPE = { kind: 'unsupported', defect: 'keyType' } as const;

function readEc(bits: Buffer, curveOid: string): PublicKeyParts {
  const known = Object.entries(CURVES).find(([oid]) => oid === curveOid)?.[1];
  if (known === undefined) {
    return SHORT_CURVE.test(curveOid) ? { kind: 'shortCurve' } : OTHER_TYPE;
  }
  const { curve, octets } = known;
  const isCompressed = bits[0] === 2 || bits[0] === 3;
  // RFC 5480 §2.2 lets an implementation do without compressed points; ours does.
  if (isCompressed && bits.length === 1 + octets) {
    return { kind: 'unsupported', defect: 'pointCompressed' };
  }
  // SEC 1 §2.3.3 spells the identity as one octet 0; it has no other encoding.
  if (bits[0] === 0 && bits.length === 1) throw new MalformedKey('pointAtInfinity');
  if (bits[0] !== 4 || bits.length !== 1 + 2 * octets) throw new MalformedKey('pointEncoding');
  return { kind: 'ec', curve, x: bits.subarray(1, 1 + octets), y: bits.subarray(1 + octets) };
}

/** Takes a SubjectPublicKeyInfo apart. That a point lies on its curve is not looked at. @throws MalformedDer */
export function readPublicKey(spki: Buffer): PublicKeyParts {
  if (spki.length > SPKI_OCTETS_MAX) throw new MalformedDer('public key is too large');
  const [algorithm, key, ...more] = children(readExactly(spki, 0x30));
  if (more.length > 0) throw new MalformedDer('public key has odd parts');
  const [oid, parameters, ...others] = children(expectTag(algorithm, 0x30));
  const bits = bitsOf(key);
  if (others.length > 0) throw new MalformedDer('algorithm has odd parts');
  switch (oidOf(oid)) {
    case RSA_ENCRYPTION:
      if (expectTag(parameters, 0x05).content.length > 0)
        throw new MalformedDer('null is not empty');
      return readRsa(bits);
    case EC_PUBLIC_KEY:
      // A curve spelled out by its numbers (RFC 5480 §2.1.1 forbids it) is where forgeries hide.
      return parameters?.tag === 0x06 ? readEc(bits, oidOf(parameters)) : OTHER_TYPE;
    default:
      return OTHER_TYPE;
  }
}

function bitLength(number: Buffer): number {
  return number.length * 8 - (Math.clz32(number[0] ?? 0) - 24);
}

function makeKey(spki: Buffer): KeyObject {
  const parts = readPublicKey(spki);
  try {
    // Measured: node:crypto takes 140 µs for an RSA key as spki and 3 µs as pkcs1; 110 µs for a
    // P-256 key as spki and 65 µs as jwk; P-384 is the other way round. All check the point.
    if (parts.kind === 'rsa' && parts.exponent.length <= 4) {
      const bits = bitLength(parts.modulus);
      if (bits >= RSA_BITS.min && bits <= RSA_BITS.max) {
        return createPublicKey({ key: parts.pkcs1, format: 'der', type: 'pkcs1' });
      }
    }
    if (parts.kind === 'ec' && parts.curve === 'P-384') {
      return createPublicKey({ key: spki, format: 'der', type: 'spki' });
    }
    if (parts.kind === 'ec') {
      const [x, y] = [parts.x.toString('base64url'), parts.y.toString('base64url')];
      return createPublicKey({ key: { kty: 'EC', crv: parts.curve, x, y }, format: 'jwk' });
    }
  } catch {
    throw parts.kind === 'ec'
      ? new MalformedKey('pointOffCurve')
      : new MalformedDer('public key is not a key');
  }
  throw new MalformedDer('public key is of a kind that is not supported');
}

const keys = new BoundedCache<KeyObject>(512);

/**
 * The key for node:crypto: RSA of 2048 to 4096 bits, P-256 or P-384, in strict DER. Keys seen
 * lately (those of the CAs above all) are kept.
 *
 * @throws MalformedDer for everything else, a point outside the curve included
 */
export function publicKeyFromSpki(spki: Buffer): KeyObject {
  return keys.get(spki.toString('latin1'), () => makeKey(spki));
}

function rsaDefect(modulus: Buffer, exponent: Buffer): KeyDefect | undefined {
  const bits = bitLength(modulus);
  if (bits < RSA_BITS.min) return 'rsaTooShort';
  if (!RSA_ACCEPTABLE_BITS.includes(bits)) return 'rsaLength';
  if (exponent.toString('hex') !== '010001') return 'exponentOther';
  return modulusWeakness(BigInt(`0x${modulus.toString('hex')}`));
}

/** x of the base points: the key of the private keys 1 and -1. */
const BASE_POINT_X: readonly string[] = [
  '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
  'aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7',
];

function defectOf(spki: Buffer): KeyDefect | undefined {
  const parts = readPublicKey(spki);
  if (parts.kind === 'shortCurve') return 'curveTooShort';
  if (parts.kind === 'unsupported') return parts.defect;
  if (parts.kind === 'rsa') return rsaDefect(parts.modulus, parts.exponent);
  publicKeyFromSpki(spki);
  return BASE_POINT_X.includes(parts.x.toString('hex')) ? 'basePoint' : undefined;
}

/**
 * What is wrong with the key an applicant wants certified; undefined for RSA of 2048, 3072 or 4096 bits with
 * e = 65537 and no weakness that is known, and for a point of P-256 or P-384, in canonical DER. Never throws.
 */
export function keyDefect(spki: Buffer): KeyDefect | undefined {
  try {
    return defectOf(spki);
  } catch (error) {
    if (error instanceof MalformedKey) return error.defect;
    if (error instanceof MalformedDer) return 'keyEncoding';
    throw error;
  }
}

/** The word of fact `keyParameters` for a defect, or for none. */
export const parametersOf = (defect: KeyDefect | undefined): KeyParameters =>
  defect === undefined ? 'acceptable' : keyDefects[defect].parameters;

/** The signature algorithms that are accepted, with the key they need (RFC 4055 §5, RFC 5758 §3.2). */
const ALGORITHMS = {
  '1.2.840.113549.1.1.11': { key: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', digest: 'sha512' },
  '1.2.840.10045.4.3.2': { key: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', digest: 'sha512' },
} as const;

export type SignatureAlgorithm = keyof typeof ALGORITHMS;

/** The key and digest of an accepted signature algorithm, undefined for every other. */
export function signatureAlgorithm(
  oid: string,
): { readonly key: 'rsa' | 'ec'; readonly digest: 'sha256' | 'sha384' | 'sha512' } | undefined {
  return Object.hasOwn(ALGORITHMS, oid) ? ALGORITHMS[oid as SignatureAlgorithm] : undefined;
}

/** A signature to check: `data` is what was signed, not its digest. */
export interface SignatureToVerify {
  readonly algorithm: string;
  readonly spki: Buffer;
  readonly data: Buffer;
  readonly signature: Buffer;
  /** Also sha1WithRSAEncryption: for other people's old vectors, never for evidence. */
  readonly sha1Allowed?: boolean | undefined;
}

const SHA1_WITH_RSA = '1.2.840.113549.1.1.5';

/**
 * Whether the signature verifies. An algorithm that is not accepted, a key of another kind and a key
 * or signature that cannot be read are `false`. Never throws for what the octets say.
 */
export function verifySignature(input: SignatureToVerify): boolean {
  const { algorithm, spki, data, signature } = input;
  const isOld = input.sha1Allowed === true && algorithm === SHA1_WITH_RSA;
  const accepted = isOld
    ? ({ key: 'rsa', digest: 'sha1' } as const)
    : signatureAlgorithm(algorithm);
  if (accepted === undefined) return false;
  let key: KeyObject;
  try {
    key = publicKeyFromSpki(spki);
  } catch (error) {
    if (error instanceof MalformedDer) return false;
    throw error;
  }
  if (key.asymmetricKeyType !== accepted.key) return false;
  return verify(accepted.digest, data, key, signature);
}
