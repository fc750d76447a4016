import { fileURLToPath } from 'node:url';
import { ApplicationFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  EnclaveRetentionActivities,
  OfficeRetentionActivities,
} from '../../../activities/retention/contract.ts';
import { findTestServer } from '../../../bin/bootstrap/find.mjs';
import { hostEnvironment } from '../../../bin/config.ts';
import type { ErasureOrder, RoomErasure } from '../../../domain/retention/chain-erasure.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../../../workflows/anchoring/contract.ts';
import { OFFICE_TASK_QUEUE } from '../../../workflows/application/contract.ts';
import {
  CHAIN_ERASURE,
  chainErasureId,
  type ChainErasureOutcome,
} from '../../../workflows/retention/contract.ts';
// It makes the runtime of the process a quiet one.
import '../../../bin/story/skipped-time.ts';

const ORDER: ErasureOrder = {
  act: '019ad7f2-6a10-7c3a-9f10-000000000001',
  chain: '019ad7f2-6a10-7c3a-9f10-000000000002',
  dueOn: '2038-12-01',
  reason: 'retentionEnded',
  keyCommitment: 'a'.repeat(64),
  r: 'b'.repeat(64),
  approver: { kind: 'officer', id: 'officer-01', role: 'responsiblePerson', terminal: 'T-01' },
};

/** What was done, in order, and what the room says each time it is asked. */
const done: string[] = [];
let answers: (() => RoomErasure)[] = [];

const office: OfficeRetentionActivities = {
  async beginErasure(act) {
    done.push(`begun ${act}`);
    return ORDER;
  },
  async eraseInOffice(act) {
    done.push(`office ${act}`);
  },
};

const room: EnclaveRetentionActivities = {
  async eraseInRoom(order) {
    done.push(`room ${order.act}`);
    return (answers.shift() ?? ((): RoomErasure => ({ outcome: 'erased' })))();
  },
};

let environment: TestWorkflowEnvironment;
let workers: Worker[] = [];
let running: Promise<unknown>;

beforeAll(async () => {
  const path = findTestServer(hostEnvironment());
  if (path === undefined) throw new Error('no time-skipping test server: `npm test` fetches it');
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const connection = environment.nativeConnection;
  const workflowsPath = fileURLToPath(new URL('../../../workflows/index.ts', import.meta.url));
  workers = [
    await Worker.create({
      connection,
      taskQueue: OFFICE_TASK_QUEUE,
      workflowsPath,
      activities: office,
    }),
    await Worker.create({ connection, taskQueue: ENCLAVE_STATUS_TASK_QUEUE, activities: room }),
  ];
  running = Promise.all(workers.map((worker) => worker.run()));
});
afterAll(async () => {
  for (const worker of workers) worker.shutdown();
  await running;
  await environment?.teardown();
});
beforeEach(() => {
  done.splice(0);
  answers = [];
});

const { act } = ORDER;

const perform = (): Promise<ChainErasureOutcome> =>
  environment.client.workflow.execute(CHAIN_ERASURE, {
    workflowId: chainErasureId(act),
    taskQueue: OFFICE_TASK_QUEUE,
    args: [{ act }],
  });

describe('chainErasure', () => {
  it('has the room erase first, then the office', async () => {
    expect(await perform()).toEqual({ outcome: 'erased' });
    expect(done).toEqual([`begun ${act}`, `room ${act}`, `office ${act}`]);
  });

  it('leaves the office as it is when the room refuses, and can be performed again', async () => {
    answers = [() => ({ outcome: 'refused', check: 'openOrder' })];
    expect(await perform()).toEqual({ outcome: 'refused', check: 'openOrder' });
    expect(done).toEqual([`begun ${act}`, `room ${act}`]);
    expect(await perform()).toEqual({ outcome: 'erased' });
  });

  it('asks a room again that was away, for as long as it takes', async () => {
    answers = Array.from({ length: 7 }, () => () => {
      throw ApplicationFailure.retryable('the room is away', 'EnclaveUnavailable');
    });
    expect(await perform()).toEqual({ outcome: 'erased' });
    expect(done.filter((each) => each.startsWith('room'))).toHaveLength(8);
    expect(done.at(-1)).toBe(`office ${act}`);
  });
});
