import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { EvidenceStore } from '../../../adapters/evidence-store/evidence-store.ts';
import {
  EvidenceKeptByThread,
  type KeepingThread,
} from '../../../adapters/evidence-store/kept-by-thread.ts';
import type { KeepingMessage } from '../../../adapters/evidence-store/keeping-message.ts';
import { serveKeeping } from '../../../adapters/evidence-store/serve-keeping.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import { hashOfText, setUp, sha256, signedText, text } from './store-fixture.ts';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** The store of a thread without a thread: what crosses a port crosses it as between threads. */
function serving(store: EvidenceStore): KeepingThread {
  const { port1, port2 } = new MessageChannel();
  closing.push(() => port1.close());
  serveKeeping(port2, store);
  return port1;
}

/** A thread that dies of what it is handed. */
class DyingThread extends EventEmitter {
  unref(): void {}

  postMessage(_message: KeepingMessage): void {
    setImmediate(() => this.emit('exit'));
  }
}

const keptBy = async (threads: readonly (() => KeepingThread)[] = []) => {
  const { as, dir } = await setUp();
  let started = 0;
  const start = (): KeepingThread => {
    started += 1;
    return threads[started - 1]?.() ?? serving(as('portal'));
  };
  const kept = new EvidenceKeptByThread(as('portal'), start);
  const own = { caseId: uuidV7(), chainId: uuidV7() };
  return { as, dir, kept, own, started: () => started };
};

describe('EvidenceKeptByThread', () => {
  it('keeps what a new chain seals, for every reader, while the chain is being made', async () => {
    const { as, kept, own } = await keptBy();
    const plain = { kind: 'facts', ring: 'none', octets: randomBytes(70_000) } as const;
    const empty = { kind: 'a', ring: 'jlis', octets: Buffer.alloc(0) } as const;
    const made = kept.createChain(own.chainId);
    const references = await kept.put(own, [signedText, plain, empty]);
    await made;
    expect(references).toEqual(
      [signedText, plain, empty].map(({ kind, octets }) => ({
        kind,
        sha256: sha256(octets),
        size: octets.length,
      })),
    );
    for (const reader of ['office', 'enclave'] as const) {
      const found = as(reader).get(own, [hashOfText, sha256(plain.octets), sha256(empty.octets)]);
      expect([...found.values()].map(sha256).toSorted()).toEqual(
        [hashOfText, sha256(plain.octets), sha256(empty.octets)].toSorted(),
      );
    }
  });

  it('seals for a database with the keys of the chain before they are durable', async () => {
    const { as, kept, own } = await keptBy();
    const made = kept.createChain(own.chainId);
    const sealed = kept.seal(own.chainId, text);
    await made;
    expect(as('office').unseal(own.chainId, sealed)).toEqual(text);
    expect(kept.hasKeys(own.chainId)).toBe(true);
  });

  it('adds to a chain that was made long ago', async () => {
    const { as, kept, own } = await keptBy();
    await as('portal').createChain(own.chainId);
    await kept.put(own, [signedText]);
    expect(as('office').get(own, [hashOfText]).get(hashOfText)).toEqual(text);
  });

  it('gives certificates back and nothing else', async () => {
    const { kept, own } = await keptBy();
    const certificate = { ...signedText, kind: 'certificate', octets: randomBytes(100) } as const;
    await kept.createChain(own.chainId);
    await kept.put(own, [signedText, certificate]);
    const hash = sha256(certificate.octets);
    expect(kept.get(own, [hash]).get(hash)).toEqual(certificate.octets);
  });

  it('takes much at once, each with its own answer', async () => {
    const { kept, own } = await keptBy();
    const all = Array.from({ length: 100 }, (_, n) => Buffer.from(`object ${n}`));
    await kept.createChain(own.chainId);
    const references = await Promise.all(
      all.map((octets) => kept.put({ ...own, caseId: uuidV7() }, [{ ...signedText, octets }])),
    );
    expect(references.map(([reference]) => reference?.sha256)).toEqual(all.map(sha256));
  });

  it('makes no chain twice, and forgets the keys that were not kept', async () => {
    const { as, kept, own } = await keptBy();
    await as('office').createChain(own.chainId);
    await expect(kept.createChain(own.chainId)).rejects.toThrow(/never made anew/);
    const sealed = kept.seal(own.chainId, text);
    expect(as('office').unseal(own.chainId, sealed)).toEqual(text);
  });

  it('says of a failing disk what the store says', async () => {
    const { dir, kept, own } = await keptBy();
    rmSync(join(dir, 'chains'), { recursive: true });
    writeFileSync(join(dir, 'chains'), 'no folder');
    await expect(kept.createChain(own.chainId)).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('fails what a thread had in hand when it died, and goes on with another', async () => {
    const { as, kept, own, started } = await keptBy([() => new DyingThread()]);
    const made = kept.createChain(own.chainId);
    await expect(kept.put(own, [signedText])).rejects.toThrow(/ended/);
    await expect(made).rejects.toThrow(/ended/);
    expect(() => kept.seal(own.chainId, text)).toThrow(/EvidenceMissing/);
    await kept.createChain(own.chainId);
    await kept.put(own, [signedText]);
    expect(started()).toBe(2);
    expect(as('office').get(own, [hashOfText]).size).toBe(1);
  });

  it('fails at once where no thread can be started', async () => {
    const { kept, own } = await keptBy([
      () => {
        throw new Error('no memory');
      },
    ]);
    await expect(kept.put(own, [signedText])).rejects.toThrow('no memory');
  });
});
