import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEvidenceThread } from '../../bin/enclave-worker/start-evidence-thread.ts';
import { openEvidence } from '../../bin/parts.ts';
import { EvidenceThreads } from '../../enclave/gate/evidence-threads.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import { readEvidence, type ReadingTask } from '../../enclave/gate/read-evidence.ts';
import { draftCase, fileCase, makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import { holdInstance, type HeldInstance } from './held-instance.ts';
import { RoomBench } from './room-bench.ts';

const personKey = Buffer.alloc(32, 7);
let held: HeldInstance;
let bench: RoomBench;
const started: ReturnType<typeof startEvidenceThread>[] = [];
let threads: EvidenceThreads;

const startWith = (keyFile: string) => {
  const thread = startEvidenceThread({
    evidenceDir: bench.config.evidenceDir,
    keyFile,
    personKey,
  });
  started.push(thread);
  return thread;
};
const start = () => startWith(bench.config.evidenceEnclaveKeyFile);

beforeAll(async () => {
  held = await holdInstance({
    only: ['postgres', 'softhsm'],
    env: { ISSUER_KEY_ALGORITHM: 'p256', EVIDENCE_THREADS: '2' },
    ceremony: true,
  });
  bench = await RoomBench.open(held.instance);
  threads = new EvidenceThreads({ count: 1, start });
});
afterAll(async () => {
  await threads?.close();
  await bench?.close();
  await held?.release();
});

const taskOf = (request: OrderRequest): ReadingTask => ({
  request,
  now: new Date(),
  anchors: bench.anchors,
});

const readHere = (task: ReadingTask) => {
  const { evidenceDir, evidenceEnclaveKeyFile } = bench.config;
  const evidence = openEvidence(evidenceDir, 'enclave', evidenceEnclaveKeyFile);
  return readEvidence({ evidence, personKey }, task);
};

describe('evidence threads of the enclave-worker', () => {
  it('read what the room’s own thread reads', async () => {
    const tasks = (await Promise.all([1, 2, 3].map(() => makeCase(bench)))).map(taskOf);
    const read = await Promise.all(tasks.map((task) => threads.read(task)));
    expect(read).toEqual(tasks.map(readHere));
  });

  it('refuse what it refuses, by the anchors of that moment', async () => {
    const drafted = await draftCase(bench);
    const facts = { ...drafted.facts, nameMatch: 'different' };
    const lied = taskOf(await fileCase(bench, { ...drafted, facts }));
    await expect(threads.read(lied)).rejects.toMatchObject({
      check: 'factsDiffer',
      detail: 'nameMatch',
    });
    const unanchored = { ...taskOf(await makeCase(bench)), anchors: [] };
    await expect(threads.read(unanchored)).rejects.toMatchObject({ detail: 'jpkiChain' });
    await expect(threads.read({ ...unanchored, anchors: bench.anchors })).resolves.toBeDefined();
  });

  it('issue for a room that is configured so', async () => {
    const room = await bench.openRoom();
    try {
      const requests = await Promise.all([1, 2, 3, 4].map(() => makeCase(bench)));
      const outcomes = await Promise.all(requests.map((request) => room.issuer.issue(request)));
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(4).fill('issued'));
    } finally {
      await room.close();
    }
  });

  it('fail for now what a thread had when it died, and read it when asked again', async () => {
    const task = taskOf(await makeCase(bench));
    const [thread] = started;
    // More than it has answered by the time it ends, however fast it is.
    const asked = Array.from({ length: 64 }, () => threads.read(task));
    await new Promise(setImmediate);
    const [settled] = await Promise.all([Promise.allSettled(asked), thread?.terminate()]);
    const failures = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) {
      expect(failure).toMatchObject({ type: 'EnclaveUnavailable' });
    }
    expect(await threads.read(task)).toEqual(readHere(task));
  });

  it('fail for now while no thread can be started', async () => {
    const keyFile = join(bench.config.evidenceDir, 'no-key');
    writeFileSync(keyFile, 'none');
    const broken = new EvidenceThreads({ count: 1, start: () => startWith(keyFile) });
    const asked = broken.read(taskOf(await makeCase(bench)));
    await expect(asked).rejects.toMatchObject({ type: 'EnclaveUnavailable' });
    await broken.close();
  });
});
