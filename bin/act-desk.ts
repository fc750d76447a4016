import type { Client } from '@temporalio/client';
import { applyActInputs, type ActOffice } from '../activities/governance/apply-act-input.ts';
import { performActs } from '../activities/governance/perform-acts.ts';
import { OFFICE_TASK_QUEUE } from '../workflows/application/contract.ts';
import {
  CHAIN_ERASURE,
  chainErasureId,
  type ChainErasureInput,
} from '../workflows/retention/contract.ts';

/** What the desk works with. */
export interface ActDeskOptions extends ActOffice {
  readonly client: Client;
  readonly intervalMs: number;
}

/** How long Temporal may take to start a run before the next act has its turn. */
const PATIENCE_MS = 5_000;

/** Starts the run that performs an erasure, or joins the one that is under way. */
const startErasure =
  (client: Client) =>
  async (act: string): Promise<void> => {
    const input: ChainErasureInput = { act };
    await client.connection.withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflow.start(CHAIN_ERASURE, {
        workflowId: chainErasureId(act),
        workflowIdConflictPolicy: 'USE_EXISTING',
        taskQueue: OFFICE_TASK_QUEUE,
        args: [input],
      }),
    );
  };

/**
 * Judges what staff send about acts of two and stop switches, and performs acts whose time has come. It needs the database
 * alone: a stop does not wait for Temporal. Any number of desks may run; each row is applied once.
 */
export function startActDesk({ client, intervalMs, ...office }: ActDeskOptions): {
  stop(): Promise<void>;
} {
  const performing = { ...office, startErasure: startErasure(client) };
  // Each at its own pace: an erasure waits for Temporal, and no stop waits for an erasure.
  const looks = [
    lookEvery(intervalMs, () => applyActInputs(office)),
    lookEvery(intervalMs, () => performActs(performing)),
  ];
  return {
    async stop() {
      await Promise.all(looks.map((each) => each.stop()));
    },
  };
}

/** Looks, and looks again so long after the last look has ended. */
function lookEvery(intervalMs: number, act: () => Promise<void>): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    // The database is away: the next look finds the same rows.
    await act().catch(() => undefined);
    if (!isStopped) timer = setTimeout(() => void (looking = look()), intervalMs);
  };
  let looking = look();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
