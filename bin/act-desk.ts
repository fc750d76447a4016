import type { Client } from '@temporalio/client';
import { openLots } from '../db/dispatch/letter-lots.ts';
import type { LetterFiles } from '../adapters/letter-files/vendor-file.ts';
import { applyLotInputs } from '../activities/dispatch/apply-lot-input.ts';
import { removeLettersOver, type KeptLetters } from '../activities/dispatch/remove-letters.ts';
import { applyActInputs, type ActOffice } from '../activities/governance/apply-act-input.ts';
import { failureCode, type ActFailures } from '../activities/governance/act-failure.ts';
import { forgetNames } from '../activities/governance/forget-names.ts';
import { performActs } from '../activities/governance/perform-acts.ts';
import { startMassRun } from '../adapters/temporal/mass-revocation-run.ts';
import { applyMassInputs, runningMassRevocations } from '../db/revocation/mass-revocation.ts';
import { startLotRun } from '../adapters/temporal/lot-runs.ts';
import { OFFICE_TASK_QUEUE } from '../workflows/application/contract.ts';
import {
  CHAIN_ERASURE,
  chainErasureId,
  type ChainErasureInput,
} from '../workflows/retention/contract.ts';

/** What the desk works with. */
export interface ActDeskOptions extends ActOffice, ActFailures {
  readonly client: Client;
  /** Letters with codes, as the room left them. */
  readonly letters: LetterFiles;
  /** The same folder, to take out of it what nobody needs any more. */
  readonly kept: KeptLetters;
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

/** Starts the run of a lot, or joins the one that is under way. */
const startLot =
  (client: Client) =>
  async (lotId: string): Promise<void> => {
    await client.connection.withDeadline(Date.now() + PATIENCE_MS, () =>
      startLotRun(client, lotId),
    );
  };

/** How often lots without a run are looked for: their start was lost, or Temporal with it. */
const LOT_RUNS_MS = 60_000;

/** How often lists of certificates without a run are looked for: they were begun, told to go on, or their run was lost. */
const MASS_RUNS_MS = 2_000;

/** How often letters are looked through that outlived their code. */
const LETTERS_MS = 10 * 60_000;

/** Sees to it that every open lot has a run. */
async function startLotRuns({ db, client, report }: ActDeskOptions): Promise<void> {
  for (const id of await openLots(db)) {
    try {
      await startLot(client)(id);
    } catch (error) {
      report({ what: 'lot run', id, code: failureCode(error) });
    }
  }
}

/** Applies what staff sent about lists of certificates, and sees to it that every one that may go on has a run. */
async function lookAtMassRevocations({ db, client, now, report }: ActDeskOptions): Promise<void> {
  await applyMassInputs(db, now);
  for (const id of await runningMassRevocations(db)) {
    try {
      await client.connection.withDeadline(Date.now() + PATIENCE_MS, () =>
        startMassRun(client, id),
      );
    } catch (error) {
      report({ what: 'mass revocation', id, code: failureCode(error) });
    }
  }
}

/**
 * Judges what staff send about acts of two, stop switches and lots of letters, and performs acts whose time has come. It needs the database
 * alone: a stop does not wait for Temporal. Any number of desks may run; each row is applied once.
 */
export function startActDesk(options: ActDeskOptions): {
  stop(): Promise<void>;
} {
  const { client, intervalMs, letters, kept, ...office } = options;
  const lots = { ...office, letters, startLot: startLot(client) };
  const performing = { ...office, startErasure: startErasure(client) };
  // Each at its own pace: an erasure waits for Temporal, and no stop waits for an erasure or for what others send.
  const looks = Object.entries({
    stops: () => applyActInputs(office, 'stops'),
    'act inputs': () => applyActInputs(office, 'others'),
    acts: () => performActs(performing),
    names: () => forgetNames(office),
    'lot inputs': () => applyLotInputs(lots),
  }).map(([name, look]) => lookEvery(intervalMs, { name, look, report: office.report }));
  const runs = () => startLotRuns(options);
  looks.push(lookEvery(LOT_RUNS_MS, { name: 'lot runs', look: runs, report: office.report }));
  const massLook = () => lookAtMassRevocations(options);
  looks.push(
    lookEvery(MASS_RUNS_MS, { name: 'mass revocations', look: massLook, report: office.report }),
  );
  const { db, report } = options;
  const letterLook = () => removeLettersOver({ db, kept });
  looks.push(lookEvery(LETTERS_MS, { name: 'letters', look: letterLook, report }));
  return {
    async stop() {
      await Promise.all(looks.map((each) => each.stop()));
    },
  };
}

/** A look, and who hears that it failed as a whole. */
interface Looking {
  readonly name: string;
  readonly look: () => Promise<void>;
  readonly report: ActFailures['report'];
}

/** Looks, and looks again so long after the last look has ended. */
function lookEvery(intervalMs: number, { name, look, report }: Looking): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let told: string | undefined;
  const again = async (): Promise<void> => {
    // The database is away: that is told once, and a later look finds the same rows.
    const failed = await look().then(() => undefined, failureCode);
    if (failed !== undefined && failed !== told) report({ what: 'look', id: name, code: failed });
    told = failed;
    if (!isStopped) timer = setTimeout(() => void (looking = again()), intervalMs);
  };
  let looking = again();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
