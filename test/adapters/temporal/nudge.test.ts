import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { nudge, startRun } from '../../../adapters/temporal/nudge.ts';

/** Temporal as far as a nudge sees it: it notes what it was asked for. */
class FakeTemporal {
  readonly started: unknown[] = [];
  readonly updated: unknown[] = [];
  failsWith: Error | undefined;

  readonly workflow = {
    start: async (type: string, options: object) => {
      this.started.push({ type, ...options });
      if (this.failsWith) throw this.failsWith;
    },
    startUpdateWithStart: async (update: string, options: object) => {
      this.updated.push({ update, ...options });
      if (this.failsWith) throw this.failsWith;
    },
  };

  /** The part of the client that nudges use stands for the whole. */
  get client(): Client {
    return this as unknown as Client;
  }
}

const CASE = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';
const INPUT = '019ad7f2-6a10-7c3a-9f10-000000000001';
const run = {
  type: 'certificateLifecycle',
  workflowId: `certificate-lifecycle/${CASE}`,
  taskQueue: 'office',
  args: [{ applicationId: CASE }],
};

describe('nudge', () => {
  it('starts the run of an application, with ids alone', async () => {
    const temporal = new FakeTemporal();
    await nudge(temporal.client, { applicationId: CASE, inputId: CASE, kind: 'application' });
    expect(temporal.started).toMatchObject([run]);
    expect(temporal.updated).toEqual([]);
  });

  it('hands any other input to the run by its id, and starts the run where there is none', async () => {
    const temporal = new FakeTemporal();
    await nudge(temporal.client, { applicationId: CASE, inputId: INPUT, kind: 'withdrawal' });
    expect(temporal.started).toEqual([]);
    expect(temporal.updated).toMatchObject([
      {
        update: 'apply',
        updateId: INPUT,
        args: [INPUT],
        startWorkflowOperation: {
          options: { workflowId: run.workflowId, workflowIdConflictPolicy: 'USE_EXISTING' },
        },
      },
    ]);
  });

  it('does not mind a run that is there already', async () => {
    const temporal = new FakeTemporal();
    temporal.failsWith = new WorkflowExecutionAlreadyStartedError('', run.workflowId, run.type);
    await expect(startRun(temporal.client, CASE)).resolves.toBeUndefined();
  });

  it('lets its caller know when Temporal is away', async () => {
    const temporal = new FakeTemporal();
    temporal.failsWith = new Error('connection refused');
    const input = { applicationId: CASE, inputId: INPUT };
    await expect(nudge(temporal.client, { ...input, kind: 'application' })).rejects.toThrow();
    await expect(nudge(temporal.client, { ...input, kind: 'receipt' })).rejects.toThrow();
  });
});
