import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLotActivities } from '../../../activities/dispatch/watch-lot.ts';
import { lotRunIdOf, startLotRun } from '../../../adapters/temporal/lot-runs.ts';
import { findTestServer } from '../../../bin/bootstrap/find.mjs';
import { hostEnvironment } from '../../../bin/config.ts';
import {
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { startInstance } from '../../../bin/instance/instance.ts';
import type { Instance } from '../../../bin/instance/options.ts';
import { openLots } from '../../../db/dispatch/letter-lots.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { certificateApplications } from '../../../db/schema/application.ts';
import { deliveryCodes, dispatchLots } from '../../../db/schema/dispatch.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { OFFICE_TASK_QUEUE } from '../../../workflows/application/contract.ts';
import {
  DISPATCH_LOT,
  dispatchLotId,
  type DispatchLotOutcome,
} from '../../../workflows/dispatch/contract.ts';
// It makes the runtime of the process a quiet one.
import '../../../bin/story/skipped-time.ts';

const dataDir = temporaryDataDirectory();
let instance: Instance;
let owner: OfficeDatabase;
let db: OfficeDatabase;
let environment: TestWorkflowEnvironment;
let worker: Worker;
let running: Promise<void>;
/** The clock of the test server; activities of the office see it. */
const clock = { ms: Date.now() };

beforeAll(async () => {
  instance = await startInstance({ dataDir, only: 'postgres' });
  owner = openOfficeDatabase(instance.databaseUrl('toroku_office_owner'), 4);
  // With the rights of the office-worker, and no more.
  db = openOfficeDatabase(instance.databaseUrl('toroku_office'), 4);
  const path = findTestServer(hostEnvironment());
  if (path === undefined) throw new Error('no time-skipping test server: `npm test` fetches it');
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const lots = createLotActivities({ db, now: () => new Date(clock.ms) });
  worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: OFFICE_TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('../../../workflows/index.ts', import.meta.url)),
    activities: {
      async watchLot(lotId: string) {
        clock.ms = await environment.currentTimeMs();
        return lots.watchLot(lotId);
      },
    },
  });
  running = worker.run();
});
afterAll(async () => {
  worker?.shutdown();
  await running;
  await environment?.teardown();
  await Promise.all([db, owner].map((each) => each?.$client.end()));
  await instance?.stop();
  removeDataDirectory(dataDir);
});

const DAY_MS = 86_400_000;

/** A sealed lot with letters in these states. */
async function lotOf(...states: readonly string[]): Promise<string> {
  const lotId = uuidV7();
  const now = new Date(await environment.currentTimeMs());
  await owner.insert(dispatchLots).values({
    id: lotId,
    letters: states.length,
    vendorFileSha256: 'f1'.repeat(32),
    proposedBy: 'ann',
    proposedAt: now,
    sealedBy: 'ben',
    sealedAt: now,
    printBy: new Date(now.getTime() + 2 * DAY_MS),
  });
  for (const state of states) await codeOf(lotId, state, now);
  return lotId;
}

async function codeOf(lotId: string, state: string, now: Date): Promise<void> {
  const caseId = uuidV7();
  await owner.insert(certificateApplications).values({
    id: caseId,
    portalId: 'sample-portal',
    service: 'demo-code',
    identityRoute: 'jpki',
    keyDelivery: 'code',
    edition: 1,
    chainId: uuidV7(),
    ruleSetId: '2026-12',
    state: 'keyDelivery',
    receivedAt: now,
    caseDeadline: new Date(now.getTime() + 180 * DAY_MS),
    nameSealed: Buffer.alloc(1),
    changedAt: now,
  });
  await owner.insert(deliveryCodes).values({
    caseId,
    codeNumber: 1,
    edition: 1,
    state,
    salt: '00'.repeat(16),
    dispatchId: uuidV7(),
    lotId,
    ciphertextSha256: randomBytes(32).toString('hex'),
    vendorKeySha256: 'e5'.repeat(32),
    madeAt: now,
    lapsesAt: new Date(now.getTime() + 60 * DAY_MS),
    ...(state === 'printed' && { printedAt: now }),
  });
}

const move = (lotId: string, from: string, to: string) =>
  owner
    .update(deliveryCodes)
    .set({ state: to })
    .where(and(eq(deliveryCodes.lotId, lotId), eq(deliveryCodes.state, from)));

const lotRow = async (id: string) =>
  (await owner.select().from(dispatchLots).where(eq(dispatchLots.id, id)))[0];

const watch = async (
  lotId: string,
): Promise<ReturnType<typeof environment.client.workflow.getHandle>> => {
  await startLotRun(environment.client, lotId);
  return environment.client.workflow.getHandle(dispatchLotId(lotId));
};

describe('dispatchLot', () => {
  it('has the id and the type by which programs start it', () => {
    expect(lotRunIdOf('x')).toBe(dispatchLotId('x'));
    expect(DISPATCH_LOT).toBe('dispatchLot');
  });

  it.each(['delivered', 'redeemed', 'voided', 'lapsed', 'locked'])(
    'closes a lot whose last letter is %s',
    async (state) => {
      const lotId = await lotOf('delivered', state);
      const run = await watch(lotId);
      expect(await run.result()).toEqual({ outcome: 'closed' } satisfies DispatchLotOutcome);
      expect((await lotRow(lotId))?.closedAt).toBeInstanceOf(Date);
      expect(await openLots(db)).not.toContain(lotId);
    },
  );

  it('waits while a letter is under way, and closes with it', async () => {
    const lotId = await lotOf('sealed', 'delivered');
    expect(await openLots(db)).toContain(lotId);
    const run = await watch(lotId);
    await environment.sleep('3 days');
    expect((await lotRow(lotId))?.closedAt).toBeNull();
    expect((await run.describe()).status.name).toBe('RUNNING');
    // Past the deadline nothing is decided: the state of the letter is what it was.
    expect((await lotRow(lotId))?.printBy?.getTime()).toBeLessThan(clock.ms);
    await move(lotId, 'sealed', 'printed');
    await move(lotId, 'printed', 'posted');
    await environment.sleep('1 day');
    expect((await run.describe()).status.name).toBe('RUNNING');
    await move(lotId, 'posted', 'voided');
    expect(await run.result()).toEqual({ outcome: 'closed' });
  });

  it('writes until when printed letters have to be posted, and not before they are printed', async () => {
    const lotId = await lotOf('sealed');
    const run = await watch(lotId);
    await environment.sleep('7 hours');
    expect((await lotRow(lotId))?.postBy).toBeNull();
    const printedAt = new Date(clock.ms);
    await owner
      .update(deliveryCodes)
      .set({ state: 'printed', printedAt })
      .where(eq(deliveryCodes.lotId, lotId));
    await environment.sleep('7 hours');
    const postBy = (await lotRow(lotId))?.postBy;
    expect(postBy?.getTime()).toBeGreaterThan(printedAt.getTime() + DAY_MS);
    await move(lotId, 'printed', 'posted');
    await environment.sleep('7 hours');
    expect((await lotRow(lotId))?.postBy).toBeNull();
    await move(lotId, 'posted', 'delivered');
    await run.result();
  });

  it('is begun again from its first line at any time, and once at a time', async () => {
    const lotId = await lotOf('posted');
    const run = await watch(lotId);
    await watch(lotId);
    await run.terminate('lost');
    await move(lotId, 'posted', 'delivered');
    expect(await (await watch(lotId)).result()).toEqual({ outcome: 'closed' });
  });
});
