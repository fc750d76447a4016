import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import {
  certificatesOf,
  type MassRevocationChange,
} from '../../domain/revocation/mass-revocation.ts';
import { DomainError } from '../../domain/errors.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import {
  massRevocationInputs,
  massRevocationLines as lines,
  massRevocations,
} from '../schema/mass-revocation.ts';

/** A list that is revoked. */
export type MassRevocation = typeof massRevocations.$inferSelect;

/** A certificate of a list. */
export type MassLine = typeof lines.$inferSelect;

/** What became of a line. */
export type MassOutcome =
  | 'recorded'
  | 'alreadyRevoked'
  | 'notFound'
  | 'fingerprintMismatch'
  | 'expired';

/** Lines that one statement inserts. */
const INSERTED_AT_ONCE = 2000;

/**
 * Begins a list in the transaction that makes its act effective.
 *
 * @throws DomainError `IllegalTransition` if the document is not the list of the act.
 */
export async function beginMassRevocation(
  tx: Queryable,
  {
    id,
    document,
    change: { reasonCode, certificates },
    at,
  }: {
    readonly id: string;
    readonly document: Buffer | null;
    readonly change: MassRevocationChange;
    readonly at: Date;
  },
): Promise<void> {
  const listed = document && certificatesOf(JSON.parse(document.toString('utf8')));
  if (listed?.length !== certificates) throw new DomainError('IllegalTransition', `list of ${id}`);
  await tx.insert(massRevocations).values({ id, reasonCode, certificates, begunAt: at });
  for (let i = 0; i < listed.length; i += INSERTED_AT_ONCE) {
    const some = listed.slice(i, i + INSERTED_AT_ONCE);
    await tx.insert(lines).values(some.map((each) => ({ massId: id, ...each })));
  }
}

/** A list, locked until the transaction ends; undefined if there is none. */
export async function lockMassRevocation(
  tx: Queryable,
  id: string,
): Promise<MassRevocation | undefined> {
  const [row] = await tx
    .select()
    .from(massRevocations)
    .where(eq(massRevocations.id, id))
    .for('update');
  return row;
}

/** Lines that are left, in their order: those first for which a request was made and the room has not answered. */
export const linesLeft = (tx: Queryable, massId: string, limit: number): Promise<MassLine[]> =>
  tx
    .select()
    .from(lines)
    .where(and(eq(lines.massId, massId), isNull(lines.outcome)))
    .orderBy(asc(lines.line))
    .limit(limit);

/** Notes the requests that were made for lines. */
export async function noteRequests(
  tx: Queryable,
  massId: string,
  made: readonly { readonly line: number; readonly requestId: string }[],
): Promise<void> {
  if (made.length === 0) return;
  await tx.execute(sql`update mass_revocation_lines l set request_id = m.request
    from jsonb_to_recordset(${JSON.stringify(
      made.map(({ line, requestId }) => ({ line, request: requestId })),
    )}::jsonb) as m(line int, request uuid)
    where l.mass_id = ${massId} and l.line = m.line`);
}

/** Writes what became of lines; one that has its outcome keeps it. */
export async function settleLines(
  tx: Queryable,
  massId: string,
  {
    settled,
    at,
  }: {
    readonly settled: readonly { readonly line: number; readonly outcome: MassOutcome }[];
    readonly at: Date;
  },
): Promise<void> {
  if (settled.length === 0) return;
  await tx.execute(sql`update mass_revocation_lines l
    set outcome = s.outcome, settled_at = ${at.toISOString()}
    from jsonb_to_recordset(${JSON.stringify(settled)}::jsonb) as s(line int, outcome text)
    where l.mass_id = ${massId} and l.line = s.line and l.outcome is null`);
}

/** Ends a list of which no line is left. */
export async function finishMassRevocation(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx
    .update(massRevocations)
    .set({ finishedAt: at })
    .where(and(eq(massRevocations.id, id), isNull(massRevocations.finishedAt)));
}

/** Lists that have to have a run: begun, not finished, and nobody told them to wait. */
export async function runningMassRevocations(db: Queryable): Promise<string[]> {
  const rows = await db
    .select({ id: massRevocations.id })
    .from(massRevocations)
    .where(and(isNull(massRevocations.finishedAt), isNull(massRevocations.pausedAt)))
    .orderBy(asc(massRevocations.begunAt));
  return rows.map(({ id }) => id);
}

/**
 * Applies what staff sent about lists, in its order, each once and with its entry: a list that waits is a switch that is off,
 * and whoever may stop it lets it go on. To wait harms more than to go on, so one person does both.
 */
export async function applyMassInputs(db: OfficeDatabase, now: () => Date): Promise<void> {
  const pending = await db
    .select()
    .from(massRevocationInputs)
    .where(isNull(massRevocationInputs.appliedAt))
    .orderBy(asc(massRevocationInputs.receivedAt), asc(massRevocationInputs.id))
    .limit(50);
  for (const input of pending) await db.transaction((tx) => applyInput(tx, input, now()));
}

async function applyInput(
  tx: Queryable,
  { id, massId, kind, officerId, role, terminal }: typeof massRevocationInputs.$inferSelect,
  at: Date,
): Promise<void> {
  const mass = await lockMassRevocation(tx, massId);
  const applied = await tx
    .update(massRevocationInputs)
    .set({ appliedAt: at })
    .where(and(eq(massRevocationInputs.id, id), isNull(massRevocationInputs.appliedAt)))
    .returning({ id: massRevocationInputs.id });
  const isPause = kind === 'pause';
  const isNews = mass?.finishedAt === null && (mass.pausedAt === null) === isPause;
  if (applied.length === 0 || !isNews) return;
  await tx
    .update(massRevocations)
    .set(isPause ? { pausedBy: officerId, pausedAt: at } : { pausedBy: null, pausedAt: null })
    .where(eq(massRevocations.id, massId));
  await writeEntry(tx, {
    event: 'switch.set',
    items: ['4ハ'],
    at: at.toISOString(),
    actor: { kind: 'officer', id: officerId, role, terminal },
    data: {
      switch: `massRevocation:${massId}`,
      to: isPause ? 'off' : 'on',
      cause: isPause ? 'paused' : 'resumed',
      act: massId,
    },
  });
}
