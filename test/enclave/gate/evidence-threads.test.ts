import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { X509Certificate } from '../../../adapters/x509/certificate.ts';
import { EvidenceThreads } from '../../../enclave/gate/evidence-threads.ts';
import type { EvidenceReading, ReadingTask } from '../../../enclave/gate/read-evidence.ts';
import type { ReadingAnswer } from '../../../enclave/gate/serve-evidence.ts';
import { FakeEvidenceThread } from './fake-evidence-thread.ts';

const ANCHORS: readonly X509Certificate[] = [];
const NOW = new Date('2026-11-24T00:00:00Z');

const taskOf = (orderId: string, anchors = ANCHORS): ReadingTask => ({
  request: { orderId, applicationId: 'a', chainId: 'c', instructionSha256: 'h' },
  now: NOW,
  anchors,
});

/** A reading that says whose it is. */
const readingOf = (orderId: string): ReadingAnswer => ({
  reading: { person: orderId } as EvidenceReading,
});

const opened: EvidenceThreads[] = [];

function open(options: { count?: number; patienceMs?: number; waitingMax?: number } = {}) {
  const started: FakeEvidenceThread[] = [];
  const threads = new EvidenceThreads({
    count: 1,
    ...options,
    start: () => {
      const thread = new FakeEvidenceThread();
      started.push(thread);
      return thread;
    },
  });
  opened.push(threads);
  const first = started[0] as FakeEvidenceThread;
  return { threads, started, first };
}

/** Asks for orders `1` to `count` in one turn; what becomes of each. */
function ask(threads: EvidenceThreads, count: number): Promise<PromiseSettledResult<string>[]> {
  const ids = Array.from({ length: count }, (_, i) => String(i + 1));
  return Promise.allSettled(ids.map(async (id) => (await threads.read(taskOf(id))).person));
}

const UNAVAILABLE = { type: 'EnclaveUnavailable' };

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((threads) => threads.close()));
});

describe('EvidenceThreads', () => {
  it('gives each order its own reading', async () => {
    const { threads, first } = open();
    const asked = ask(threads, 3);
    await turn();
    first.answer(readingOf);
    expect((await asked).map((a) => a.status === 'fulfilled' && a.value)).toEqual(['1', '2', '3']);
  });

  it('hands a refusal on with its check and detail', async () => {
    const { threads, first } = open();
    const asked = threads.read(taskOf('1'));
    await turn();
    first.answer(() => ({ refusal: { check: 'factsDiffer', detail: 'jlisAnswer' } }));
    await expect(asked).rejects.toMatchObject({
      name: 'GateRefusal',
      check: 'factsDiffer',
      detail: 'jlisAnswer',
    });
  });

  it.each<[string, (id: string) => ReadingAnswer]>([
    ['failed', () => ({ failure: 'unexpected' })],
    ['is left out', () => undefined as unknown as ReadingAnswer],
  ])('fails, and refuses nothing, when a reading %s', async (_, answer) => {
    const { threads, first } = open();
    const asked = threads.read(taskOf('1'));
    await turn();
    first.answer(answer);
    await expect(asked).rejects.toThrow(/^evidence cannot be read$/);
  });

  it('shares orders that came together among all threads, few to a message', async () => {
    const { threads, started } = open({ count: 2 });
    const asked = ask(threads, 6);
    await turn();
    expect(started.map(({ orders }) => orders)).toEqual([[['1', '2', '3']], [['4', '5', '6']]]);
    for (const thread of started) thread.answer(readingOf);
    await asked;
  });

  it('hands a thread no more than it can have ready, and the rest in turn', async () => {
    const { threads, first } = open();
    const asked = ask(threads, 40);
    await turn();
    expect(first.orders.map(({ length }) => length)).toEqual([8, 8]);
    for (let n = 0; n < 5; n += 1) first.answer(readingOf);
    expect(first.orders.flat()).toHaveLength(40);
    expect((await asked).every(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('sends the anchors first, and again only when they are others', async () => {
    const { threads, first } = open();
    const renewed: readonly X509Certificate[] = [];
    for (const anchors of [ANCHORS, ANCHORS, renewed]) {
      const asked = threads.read(taskOf('1', anchors));
      await turn();
      first.answer(readingOf);
      await asked;
    }
    expect(first.messages.map(({ anchors }) => anchors !== undefined)).toEqual([true, false, true]);
  });

  it('fails what a dead thread was handed, to be tried again, and replaces it', async () => {
    const { threads, started, first } = open();
    const before = threads.read(taskOf('0'));
    await turn();
    first.answer(readingOf);
    await before;
    const asked = ask(threads, 20);
    await turn();
    first.die();
    const second = started[1] as FakeEvidenceThread;
    expect(second.orders).toEqual([['17', '18', '19', '20']]);
    second.answer(readingOf);
    const settled = await asked;
    for (const one of settled.slice(0, 16)) {
      expect(one).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    }
    expect(settled.slice(16).map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
  });

  it('ends a thread that is silent for too long, and takes nothing from it afterwards', async () => {
    const { threads, first } = open({ patienceMs: 20 });
    const asked = threads.read(taskOf('1'));
    await expect(asked).rejects.toMatchObject(UNAVAILABLE);
    expect(first.isTerminated).toBe(true);
    expect(() => first.answer(readingOf)).not.toThrow();
  });

  it('starts no thread in haste where one never answered', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const { started, first } = open();
    first.die();
    expect(started).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    expect(started).toHaveLength(2);
  });

  it('takes no more than may wait', async () => {
    const { threads, first } = open({ waitingMax: 2 });
    const asked = ask(threads, 3);
    await turn();
    first.answer(readingOf);
    expect((await asked).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
  });

  it('fails what is under way when it is closed, and starts nothing more', async () => {
    const { threads, started, first } = open();
    const asked = ask(threads, 20);
    await turn();
    await threads.close();
    for (const one of await asked) {
      expect(one).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    }
    expect(first.isTerminated).toBe(true);
    expect(started).toHaveLength(1);
    await expect(threads.read(taskOf('1'))).rejects.toMatchObject(UNAVAILABLE);
  });
});
