import { and, asc, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import { oneAtATime } from '../governance/access-problem.ts';
import { leavesTooFew } from '../governance/agreement-left.ts';
import { useEnrolment, useInDevelopment, type Halves } from '../governance/enrolments.ts';
import { credentialSha256, ownActor, writePermission } from '../governance/permission-entries.ts';
import { countSignature, isConfirmed, type SignedBy } from '../governance/signed-by.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { officers, passkeyChallenges, passkeys } from '../schema/governance.ts';
import { uuidV7 } from '../uuid.ts';
import { writeSession, type NewSession } from './sessions.ts';
import type { StaffMember } from './staff.ts';

/**
 * What a challenge is for. `confirm`: what somebody does about their ways in; `oidc`: the state that an identity provider
 * gives back.
 */
export type ChallengePurpose = 'register' | 'signIn' | 'confirm' | 'oidc';

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
export interface PasskeySignIn extends NewSession, SignedBy {}

/** A passkey that somebody who is signed in adds, and the one they have, by which they confirmed it. */
export interface ConfirmedPasskey {
  readonly passkey: NewPasskey;
  readonly terminal: string;
  readonly confirmedBy: SignedBy;
  /** What that one signed, and the challenge that the new one was made with: the office verifies them again. */
  readonly confirmation: Buffer;
  readonly madeWith: string;
}

/** How a passkey came into the register. */
export interface PasskeyOrigin {
  readonly credentialId: string;
  readonly officerId: string;
  readonly publicKeyCose: Buffer;
  readonly label: string;
  /** Null of one that was made by a code. */
  readonly confirmedBy: string | null;
  readonly confirmation: Buffer | null;
  readonly madeWith: string | null;
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
    const signed = { credentialId, signatureCounter };
    const officerId = await countSignature(tx, signed, session.at);
    return officerId === undefined
      ? undefined
      : writeSession(tx, officerId, { ...session, method: 'passkey' });
  });
}

async function wasTaken(db: OfficeDatabase, challengeSha256: string): Promise<boolean> {
  const isIt = eq(passkeyChallenges.challengeSha256, challengeSha256);
  const taken = await db
    .select({ usedAt: passkeyChallenges.usedAt })
    .from(passkeyChallenges)
    .where(and(isIt, isNotNull(passkeyChallenges.usedAt)));
  return taken.length === 1;
}

type MadeBy =
  | { readonly enrolledBy: string }
  | Pick<typeof passkeys.$inferInsert, 'confirmedBy' | 'confirmation' | 'madeWith'>;

async function insertPasskey(tx: Queryable, passkey: NewPasskey, by: MadeBy): Promise<boolean> {
  const added = await tx
    .insert(passkeys)
    .values({ ...passkey, transports: [...passkey.transports], ...by })
    .onConflictDoNothing()
    .returning({ credentialId: passkeys.credentialId });
  return added.length === 1;
}

async function writeGrant(
  tx: Queryable,
  { officerId, credentialId, createdAt }: NewPasskey,
  { terminal, act }: { readonly terminal: string; readonly act: string },
): Promise<void> {
  await writePermission(tx, 'permission.granted', {
    person: officerId,
    permission: 'passkey',
    act,
    credentialSha256: credentialSha256(credentialId),
    by: await ownActor(tx, officerId, terminal),
    at: createdAt,
  });
}

/** What a passkey is made by, where nobody is signed in. */
export interface EnrolledPasskey {
  readonly halves: Halves;
  readonly passkey: NewPasskey;
  readonly terminal: string;
}

/** Ends a transaction without a trace. */
class NotMade<Why extends string> extends Error {
  readonly because: Why;

  constructor(because: Why) {
    super(because);
    this.because = because;
  }
}

/** What came of a transaction, or why nothing did. */
async function madeOrNot<Why extends string>(making: Promise<'added'>): Promise<'added' | Why> {
  try {
    return await making;
  } catch (error) {
    if (error instanceof NotMade) return (error as NotMade<Why>).because;
    throw error;
  }
}

const addByEnrolment = (
  db: OfficeDatabase,
  { halves, passkey, terminal }: EnrolledPasskey,
): Promise<'added' | 'known' | 'spent'> =>
  madeOrNot<'known' | 'spent'>(
    db.transaction(async (tx): Promise<'added'> => {
      const used = await useEnrolment(tx, { halves, of: 'officer', at: passkey.createdAt });
      if (used?.officerId !== passkey.officerId) throw new NotMade('spent');
      const by = { enrolledBy: used.actId };
      if (!(await insertPasskey(tx, passkey, by))) throw new NotMade('known');
      await writeGrant(tx, passkey, { terminal, act: used.actId });
      return 'added';
    }),
  );

