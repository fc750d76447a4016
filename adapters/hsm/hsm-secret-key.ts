import { createHash, randomBytes } from 'node:crypto';
import pkcs11, { type Mechanism, type Template } from 'pkcs11js';
import { DomainError } from '../../domain/errors.ts';

/** An AES-256 key on the token: it seals small secrets of the room, which then may lie in its database. */
export interface HsmSecretKey {
  readonly label: string;
  /**
   * Seals octets for a context: nonce (12 octets), ciphertext, tag (16), by AES-256-GCM in the token (SP 800-38D).
   *
   * @throws DomainError
   */
  seal(octets: Buffer, context: string): Promise<Buffer>;
  /** Opens what was sealed for this context. @throws DomainError `EvidenceHashMismatch` for anything else */
  open(sealed: Buffer, context: string): Promise<Buffer>;
}

const AES_256_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;

/** Template of a key that was made in the token, cannot leave it, and seals, and does no more. */
export const secretKeyTemplate = (label: string): Template => [
  { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
  { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_AES },
  { type: pkcs11.CKA_VALUE_LEN, value: AES_256_OCTETS },
  { type: pkcs11.CKA_TOKEN, value: true },
  { type: pkcs11.CKA_LABEL, value: label },
  { type: pkcs11.CKA_ID, value: createHash('sha256').update(label).digest().subarray(0, 8) },
  { type: pkcs11.CKA_PRIVATE, value: true },
  { type: pkcs11.CKA_SENSITIVE, value: true },
  { type: pkcs11.CKA_EXTRACTABLE, value: false },
  { type: pkcs11.CKA_ENCRYPT, value: true },
  { type: pkcs11.CKA_DECRYPT, value: true },
  { type: pkcs11.CKA_SIGN, value: false },
  { type: pkcs11.CKA_VERIFY, value: false },
  { type: pkcs11.CKA_WRAP, value: false },
  { type: pkcs11.CKA_UNWRAP, value: false },
];

const mechanismOf = (nonce: Buffer, context: string): Mechanism => ({
  mechanism: pkcs11.CKM_AES_GCM,
  parameter: {
    type: pkcs11.CK_PARAMS_AES_GCM_v240,
    iv: nonce,
    aad: Buffer.from(context),
    ivBits: NONCE_OCTETS * 8,
    tagBits: TAG_OCTETS * 8,
  } as pkcs11.AesGCM,
});

/** One operation of the key in a session that nobody else uses meanwhile: it ends at once, for so few octets. */
export interface SecretKeyCall {
  readonly module: pkcs11.PKCS11;
  readonly session: pkcs11.Handle;
  readonly key: pkcs11.Handle;
  readonly context: string;
}

export function sealWith({ module, session, key, context }: SecretKeyCall, octets: Buffer): Buffer {
  // Made here: what the token makes of a nonce that it was not given differs from module to module.
  const nonce = randomBytes(NONCE_OCTETS);
  module.C_EncryptInit(session, mechanismOf(nonce, context), key);
  const sealed = module.C_Encrypt(session, octets, Buffer.alloc(octets.length + TAG_OCTETS));
  return Buffer.concat([nonce, sealed]);
}

/** @throws DomainError `EvidenceHashMismatch` if the octets are not what this key sealed for the context */
export function openWith(call: SecretKeyCall, sealed: Buffer): Buffer {
  const { module, session, key, context } = call;
  const nonce = sealed.subarray(0, NONCE_OCTETS);
  const rest = sealed.subarray(NONCE_OCTETS);
  try {
    module.C_DecryptInit(session, mechanismOf(nonce, context), key);
    return module.C_Decrypt(session, rest, Buffer.alloc(rest.length));
  } catch (error) {
    // SoftHSM says CKR_GENERAL_ERROR of a wrong tag, as of a token that is away. One that still seals is not away: it is
    // the octets, and to look for the token would help nobody.
    sealWith(call, Buffer.alloc(1)).fill(0);
    if (!(error instanceof pkcs11.Pkcs11Error)) throw error;
    throw new DomainError('EvidenceHashMismatch', 'sealed octets do not open');
  }
}
