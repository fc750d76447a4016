import { TokenBuckets } from '../../middleware/token-buckets.ts';

/** Failures that are forgotten in this time; until then whoever made too many waits. */
const PERIOD_MINUTES = 15;

/** Of one address. Behind a proxy that is everybody's, so it is generous. */
const FAILURES_OF_ADDRESS = 30;

/** Of one person, whose passkey somebody shows without having it. */
const FAILURES_OF_OFFICER = 5;

/** Challenges that one address gets in a minute. Each is a row. */
const CHALLENGES_PER_MINUTE = 60;

/**
 * Holds back whoever fails to sign in again and again. It is kept in the memory of the process, and forgotten
 * with it: a passkey cannot be guessed, so this is against noise. A person cannot be locked out by name, only by
 * somebody who knows the id of a passkey.
 */
export class SignInAttempts {
  readonly #ofAddress: TokenBuckets;
  readonly #ofOfficer: TokenBuckets;
  readonly #challenges: TokenBuckets;

  constructor(clock: () => number = () => performance.now()) {
    // Buckets count by the minute; to a slower clock our period is one.
    const slow = () => clock() / PERIOD_MINUTES;
    this.#ofAddress = new TokenBuckets({ perMinute: FAILURES_OF_ADDRESS, clock: slow });
    this.#ofOfficer = new TokenBuckets({ perMinute: FAILURES_OF_OFFICER, clock: slow });
    this.#challenges = new TokenBuckets({ perMinute: CHALLENGES_PER_MINUTE, clock });
  }

  /** Seconds until this address, and this person if one is known, may try; 0 if now. */
  wait(address: string, officerId?: string): number {
    const ofOfficer = officerId === undefined ? 0 : this.#ofOfficer.wait(officerId);
    return Math.max(this.#ofAddress.wait(address), ofOfficer) * PERIOD_MINUTES;
  }

  /** Remembers a failure. */
  failed(address: string, officerId?: string): void {
    this.#ofAddress.take(address);
    if (officerId !== undefined) this.#ofOfficer.take(officerId);
  }

  /** Whether this address gets one more challenge now. */
  mayAsk(address: string): boolean {
    return this.#challenges.take(address) === 0;
  }
}
