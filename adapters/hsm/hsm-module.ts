import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import pkcs11, { type Handle } from 'pkcs11js';
import { DomainError } from '../../domain/errors.ts';
import { integer, seq } from '../x509/der-writer.ts';
import { SHAPES, type HsmKeyName } from './hsm-key.ts';
import { openWith, sealWith } from './hsm-secret-key.ts';

/** States of a session under the user's login (PKCS#11 v2.40 §5.3); pkcs11js does not name them. */
const CKS_RO_USER_FUNCTIONS = 1;
const CKS_RW_USER_FUNCTIONS = 3;

/** Above it a hash is what goes to the token: a list of megabytes would be copied there, and take longer than callers wait. */
const HASHED_OUTSIDE = 1 << 20;
/** DigestInfo of SHA-256 before the hash (RFC 8017 §9.2): the signature is the same either way. */
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** PKCS#11 v2.40 §5.1.6: of the mechanism, or of this key with it. */
const isRefusedMechanism = (error: unknown): boolean =>
  error instanceof Error &&
  /CKR_(MECHANISM_INVALID|KEY_FUNCTION_NOT_PERMITTED|MECHANISM_PARAM_INVALID)/.test(error.message);

/** A session, and the handles of the keys that were found in it. */
export interface HsmSession {
  readonly handle: Handle;
  readonly privateKeys: Map<string, Handle>;
  readonly secretKeys: Map<string, Handle>;
  /** Which opening of the module it belongs to. */
  readonly opening: number;
}

/** What a secret key is to do, and for what: octets sealed for one context do not open for another. */
export interface SecretKeyUse {
  readonly label: string;
  readonly direction: 'seal' | 'open';
  readonly context: string;
}

/** Which token of which module, and the PIN, which the process holds for as long as it lives. */
export interface ModuleOptions {
  readonly modulePath: string;
  readonly tokenLabel: string;
  readonly pin: string;
}

/**
 * A PKCS#11 module with one token, logged in: the only place that calls pkcs11js. It fails as the module
 * does; what a failure means is said elsewhere.
 */
export class HsmModule {
  readonly native = new pkcs11.PKCS11();
  readonly #options: ModuleOptions;
  /** The PIN of now: it may be changed while the module is open. */
  #pin: string;
  #slot: Handle = Buffer.alloc(0);
  #master: Handle = Buffer.alloc(0);
  /** Serial number of the token that was opened first: another of the same label is not the same. */
  #serialNumber: string | undefined;
  #opening = 0;

  /** @throws NativeError if the library cannot be loaded */
  constructor(options: ModuleOptions) {
    this.#options = options;
    this.#pin = options.pin;
    this.native.load(options.modulePath);
  }

  get slot(): Handle {
    return this.#slot;
  }

  /** The session for everything but signing. */
  get master(): Handle {
    return this.#master;
  }

  get opening(): number {
    return this.#opening;
  }

