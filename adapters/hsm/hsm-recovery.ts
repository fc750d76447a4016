import { createPublicKey, randomBytes, verify } from 'node:crypto';
import pkcs11 from 'pkcs11js';
import { DomainError, isDomainError } from '../../domain/errors.ts';
import { faultOf, hsmFailure } from './hsm-failure.ts';
import { publicKeyOf, SHAPES, type HsmKey } from './hsm-key.ts';
import type { HsmModule } from './hsm-module.ts';
import { pauseFor } from './pause.ts';

/** A key that has to be there again. */
export interface KnownKey extends Omit<HsmKey, 'sign'> {
  /** Whether it may sign octets that mean nothing. */
  readonly mayProbe: boolean;
}

/** What a recovery works with. */
export interface RecoveryOptions {
  readonly module: HsmModule;
  readonly probeMs: number;
  readonly isDown: () => boolean;
  /** The token is back: the pool opens its sessions. @throws Pkcs11Error if it cannot */
  readonly back: () => void;
  /** Signatures that the module has not answered. */
  readonly lent: () => number;
}

/** Pauses grow so far. */
const GROWS = 16;

/** A call that the module has not answered after so long will not be answered; only a new process helps. */
const SILENCE_MS = 60_000;

const DRAIN_LOOK_MS = 5;

/** Not the text of a checkpoint, nor DER: no signature over it says anything. */
const PROBE = Buffer.from('toroku-hsm-probe/1\n');

/**
 * Looks for a token that is away until it is back: the module is ended and initialised, the token found by
 * label and serial number, the login made anew with the PIN that the process holds, every key that was
 * in use found, and one signature made and verified. A refused PIN ends it at once.
 */
export class HsmRecovery {
  readonly #options: RecoveryOptions;
  readonly #known = new Map<string, KnownKey>();
  /** Labels of known keys that the token that came back does not have. */
  readonly #lacking = new Set<string>();
  #isUnderWay = false;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** Notes a key that is in use. */
  know(key: KnownKey): void {
    const mayProbe = key.mayProbe || (this.#known.get(key.label)?.mayProbe ?? false);
    this.#known.set(key.label, { ...key, mayProbe });
    this.#lacking.delete(key.label);
  }

  /** Whether a key that was in use is not on the token that came back. */
  lacks(label: string): boolean {
    return this.#lacking.has(label);
  }

  /** Begins, unless it is under way. `stopped` is told what forbids another try. */
  begin(stopped: (failure: DomainError) => void): void {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    void this.#run(stopped);
  }

  /** Tries until the token is back or nobody looks for it any more. */
  async #run(stopped: (failure: DomainError) => void): Promise<void> {
    const { probeMs, isDown } = this.#options;
    for (let pause = probeMs; isDown(); pause = Math.min(pause * 2, probeMs * GROWS)) {
      try {
        await this.#drain();
        if (isDown()) await this.#try();
        if (isDown()) this.#options.back();
        break;
      } catch (error) {
        if (faultOf(error) === 'stop' || isSilent(error)) {
          stopped(hsmFailure(error));
          break;
        }
      }
      await pauseFor(pause);
    }
    // In one turn with `back`: the first signature after it may lose the token again.
    this.#isUnderWay = false;
  }

  /** The module may be ended only when no call is under way in it. */
  async #drain(): Promise<void> {
    const until = performance.now() + SILENCE_MS;
    while (this.#options.lent() > 0) {
      if (performance.now() > until) throw new DomainError('HsmUnavailable', SILENT);
      await pauseFor(DRAIN_LOOK_MS);
    }
  }

  async #try(): Promise<void> {
    const { module } = this.#options;
    module.open();
    this.#lacking.clear();
    for (const key of this.#known.values()) {
      if (!this.#isThere(key)) this.#lacking.add(key.label);
    }
    // A key may have been destroyed as it should be; a token without any of them is not the one.
    if (this.#lacking.size > 0 && this.#lacking.size === this.#known.size) {
      throw new DomainError('HsmUnavailable', 'none of the keys is on the token');
    }
    const probing = [...this.#known.values()].find((k) => k.mayProbe && !this.lacks(k.label));
    if (probing) await this.#probe(probing);
  }

  #isThere({ label, spki }: KnownKey): boolean {
    const { module } = this.#options;
    try {
      module.findOne(module.master, pkcs11.CKO_PRIVATE_KEY, label);
      const object = module.findOne(module.master, pkcs11.CKO_PUBLIC_KEY, label);
      return publicKeyOf((type) => module.attribute(object, type)).spki.equals(spki);
    } catch (error) {
      if (isDomainError(error, 'HsmKeyMissing')) return false;
      throw error;
    }
  }

  async #probe(key: KnownKey): Promise<void> {
    const { module } = this.#options;
    const octets = Buffer.concat([PROBE, randomBytes(16)]);
    const session = module.openSession();
    try {
      const signature = await module.sign(session, key, octets);
      const publicKey = createPublicKey({ key: key.spki, format: 'der', type: 'spki' });
      if (verify(SHAPES[key.algorithm].hash, octets, publicKey, signature)) return;
      throw new DomainError('HsmUnavailable', 'the probe does not verify');
    } finally {
      module.closeSession(session);
    }
  }
}

const SILENT = 'a call is not answered';

const isSilent = (error: unknown): boolean =>
  error instanceof DomainError && error.message === SILENT;