const addConfirmed = (
  db: OfficeDatabase,
  { passkey, terminal, confirmedBy, confirmation, madeWith }: ConfirmedPasskey,
): Promise<'added' | 'known' | 'unconfirmed'> =>
  madeOrNot<'known' | 'unconfirmed'>(
    db.transaction(async (tx): Promise<'added'> => {
      const { officerId, createdAt: at } = passkey;
      if (!(await isConfirmed(tx, { officerId, confirmedBy, at }))) {
        throw new NotMade('unconfirmed');
      }
      const by = { confirmedBy: confirmedBy.credentialId, confirmation, madeWith };
      if (!(await insertPasskey(tx, passkey, by))) throw new NotMade('known');
      await writeGrant(tx, passkey, { terminal, act: uuidV7(at.getTime()) });
      return 'added';
    }),
  );

/** When and where somebody withdraws a passkey of their own, and the one by which they confirmed it. */
export interface OwnWithdrawal {
  readonly at: Date;
  readonly terminal: string;
  readonly confirmedBy: SignedBy;
}

/** What came of withdrawing: `unknown` if there is none of this id, or the one it was confirmed by is withdrawn meanwhile. */
export type Withdrawn = 'withdrawn' | 'tooFewLeft' | 'unknown';

function withdrawOwn(
  db: OfficeDatabase,
  own: OwnWithdrawal & { readonly credentialId: string; readonly officerId: string },
): Promise<Withdrawn> {
  const { credentialId, officerId, at, terminal, confirmedBy } = own;
  const named = credentialSha256(credentialId);
  return db.transaction(async (tx): Promise<Withdrawn> => {
    // Of two who withdraw at once one has to stay.
    await oneAtATime(tx);
    if (!(await isConfirmed(tx, { officerId, confirmedBy, at }))) return 'unknown';
    const taken = { officer: officerId, credentialSha256: named };
    if (await leavesTooFew(tx, taken)) return 'tooFewLeft';
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
    if (withdrawn.length === 0) return 'unknown';
    await writePermission(tx, 'permission.withdrawn', {
      person: officerId,
      permission: 'passkey',
      act: uuidV7(at.getTime()),
      credentialSha256: named,
      by: await ownActor(tx, officerId, terminal),
      at,
    });
    return 'withdrawn';
  });
}

/** How each passkey came in that somebody has or had. */
export const originsOf = (db: OfficeDatabase, officerId: string): Promise<PasskeyOrigin[]> =>
  db
    .select({
      credentialId: passkeys.credentialId,
      officerId: passkeys.officerId,
      publicKeyCose: passkeys.publicKeyCose,
      label: passkeys.label,
      confirmedBy: passkeys.confirmedBy,
      confirmation: passkeys.confirmation,
      madeWith: passkeys.madeWith,
    })
    .from(passkeys)
    .where(eq(passkeys.officerId, officerId));

/** Passkeys of staff and the challenges that they answer. */
export function preparePasskeys(db: OfficeDatabase) {
  return {
    /** Keeps a challenge; one that is known stays as it is, taken or not. */
    async addChallenge(challenge: NewChallenge): Promise<void> {
      await db.insert(passkeyChallenges).values(challenge).onConflictDoNothing();
    },

    takeChallenge: (answered: AnsweredChallenge) => takeChallenge(db, answered),

    /** Whether a challenge was taken before: of an answer that comes twice. */
    wasTaken: (challengeSha256: string) => wasTaken(db, challengeSha256),

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

    /**
     * Keeps a passkey in software, in development: it has no entry, and takes the enrolment that a demonstration opens for its
     * invented people.
     *
     * @returns false if there is one of this id already, whoever's it is, or no such enrolment.
     */
    addInDevelopment: (passkey: NewPasskey): Promise<boolean> =>
      db.transaction(async (tx) => {
        const { officerId, credentialId, createdAt } = passkey;
        const isIt = eq(passkeys.credentialId, credentialId);
        if ((await tx.$count(passkeys, isIt)) > 0) return false;
        const enrolledBy = await useInDevelopment(tx, officerId, createdAt);
        return enrolledBy !== undefined && insertPasskey(tx, passkey, { enrolledBy });
      }),

    /** Keeps the passkey that somebody adds to the one they confirmed it by, with its entry. */
    addConfirmed: (adding: ConfirmedPasskey): Promise<'added' | 'known' | 'unconfirmed'> =>
      addConfirmed(db, adding),

    /** Makes the passkey of whoever has the code of an enrolment, with its entry. The code is used. */
    enrol: (enrolled: EnrolledPasskey): Promise<'added' | 'known' | 'spent'> =>
      addByEnrolment(db, enrolled),

    /** Withdraws somebody's own passkey for good, with its entry, unless less than two could agree about access then. */
    withdraw: (credentialId: string, officerId: string, by: OwnWithdrawal): Promise<Withdrawn> =>
      withdrawOwn(db, { credentialId, officerId, ...by }),
  };
}

/** Passkeys as the console asks for them. */
export type Passkeys = ReturnType<typeof preparePasskeys>;
