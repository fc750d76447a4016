import { and, asc, eq, isNull, lt, notInArray } from 'drizzle-orm';
import type { Client } from '@temporalio/client';
import type { OfficeDatabase } from '../db/office-database.ts';
import { caseInputs, certificateApplications } from '../db/schema/application.ts';
import { nudge, type Nudge } from '../adapters/temporal/nudge.ts';

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
        notInArray(certificateApplications.state, FINAL),
      ),
    )
    .orderBy(asc(caseInputs.receivedAt))
    .limit(BATCH_MAX);
  return rows;
}

/**
 * Nudges again every input that was received and not applied: whoever received it may have died between
 * the commit and the nudge. Nothing is lost by repeating; the database decides once.
 */
export function startSweeper({ db, client, intervalMs }: SweeperOptions): { stop(): void } {
  let isStopped = false;
  const sweep = async (): Promise<void> => {
    try {
      for (const lost of await lostNudges(db)) {
        if (isStopped) return;
        await nudge(client, lost);
      }
    } catch {
      // Database or Temporal is away: the next sweep finds the same rows.
    }
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
