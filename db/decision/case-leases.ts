import { eq, sql } from 'drizzle-orm';
import type { EvidenceReference } from '../../books/entry.ts';
import {
  judgeClaim,
  type Claim,
  type HoldReason,
  type Lease,
} from '../../domain/decision/lease.ts';
import { isConstraint } from '../application/database-failures.ts';
import { writeEntry, type SealedOpening } from '../books/write-entry.ts';
import { createOwnCases } from '../governance/own-cases.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { caseLeases, certificateApplications, evidenceObjects } from '../schema/application.ts';
import { caseSequences } from '../schema/books.ts';

/** Somebody of staff at a terminal, in a role. */
export interface ActingOfficer {
  readonly id: string;
  readonly role: string;
  readonly terminal: string;
}

/** An act on a case. */
export interface LeaseAct {
  readonly caseId: string;
  readonly officer: ActingOfficer;
  readonly at: Date;
}

/** A note, already kept as evidence and committed to. */
export interface NoteAct extends LeaseAct {
  /** Given by the form, so that sending it twice is writing it once. */
  readonly entryId: string;
  readonly commitment: string;
  readonly opening: SealedOpening;
  readonly evidence: EvidenceReference<'officerNote'>;
}

const actorOf = ({ id, role, terminal }: ActingOfficer) =>
  ({ kind: 'officer', id, role, terminal }) as const;

/**
 * Leases of cases, and notes. They are applied where they arrive, and are no rows of inputs: they decide nothing, no
 * run waits for them, and whoever clicks wants to see at once who holds the case. The counter row of the case is
 * locked first, as every entry of the case locks it, so two who take a case at once come one after the other.
 */
export const createCaseLeases = (db: OfficeDatabase) => ({
  /** The lease of a case, running or over. */
  find: (caseId: string): Promise<Lease | undefined> => leaseOf(db, caseId),

  /** Takes a case for as long as the lease runs, or extends it (`case.claimed`). */
  claim: (act: LeaseAct & { readonly until: Date }): Promise<Claim> =>
    db.transaction(async (tx) => {
      const claim = await judged(tx, act);
      if (!claim.may) return claim;
      await setLease(tx, act, { leaseUntil: act.until, holdReason: null, holdUntil: null });
      const { takenOverFrom } = claim;
      await writeEntry(tx, {
        event: 'case.claimed',
        items: ['1ニ'],
        at: act.at.toISOString(),
        case: act.caseId,
        actor: actorOf(act.officer),
        data: {
          leaseUntil: act.until.toISOString(),
          ...(takenOverFrom === undefined ? {} : { takenOverFrom }),
        },
      });
      return claim;
    }),

  /** Puts a case aside, and keeps it until then (`case.held`). */
  hold: (act: LeaseAct & { readonly until: Date; readonly reason: HoldReason }): Promise<Claim> =>
    db.transaction(async (tx) => {
      const claim = await judged(tx, act);
      if (!claim.may) return claim;
      const { until, reason } = act;
      await setLease(tx, act, { leaseUntil: until, holdReason: reason, holdUntil: until });
      await writeEntry(tx, {
        event: 'case.held',
        items: ['1ニ'],
        at: act.at.toISOString(),
        case: act.caseId,
        actor: actorOf(act.officer),
        data: { holdReason: reason, until: until.toISOString() },
      });
      return claim;
    }),

  /** Lets a case go. No entry: that nobody holds a case is what a lease comes to by itself. */
  release: ({ caseId, officer, at }: LeaseAct): Promise<Claim> =>
    db.transaction(async (tx) => {
      await lock(tx, caseId);
      const lease = await leaseOf(tx, caseId);
      if (lease?.officerId !== officer.id) return { may: false, because: 'notHeld' };
      await tx
        .update(caseLeases)
        .set({ leaseUntil: at, holdReason: null, holdUntil: null, changedAt: at })
        .where(eq(caseLeases.caseId, caseId));
      return { may: true };
    }),

  /** Writes a note down (`note.added`), with what opens its commitment. @returns false if it was there */
  async note(act: NoteAct): Promise<boolean> {
    try {
      await db.transaction((tx) => writeNote(tx, act));
      return true;
    } catch (error) {
      if (isConstraint(error, { constraint: 'book_entries_pkey' })) return false;
      throw error;
    }
  },
});

/** Leases and notes as the console asks for them. */
export type CaseLeases = ReturnType<typeof createCaseLeases>;

async function lock(tx: Queryable, caseId: string): Promise<void> {
  await tx
    .update(caseSequences)
    .set({ lastSeq: sql`${caseSequences.lastSeq}` })
    .where(eq(caseSequences.caseId, caseId));
}

async function judged(tx: Queryable, { caseId, officer, at }: LeaseAct): Promise<Claim> {
  await lock(tx, caseId);
  const [row] = await tx
    .select({ state: certificateApplications.state })
    .from(certificateApplications)
    .where(eq(certificateApplications.id, caseId));
  const lease = await leaseOf(tx, caseId);
  const isOwnCase = (await createOwnCases(tx)(caseId)).includes(officer.id);
  const state = row?.state ?? 'none';
  return judgeClaim({ state, lease, officerId: officer.id, isOwnCase, now: at });
}

async function leaseOf(db: Queryable, caseId: string): Promise<Lease | undefined> {
  const [row] = await db
    .select({
      officerId: caseLeases.officerId,
      until: caseLeases.leaseUntil,
      aside: caseLeases.holdReason,
    })
    .from(caseLeases)
    .where(eq(caseLeases.caseId, caseId));
  if (!row) return undefined;
  const { aside, ...lease } = row;
  return aside === null ? lease : { ...lease, aside };
}

type LeaseColumns = Pick<typeof caseLeases.$inferInsert, 'leaseUntil' | 'holdReason' | 'holdUntil'>;

async function setLease(
  tx: Queryable,
  { caseId, officer, at }: LeaseAct,
  columns: LeaseColumns,
): Promise<void> {
  const set = { ...columns, officerId: officer.id, changedAt: at };
  await tx
    .insert(caseLeases)
    .values({ caseId, ...set })
    .onConflictDoUpdate({ target: caseLeases.caseId, set });
}

async function writeNote(tx: Queryable, act: NoteAct): Promise<void> {
  const { caseId, evidence, opening, at } = act;
  const [row] = await tx
    .select({ edition: certificateApplications.edition })
    .from(certificateApplications)
    .where(eq(certificateApplications.id, caseId));
  await writeEntry(
    tx,
    {
      id: act.entryId,
      event: 'note.added',
      items: ['1ニ'],
      at: at.toISOString(),
      case: caseId,
      actor: actorOf(act.officer),
      evidence: [evidence],
      data: { noteCommitment: act.commitment },
    },
    [opening],
  );
  const { kind, sha256, size } = evidence;
  await tx
    .insert(evidenceObjects)
    .values({ caseId, kind, sha256, size, edition: row?.edition ?? 1, receivedAt: at })
    .onConflictDoNothing();
}
