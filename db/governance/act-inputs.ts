import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gte,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  or,
  sql,
} from 'drizzle-orm';
import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { ACT_STANDS_DAYS } from '../../domain/governance/act-kinds.ts';
import type { ActInputKind, ActProblem } from '../../domain/governance/act-inputs.ts';
import { DAY_MS } from '../../domain/governance/calendar.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { actInputColumns, actInputs, dualControlActs } from '../schema/dual-control.ts';
import { instant } from '../schema/columns.ts';
import { switches } from '../schema/governance.ts';
import type { DualControlAct } from './dual-control.ts';
import { findOfficerName, type OfficerName } from './officer-names.ts';

/** The columns that the console writes: in those that are the office-worker's not even nothing. */
const recordedNames = pgTable('officer_names', {
  actId: uuid('act_id').primaryKey(),
  name: text('name'),
  r: text('r'),
  receivedAt: instant('received_at').notNull(),
});

const recordedInputs = pgTable('act_inputs', actInputColumns());

/** What somebody sent about an act, as it is stored. */
export type ActInput = typeof actInputs.$inferSelect;

/** What somebody sends about an act; the id is given by the form, so that sending it twice is doing it once. */
export interface NewActInput {
  readonly id: string;
  readonly kind: ActInputKind;
  readonly actId: string;
  readonly officerId: string;
  readonly role: string;
  readonly terminal: string;
  readonly content?: Buffer;
  readonly document?: Buffer;
  readonly switch?: string;
  readonly code?: string;
  readonly assertion?: Buffer;
  /** Of a proposal about an officer: the name, which its content commits to. */
  readonly officerName?: OfficerName;
  readonly receivedAt: Date;
}

/** A switch that was turned since the office began, as it stands now. */
export interface SwitchRow {
  readonly name: string;
  readonly isOn: boolean;
  readonly cause: string;
  readonly changedBy: string | null;
  readonly changedAt: Date;
}

/** What became of an input: nothing yet, applied, or refused with a code. */
export interface ActInputOutcome {
  readonly kind: string;
  readonly officerId: string;
  readonly appliedAt: Date | null;
  readonly refused: string | null;
}

/** An act as lists show it. */
export type ListedAct = Omit<DualControlAct, 'document'>;

const { document: _, ...listedColumns } = getTableColumns(dualControlActs);

/** Acts that wait for a second person at an instant. */
const isWaiting = (at: Date) =>
  and(
    isNull(dualControlActs.approvedBy),
    isNull(dualControlActs.refusedAt),
    gte(dualControlActs.proposedAt, new Date(at.getTime() - ACT_STANDS_DAYS * DAY_MS)),
  );

/**
 * Acts as the console sees them, and what staff send about them. Recorded is not done: act and entry are one transaction
 * of the office-worker, which judges under the row of the act.
 */
export const createGovernanceActs = (db: OfficeDatabase) => ({
  /** Records what somebody sent, once; a repeat changes nothing. */
  async record({ officerName, ...input }: NewActInput): Promise<void> {
    const { actId, receivedAt } = input;
    await db.transaction(async (tx) => {
      await tx.insert(recordedInputs).values(input).onConflictDoNothing();
      if (!officerName) return;
      const row = { actId, ...officerName, receivedAt };
      await tx.insert(recordedNames).values(row).onConflictDoNothing();
    });
  },

  /** The name that lies beside an act about an officer; undefined if there is none any more. */
  officerName: (actId: string): Promise<OfficerName | undefined> => findOfficerName(db, actId),

  /** What became of an input; undefined if there is none of this id. */
  async outcome(id: string): Promise<ActInputOutcome | undefined> {
    const [row] = await db
      .select({
        kind: actInputs.kind,
        officerId: actInputs.officerId,
        appliedAt: actInputs.appliedAt,
        refused: actInputs.refused,
      })
      .from(actInputs)
      .where(eq(actInputs.id, id));
    return row;
  },

  /** An act with its document; undefined if there is none. */
  async find(id: string): Promise<DualControlAct | undefined> {
    const [row] = await db.select().from(dualControlActs).where(eq(dualControlActs.id, id));
    return row;
  },

  /** Acts that wait for a second person, the oldest first. */
  waiting: (at: Date, limit: number): Promise<ListedAct[]> =>
    db
      .select(listedColumns)
      .from(dualControlActs)
      .where(isWaiting(at))
      .orderBy(asc(dualControlActs.proposedAt))
      .limit(limit),

  /** All others, the newest first. */
  recent: (at: Date, limit: number): Promise<ListedAct[]> =>
    db
      .select(listedColumns)
      .from(dualControlActs)
      .where(
        or(
          isNotNull(dualControlActs.approvedBy),
          isNotNull(dualControlActs.refusedAt),
          lt(dualControlActs.proposedAt, new Date(at.getTime() - ACT_STANDS_DAYS * DAY_MS)),
        ),
      )
      .orderBy(desc(dualControlActs.proposedAt))
      .limit(limit),

  /** Switches that were ever turned; one that was not is on. */
  switches: (): Promise<SwitchRow[]> => db.select().from(switches).orderBy(asc(switches.name)),
});

