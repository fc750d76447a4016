import { createHash, createPublicKey } from 'node:crypto';
import pkcs11, { type Handle, type Template } from 'pkcs11js';
import { DomainError } from '../../domain/errors.ts';
import { integer, seq } from '../x509/der-writer.ts';
import { hsmFailure, isStaleSession } from './hsm-failure.ts';
import {
  readIdentity,
  readKeyProtection,
  type HsmIdentity,
  type HsmKeyProtection,
} from './hsm-identity.ts';

/** Key types an issuer key may have. */
export type HsmAlgorithm = 'rsa2048' | 'rsa3072' | 'rsa4096' | 'p256' | 'p384';

interface KeyShape {
  readonly bits: number;
  readonly curve?: Buffer;
  readonly crv?: string;
  readonly hash: 'sha256' | 'sha384';
}

const SHAPES: Readonly<Record<HsmAlgorithm, KeyShape>> = {
  rsa2048: { bits: 2048, hash: 'sha256' },
  rsa3072: { bits: 3072, hash: 'sha256' },
  rsa4096: { bits: 4096, hash: 'sha256' },
  p256: {
    bits: 256,
    curve: Buffer.from('06082a8648ce3d030107', 'hex'),
    crv: 'P-256',
    hash: 'sha256',
  },
  p384: { bits: 384, curve: Buffer.from('06052b81040022', 'hex'), crv: 'P-384', hash: 'sha384' },
};

/** A key pair on the token. */
export interface HsmKey {
  readonly label: string;
  readonly algorithm: HsmAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer;
  /** Signs octets: PKCS#1 v1.5 with SHA-256 for RSA; DER `ECDSA-Sig-Value` for EC. @throws DomainError */
  sign(octets: Buffer): Promise<Buffer>;
}

/** States of a session under the user's login (PKCS#11 v2.40 §5.3); pkcs11js does not name them. */
const CKS_RO_USER_FUNCTIONS = 1;
const CKS_RW_USER_FUNCTIONS = 3;

interface Session {
  readonly handle: Handle;
  readonly privateKeys: Map<string, Handle>;
}

/** Octets of a length on the stack of a token session: more than the thread pool gains nothing. */
const SESSIONS_DEFAULT = 6;

/**
 * One token of a PKCS#11 module: one login a process, a pool of sessions, one signature a session.
 *
 * The only place that loads pkcs11js. After a lost session one new one is opened; then the failure is
 * `HsmUnavailable` and the caller waits. A refused PIN is never tried twice.
 */
export class HsmToken {
  readonly #module = new pkcs11.PKCS11();
  readonly #slot: Handle;
  readonly #master: Handle;
  readonly #free: Session[] = [];
  readonly #waiting: ((session: Session) => void)[] = [];

  constructor(options: {
    readonly modulePath: string;
    readonly tokenLabel: string;
    readonly pin: string;
    readonly sessions?: number;
  }) {
    try {
      this.#module.load(options.modulePath);
      this.#module.C_Initialize({ flags: pkcs11.CKF_OS_LOCKING_OK });
      this.#slot = this.#findSlot(options.tokenLabel);
      this.#master = this.#openSession(true);
      this.#module.C_Login(this.#master, pkcs11.CKU_USER, options.pin);
      for (let i = 0; i < (options.sessions ?? SESSIONS_DEFAULT); i += 1) {
        this.#free.push({ handle: this.#openSession(false), privateKeys: new Map() });
      }
    } catch (error) {
      this.#abandon();
      throw hsmFailure(error);
    }
  }

