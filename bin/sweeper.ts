import { and, asc, eq, inArray, isNull, lt, notInArray, or, sql } from 'drizzle-orm';
import type { Client } from '@temporalio/client';
import { decisionKinds } from '../domain/decision/staff-decision.ts';
import { codeInputKinds } from '../domain/key-delivery/letter-inputs.ts';
import { WITHDRAWAL_BY_APPLICANT } from '../domain/decision/withdrawal.ts';
import type { OfficeDatabase } from '../db/office-database.ts';
import { caseInputs, certificateApplications } from '../db/schema/application.ts';
import { certificates } from '../db/schema/certificates.ts';
import { deliveryCodes } from '../db/schema/dispatch.ts';
import { nudge, startRun, type Nudge } from '../adapters/temporal/nudge.ts';
import { startValidityRun } from '../adapters/temporal/validity-run.ts';

/** What the sweeper works with. */
export interface SweeperOptions {
  readonly db: OfficeDatabase;
  readonly client: Client;
  readonly intervalMs: number;
}

/** Inputs younger than this are left to the nudge of whoever received them. */
const GRACE_MS = 1_500;

const BATCH_MAX = 200;

const FINAL = ['issued', 'rejected', 'withdrawn', 'lapsed'];

/** Inputs that were received and not applied, oldest first: their nudge was lost. */
async function lostNudges(db: OfficeDatabase): Promise<Nudge[]> {
  const rows = await db
    .select({ inputId: caseInputs.id, applicationId: caseInputs.caseId, kind: caseInputs.kind })
    .from(caseInputs)
    .innerJoin(certificateApplications, eq(certificateApplications.id, caseInputs.caseId))
    .where(
      and(
        isNull(caseInputs.appliedAt),
        lt(caseInputs.receivedAt, new Date(Date.now() - GRACE_MS)),
        // A receipt comes to a case that has ended; a decision that came second is refused there, and recorded so.
        or(
          notInArray(certificateApplications.state, FINAL),
          inArray(caseInputs.kind, [
            ...decisionKinds,
            ...codeInputKinds,
            WITHDRAWAL_BY_APPLICANT,
            'receipt',
          ]),
        ),
      ),
    )
    .orderBy(asc(caseInputs.receivedAt))
    .limit(BATCH_MAX);
  return rows;
}

/** Cases that the machine should move and has not for so long: their run may have ended in a failure. */
const STILL_MINUTES = 5;

async function stillCases(db: OfficeDatabase): Promise<string[]> {
  const rows = await db
    .select({ id: certificateApplications.id })
    .from(certificateApplications)
    .where(
      and(
        inArray(certificateApplications.state, ['received', 'checking', 'issuing']),
        lt(certificateApplications.changedAt, new Date(Date.now() - STILL_MINUTES * 60_000)),
      ),
    )
    .orderBy(asc(certificateApplications.changedAt))
    .limit(BATCH_MAX);
  return rows.map(({ id }) => id);
}

/** Certificates of which something has been due so long: their run may have been lost. */
async function stillCertificates(db: OfficeDatabase): Promise<string[]> {
  const rows = await db
    .select({ id: certificates.orderId })
    .from(certificates)
    .where(
      and(
        isNull(certificates.endedAt),
        lt(certificates.dueAt, new Date(Date.now() - STILL_MINUTES * 60_000)),
      ),
    )
    .orderBy(asc(certificates.dueAt))
    .limit(BATCH_MAX);
  return rows.map(({ id }) => id);
}

/** Cases that ended while the room was away, and whose run is lost perhaps: the room has to hear that their codes are of no use. */
async function unendedCodes(db: OfficeDatabase): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: deliveryCodes.caseId })
    .from(deliveryCodes)
    .innerJoin(certificateApplications, eq(certificateApplications.id, deliveryCodes.caseId))
    .where(
      and(
        sql`${deliveryCodes.state} not in ('lapsed','redeemed','voided')`,
        inArray(certificateApplications.state, FINAL),
        lt(certificateApplications.changedAt, new Date(Date.now() - STILL_MINUTES * 60_000)),
      ),
    )
    .limit(BATCH_MAX);
  return rows.map(({ id }) => id);
}

/** How long Temporal may take for one row before the next has its turn. */
const ROW_PATIENCE_MS = 5_000;

/** Sweeps between two looks at cases that stand still. */
const SWEEPS_PER_LOOK = 30;

/**
 * Nudges again every input that was received and not applied: whoever received it may have died between
 * the commit and the nudge. Now and then it also starts the run of a case that stands still, or of a
 * certificate of which something is overdue, where there is none. Nothing is lost by repeating; the database decides once. A row that fails holds up no other.
 */
export function startSweeper({ db, client, intervalMs }: SweeperOptions): { stop(): void } {
  let isStopped = false;
  let sweeps = 0;
  const patiently = (act: () => Promise<void>): Promise<void> =>
    client.connection
      .withDeadline(Date.now() + ROW_PATIENCE_MS, act)
      // The next sweep finds the same row.
      .catch(() => undefined);
  const sweep = async (): Promise<void> => {
    try {
      for (const lost of await lostNudges(db)) {
        if (isStopped) return;
        await patiently(() => nudge(client, lost));
      }
      const isLook = sweeps % SWEEPS_PER_LOOK === 0;
      const still = isLook ? [...(await stillCases(db)), ...(await unendedCodes(db))] : [];
      for (const id of still) {
        if (isStopped) return;
        await patiently(() => startRun(client, id));
      }
      for (const id of isLook ? await stillCertificates(db) : []) {
        if (isStopped) return;
        await patiently(() => startValidityRun(client, id));
      }
    } catch {
      // The database is away: the next sweep finds the same rows.
    }
    sweeps += 1;
    if (!isStopped) timer = setTimeout(() => void sweep(), intervalMs);
  };
  let timer = setTimeout(() => void sweep(), intervalMs);
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