/** Acts as the console asks for them. */
export type GovernanceActs = ReturnType<typeof createGovernanceActs>;

/** How long what was tried in vain waits until it is tried again. */
const RETRY_MS = 5_000;

/** Stops have a turn of their own: no number of other inputs keeps one waiting. */
export type InputTurn = 'stops' | 'others';

/** A look at what waits. */
export interface Look {
  readonly at: Date;
  readonly limit: number;
}

const mayBeTried = (triedAt: typeof actInputs.triedAt | typeof dualControlActs.triedAt, at: Date) =>
  or(isNull(triedAt), lte(triedAt, new Date(at.getTime() - RETRY_MS)));

/** Inputs that wait: those that were never tried first, each time the oldest. */
export const pendingActInputs = (
  db: Queryable,
  turn: InputTurn,
  { at, limit }: Look,
): Promise<ActInput[]> =>
  db
    .select()
    .from(actInputs)
    .where(
      and(
        isNull(actInputs.appliedAt),
        turn === 'stops' ? eq(actInputs.kind, 'switchOff') : ne(actInputs.kind, 'switchOff'),
        mayBeTried(actInputs.triedAt, at),
      ),
    )
    .orderBy(sql`${actInputs.triedAt} nulls first`, asc(actInputs.receivedAt), asc(actInputs.id))
    .limit(limit);

/** Has an input wait that was tried in vain: others have their turn before it. */
export async function markInputTried(db: OfficeDatabase, id: string, at: Date): Promise<void> {
  await db
    .update(actInputs)
    .set({ triedAt: at })
    .where(and(eq(actInputs.id, id), isNull(actInputs.appliedAt)));
}

/** Locks an input until the transaction ends. @returns false if it is applied already */
export async function lockPendingInput(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: actInputs.id })
    .from(actInputs)
    .where(and(eq(actInputs.id, id), isNull(actInputs.appliedAt)))
    .for('update');
  return rows.length > 0;
}

/** Says in the row what became of an input. */
export async function endInput(
  tx: Queryable,
  id: string,
  { at, refused }: { readonly at: Date; readonly refused?: ActProblem },
): Promise<void> {
  await tx
    .update(actInputs)
    .set({ appliedAt: at, refused: refused ?? null })
    .where(eq(actInputs.id, id));
}

const isOpen = and(isNull(dualControlActs.effectiveAt), isNull(dualControlActs.refusedAt));

/** Has an act wait that was tried and is open still: others have their turn before it. */
export async function markActTried(db: OfficeDatabase, id: string, at: Date): Promise<void> {
  await db
    .update(dualControlActs)
    .set({ triedAt: at })
    .where(and(eq(dualControlActs.id, id), isOpen));
}

/** Ids of approved acts whose time has come and that the office performs: never tried ones first, each time the oldest. */
export async function dueActs(db: Queryable, { at, limit }: Look): Promise<string[]> {
  const rows = await db
    .select({ id: dualControlActs.id })
    .from(dualControlActs)
    .where(
      and(
        isNotNull(dualControlActs.approvedBy),
        isOpen,
        mayBeTried(dualControlActs.triedAt, at),
        sql`${dualControlActs.effectiveFrom} <= ${at}`,
        // Custodians take it into the room, whose book has the rest.
        sql`${dualControlActs.actKind} not in ('officerRegister', 'keyGeneration', 'keyState')`,
        // Which of both performs it stands in the content, and nothing else there has these octets.
        sql`not (${dualControlActs.actKind} = 'massRevocation'
          and position('"by":"room"'::bytea in ${dualControlActs.content}) > 0)`,
      ),
    )
    .orderBy(sql`${dualControlActs.triedAt} nulls first`, asc(dualControlActs.approvedAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}