  /** Leaves the module as it was, so that the next try finds it so. */
  #abandon(): void {
    try {
      this.#module.C_Finalize();
    } catch {
      // It was not initialised.
    }
    this.#module.close();
  }

  #findSlot(tokenLabel: string): Handle {
    for (const slot of this.#module.C_GetSlotList(true)) {
      if (this.#module.C_GetTokenInfo(slot).label.trim() === tokenLabel) return slot;
    }
    throw new DomainError('HsmUnavailable', `no token labelled ${tokenLabel}`);
  }

  #openSession(isWritable: boolean): Handle {
    const flags = pkcs11.CKF_SERIAL_SESSION | (isWritable ? pkcs11.CKF_RW_SESSION : 0);
    return this.#module.C_OpenSession(this.#slot, flags);
  }

  /** Who made the module and which token this is, for the register of crypto modules. @throws DomainError */
  identity(): HsmIdentity {
    try {
      return readIdentity(this.#module, this.#slot);
    } catch (error) {
      throw hsmFailure(error);
    }
  }

  /** What the token says of a private key's way in and out. @throws DomainError `HsmKeyMissing` */
  keyProtection(label: string): HsmKeyProtection {
    try {
      const key = this.#findObject(this.#master, pkcs11.CKO_PRIVATE_KEY, label);
      return readKeyProtection(this.#module, this.#master, key);
    } catch (error) {
      throw hsmFailure(error);
    }
  }

  /** Makes a key pair that can never leave the token (規則4条: 発行者署名符号). @throws DomainError */
  generateKey(label: string, algorithm: HsmAlgorithm): HsmKey {
    const { bits, curve } = SHAPES[algorithm];
    const id = createHash('sha256').update(label).digest().subarray(0, 8);
    const common: Template = [
      { type: pkcs11.CKA_TOKEN, value: true },
      { type: pkcs11.CKA_LABEL, value: label },
      { type: pkcs11.CKA_ID, value: id },
    ];
    const publicTemplate: Template = [
      ...common,
      { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PUBLIC_KEY },
      { type: pkcs11.CKA_VERIFY, value: true },
      ...(curve
        ? [{ type: pkcs11.CKA_EC_PARAMS, value: curve }]
        : [
            { type: pkcs11.CKA_MODULUS_BITS, value: bits },
            { type: pkcs11.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
          ]),
    ];
    const privateTemplate: Template = [
      ...common,
      { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY },
      { type: pkcs11.CKA_PRIVATE, value: true },
      { type: pkcs11.CKA_SENSITIVE, value: true },
      { type: pkcs11.CKA_EXTRACTABLE, value: false },
      { type: pkcs11.CKA_SIGN, value: true },
      { type: pkcs11.CKA_DECRYPT, value: false },
      { type: pkcs11.CKA_UNWRAP, value: false },
      { type: pkcs11.CKA_DERIVE, value: false },
    ];
    const mechanism = curve ? pkcs11.CKM_EC_KEY_PAIR_GEN : pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN;
    try {
      this.#module.C_GenerateKeyPair(this.#master, { mechanism }, publicTemplate, privateTemplate);
    } catch (error) {
      throw hsmFailure(error);
    }
    return this.findKey(label);
  }

  /** The key pair of a label. @throws DomainError `HsmKeyMissing` */
  findKey(label: string): HsmKey {
    const publicKey = this.#findObject(this.#master, pkcs11.CKO_PUBLIC_KEY, label);
    const type = this.#attribute(publicKey, pkcs11.CKA_KEY_TYPE).readUInt32LE(0);
    const { spki, algorithm } =
      type === pkcs11.CKK_RSA ? this.#rsaKey(publicKey) : this.#ecKey(publicKey);
    return { label, algorithm, spki, sign: (octets) => this.#sign({ label, algorithm }, octets) };
  }

  /** Whether the token holds a key pair of the label. */
  hasKey(label: string): boolean {
    return this.#search(this.#master, pkcs11.CKO_PRIVATE_KEY, label).length > 0;
  }

  #rsaKey(publicKey: Handle): { spki: Buffer; algorithm: HsmAlgorithm } {
    const n = this.#attribute(publicKey, pkcs11.CKA_MODULUS);
    const e = this.#attribute(publicKey, pkcs11.CKA_PUBLIC_EXPONENT);
    const jwk = { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return {
      spki: key.export({ type: 'spki', format: 'der' }),
      algorithm: `rsa${n.length * 8}` as HsmAlgorithm,
    };
  }

  #ecKey(publicKey: Handle): { spki: Buffer; algorithm: HsmAlgorithm } {
    const curve = this.#attribute(publicKey, pkcs11.CKA_EC_PARAMS);
    const algorithm: HsmAlgorithm = curve.equals(SHAPES.p256.curve ?? curve) ? 'p256' : 'p384';
    const { bits, crv = '' } = SHAPES[algorithm];
    const point = this.#attribute(publicKey, pkcs11.CKA_EC_POINT).subarray(-bits / 4);
    const [x, y] = [point.subarray(0, bits / 8), point.subarray(bits / 8)];
    const jwk = { kty: 'EC', crv, x: x.toString('base64url'), y: y.toString('base64url') };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return { spki: key.export({ type: 'spki', format: 'der' }), algorithm };
  }

  #attribute(object: Handle, type: number): Buffer {
    const [attribute] = this.#module.C_GetAttributeValue(this.#master, object, [{ type }]);
    return Buffer.from(attribute?.value as Buffer);
  }

  #search(session: Handle, kind: number, label: string): Handle[] {
    this.#module.C_FindObjectsInit(session, [
      { type: pkcs11.CKA_CLASS, value: kind },
      { type: pkcs11.CKA_LABEL, value: label },
    ]);
    try {
      return this.#module.C_FindObjects(session, 2);
    } finally {
      this.#module.C_FindObjectsFinal(session);
    }
  }

  #findObject(session: Handle, kind: number, label: string): Handle {
    const [object, second] = this.#search(session, kind, label);
    if (!object) throw new DomainError('HsmKeyMissing', `no key labelled ${label}`);
    if (second) throw new DomainError('HsmKeyMissing', `two keys labelled ${label}`);
    return object;
  }

  async #sign(
    key: { readonly label: string; readonly algorithm: HsmAlgorithm },
    octets: Buffer,
  ): Promise<Buffer> {
    const session = this.#free.pop() ?? (await new Promise<Session>((r) => this.#waiting.push(r)));
    let current = session;
    try {
      return await this.#signIn(current, key, octets).catch((error: unknown) => {
        if (!isStaleSession(error)) throw error;
        current = { handle: this.#openSession(false), privateKeys: new Map() };
        return this.#signIn(current, key, octets);
      });
    } catch (error) {
      throw hsmFailure(error);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(current);
      else this.#free.push(current);
    }
  }

  /** A token that lost its sessions lost the login, too, and then shows no private key at all. */
  #assertLoggedIn({ handle }: Session): void {
    const { state } = this.#module.C_GetSessionInfo(handle);
    if (state === CKS_RO_USER_FUNCTIONS || state === CKS_RW_USER_FUNCTIONS) return;
    throw new DomainError('HsmUnavailable', 'CKR_USER_NOT_LOGGED_IN');
  }

  async #signIn(
    session: Session,
    { label, algorithm }: { readonly label: string; readonly algorithm: HsmAlgorithm },
    octets: Buffer,
  ): Promise<Buffer> {
    const { bits, curve, hash } = SHAPES[algorithm];
    let privateKey = session.privateKeys.get(label);
    if (!privateKey) {
      this.#assertLoggedIn(session);
      privateKey = this.#findObject(session.handle, pkcs11.CKO_PRIVATE_KEY, label);
      session.privateKeys.set(label, privateKey);
    }
    if (!curve) {
      this.#module.C_SignInit(
        session.handle,
        { mechanism: pkcs11.CKM_SHA256_RSA_PKCS },
        privateKey,
      );
      return this.#module.C_SignAsync(session.handle, octets, Buffer.alloc(bits / 8));
    }
    // SoftHSM 2.6.1 knows CKM_ECDSA only over a hash made outside; the call takes 0.1 ms, less than
    // the trip through the thread pool would.
    const digest = createHash(hash).update(octets).digest();
    this.#module.C_SignInit(session.handle, { mechanism: pkcs11.CKM_ECDSA }, privateKey);
    const raw = this.#module.C_Sign(session.handle, digest, Buffer.alloc(bits / 4));
    return seq(integer(raw.subarray(0, bits / 8)), integer(raw.subarray(bits / 8)));
  }

  /** Logs out and unloads the module; no signature may be under way. */
  close(): void {
    this.#module.C_Finalize();
    this.#module.close();
  }
}
