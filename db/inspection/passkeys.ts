import { and, asc, eq, gt, isNull, lt } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { officers, passkeyChallenges, passkeys } from '../schema/governance.ts';
import { writeSession, type NewSession } from './sessions.ts';
import type { StaffMember } from './staff.ts';

/** What a challenge is for. `act`: the signature of a decision. */
export type ChallengePurpose = 'register' | 'signIn' | 'act';

/** A challenge by its hash, never itself. */
export interface NewChallenge {
  readonly challengeSha256: string;
  readonly purpose: ChallengePurpose;
  /** Null before a sign-in. */
  readonly officerId: string | null;
  readonly endsAt: Date;
}

/** A challenge that was answered: its hash, and what it must have been for and to whom. */
export interface AnsweredChallenge extends Omit<NewChallenge, 'endsAt'> {
  readonly at: Date;
}

/** A passkey to be kept. */
export interface NewPasskey {
  readonly credentialId: string;
  readonly officerId: string;
  readonly publicKeyCose: Buffer;
  readonly signatureCounter: number;
  readonly transports: readonly string[];
  readonly label: string;
  readonly createdAt: Date;
}

/** A passkey as its holder sees it. */
export interface OwnPasskey {
  readonly credentialId: string;
  readonly label: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** A passkey that has not been withdrawn. */
export interface UsablePasskey {
  readonly credentialId: string;
  readonly officerId: string;
  readonly publicKeyCose: Buffer;
  readonly signatureCounter: number;
}

/** What a verified sign-in by a passkey brings. */
export interface PasskeySignIn extends NewSession {
  readonly credentialId: string;
  readonly signatureCounter: number;
}

/**
 * Takes a challenge, whether its answer will hold or not: nobody tries two answers to one.
 *
 * @returns whether it was open, for this purpose and this person.
 */
async function takeChallenge(
  db: OfficeDatabase,
  { challengeSha256, purpose, officerId, at }: AnsweredChallenge,
): Promise<boolean> {
  const taken = await db
    .update(passkeyChallenges)
    .set({ usedAt: at })
    .where(
      and(
        eq(passkeyChallenges.challengeSha256, challengeSha256),
        eq(passkeyChallenges.purpose, purpose),
        officerId === null
          ? isNull(passkeyChallenges.officerId)
          : eq(passkeyChallenges.officerId, officerId),
        isNull(passkeyChallenges.usedAt),
        gt(passkeyChallenges.endsAt, at),
      ),
    )
    .returning({ challengeSha256: passkeyChallenges.challengeSha256 });
  return taken.length === 1;
}

/**
 * Opens a session by a verified passkey, with its entry in the same transaction.
 *
 * @returns who signed in; undefined if the passkey was withdrawn meanwhile, or its counter did not go on.
 */
async function openByPasskey(
  db: OfficeDatabase,
  { credentialId, signatureCounter, ...session }: PasskeySignIn,
): Promise<StaffMember | undefined> {
  return db.transaction(async (tx) => {
    // The update decides between two answers with one count: a copied authenticator.
    const goesOn =
      signatureCounter === 0
        ? eq(passkeys.signatureCounter, 0)
        : lt(passkeys.signatureCounter, signatureCounter);
    const [passkey] = await tx
      .update(passkeys)
      .set({ signatureCounter, lastUsedAt: session.at })
      .where(and(eq(passkeys.credentialId, credentialId), isNull(passkeys.withdrawnAt), goesOn))
      .returning({ officerId: passkeys.officerId });
    return passkey && writeSession(tx, passkey.officerId, { ...session, method: 'passkey' });
  });
}

/** Passkeys of staff and the challenges that they answer. */
export function preparePasskeys(db: OfficeDatabase) {
  return {
    async addChallenge(challenge: NewChallenge): Promise<void> {
      await db.insert(passkeyChallenges).values(challenge);
    },

    takeChallenge: (answered: AnsweredChallenge) => takeChallenge(db, answered),

    signIn: (signIn: PasskeySignIn) => openByPasskey(db, signIn),

    /** The passkey of this id, unless it was withdrawn. */
    async find(credentialId: string): Promise<UsablePasskey | undefined> {
      const [row] = await db
        .select({
          credentialId: passkeys.credentialId,
          officerId: passkeys.officerId,
          publicKeyCose: passkeys.publicKeyCose,
          signatureCounter: passkeys.signatureCounter,
        })
        .from(passkeys)
        .innerJoin(officers, eq(officers.id, passkeys.officerId))
        .where(and(eq(passkeys.credentialId, credentialId), isNull(passkeys.withdrawnAt)));
      return row;
    },

    /** Somebody's passkeys that have not been withdrawn, the oldest first. */
    async listOf(officerId: string): Promise<OwnPasskey[]> {
      return db
        .select({
          credentialId: passkeys.credentialId,
          label: passkeys.label,
          createdAt: passkeys.createdAt,
          lastUsedAt: passkeys.lastUsedAt,
        })
        .from(passkeys)
        .where(and(eq(passkeys.officerId, officerId), isNull(passkeys.withdrawnAt)))
        .orderBy(asc(passkeys.createdAt), asc(passkeys.credentialId));
    },

    /** Keeps a passkey. @returns false if there is one of this id already, whoever's it is. */
    async add(passkey: NewPasskey): Promise<boolean> {
      const added = await db
        .insert(passkeys)
        .values({ ...passkey, transports: [...passkey.transports] })
        .onConflictDoNothing()
        .returning({ credentialId: passkeys.credentialId });
      return added.length === 1;
    },

    /** Withdraws somebody's own passkey for good. @returns false if there is none of this id. */
    withdraw: (credentialId: string, officerId: string, at: Date): Promise<boolean> =>
      db.transaction(async (tx) => {
        const withdrawn = await tx
          .update(passkeys)
          .set({ withdrawnAt: at })
          .where(
            and(
              eq(passkeys.credentialId, credentialId),
              eq(passkeys.officerId, officerId),
              isNull(passkeys.withdrawnAt),
            ),
          )
          .returning({ credentialId: passkeys.credentialId });
        return withdrawn.length === 1;
      }),
  };
}

/** Passkeys as the console asks for them. */
export type Passkeys = ReturnType<typeof preparePasskeys>;
