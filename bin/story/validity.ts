import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Client } from '@temporalio/client';
import { restartValidityRun, startValidityRun } from '../../adapters/temporal/validity-run.ts';
import { OFFICE_DEPLOYMENT } from '../../workflows/application/contract.ts';
import { CERTIFICATE_VALIDITY } from '../../workflows/issuance/contract.ts';
import { rateOf, rounded, type Rate } from '../bench/measure.ts';
import { parseConfig } from '../config.ts';
import type { Instance } from '../instance/options.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { lazyClient } from '../temporal-client.ts';
import { fillCertificates } from './many-certificates.ts';

/** Calls to Temporal under way at once. */
const LANES = 64;

const PROGRESS_MS = 5_000;

const WORKER = fileURLToPath(new URL('validity-worker.ts', import.meta.url));

/** Resident memory in MiB. */
interface Memory {
  readonly temporal: number;
  readonly worker: number;
}

/** What the story ends with. */
export interface ValidityStory {
  readonly story: 'validity';
  readonly certificates: number;
  readonly startedPerSecond: number;
  /** Every run is idle: its first look is done, and it sleeps. */
  readonly idle: Memory & { readonly temporalPerRunKiB: number };
  readonly newBuild: {
    /** From its start until it polls and new runs go to it, while all these sleep on the build before. */
    readonly startSeconds: number;
    readonly worker: number;
  };
  readonly rolled: Memory & {
    readonly runs: number;
    readonly onOldBuild: number;
    readonly perSecond: number;
  };
}

/**
 * So many certificates in force, each with its run that sleeps: what the server and a worker hold of them, how soon a new
 * build takes over while they sleep, and that all of them go over to it, so that the old one can be taken away.
 */
export function playValidity(args: readonly string[]): Promise<ValidityStory> {
  const { values } = parseArgs({
    args: [...args],
    options: { count: { type: 'string', default: '2000' } },
  });
  const count = Number(values.count);
  if (!Number.isInteger(count) || count < 1) throw new Error('--count N');
  return withThrowAwayInstance({ only: ['postgres', 'temporal'] }, (instance) =>
    play(instance, count),
  );
}

async function play(instance: Instance, count: number): Promise<ValidityStory> {
  const orders = await fillCertificates(instance, count);
  const client = clientOf(instance);
  const empty = memoryOf(temporalPid(instance));
  const old = await startWorker(instance, 'story-old');
  const begun = await each('runs started', orders, (id) => startValidityRun(client, id));
  await reaches('idle', count, () => openOn(client, 'story-old'));
  const idle = { temporal: memoryOf(temporalPid(instance)), worker: memoryOf(old.process.pid) };

  const next = await startWorker(instance, 'story-new');
  const atStart = memoryOf(next.process.pid);
  const start = performance.now();
  await each('begun anew', orders, (id) => restartValidityRun(client, id));
  await reaches('gone over', count, () => openOn(client, 'story-new'));
  const seconds = (performance.now() - start) / 1000;
  const onOldBuild = await openOn(client, 'story-old');
  await stopWorker(old);
  const runs = await openOn(client, 'story-new');
  const rolled = {
    temporal: memoryOf(temporalPid(instance)),
    worker: memoryOf(next.process.pid),
    runs,
    onOldBuild,
    perSecond: rounded(count / seconds, 0),
  };
  await stopWorker(next);
  await client.connection.close();
  if (runs !== count || onOldBuild !== 0) throw new Error(`not all rolled: ${runs}, ${onOldBuild}`);
  return {
    story: 'validity',
    certificates: count,
    startedPerSecond: rounded(begun.perSecond, 0),
    idle: { ...idle, temporalPerRunKiB: rounded(((idle.temporal - empty) * 1024) / count, 1) },
    newBuild: { startSeconds: next.startSeconds, worker: atStart },
    rolled,
  };
}

/** Does the same for each order, and says now and then how far it is. */
function each(
  what: string,
  orders: readonly string[],
  act: (orderId: string) => Promise<unknown>,
): Promise<Rate> {
  let said = Date.now();
  return rateOf(
    async (n) => {
      await act(orders[n] ?? '');
      if (Date.now() - said < PROGRESS_MS) return;
      said = Date.now();
      console.error(`${what}: ${n} of ${orders.length}`);
    },
    { atOnce: LANES, most: orders.length },
  );
}

function clientOf(instance: Instance): Client {
  const { config, problems } = parseConfig(
    'office-worker',
    instance.environmentOf('office-worker'),
  );
  if (!config) throw new Error(problems.join(', '));
  return lazyClient(config);
}

interface StoryWorker {
  readonly process: ChildProcess;
  readonly startSeconds: number;
}

async function startWorker(instance: Instance, buildId: string): Promise<StoryWorker> {
  const start = performance.now();
  const env = { ...instance.environmentOf('office-worker'), BUILD_ID: buildId };
  // What the SDK warns of goes into a file: tasks that wait for a busy machine.
  const log = openSync(join(instance.dataDir, `${buildId}.log`), 'a');
  const worker = fork(WORKER, {
    env,
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', log, log, 'ipc'],
  });
  const isReady = await Promise.race([
    once(worker, 'message').then(() => true),
    once(worker, 'exit').then(() => false),
  ]);
  if (!isReady) throw new Error(`worker of ${buildId} does not start`);
  const startSeconds = rounded((performance.now() - start) / 1000, 1);
  console.error(`build ${buildId} polls after ${startSeconds} s`);
  return { process: worker, startSeconds };
}

async function stopWorker({ process: worker }: StoryWorker): Promise<void> {
  const exited = once(worker, 'exit');
  worker.kill('SIGTERM');
  await exited;
}

/** Open runs that are pinned to a build: a run is from its first task on. */
async function openOn(client: Client, buildId: string): Promise<number> {
  const version = `${OFFICE_DEPLOYMENT}:${buildId}`;
  const query = `WorkflowType = '${CERTIFICATE_VALIDITY}' and ExecutionStatus = 'Running' and TemporalWorkerDeploymentVersion = '${version}'`;
  return (await client.workflow.count(query)).count;
}

/** Waits as long as the number goes on towards what it is to be. */
async function reaches(what: string, wanted: number, read: () => Promise<number>): Promise<void> {
  let [before, quietSince] = [-1, Date.now()];
  for (;;) {
    const now = await read();
    if (now !== before) [before, quietSince] = [now, Date.now()];
    if (now >= wanted) return;
    if (Date.now() - quietSince > 60_000) throw new Error(`${what}: ${now} of ${wanted}`);
    console.error(`${what}: ${now} of ${wanted}`);
    await sleep(2_000);
  }
}

const temporalPid = ({ dataDir }: Instance): number =>
  Number(readFileSync(join(dataDir, 'temporal', 'temporal.pid'), 'utf8'));

/** Resident memory of a process, in MiB. */
function memoryOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) / 1024);
}
