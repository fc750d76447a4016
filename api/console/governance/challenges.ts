import { createHash } from 'node:crypto';
import type { ChallengePurpose } from '../../../db/inspection/passkeys.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import { newSecret } from './session.ts';

/** How long a person has for an answer. */
const CHALLENGE_MS = 5 * 60_000;

/** For whom and for what a challenge is. */
export interface ChallengeOwner {
  readonly purpose: ChallengePurpose;
  /** Null before a sign-in. */
  readonly officerId: string | null;
  /** What only this browser knows, or its hash: an answer that was carried elsewhere is none. */
  readonly browser: string;
}

const hashOf = (challenge: string, browser: string): string =>
  createHash('sha256').update(`challenge/1\0${browser}\0${challenge}`).digest('hex');

/** Challenges for passkeys, kept as hashes. */
export function prepareChallenges({ records, now }: Pick<ConsoleDependencies, 'records' | 'now'>) {
  return {
    /** Makes one, of random octets unless it is given: then who made it answers that it comes once. */
    async make({ browser, ...owner }: ChallengeOwner, given?: string): Promise<string> {
      const challenge = given ?? newSecret();
      const endsAt = new Date(now().getTime() + CHALLENGE_MS);
      const challengeSha256 = hashOf(challenge, browser);
      await records.passkeys.addChallenge({ ...owner, challengeSha256, endsAt });
      return challenge;
    },

    /** Takes one, once. @returns false if it is unknown, taken, past, or another's. */
    take: (challenge: string, { browser, ...owner }: ChallengeOwner): Promise<boolean> =>
      records.passkeys.takeChallenge({
        ...owner,
        challengeSha256: hashOf(challenge, browser),
        at: now(),
      }),

    /** Whether one of this browser was taken before. */
    wasTaken: (challenge: string, browser: string): Promise<boolean> =>
      records.passkeys.wasTaken(hashOf(challenge, browser)),
  };
}

export type Challenges = ReturnType<typeof prepareChallenges>;
