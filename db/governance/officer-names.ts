import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { commit, drawR, opens } from '../../books/commitment.ts';
import { isOfficerName, type OfficerChange } from '../../domain/governance/access-change.ts';
import { ACT_STANDS_DAYS, type ActContent } from '../../domain/governance/act-kinds.ts';
import { DAY_MS } from '../../domain/governance/calendar.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { actInputs, dualControlActs, officerNames } from '../schema/dual-control.ts';

/** The name of an officer as it lies beside an act, with the r that opens the commitment in the act. */
export interface OfficerName {
  readonly name: string;
  /** 64 hexadecimal digits. */
  readonly r: string;
}

/** Draws what hides a name, and commits to it. */
export function committedName(name: string): OfficerName & { readonly nameCommitment: string } {
  const r = drawR();
  return { name, r, nameCommitment: commit({ kind: 'officerName', r, value: name }) };
}

const isR = (r: string): boolean => /^[0-9a-f]{64}$/.test(r);

/**
 * The name of an officer whom two people register: of version 1 it stands in the change, else it lies beside the act and
 * opens what the change commits to. Undefined for one that is not there, was overwritten, or is another.
 */
export function nameOfChange(
  change: OfficerChange,
  beside: OfficerName | undefined,
): string | undefined {
  if ('name' in change) return change.name;
  if (!beside || !isOfficerName(beside.name) || !isR(beside.r)) return undefined;
  const { name: value, r } = beside;
  return opens(change.nameCommitment, { kind: 'officerName', r, value }) ? value : undefined;
}

/** The name that lies beside an act; undefined if there is none any more. */
export async function findOfficerName(
  db: Queryable,
  actId: string,
): Promise<OfficerName | undefined> {
  const [row] = await db
    .select({ name: officerNames.name, r: officerNames.r })
    .from(officerNames)
    .where(and(eq(officerNames.actId, actId), isNotNull(officerNames.name)));
  return row?.name == null || row.r === null ? undefined : { name: row.name, r: row.r };
}

/** Whether an act is about an officer whose name cannot be read: nobody agrees on a person whom nobody can name. */
export async function isNameMissing(
  tx: Queryable,
  act: { readonly id: string; readonly content: ActContent },
): Promise<boolean> {
  if (act.content.actKind !== 'officer') return false;
  return nameOfChange(act.content.change, await findOfficerName(tx, act.id)) === undefined;
}

/** Whose name it is, by which act it came, and since when. */
export interface NameInForce {
  readonly actId: string;
  readonly officerId: string;
  readonly at: Date;
}

/** Keeps the name under which an officer acts from now on, with what opens the commitment in the entries. */
export async function keepOfficerName(
  tx: Queryable,
  { name, r }: OfficerName,
  { actId, officerId, at }: NameInForce,
): Promise<void> {
  const inForce = { officerId, inForceAt: at };
  await tx
    .insert(officerNames)
    .values({ actId, name, r, receivedAt: at, ...inForce })
    .onConflictDoUpdate({ target: officerNames.actId, set: inForce });
}

/** Nothing will be done with it any more: no proposal of it waits, and its act was refused, lapsed, or never came to be. */
const isOver = (at: Date) => {
  const lapsed = new Date(at.getTime() - ACT_STANDS_DAYS * DAY_MS);
  return sql`not exists (
      select from ${actInputs} where ${actInputs.actId} = ${officerNames.actId}
        and ${actInputs.kind} = 'propose' and ${actInputs.appliedAt} is null)
    and not exists (
      select from ${dualControlActs} where ${dualControlActs.id} = ${officerNames.actId}
        and ${dualControlActs.refusedAt} is null
        and (${dualControlActs.approvedBy} is not null or ${dualControlActs.proposedAt} > ${lapsed}))`;
};

/**
 * Overwrites the names beside acts that ended without an effect: nobody was registered, so nothing needs them. May be
 * repeated; a crash before it leaves the names to the next look.
 *
 * @returns how many
 */
export async function overwriteEndedNames(db: OfficeDatabase, at: Date): Promise<number> {
  const isOpen = sql`${officerNames.name} is not null and ${officerNames.inForceAt} is null`;
  const gone = await db
    .update(officerNames)
    .set({ name: null, r: null, erasedAt: at })
    .where(and(isOpen, isOver(at)))
    .returning({ actId: officerNames.actId });
  return gone.length;
}
