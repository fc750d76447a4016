import { desc, eq, and, sql, isNull, or, gt } from 'drizzle-orm';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { permissionFor } from '../../domain/governance/acts.ts';
import {
  dutyAt,
  judgeLeaving,
  judgeTaking,
  type Duty,
  type DutyChange,
} from '../../domain/governance/duty.ts';
import { rolesNamed, roleNameWith } from '../../domain/governance/role-names.ts';
import { rolesProblem } from '../../domain/governance/separation.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { instant } from '../schema/columns.ts';
import { dutyRoster, officers } from '../schema/governance.ts';
import { findAccount } from './accounts.ts';
import { actorOf, type ActingOfficer } from './dual-control.ts';

/** A duty with the name of whoever had it. */
export interface NamedDuty extends Duty {
  readonly name: string;
}

/** Key of the advisory lock under which the roster changes, one at a time. */
const LOCK_KEY = 0x64757479;

/** A duty as whoever takes it writes it: when it will end is not theirs to say. */
const begunDuties = pgTable('duty_roster', {
  officerId: text('officer_id').notNull(),
  from: instant('from_at').notNull(),
});

const COLUMNS = {
  officerId: dutyRoster.officerId,
  from: dutyRoster.from,
  until: dutyRoster.until,
};

/**
 * The roster of 責任を有する者. Act and entry are one transaction; changes come one after the other, and `one_on_duty`
 * keeps two from being on duty at once whoever writes.
 */
export const createDutyRoster = (db: OfficeDatabase) => ({
  /** Who is on duty. Duties do not overlap, so the newest that has begun is the only one that may run. */
  async current(now: Date): Promise<NamedDuty | undefined> {
    const [newest] = await named(db, now, 1);
    return newest && dutyAt(newest, now) && newest;
  },

  /** The duties that have begun, newest first. */
  history: (now: Date, limit: number): Promise<NamedDuty[]> => named(db, now, limit),

  /**
   * Takes duty (`roster.changed`), from whoever is on it.
   *
   * @param seen whom the page showed on duty.
   */
  take: (by: ActingOfficer, seen: string | undefined): Promise<DutyChange> =>
    db.transaction((tx) =>
      changed(tx, by, { judge: (question) => judgeTaking(question, seen), isTaken: true }),
    ),

  /** Leaves duty (`roster.changed`): from then on nobody is on it, and the machine approves nothing. */
  leave: (by: ActingOfficer): Promise<DutyChange> =>
    db.transaction((tx) => changed(tx, by, { judge: judgeLeaving, isTaken: false })),
});

/** The roster as the console asks for it. */
export type DutyRoster = ReturnType<typeof createDutyRoster>;

async function named(db: Queryable, now: Date, limit: number): Promise<NamedDuty[]> {
  const rows = await db
    .select({ ...COLUMNS, name: officers.name })
    .from(dutyRoster)
    .innerJoin(officers, eq(officers.id, dutyRoster.officerId))
    .where(sql`${dutyRoster.from} <= ${now}`)
    .orderBy(desc(dutyRoster.from))
    .limit(limit);
  return rows.map((row) => ({ ...row, until: row.until ?? undefined }));
}

async function newestOf(tx: Queryable): Promise<Duty | undefined> {
  const [row] = await tx.select(COLUMNS).from(dutyRoster).orderBy(desc(dutyRoster.from)).limit(1);
  return row && { ...row, until: row.until ?? undefined };
}

const NOBODY = { roles: [], personRoles: [] };

/** The role in which somebody is on duty; undefined where none of theirs may, or they hold what does not go together. */
async function dutyRole(tx: Queryable, officerId: string): Promise<string | undefined> {
  const { roles, personRoles } = (await findAccount(tx, officerId)) ?? NOBODY;
  if (rolesProblem(rolesNamed(personRoles)) !== undefined) return undefined;
  return roleNameWith(roles, (role) => permissionFor('takeDuty', role) !== undefined);
}

type Judge = (question: {
  readonly newest: Duty | undefined;
  readonly officerId: string;
  readonly now: Date;
}) => DutyChange;

async function changed(
  tx: Queryable,
  by: ActingOfficer,
  { judge, isTaken }: { readonly judge: Judge; readonly isTaken: boolean },
): Promise<DutyChange> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_KEY})`);
  const newest = await newestOf(tx);
  const role = await dutyRole(tx, by.officerId);
  if (role === undefined) {
    return { may: false, because: 'roleRequired', current: dutyAt(newest, by.at) };
  }
  const change = judge({ newest, officerId: by.officerId, now: by.at });
  if (!change.may) return change;
  const { begins, ends } = change;
  if (ends) await end(tx, ends, { by, role, at: begins });
  if (isTaken) await begin(tx, { by, role, at: begins });
  return change;
}

interface Written {
  readonly by: ActingOfficer;
  readonly role: string;
  readonly at: Date;
}

const entered = (
  tx: Queryable,
  { by, role, at }: Written,
  what: { readonly responsiblePerson: string; readonly change: 'began' | 'ended' },
) =>
  writeEntry(tx, {
    event: 'roster.changed',
    items: ['3ハ'],
    at: by.at.toISOString(),
    actor: actorOf(by, role),
    data: { ...what, from: at.toISOString() },
  });

async function end(tx: Queryable, { officerId, from }: Duty, written: Written): Promise<void> {
  const { at } = written;
  await tx
    .update(dutyRoster)
    .set({ until: at })
    .where(
      and(
        eq(dutyRoster.officerId, officerId),
        eq(dutyRoster.from, from),
        or(isNull(dutyRoster.until), gt(dutyRoster.until, at)),
      ),
    );
  await entered(tx, written, { responsiblePerson: officerId, change: 'ended' });
}

async function begin(tx: Queryable, written: Written): Promise<void> {
  const { officerId } = written.by;
  await tx.insert(begunDuties).values({ officerId, from: written.at });
  await entered(tx, written, { responsiblePerson: officerId, change: 'began' });
}
