import pkcs11 from 'pkcs11js';
import { DomainError, isDomainError } from '../../domain/errors.ts';
import { faultOf, hsmFailure } from './hsm-failure.ts';
import { nextHealth, type HsmEvent, type HsmHealth } from './hsm-health.ts';
import {
  readIdentity,
  readKeyProtection,
  type HsmIdentity,
  type HsmKeyProtection,
} from './hsm-identity.ts';
import {
  publicKeyOf,
  templatesOf,
  type HsmAlgorithm,
  type HsmKey,
  type HsmKeyName,
} from './hsm-key.ts';
import { HsmLane } from './hsm-lane.ts';
import { HsmModule, type HsmSession, type ModuleOptions } from './hsm-module.ts';
import { HsmRecovery } from './hsm-recovery.ts';
import { withinTime } from './within-time.ts';

export type { HsmHealth } from './hsm-health.ts';
export type { HsmAlgorithm, HsmKey } from './hsm-key.ts';

/** Work with sessions and a queue of its own: certificates, or what says their status (and checkpoints). */
export type HsmLaneName = 'issuance' | 'status';

/** A token, the bounds of its pool, and who is told of its health. */
export interface HsmTokenOptions extends ModuleOptions {
  /** Sessions for issuance; more than the thread pool has threads gain little. */
  readonly sessions?: number;
  /** Sessions for status and checkpoints. */
  readonly statusSessions?: number;
  /** Callers of a lane that may wait for a session. */
  readonly queueMax?: number;
  /** Milliseconds after which a caller gets `HsmUnavailable`, whatever the token does. */
  readonly waitMs?: number;
  /** Milliseconds between two looks for a token that is away, at first; they grow sixteenfold. */
  readonly probeMs?: number;
  readonly onHealth?: (health: HsmHealth) => void;
}

const DEFAULTS = {
  sessions: 6,
  statusSessions: 2,
  queueMax: 512,
  waitMs: 10_000,
  probeMs: 125,
} as const;

/**
 * Sessions that one signature may wear out before its caller is told: more than there are, because all
 * may be lost at once, and the one that comes in place of another goes to whoever waits longest.
 */
const ATTEMPTS_MAX = 24;

/**
 * One token of a PKCS#11 module: one login a process, a pool of sessions in lanes, one signature a session.
 *
 * A lost session is replaced, a token that is away is looked for until it is back, and callers wait so
 * long and no longer: then the failure is `HsmUnavailable`, and what they asked for may be asked again. A
 * PIN that the token refuses, and an answer that nobody knows, stop it: it signs no more until the
 * program is started anew.
 */
export class HsmToken {
  readonly #options: HsmTokenOptions & typeof DEFAULTS;
  readonly #module: HsmModule;
  readonly #lanes: Readonly<Record<HsmLaneName, HsmLane<HsmSession>>>;
  readonly #recovery: HsmRecovery;
  #health: HsmHealth = { state: 'ready' };
  #since = performance.now();
  #isClosed = false;

