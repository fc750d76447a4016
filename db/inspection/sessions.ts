import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { officers, sessions, signInLinks } from '../schema/governance.ts';
import type { StaffMember } from './staff.ts';

/** A session of the console that has not ended. */
export interface OpenSession {
  readonly officer: StaffMember;
  readonly terminal: string;
  readonly endsAt: Date;
}

/** What a sign-in by a one-time link brings: hashes of its two secrets, never the secrets. */
export interface SignIn {
  readonly linkSha256: string;
  readonly sessionSha256: string;
  readonly terminal: string;
  readonly at: Date;
  readonly endsAt: Date;
}

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
 * Spends a one-time link and opens a session, with its entry in the same transaction.
 *
 * @returns who signed in, or undefined if the link is unknown, spent or past.
 */
export async function openSession(
  db: OfficeDatabase,
  { linkSha256, sessionSha256, terminal, at, endsAt }: SignIn,
): Promise<StaffMember | undefined> {
  return db.transaction(async (tx) => {
    // The update decides between two browsers that follow one link.
    const [link] = await tx
      .update(signInLinks)
      .set({ usedAt: at })
      .where(
        and(
          eq(signInLinks.idSha256, linkSha256),
          isNull(signInLinks.usedAt),
          gt(signInLinks.endsAt, at),
        ),
      )
      .returning({ officerId: signInLinks.officerId });
    if (!link) return undefined;
    const [officer] = await tx
      .select({ id: officers.id, name: officers.name, roles: officers.roles })
      .from(officers)
      .where(eq(officers.id, link.officerId));
    if (!officer) return undefined;
    await tx
      .insert(sessions)
      .values({ idSha256: sessionSha256, officerId: officer.id, terminal, openedAt: at, endsAt });
    await writeEntry(tx, {
      event: 'session.opened',
      items: ['4ニ'],
      at: at.toISOString(),
      actor: actorOf(officer, terminal),
      data: { terminal, method: 'oneTimeLink' },
    });
    return officer;
  });
}

/** Finding and ending sessions. */
export function prepareSessions(db: OfficeDatabase) {
  const open = db
    .select({
      officer: { id: officers.id, name: officers.name, roles: officers.roles },
      terminal: sessions.terminal,
      endsAt: sessions.endsAt,
    })
    .from(sessions)
    .innerJoin(officers, eq(officers.id, sessions.officerId))
    .where(
      sql`${sessions.idSha256} = ${sql.placeholder('id')}
        and ${sessions.endsAt} > ${sql.placeholder('now')}::timestamptz`,
    )
    .prepare('console_session');

  return {
    signIn: (signIn: SignIn) => openSession(db, signIn),

    /** Adds one-time links, each by the hash of its secret. */
    async addLinks(links: readonly SignInLink[]): Promise<void> {
      if (links.length > 0) await db.insert(signInLinks).values([...links]);
    },

    /** The session of this secret's hash, if it has not ended. */
    async find(idSha256: string, now: Date): Promise<OpenSession | undefined> {
      const [row] = await open.execute({ id: idSha256, now });
      return row;
    },

    /** Ends a session at once. The row stays, because it says who sat where until when. */
    async end(idSha256: string, now: Date): Promise<void> {
      await db.update(sessions).set({ endsAt: now }).where(eq(sessions.idSha256, idSha256));
    },
  };
}

/** Sessions as the console asks for them. */
export type Sessions = ReturnType<typeof prepareSessions>;
