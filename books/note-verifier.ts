/** Public keys of signed notes, and the lines (vkeys) in which they are handed on. */

import { createPublicKey, verify, type KeyObject } from 'node:crypto';

import { sha256Hex } from './canonical-json.ts';

/** 01 Ed25519 · 02 ECDSA P-256 · 04 Ed25519 cosignature of a witness. */
export type SignatureType = 1 | 2 | 4;

/** A verifier key line that cannot be used. */
export class VkeyRefused extends Error {
  override name = 'VkeyRefused';
}

/** A key that signatures of notes are checked by. */
export interface NoteVerifier {
  /** No spaces, no plus. */
  readonly name: string;
  /** 4 octets in hexadecimal. */
  readonly keyId: string;
  readonly type: SignatureType;
  /** The line `<name>+<key id>+<Base64 of type ‖ public key>`. */
  readonly vkey: string;
  /** True if the octets after the key id are this key's signature over the text. */
  verify(text: Buffer, signature: Buffer): boolean;
  /** When the witness saw the text, in seconds since 1970; undefined for other types. */
  timeOf(signature: Buffer): number | undefined;
}

/** SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410 §4). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

const ED25519_KEY_OCTETS = 32;
const ED25519_SIGNATURE_OCTETS = 64;
const TIMESTAMP_OCTETS = 8;

/** Name of a key: not empty, no Unicode spaces, no plus (C2SP signed-note). */
const NAME = /^[^\s+\u0085]+$/;

/** @throws VkeyRefused */
export function checkKeyName(name: string): void {
  if (!NAME.test(name)) throw new VkeyRefused('name of a key with space or plus, or empty');
}

/**
 * The key id of a public key: the first 4 octets, in hexadecimal, of
 * SHA-256(name ‖ 0A ‖ type ‖ key), for ECDSA of SHA-256(SubjectPublicKeyInfo).
 */
export function keyIdOf(name: string, type: SignatureType, publicKey: Buffer): string {
  const input = type === 2 ? [publicKey] : [Buffer.from(`${name}\n`), Buffer.of(type), publicKey];
  return sha256Hex(Buffer.concat(input)).slice(0, 8);
}

/** The verifier key line. `publicKey`: 32 octets of Ed25519, or SubjectPublicKeyInfo in DER. */
export function printVkey(name: string, type: SignatureType, publicKey: Buffer): string {
  const key = Buffer.concat([Buffer.of(type), publicKey]).toString('base64');
  return `${name}+${keyIdOf(name, type, publicKey)}+${key}`;
}

/** The Ed25519 key of 32 octets. @throws VkeyRefused */
function ed25519Key(publicKey: Buffer): KeyObject {
  if (publicKey.length !== ED25519_KEY_OCTETS) throw new VkeyRefused('not an Ed25519 key');
  const key = Buffer.concat([ED25519_SPKI, publicKey]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

/** The key in a SubjectPublicKeyInfo, if it is one of P-256. @throws VkeyRefused */
export function p256Key(spki: Buffer): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    throw new VkeyRefused('not a SubjectPublicKeyInfo');
  }
  const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (!isP256 || !key.export({ format: 'der', type: 'spki' }).equals(spki)) {
    throw new VkeyRefused('not a P-256 key in DER');
  }
  return key;
}

type Checks = Pick<NoteVerifier, 'verify' | 'timeOf'>;

const noTime = (): undefined => undefined;

/** The signed message of C2SP tlog-cosignature: when a witness saw a text, and the text. */
export const cosignedMessage = (text: Buffer, time: bigint): Buffer =>
  Buffer.concat([Buffer.from(`cosignature/v1\ntime ${time}\n`), text]);

function cosignatureChecks(publicKey: Buffer): Checks {
  const key = ed25519Key(publicKey);
  return {
    verify: (text, signature) => {
      if (signature.length !== TIMESTAMP_OCTETS + ED25519_SIGNATURE_OCTETS) return false;
      const time = signature.readBigUInt64BE(0);
      if (time > BigInt(Number.MAX_SAFE_INTEGER)) return false;
      const message = cosignedMessage(text, time);
      return verify(null, message, key, signature.subarray(TIMESTAMP_OCTETS));
    },
    timeOf: (signature) => Number(signature.readBigUInt64BE(0)),
  };
}

function checksOf(type: SignatureType, publicKey: Buffer): Checks {
  if (type === 4) return cosignatureChecks(publicKey);
  const key = type === 1 ? ed25519Key(publicKey) : p256Key(publicKey);
  const algorithm = type === 1 ? null : 'sha256';
  return { verify: (text, signature) => verify(algorithm, text, key, signature), timeOf: noTime };
}

const isSignatureType = (type: number | undefined): type is SignatureType =>
  type === 1 || type === 2 || type === 4;

/**
 * Reads a verifier key line.
 *
 * @throws VkeyRefused if it is malformed, of a type not known here, or its key id is another key's.
 */
export function readVkey(vkey: string): NoteVerifier {
  const [, name = '', keyId = '', base64 = ''] =
    /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey) ?? [];
  checkKeyName(name);
  const octets = Buffer.from(base64, 'base64');
  const type = octets[0];
  if (!isSignatureType(type)) throw new VkeyRefused('type of signature not known');
  const publicKey = octets.subarray(1);
  if (printVkey(name, type, publicKey) !== vkey) throw new VkeyRefused('key id or form is wrong');
  return { name, keyId, type, vkey, ...checksOf(type, publicKey) };
}