  /** @throws DomainError */
  constructor(options: HsmTokenOptions) {
    this.#options = { ...DEFAULTS, ...options } as HsmTokenOptions & typeof DEFAULTS;
    this.#lanes = {
      issuance: new HsmLane(this.#options.queueMax),
      status: new HsmLane(this.#options.queueMax),
    };
    try {
      this.#module = new HsmModule(options);
    } catch (error) {
      throw hsmFailure(error);
    }
    this.#recovery = new HsmRecovery({
      module: this.#module,
      probeMs: this.#options.probeMs,
      isDown: () => this.#health.state === 'down',
      back: () => this.#fill(() => this.#become({ kind: 'recovered' })),
      lent: () => this.#lanes.issuance.lent + this.#lanes.status.lent,
    });
    try {
      this.#module.open();
      this.#fill(() => undefined);
    } catch (error) {
      this.#module.close();
      throw hsmFailure(error);
    }
  }

  /** How the token is now. */
  get health(): HsmHealth {
    return this.#health;
  }

  /** Milliseconds for which it has been `down`; 0 if it is not. */
  get downMs(): number {
    return this.#health.state === 'down' ? performance.now() - this.#since : 0;
  }

  /** Who made the module and which token this is, for the register of crypto modules. @throws DomainError */
  identity(): HsmIdentity {
    return this.#ask(({ native, slot }) => readIdentity(native, slot));
  }

  /** What the token says of a private key's way in and out. @throws DomainError `HsmKeyMissing` */
  keyProtection(label: string): HsmKeyProtection {
    return this.#ask((module) => {
      const key = module.findOne(module.master, pkcs11.CKO_PRIVATE_KEY, label);
      return readKeyProtection(module.native, module.master, key);
    });
  }

  /**
   * Gives the token another PIN: the old one is none from then on.
   *
   * @throws DomainError `HsmPinRefused` for a wrong old one, or a new one that the token does not take.
   */
  changePin(from: string, to: string): void {
    this.#ask((module) => module.changePin(from, to));
  }

  /** Makes a key pair that can never leave the token (規則4条: 発行者署名符号). @throws DomainError */
  generateKey(label: string, algorithm: HsmAlgorithm): HsmKey {
    const { publicKey, privateKey } = templatesOf(label, algorithm);
    const mechanism = algorithm.startsWith('rsa')
      ? pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN
      : pkcs11.CKM_EC_KEY_PAIR_GEN;
    this.#ask(({ native, master }) =>
      native.C_GenerateKeyPair(master, { mechanism }, publicKey, privateKey),
    );
    return this.findKey(label);
  }

  /** The key pair of a label, whose signatures go through a lane. @throws DomainError `HsmKeyMissing` */
  findKey(label: string, lane: HsmLaneName = 'issuance'): HsmKey {
    const { algorithm, spki } = this.#ask((module) => {
      const object = module.findOne(module.master, pkcs11.CKO_PUBLIC_KEY, label);
      return publicKeyOf((type) => module.attribute(object, type));
    });
    // An issuer key signs nothing that is not in the books, so it never proves that the token is back.
    this.#recovery.know({ label, algorithm, spki, mayProbe: lane === 'status' });
    return {
      label,
      algorithm,
      spki,
      sign: (octets) => this.#sign(lane, { label, algorithm }, octets),
    };
  }

  /** Keys whose signatures go through one lane. */
  lane(name: HsmLaneName): { findKey(label: string): HsmKey } {
    return { findKey: (label) => this.findKey(label, name) };
  }

  /** Whether the token holds a key pair of the label. @throws DomainError `HsmUnavailable` */
  hasKey(label: string): boolean {
    return this.#ask((module) => {
      const isThere = module.search(module.master, pkcs11.CKO_PRIVATE_KEY, label).length > 0;
      if (!isThere) module.assertThere(module.master);
      return isThere;
    });
  }

  /** Logs out and unloads the module; no signature may be under way. */
  close(): void {
    this.#isClosed = true;
    this.#stop(new DomainError('HsmUnavailable', 'closed'));
    this.#module.close();
  }

  /** Asks the module something that is answered at once. */
  #ask<T>(question: (module: HsmModule) => T): T {
    const health = this.#health;
    if (health.state === 'stopped') throw health.failure;
    if (health.state === 'down') throw new DomainError('HsmUnavailable', health.code);
    try {
      return question(this.#module);
    } catch (error) {
      const fault = faultOf(error);
      // The session of questions has no spare: with it the token is looked for anew.
      if (fault === 'token' || fault === 'session') this.#loseToken(error);
      throw hsmFailure(error);
    }
  }

  async #sign(lane: HsmLaneName, key: HsmKeyName, octets: Buffer): Promise<Buffer> {
    const until = performance.now() + this.#options.waitMs;
    for (let attempt = 1; ; attempt += 1) {
      if (this.#health.state === 'stopped') throw this.#health.failure;
      const session = await this.#lanes[lane].acquire(until - performance.now());
      if (this.#recovery.lacks(key.label)) {
        this.#giveBack(lane, session);
        throw new DomainError('HsmKeyMissing', `no key labelled ${key.label}`);
      }
      try {
        return await this.#signIn(session, { lane, key, octets });
      } catch (error) {
        const failure = hsmFailure(error);
        const isOver = attempt === ATTEMPTS_MAX || performance.now() > until;
        if (failure.type !== 'HsmUnavailable' || isOver) throw failure;
      }
    }
  }

  /** The session comes back when the module has answered, be its caller still there or not. */
  #signIn(
    session: HsmSession,
    { lane, key, octets }: { lane: HsmLaneName; key: HsmKeyName; octets: Buffer },
  ): Promise<Buffer> {
    const signing = this.#module.sign(session, key, octets).then(
      (signature) => {
        this.#giveBack(lane, session);
        return signature;
      },
      (thrown: unknown) => {
        const error = asLost(thrown);
        this.#takeFrom(lane, session, error);
        throw error;
      },
    );
    if (key.algorithm.startsWith('p')) return signing;
    return withinTime(signing, this.#options.waitMs, () => {
      const silent = new DomainError('HsmUnavailable', 'no answer in time');
      this.#loseToken(silent);
      return silent;
    });
  }

  #giveBack(lane: HsmLaneName, session: HsmSession): void {
    this.#lanes[lane].takeBack(session);
    const isOld = session.opening !== this.#module.opening;
    const isLost = this.#health.state === 'down' || this.#health.state === 'stopped';
    if (!isOld && !isLost) this.#lanes[lane].add(session);
  }

  /** What a failed signature says about its session, and about the rest. */
  #takeFrom(lane: HsmLaneName, session: HsmSession, error: unknown): void {
    switch (faultOf(error)) {
      case 'caller':
        return this.#giveBack(lane, session);
      case 'stop':
        this.#lanes[lane].takeBack(session);
        return this.#stop(hsmFailure(error));
      case 'token':
        this.#lanes[lane].takeBack(session);
        return this.#loseToken(error);
      case 'session':
        this.#lanes[lane].takeBack(session);
        return this.#replace(lane, session, error);
    }
  }

  #replace(lane: HsmLaneName, session: HsmSession, lost: unknown): void {
    if (this.#health.state === 'down' || this.#health.state === 'stopped') return;
    if (session.opening !== this.#module.opening) return;
    this.#module.closeSession(session);
    if (this.#openOne(lane)) return;
    this.#become({ kind: 'sessionMissing', code: hsmFailure(lost).message });
    const { state } = this.health;
    if (state === 'degraded') this.#openLater(lane);
    if (state === 'down') this.#loseToken(lost);
  }

  /** Opens one session for a lane. A failure that is not the session's own takes the token down. */
  #openOne(lane: HsmLaneName): boolean {
    try {
      this.#lanes[lane].add(this.#module.openSession());
      return true;
    } catch (error) {
      if (faultOf(error) !== 'session') this.#loseToken(error);
      return false;
    }
  }

  /** A session that is missing is tried for until it is there, or all are opened anew. */
  #openLater(lane: HsmLaneName): void {
    const { opening } = this.#module;
    const again = (): void => {
      if (this.#health.state !== 'degraded' || opening !== this.#module.opening) return;
      if (this.#openOne(lane)) this.#become({ kind: 'sessionReplaced' });
      else this.#openLater(lane);
    };
    setTimeout(again, this.#options.probeMs).unref();
  }

  /** Opens the sessions of every lane, and gives them out when all are open. */
  #fill(opened: () => void): void {
    const { sessions, statusSessions } = this.#options;
    const open = (count: number) => Array.from({ length: count }, () => this.#module.openSession());
    const [ofStatus, ofIssuance] = [open(statusSessions), open(sessions)];
    opened();
    for (const session of ofStatus) this.#lanes.status.add(session);
    for (const session of ofIssuance) this.#lanes.issuance.add(session);
  }

  #loseToken(error: unknown): void {
    if (faultOf(error) === 'stop') return this.#stop(hsmFailure(error));
    this.#become({ kind: 'tokenLost', code: hsmFailure(error).message });
    if (this.#health.state !== 'down') return;
    for (const lane of Object.values(this.#lanes)) lane.empty();
    this.#recovery.begin((failure) => this.#stop(failure));
  }

  #stop(failure: DomainError): void {
    this.#become({ kind: 'stopped', failure });
    for (const lane of Object.values(this.#lanes)) {
      lane.empty();
      lane.turnAway(failure);
    }
  }

  #become(event: HsmEvent): void {
    const { sessions, statusSessions } = this.#options;
    const before = this.#health;
    this.#health = nextHealth(before, event, sessions + statusSessions);
    if (this.#health.state === before.state) return;
    this.#since = performance.now();
    if (!this.#isClosed) this.#options.onHealth?.(this.#health);
  }
}

/** A key that was in use and is not found any more is no refusal yet: the token is looked for anew. */
const asLost = (error: unknown): unknown =>
  isDomainError(error, 'HsmKeyMissing')
    ? new DomainError('HsmUnavailable', error.message, { cause: error })
    : error;
