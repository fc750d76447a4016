import { and, eq, gt, isNull, lt, ne, sql } from 'drizzle-orm';
import { writeEntry } from '../books/write-entry.ts';
import { betweenActs } from '../governance/access-problem.ts';
import { isLocked } from '../governance/sign-in-locks.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { terminals } from '../schema/access.ts';
import { officers, sessions, signInLinks } from '../schema/governance.ts';
import { staffColumns, type StaffMember } from './staff.ts';

/** A session of the console that has not ended. */
export interface OpenSession {
  readonly officer: StaffMember;
  readonly terminal: string;
  /** How its holder came in; null of sessions before it was kept. */
  readonly method: string | null;
  /** What the registered terminal shows, by its hash; null if it is none, or was withdrawn. */
  readonly terminalSecretSha256: string | null;
  readonly endsAt: Date;
}

/** A session that is opened now, by the hash of its secret. */
export interface NewSession {
  readonly sessionSha256: string;
  readonly terminal: string;
  readonly at: Date;
  readonly endsAt: Date;
}

/** What a sign-in by a one-time link brings: hashes of its two secrets, never the secrets. */
export interface SignIn extends NewSession {
  readonly linkSha256: string;
}

/** How somebody came in, as the entry has it. */
export type SignInMethod = 'oneTimeLink' | 'passkey' | 'oidc';

/** A session that asks for nothing for so long has ended. */
export const IDLE_MS = 30 * 60_000;

/** A session is marked as seen no more often than this: a page is many requests. */
const SEEN_EVERY_MS = 60_000;

/** A one-time link: who comes in by it, and until when. */
export interface SignInLink {
  readonly idSha256: string;
  readonly officerId: string;
  readonly endsAt: Date;
}

/** An auditor signs in as such, whatever else the person is (規則12条1項4号ニ). */
const actorOf = ({ id, roles }: StaffMember, terminal: string) =>
  roles.includes('auditor')
    ? ({ kind: 'auditor', id, role: 'auditor', terminal } as const)
    : ({ kind: 'officer', id, role: roles[0] ?? 'none', terminal } as const);

/**
 * Opens a session with its entry, in the transaction that let somebody in.
 *
 * @returns whose session it is; undefined if there is no such officer, or one without roles, or the officer is locked.
 */
export async function writeSession(
  tx: Queryable,
  officerId: string,
  session: NewSession & { readonly method: SignInMethod },
): Promise<StaffMember | undefined> {
  const { sessionSha256, terminal, at, endsAt, method } = session;
  await betweenActs(tx);
  const [officer] = await tx.select(staffColumns).from(officers).where(eq(officers.id, officerId));
  if (!officer || officer.roles.length === 0) return undefined;
  if (await isLocked(tx, officerId)) return undefined;
  await tx.insert(sessions).values({
    idSha256: sessionSha256,
    officerId,
    terminal,
    method,
    openedAt: at,
    endsAt,
    seenAt: at,
  });
  await writeEntry(tx, {
    event: 'session.opened',
    items: ['4ニ'],
    at: at.toISOString(),
    actor: actorOf(officer, terminal),
    data: { terminal, method },
  });
  return officer;
}

/**
 * Spends a one-time link and opens a session, with its entry in the same transaction.
 *
 * @returns who signed in, or undefined if the link is unknown, spent or past.
 */
export async function openSession(
  db: OfficeDatabase,
  { linkSha256, ...session }: SignIn,
): Promise<StaffMember | undefined> {
  return db.transaction(async (tx) => {
    // The update decides between two browsers that follow one link.
    const [link] = await tx
      .update(signInLinks)
      .set({ usedAt: session.at })
      .where(
        and(
          eq(signInLinks.idSha256, linkSha256),
          isNull(signInLinks.usedAt),
          gt(signInLinks.endsAt, session.at),
        ),
      )
      .returning({ officerId: signInLinks.officerId });
    return link && writeSession(tx, link.officerId, { ...session, method: 'oneTimeLink' });
  });
}

/** Finding and ending sessions. */
export function prepareSessions(db: OfficeDatabase) {
  const open = db
    .select({
      officer: staffColumns,
      terminal: sessions.terminal,
      method: sessions.method,
      terminalSecretSha256: terminals.secretSha256,
      endsAt: sessions.endsAt,
      seenAt: sessions.seenAt,
    })
    .from(sessions)
    .innerJoin(officers, eq(officers.id, sessions.officerId))
    .leftJoin(terminals, and(eq(terminals.id, sessions.terminal), isNull(terminals.withdrawnAt)))
    .where(
      sql`${sessions.idSha256} = ${sql.placeholder('id')}
        and ${sessions.endsAt} > ${sql.placeholder('now')}::timestamptz
        and ${sessions.seenAt} > ${sql.placeholder('idleSince')}::timestamptz`,
    )
    .prepare('console_session');

  return {
    signIn: (signIn: SignIn) => openSession(db, signIn),

    /** Adds one-time links, each by the hash of its secret. */
    async addLinks(links: readonly SignInLink[]): Promise<void> {
      if (links.length > 0) await db.insert(signInLinks).values([...links]);
    },

    /** The session of this secret's hash, if it has neither ended nor been left alone for too long. */
    async find(idSha256: string, now: Date): Promise<OpenSession | undefined> {
      const idleSince = new Date(now.getTime() - IDLE_MS);
      const [row] = await open.execute({ id: idSha256, now, idleSince });
      if (!row) return undefined;
      const { seenAt, ...session } = row;
      const stale = new Date(now.getTime() - SEEN_EVERY_MS);
      if (seenAt <= stale) {
        const isStale = and(eq(sessions.idSha256, idSha256), lt(sessions.seenAt, now));
        await db.update(sessions).set({ seenAt: now }).where(isStale);
      }
      return session;
    },

    /** Ends a session at once. The row stays, because it says who sat where until when. */
    async end(idSha256: string, now: Date): Promise<void> {
      await db.update(sessions).set({ endsAt: now }).where(eq(sessions.idSha256, idSha256));
    },

    /** Ends every session of somebody, but for one that is named. */
    async endAll(officerId: string, now: Date, butSha256 = ''): Promise<void> {
      await db
        .update(sessions)
        .set({ endsAt: now })
        .where(
          and(
            eq(sessions.officerId, officerId),
            gt(sessions.endsAt, now),
            ne(sessions.idSha256, butSha256),
          ),
        );
    },
  };
}

/** Sessions as the console asks for them. */
export type Sessions = ReturnType<typeof prepareSessions>;