  /**
   * Initialises the module, finds the token by label and serial number, and logs in with the PIN: once.
   * A module that is open is ended first: one whose token was removed may know it again only after that.
   * No call may be under way.
   */
  open(): void {
    if (this.#opening > 0) this.#end();
    this.native.C_Initialize({ flags: pkcs11.CKF_OS_LOCKING_OK });
    this.#opening += 1;
    this.#slot = this.#findSlot();
    this.#master = this.#openHandle(true);
    this.native.C_Login(this.#master, pkcs11.CKU_USER, this.#pin);
  }

  /** Gives the token another PIN; a login after a lost session uses it. */
  changePin(from: string, to: string): void {
    this.native.C_SetPIN(this.#master, from, to);
    this.#pin = to;
  }

  #end(): void {
    try {
      this.native.C_Finalize();
    } catch {
      // It was not initialised.
    }
  }

  /** Leaves the module as it was, so that the next try finds it so. */
  close(): void {
    this.#end();
    this.native.close();
  }

  #findSlot(): Handle {
    for (const slot of this.native.C_GetSlotList(true)) {
      const info = this.#tokenIn(slot);
      if (info?.label.trim() !== this.#options.tokenLabel) continue;
      this.#serialNumber ??= info.serialNumber;
      if (info.serialNumber === this.#serialNumber) return slot;
    }
    throw new DomainError('HsmUnavailable', `no token labelled ${this.#options.tokenLabel}`);
  }

  /** A slot whose token does not answer is not the one that is looked for. */
  #tokenIn(slot: Handle): ReturnType<pkcs11.PKCS11['C_GetTokenInfo']> | undefined {
    try {
      return this.native.C_GetTokenInfo(slot);
    } catch {
      return undefined;
    }
  }

  #openHandle(isWritable: boolean): Handle {
    const flags = pkcs11.CKF_SERIAL_SESSION | (isWritable ? pkcs11.CKF_RW_SESSION : 0);
    return this.native.C_OpenSession(this.#slot, flags);
  }

  openSession(): HsmSession {
    return {
      handle: this.#openHandle(false),
      privateKeys: new Map(),
      secretKeys: new Map(),
      opening: this.#opening,
    };
  }

  /** Lets a session go that may be gone already. */
  closeSession({ handle }: HsmSession): void {
    try {
      this.native.C_CloseSession(handle);
    } catch {
      // It was gone.
    }
  }

  /** Objects of a class and a label, two at most. */
  search(session: Handle, objectClass: number, label: string): Handle[] {
    this.native.C_FindObjectsInit(session, [
      { type: pkcs11.CKA_CLASS, value: objectClass },
      { type: pkcs11.CKA_LABEL, value: label },
    ]);
    try {
      return this.native.C_FindObjects(session, 2);
    } finally {
      this.native.C_FindObjectsFinal(session);
    }
  }

  /**
   * The one object of a class and a label.
   *
   * @throws DomainError `HsmKeyMissing`; `HsmUnavailable` if the token or the login is away, because a
   *   token then shows no object at all
   */
  findOne(session: Handle, objectClass: number, label: string): Handle {
    const [object, second] = this.search(session, objectClass, label);
    if (second) throw new DomainError('HsmKeyMissing', `two keys labelled ${label}`);
    if (object) return object;
    this.assertThere(session);
    throw new DomainError('HsmKeyMissing', `no key labelled ${label}`);
  }

  /** @throws unless the token is in its slot and the session has the user's login */
  assertThere(session: Handle): void {
    const { serialNumber } = this.native.C_GetTokenInfo(this.#slot);
    if (serialNumber !== this.#serialNumber) {
      throw new DomainError('HsmUnavailable', 'another token is in the slot');
    }
    const { state } = this.native.C_GetSessionInfo(session);
    if (state === CKS_RO_USER_FUNCTIONS || state === CKS_RW_USER_FUNCTIONS) return;
    throw new DomainError('HsmUnavailable', 'CKR_USER_NOT_LOGGED_IN');
  }

  attribute(object: Handle, type: number): Buffer {
    const [attribute] = this.native.C_GetAttributeValue(this.#master, object, [{ type }]);
    return Buffer.from(attribute?.value as Buffer);
  }

  /** Signs octets in a session that nobody else uses meanwhile. */
  async sign(
    session: HsmSession,
    { label, algorithm }: HsmKeyName,
    octets: Buffer,
  ): Promise<Buffer> {
    const { bits, curve, hash } = SHAPES[algorithm];
    const key = this.#privateKey(session, label);
    if (!curve && octets.length > HASHED_OUTSIDE) {
      const digest = Buffer.concat([
        SHA256_DIGEST_INFO,
        createHash('sha256').update(octets).digest(),
      ]);
      if (!this.#beginRaw(session, key)) {
        return this.#signInParts(session.handle, key, { octets, size: bits / 8 });
      }
      return this.native.C_SignAsync(session.handle, digest, Buffer.alloc(bits / 8));
    }
    if (!curve) {
      this.native.C_SignInit(session.handle, { mechanism: pkcs11.CKM_SHA256_RSA_PKCS }, key);
      return this.native.C_SignAsync(session.handle, octets, Buffer.alloc(bits / 8));
    }
    // SoftHSM 2.6.1 knows CKM_ECDSA only over a hash made outside; the call takes 0.1 ms, less than
    // the trip through the thread pool would.
    const digest = createHash(hash).update(octets).digest();
    this.native.C_SignInit(session.handle, { mechanism: pkcs11.CKM_ECDSA }, key);
    const raw = this.native.C_Sign(session.handle, digest, Buffer.alloc(bits / 4));
    return seq(integer(raw.subarray(0, bits / 8)), integer(raw.subarray(bits / 8)));
  }

  /** Whether the token signs hashes that were made outside; many are set up so that they do not. */
  #beginRaw({ handle }: HsmSession, key: Handle): boolean {
    try {
      this.native.C_SignInit(handle, { mechanism: pkcs11.CKM_RSA_PKCS }, key);
      return true;
    } catch (error) {
      if (isRefusedMechanism(error)) return false;
      throw error;
    }
  }

  /** The token hashes as well, in parts: it takes longer, and no token has a bound on it. */
  async #signInParts(
    handle: Handle,
    key: Handle,
    { octets, size }: { readonly octets: Buffer; readonly size: number },
  ): Promise<Buffer> {
    this.native.C_SignInit(handle, { mechanism: pkcs11.CKM_SHA256_RSA_PKCS }, key);
    for (let at = 0; at < octets.length; at += HASHED_OUTSIDE) {
      this.native.C_SignUpdate(handle, octets.subarray(at, at + HASHED_OUTSIDE));
      // Others are let in between.
      await setImmediate();
    }
    return this.native.C_SignFinal(handle, Buffer.alloc(size));
  }

  /** Seals or opens octets with a secret key, in a session that nobody else uses meanwhile. */
  async crypt(
    session: HsmSession,
    { label, direction, context }: SecretKeyUse,
    octets: Buffer,
  ): Promise<Buffer> {
    const key = this.#secretKey(session, label);
    const call = { module: this.native, session: session.handle, key, context };
    return direction === 'seal' ? sealWith(call, octets) : openWith(call, octets);
  }

  #privateKey({ handle, privateKeys }: HsmSession, label: string): Handle {
    const known = privateKeys.get(label);
    if (known) return known;
    const found = this.findOne(handle, pkcs11.CKO_PRIVATE_KEY, label);
    privateKeys.set(label, found);
    return found;
  }

  #secretKey({ handle, secretKeys }: HsmSession, label: string): Handle {
    const known = secretKeys.get(label);
    if (known) return known;
    const found = this.findOne(handle, pkcs11.CKO_SECRET_KEY, label);
    secretKeys.set(label, found);
    return found;
  }
}
