import { and, asc, eq, gt, isNotNull, isNull, lt } from 'drizzle-orm';
import { useEnrolment, type Halves } from '../governance/enrolments.ts';
import { credentialSha256, ownActor, writePermission } from '../governance/permission-entries.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { officers, passkeyChallenges, passkeys } from '../schema/governance.ts';
import { uuidV7 } from '../uuid.ts';
import { writeSession, type NewSession } from './sessions.ts';
import type { StaffMember } from './staff.ts';

/** What a challenge is for. `act`: the signature of a decision; `oidc`: the state that an identity provider gives back. */
export type ChallengePurpose = 'register' | 'signIn' | 'act' | 'oidc';

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

async function wasTaken(db: OfficeDatabase, challengeSha256: string): Promise<boolean> {
  const isIt = eq(passkeyChallenges.challengeSha256, challengeSha256);
  const taken = await db
    .select({ usedAt: passkeyChallenges.usedAt })
    .from(passkeyChallenges)
    .where(and(isIt, isNotNull(passkeyChallenges.usedAt)));
  return taken.length === 1;
}

async function insertPasskey(tx: Queryable, passkey: NewPasskey): Promise<boolean> {
  const added = await tx
    .insert(passkeys)
    .values({ ...passkey, transports: [...passkey.transports] })
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
class NotEnrolled extends Error {
  readonly because: 'known' | 'spent';

  constructor(because: 'known' | 'spent') {
    super(because);
    this.because = because;
  }
}

async function addByEnrolment(
  db: OfficeDatabase,
  { halves, passkey, terminal }: EnrolledPasskey,
): Promise<'added' | 'known' | 'spent'> {
  try {
    return await db.transaction(async (tx): Promise<'added'> => {
      const used = await useEnrolment(tx, { halves, of: 'officer', at: passkey.createdAt });
      if (used?.officerId !== passkey.officerId) throw new NotEnrolled('spent');
      if (!(await insertPasskey(tx, passkey))) throw new NotEnrolled('known');
      await writeGrant(tx, passkey, { terminal, act: used.actId });
      return 'added';
    });
  } catch (error) {
    if (error instanceof NotEnrolled) return error.because;
    throw error;
  }
}

/** When and where somebody withdraws a passkey of their own. */
export interface OwnWithdrawal {
  readonly at: Date;
  readonly terminal: string;
}

function withdrawOwn(
  db: OfficeDatabase,
  own: OwnWithdrawal & { readonly credentialId: string; readonly officerId: string },
): Promise<boolean> {
  const { credentialId, officerId, at, terminal } = own;
  return db.transaction(async (tx) => {
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
    if (withdrawn.length === 0) return false;
    await writePermission(tx, 'permission.withdrawn', {
      person: officerId,
      permission: 'passkey',
      act: uuidV7(at.getTime()),
      credentialSha256: credentialSha256(credentialId),
      by: await ownActor(tx, officerId, terminal),
      at,
    });
    return true;
  });
}

/** Passkeys of staff and the challenges that they answer. */
export function preparePasskeys(db: OfficeDatabase) {
  return {
    async addChallenge(challenge: NewChallenge): Promise<void> {
      await db.insert(passkeyChallenges).values(challenge);
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
     * Keeps a passkey. What its holder adds from a terminal has its entry; one in software, in development, has none.
     *
     * @returns false if there is one of this id already, whoever's it is.
     */
    add: (passkey: NewPasskey, terminal?: string): Promise<boolean> =>
      db.transaction(async (tx) => {
        if (!(await insertPasskey(tx, passkey))) return false;
        if (terminal !== undefined) {
          await writeGrant(tx, passkey, { terminal, act: uuidV7(passkey.createdAt.getTime()) });
        }
        return true;
      }),

    /** Makes the passkey of whoever has the code of an enrolment, with its entry. The code is used. */
    enrol: (enrolled: EnrolledPasskey): Promise<'added' | 'known' | 'spent'> =>
      addByEnrolment(db, enrolled),

    /** Withdraws somebody's own passkey for good, with its entry. @returns false if there is none of this id. */
    withdraw: (credentialId: string, officerId: string, by: OwnWithdrawal): Promise<boolean> =>
      withdrawOwn(db, { credentialId, officerId, ...by }),
  };
}

/** Passkeys as the console asks for them. */
export type Passkeys = ReturnType<typeof preparePasskeys>;
