import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { apply } from '../../simulator/application.ts';
import { createApplicant } from '../../simulator/applicant.ts';
import type { RemoteCard } from '../../simulator/sandbox-client.ts';
import type { Instance } from '../instance/options.ts';
import { onStage, SIMULTANEOUS, type StoryStage } from '../story/story-instance.ts';
import { cpuSecondsBelow, median, rateOf, rounded } from './measure.ts';

/** How much is measured. */
export interface LifecycleBench {
  readonly rounds: number;
  readonly perRound: number;
  readonly atOnce: number;
}

/**
 * Automatic applications a second, end to end — text handed out, signed with a card, received, checked
 * against J-LIS, decided, issued, received back — against a bare workflow with the same number of local
 * and ordinary activities that do nothing, in turns within one run on the same Temporal server.
 */
export function benchLifecycle(bench: LifecycleBench): Promise<object> {
  const env = { ISSUANCE_CAP_PER_HOUR: '1000000' };
  return onStage(async (stage) => {
    const bare = await startBare(stage.instance);
    try {
      const [ours, theirs]: [number[], number[]] = [[], []];
      const [ourCpu, bareCpu] = [new Map<string, number>(), new Map<string, number>()];
      await ourRate(stage, { ...bench, perRound: 20 });
      await bare.rate({ ...bench, perRound: 20 });
      for (let round = 0; round < bench.rounds; round += 1) {
        theirs.push(await spending(bareCpu, () => bare.rate(bench)));
        ours.push(await spending(ourCpu, () => ourRate(stage, bench)));
        console.error(`bare ${rounded(theirs.at(-1) ?? 0)}/s, ours ${rounded(ours.at(-1) ?? 0)}/s`);
      }
      return {
        bench: 'lifecycle',
        atOnce: bench.atOnce,
        applicationsPerSecond: rounded(median(ours)),
        bareWorkflowsPerSecond: rounded(median(theirs)),
        ratio: rounded(median(ours) / median(theirs)),
        cpuMsPerApplication: each(ourCpu, bench),
        cpuMsPerBareWorkflow: each(bareCpu, bench),
      };
    } finally {
      await bare.stop();
    }
  }, env);
}

/** Programs whose CPU time is told, by a part of their command line. */
const PROGRAMS = {
  portal: 'bin/portal.ts',
  officeWorker: 'bin/office-worker.ts',
  enclaveWorker: 'bin/enclave-worker.ts',
  simulator: 'bin/jlis-simulator.ts',
  bareWorker: 'bin/bench/bare-worker.ts',
  temporal: 'server start-dev',
  postgres: 'postgres',
} as const;

const cpuByProgram = () =>
  Object.entries(PROGRAMS).map(
    ([name, part]) => [name, cpuSecondsBelow((command) => command.includes(part))] as const,
  );

/** Adds what every program used while `act` ran. */
async function spending<T>(spent: Map<string, number>, act: () => Promise<T>): Promise<T> {
  const before = new Map(cpuByProgram());
  const result = await act();
  for (const [name, seconds] of cpuByProgram()) {
    spent.set(name, (spent.get(name) ?? 0) + seconds - (before.get(name) ?? 0));
  }
  return result;
}

const each = (spent: ReadonlyMap<string, number>, { rounds, perRound }: LifecycleBench) =>
  Object.fromEntries(
    [...spent].map(([name, seconds]) => [name, rounded((seconds * 1000) / rounds / perRound, 1)]),
  );

async function issuedCount(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: string }>(
    `select count(*) n from certificate_applications where state = 'issued'`,
  );
  return Number(rows[0]?.n);
}

const POLL_MS = 100;

/** Cards and keys are made beforehand: they are the applicant's, not ours. */
async function ourRate(stage: StoryStage, { perRound, atOnce }: LifecycleBench): Promise<number> {
  const { instance, portal, sandbox } = stage;
  const cards: RemoteCard[] = [];
  await rateOf(async () => cards.push(await sandbox.issueCard('ordinary')), {
    atOnce: 4,
    most: perRound,
  });
  const applicants = await Promise.all(cards.map(() => createApplicant()));
  const client = new pg.Client({ connectionString: instance.databaseUrl('toroku_office') });
  await client.connect();
  try {
    const before = await issuedCount(client);
    const start = performance.now();
    const sending = rateOf(
      async (n) => {
        const [card, applicant] = [cards[n], applicants[n]];
        if (card && applicant) await apply({ portal, card, applicant, service: SIMULTANEOUS });
      },
      { atOnce, most: perRound },
    );
    await sending;
    while ((await issuedCount(client)) - before < perRound) await sleep(POLL_MS);
    return perRound / ((performance.now() - start) / 1000);
  } finally {
    await client.end();
  }
}

async function startBare({ addresses, namespace }: Instance) {
  const file = fileURLToPath(new URL('bare-worker.ts', import.meta.url));
  const worker = fork(file, [addresses.temporal, namespace], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(worker, 'message');
  const connection = await Connection.connect({ address: addresses.temporal });
  const client = new Client({ connection, namespace });
  let count = 0;
  return {
    async rate({ perRound, atOnce }: LifecycleBench): Promise<number> {
      const handles: Promise<unknown>[] = [];
      const start = performance.now();
      await rateOf(
        async () => {
          count += 1;
          const handle = await client.workflow.start('bareLifecycle', {
            taskQueue: 'bare-office',
            workflowId: `bare/${count}`,
            args: [{ id: String(count) }],
          });
          handles.push(handle.result());
        },
        { atOnce, most: perRound },
      );
      await Promise.all(handles);
      return perRound / ((performance.now() - start) / 1000);
    },
    async stop(): Promise<void> {
      await connection.close();
      worker.kill('SIGKILL');
    },
  };
}
