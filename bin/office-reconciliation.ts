import type { Client } from '@temporalio/client';
import type { LogFiles } from '../books/tail.ts';
import type { EvidenceStore } from '../adapters/evidence-store/evidence-store.ts';
import { oldRuns } from '../adapters/temporal/old-runs.ts';
import { openRuns } from '../adapters/temporal/open-runs.ts';
import {
  ensureReconciliationSchedule,
  triggerReconciliation,
} from '../adapters/temporal/reconciliation-schedule.ts';
import { createReconciliationActivities } from '../activities/reconciliation/create-reconciliation-activities.ts';
import { findReconciliation, logOpenedAt } from '../db/reconciliation/reconciliations.ts';
import type { OfficeDatabase } from '../db/office-database.ts';
import { dayBefore, isDueNow, reconciledDay } from '../domain/reconciliation/japan-day.ts';
import type { Config } from './config.ts';

/** What the office's reconciliation is put together from. */
export interface OfficeReconciliationOptions {
  readonly config: Pick<
    Config<'office-worker'>,
    'officeBookOrigin' | 'evidenceDir' | 'buildId' | 'reconciliationPeriodSeconds'
  >;
  readonly db: OfficeDatabase;
  readonly local: LogFiles;
  readonly second: LogFiles;
  readonly evidence: Pick<EvidenceStore, 'hasKeys'>;
  readonly client: Client;
}

/** How often the schedule is looked after: Temporal may have been lost and begun anew. */
const LOOK_MS = 60_000;

/** The office's side of the reconciliation: its activities, and the schedule that it keeps. */
export function openOfficeReconciliation(options: OfficeReconciliationOptions) {
  const { config, db, local, second, evidence, client } = options;
  return {
    activities: createReconciliationActivities({
      db,
      origin: config.officeBookOrigin,
      local,
      second,
      evidenceDir: config.evidenceDir,
      hasKeys: (chainId) => evidence.hasKeys(chainId),
      openRuns: () => openRuns(client),
      oldRuns: (before) => oldRuns(client, before),
      build: config.buildId,
      now: () => new Date(),
      alarm: (day, failed) =>
        console.error(`office-worker: reconciliation of ${day} differs: ${failed.join(' ')}`),
    }),
    keepSchedule: () => keepSchedule(options),
  };
}

/** Whether yesterday should have been reconciled by now, and was not. */
async function isMissed(db: OfficeDatabase, now: Date): Promise<boolean> {
  if (!isDueNow(now.getTime())) return false;
  const day = dayBefore(now.getTime());
  const openedAt = await logOpenedAt(db);
  const days = reconciledDay(day);
  if (!days || !openedAt || openedAt.getTime() >= days.to) return false;
  const found = await findReconciliation(db, day);
  return found === undefined || found.at.getTime() < days.to;
}

/** Makes the schedule and sees that it stays; runs it at once if the night was missed. */
function keepSchedule({ config, db, client }: OfficeReconciliationOptions): { stop(): void } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      await client.connection.withDeadline(Date.now() + 10_000, async () => {
        await ensureReconciliationSchedule(client, config.reconciliationPeriodSeconds);
        if (await isMissed(db, new Date())) await triggerReconciliation(client);
      });
    } catch {
      // Temporal or the database is away; the console shows which day was reconciled last.
    }
    if (!isStopped) timer = setTimeout(() => void look(), LOOK_MS);
  };
  void look();
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
