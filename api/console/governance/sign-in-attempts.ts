import { defaultPolicy } from '../../../domain/governance/policy.ts';
import { TokenBuckets } from '../../middleware/token-buckets.ts';

/** Failures that are forgotten in this time; until then whoever made too many waits. */
const PERIOD_MINUTES = 15;

/** Whence somebody tries: an address, which behind a proxy is everybody's, and a terminal if one is known. */
export interface SignInSide {
  readonly address: string;
  readonly terminal?: string;
}

/** Challenges that one address gets in a minute. Each is a row. */
const CHALLENGES_PER_MINUTE = 60;

/**
 * Holds back whoever fails to sign in again and again. It is kept in the memory of the process, and forgotten
 * with it: a passkey cannot be guessed, so this is against noise. A person cannot be held back by name, only by
 * somebody who knows the id of a passkey; what goes on for longer locks (`db/governance/sign-in-locks.ts`).
 */
export class SignInAttempts {
  readonly #ofAddress: TokenBuckets;
  readonly #ofTerminal: TokenBuckets;
  readonly #ofOfficer: TokenBuckets;
  readonly #challenges: TokenBuckets;

  constructor(clock: () => number = () => performance.now()) {
    // Buckets count by the minute; to a slower clock our period is one.
    const slow = () => clock() / PERIOD_MINUTES;
    const buckets = (perMinute: number) => new TokenBuckets({ perMinute, clock: slow });
    const { values } = defaultPolicy;
    this.#ofAddress = buckets(values.signInFailuresOfAddressMax);
    this.#ofTerminal = buckets(values.signInFailuresOfTerminalMax);
    this.#ofOfficer = buckets(values.signInFailuresOfOfficerMax);
    this.#challenges = new TokenBuckets({ perMinute: CHALLENGES_PER_MINUTE, clock });
  }

  /** Seconds until this side, and this person if one is known, may try; 0 if now. */
  wait({ address, terminal }: SignInSide, officerId?: string): number {
    const ofTerminal = terminal === undefined ? 0 : this.#ofTerminal.wait(terminal);
    const ofOfficer = officerId === undefined ? 0 : this.#ofOfficer.wait(officerId);
    return Math.max(this.#ofAddress.wait(address), ofTerminal, ofOfficer) * PERIOD_MINUTES;
  }

  /** Remembers a failure. */
  failed({ address, terminal }: SignInSide, officerId?: string): void {
    this.#ofAddress.take(address);
    if (terminal !== undefined) this.#ofTerminal.take(terminal);
    if (officerId !== undefined) this.#ofOfficer.take(officerId);
  }

  /** Whether this address gets one more challenge now. */
  mayAsk(address: string): boolean {
    return this.#challenges.take(address) === 0;
  }
}
