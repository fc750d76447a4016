import { ApplicationFailure } from '@temporalio/common';
import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  Publication,
  PublicationActivities,
  PublicationOrder,
} from '../../../activities/revocation/contract.ts';
import { startPublicationRun } from '../../../adapters/temporal/publication-run.ts';
import { findTestServer } from '../../../bin/bootstrap/find.mjs';
import { hostEnvironment } from '../../../bin/config.ts';
import { statusPolicy } from '../../../domain/revocation/status-policy.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../../../workflows/anchoring/contract.ts';
import { OFFICE_TASK_QUEUE } from '../../../workflows/application/contract.ts';
import {
  PUBLICATION_STATE,
  PUBLISH,
  statusPublicationId,
  type PublicationState,
} from '../../../workflows/status/contract.ts';
// It makes the runtime of the process a quiet one.
import '../../../bin/story/skipped-time.ts';

const HOUR_MS = 3_600_000;
const { listValidMs } = statusPolicy;

/** What the room does when it is asked, and what it was asked for; only what of it the run depends on. */
class PublishingRoom {
  failure: (() => Error) | undefined;
  requestIds: string[] = [];
  readonly asked: PublicationOrder[] = [];
  upTo = 1;

  async publishStatus(order: PublicationOrder): Promise<Publication> {
    this.asked.push(order);
    if (this.failure) throw this.failure();
    const { issuerKeyId, after = 0 } = order;
    const { requestIds, upTo } = this;
    const told = after < upTo ? requestIds : [];
    const nextUpdate = (await environment.currentTimeMs()) + listValidMs;
    return { issuerKeyId, requestIds: told, isMore: false, upTo, nextUpdate };
  }
}

/** Something is away; tried again after so long, so that days of it are few attempts. */
const away = (type: string, nextRetryDelay: '30 minutes' | '4 minutes') => (): Error =>
  ApplicationFailure.create({ message: 'away', type, nextRetryDelay });
const officeAway = away('DatabaseUnavailable', '4 minutes');

class Office implements PublicationActivities {
  isAway = false;
  readonly published: string[] = [];
  readonly heard: number[] = [];

  async notePublished(requestIds: readonly string[]): Promise<void> {
    if (this.isAway) throw officeAway();
    this.published.push(...requestIds);
  }

  async noteStatus({ nextUpdate }: Pick<Publication, 'nextUpdate'>): Promise<void> {
    if (this.isAway) throw officeAway();
    this.heard.push(nextUpdate);
  }
}

let environment: TestWorkflowEnvironment;
let client: Client;
let workers: Worker[] = [];
let running: Promise<unknown>;
let [room, office] = [new PublishingRoom(), new Office()];

beforeAll(async () => {
  const path = findTestServer(hostEnvironment());
  if (path === undefined) throw new Error('no time-skipping test server: `npm test` fetches it');
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  client = new Client({ connection: environment.connection });
  const connection = environment.nativeConnection;
  const workflowsPath = fileURLToPath(
    new URL('../../../workflows/status/status-publication.ts', import.meta.url),
  );
  workers = [
    await Worker.create({
      connection,
      taskQueue: OFFICE_TASK_QUEUE,
      workflowsPath,
      activities: {
        notePublished: (ids: string[]) => office.notePublished(ids),
        noteStatus: (newest: Publication) => office.noteStatus(newest),
      },
    }),
    await Worker.create({
      connection,
      taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
      activities: { publishStatus: (order: PublicationOrder) => room.publishStatus(order) },
    }),
  ];
  running = Promise.all(workers.map((worker) => worker.run()));
});
afterAll(async () => {
  for (const worker of workers) worker.shutdown();
  await running;
  await environment?.teardown();
});

let key = 0;
beforeEach(() => {
  key += 1;
  [room, office] = [new PublishingRoom(), new Office()];
});

// A run that goes on would have its part of the time that others let pass.
afterEach(async () => {
  // An activity that is under way when its run ends would hold the server's time for ever.
  await pass(2_000);
  await handle().terminate();
});

const handle = () => client.workflow.getHandle(statusPublicationId(`key-${key}`));
const state = (): Promise<PublicationState> => handle().query<PublicationState>(PUBLICATION_STATE);

/** Lets time pass; what is due before happens in its order. */
const pass = (ms: number): Promise<void> => environment.sleep(ms);

/** Waits, at the usual pace of time, for what one moment brings. */
async function until(isThere: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await isThere())) {
    if (Date.now() > end) throw new Error('it does not come');
    await sleep(20);
  }
}

async function begin(): Promise<void> {
  await startPublicationRun(client, `key-${key}`);
  await until(() => office.heard.length > 0 || office.isAway);
}

describe('statusPublication, incident 16: lists that end unseen', () => {
  it('tells people at half of the time of the newest list, and lets it be when there is a newer one', async () => {
    await begin();
    const [first = 0] = office.heard;
    await pass(20 * HOUR_MS);
    room.failure = away('HsmUnavailable', '30 minutes');
    await pass(15.5 * HOUR_MS);
    expect(await state()).toEqual({ isLate: false, nextUpdate: first });
    await pass(1 * HOUR_MS);
    expect(await state()).toEqual({ isLate: true, nextUpdate: first });
    // The token was away for a day, and the list is good for more than another.
    await pass(8 * HOUR_MS);
    expect(first - (await environment.currentTimeMs())).toBeGreaterThan(27 * HOUR_MS);
    room.failure = undefined;
    await pass(HOUR_MS);
    await until(async () => !(await state()).isLate);
    expect((await state()).nextUpdate).toBeGreaterThan(first + 40 * HOUR_MS);
    await until(() => office.heard.length >= 2);
  });

  it('has the room go on while the office hears nothing, and tells it again once it is back', async () => {
    office.isAway = true;
    room.requestIds = ['a request'];
    await begin();
    await pass(2 * HOUR_MS);
    expect(room.asked.length).toBeGreaterThan(10);
    expect(await state()).toMatchObject({ isLate: false });
    expect(new Set(room.asked.map(({ after }) => after))).toEqual(new Set([undefined]));
    office.isAway = false;
    await pass(HOUR_MS / 2);
    await until(() => office.published.length > 0);
    expect(office.published).toEqual(['a request']);
    await handle().signal(PUBLISH);
    await until(() => room.asked.at(-1)?.after === 1);
    expect(office.published).toEqual(['a request']);
  });

  it('hands what somebody has to mend to the newest build, and goes on when it is mended', async () => {
    room.failure = () => ApplicationFailure.nonRetryable('lost', 'StatusDiverged');
    await startPublicationRun(client, `key-${key}`);
    const { runId } = await handle().describe();
    await until(() => room.asked.length > 0);
    await pass(35 * 60_000);
    expect((await handle().describe()).runId).not.toBe(runId);
    room.failure = undefined;
    await pass(120_000);
    await until(() => office.heard.length > 0);
  });
});
