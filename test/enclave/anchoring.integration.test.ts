import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CosignatureRecord } from '../../books/cosignature-record.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { TreeReader } from '../../books/tree-reader.ts';
import { MemoryLog, ORIGIN } from '../books/memory-log.ts';
import { holdInstance, type HeldInstance } from './held-instance.ts';
import { RoomBench, type TestRoom } from './room-bench.ts';

const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 1));
const office = { origin: ORIGIN, verifiers: [readVkey(signer.vkey)] };

let held: HeldInstance;
let bench: RoomBench;
const opened: TestRoom[] = [];

beforeAll(async () => {
  held = await holdInstance({
    only: ['postgres', 'softhsm'],
    env: { ISSUER_KEY_ALGORITHM: 'p256' },
    ceremony: true,
  });
  bench = await RoomBench.open(held.instance);
});
afterEach(async () => {
  for (const room of opened.splice(0)) await room.close();
});
afterAll(async () => {
  await bench?.close();
  await held?.release();
});

/** The room's side, on its database and media as they are. */
const open = async (): Promise<CosignatureRecord> => {
  const room = await bench.openRoom();
  opened.push(room);
  return new CosignatureRecord(
    room.anchoredBook(() => undefined),
    { other: () => office, witnesses: () => [], authorities: () => [] },
  );
};

const logOf = async (size: number, mark = 'entry'): Promise<MemoryLog> => {
  const log = await MemoryLog.open();
  log.add(Array.from({ length: size }, (_, i) => Buffer.from(`${i < 3 ? 'entry' : mark} ${i}`)));
  return log;
};

const anchorOf = async (log: MemoryLog, from: number, by = signer) => {
  const { size } = log.integrator;
  const reader = new TreeReader({ size, readFile: log.folder.read });
  const proof = from > 0 && from < size ? await reader.consistencyProof(from) : [];
  return { note: await log.checkpoint(by), from, proof: proof.map((h) => h.toString('base64')) };
};

/** Sizes of the office's log that the proven book of the room names, in order. */
const anchored = async (): Promise<number[]> =>
  (await bench.readBook()).flatMap(({ entry }) =>
    entry.event === 'anchor.recorded' ? [entry.data.size] : [],
  );

const refused = { type: 'CheckpointInconsistent' };

describe('the room', () => {
  it('shows its newest checkpoint, signed by both keys, once it is served', async () => {
    const record = await open();
    const { origin, size, note } = await record.head();
    expect(origin).toBe(bench.config.enclaveBookOrigin);
    expect(size).toBeGreaterThan(0);
    expect(note.split('\n— ')).toHaveLength(3);
    expect(await record.recordCosignatures(note)).toBe(note);
  });

  it('anchors the office’s book as it grows, and refuses what is forged or rewritten', async () => {
    const record = await open();
    await record.recordAnchor(await anchorOf(await logOf(4), 0));
    await record.recordAnchor(await anchorOf(await logOf(9), 4));
    expect(await anchored()).toEqual([4, 9]);

    const stranger = ed25519Signer(ORIGIN, Buffer.alloc(32, 7));
    for (const anchor of [
      await anchorOf(await logOf(20), 9, stranger),
      await anchorOf(await logOf(5), 9),
      await anchorOf(await logOf(9, 'other'), 9),
      await anchorOf(await logOf(20, 'other'), 9),
      { ...(await anchorOf(await logOf(20), 9)), proof: [] },
    ]) {
      await expect(record.recordAnchor(anchor)).rejects.toMatchObject(refused);
    }
    expect(await anchored()).toEqual([4, 9]);
  });

  it('remembers after a restart how much it has anchored', async () => {
    const record = await open();
    expect(await record.head()).toMatchObject({ anchoredSize: 9 });
    const rolledBack = await anchorOf(await logOf(4), 9);
    await expect(record.recordAnchor(rolledBack)).rejects.toMatchObject(refused);
    expect(await record.recordAnchor(await anchorOf(await logOf(12), 4))).toEqual({
      outcome: 'from',
      size: 9,
    });
    await record.recordAnchor(await anchorOf(await logOf(12), 9));
    expect(await anchored()).toEqual([4, 9, 12]);
  });
});
