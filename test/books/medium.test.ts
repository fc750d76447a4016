import { describe, expect, it } from 'vitest';
import { printCheckpoint } from '../../books/checkpoint.ts';
import { encodeEntry } from '../../books/entry.ts';
import { readMedium } from '../../books/medium.ts';
import { leafHash } from '../../books/merkle.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { LogPublisher } from '../../books/publisher.ts';
import { signNote } from '../../books/signed-note.ts';
import { readTip, tipAt } from '../../books/tip.ts';
import { MemoryFiles } from './memory-files.ts';

const ORIGIN = 'ca.example.jp/toroku/office';
const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 1));
const stranger = ed25519Signer(ORIGIN, Buffer.alloc(32, 2));
const CASE = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';

const idOf = (n: number): string => `019ad7f2-6a10-7000-8000-${String(n).padStart(12, '0')}`;

const entryAt = (index: number): Buffer =>
  encodeEntry({
    log: 'office',
    id: idOf(index),
    event: 'acceptance.reminded',
    items: ['1リ'],
    at: '2026-12-01T00:31:07.123Z',
    case: CASE,
    seq: index + 1,
    actor: { kind: 'system', id: 'office-worker' },
    data: { orders: [idOf(0)], reminder: 1, dispatch: idOf(1) },
  });

const entries = (from: number, count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => entryAt(from + i));

/** A log of which 300 entries came to the tiles and five more to the tail. */
const publish = async () => {
  const second = new MemoryFiles();
  const publisher = await LogPublisher.open({
    origin: ORIGIN,
    local: new MemoryFiles(),
    second,
    signers: [signer],
    hasPen: async () => true,
  });
  const { checkpoint: first } = await publisher.publish(entries(0, 300));
  await publisher.settle();
  const { checkpoint: last } = await publisher.publish(entries(300, 5), {
    folder: 'tbs',
    octets: Buffer.from('sealed'),
  });
  return { second, publisher, first, last };
};

const read = async (files: MemoryFiles, continues: readonly string[] = []) => {
  const seen: number[] = [];
  const beside: string[] = [];
  const medium = await readMedium({
    origin: ORIGIN,
    files,
    verifiers: [readVkey(signer.vkey)],
    continues,
    onEntry: ({ index }) => void seen.push(index),
    onBeside: ({ folder }) => void beside.push(folder),
  });
  return { ...medium, seen, beside };
};

describe('readMedium', () => {
  it('reads tiles and tail as one log, each entry once and in order', async () => {
    const { second, publisher } = await publish();
    const medium = await read(second);
    expect(medium.size).toBe(305);
    expect(medium.seen).toEqual(Array.from({ length: 305 }, (_, i) => i));
    expect(medium.beside).toEqual(['tbs']);
    expect(medium.tip).toEqual({ index: 304, leafHash: leafHash(entryAt(304)) });
    expect(publisher.tip).toEqual(medium.tip);
    await publisher.settle();
    expect((await read(second)).root.equals(medium.root)).toBe(true);
  });

  it('is empty where nothing was published', async () => {
    expect(await read(new MemoryFiles())).toMatchObject({ size: 0, tip: undefined });
  });

  it('accepts what others hold of it, from tiles and from the tail', async () => {
    const { second, first, last } = await publish();
    expect((await read(second, [last, first])).size).toBe(305);
  });

  it('refuses a medium that ends before what somebody holds', async () => {
    const { second, last } = await publish();
    second.files.delete('tail/0');
    await expect(read(second, [last])).rejects.toMatchObject({ rule: 'rootHash' });
  });

  it('refuses a medium that holds another tree than somebody has under its own signature', async () => {
    const { second } = await publish();
    const other = printCheckpoint({ origin: ORIGIN, size: 200, root: Buffer.alloc(32, 9) });
    const note = await signNote(other, [signer]);
    await expect(read(second, [note])).rejects.toMatchObject({ rule: 'rootHash' });
  });

  it('reads each entry once when a record that was given up stands beside another', async () => {
    const { second } = await publish();
    const late = Buffer.from(second.files.get('tail/0') ?? '');
    second.files.delete('tail/0');
    const next = await LogPublisher.open({
      origin: ORIGIN,
      local: new MemoryFiles(),
      second,
      signers: [signer],
      hasPen: async () => true,
    });
    await next.publish(entries(300, 9));
    second.files.set('tail/1', late);
    const medium = await read(second);
    expect(medium.size).toBe(309);
    expect(medium.seen).toEqual(Array.from({ length: 309 }, (_, i) => i));
  });

  it('refuses a record of the tail that a stranger signed', async () => {
    const { second } = await publish();
    const publisher = await LogPublisher.open({
      origin: ORIGIN,
      local: new MemoryFiles(),
      second: new MemoryFiles(),
      signers: [stranger],
      hasPen: async () => true,
    });
    const { checkpoint } = await publisher.publish(entries(0, 305));
    await expect(read(second, [checkpoint])).rejects.toThrow();
  });

  it('refuses an entry that was changed', async () => {
    const { second } = await publish();
    const bundle = [...second.files.keys()].find((path) => path.includes('tile/entries/000'));
    const octets = second.files.get(bundle ?? '') ?? Buffer.alloc(0);
    octets.writeUInt8(octets.readUInt8(40) ^ 1, 40);
    await expect(read(second)).rejects.toMatchObject({ name: 'BookBroken' });
  });
});

describe('readTip', () => {
  it('names the last entry under the newest checkpoint of the files', async () => {
    const { second, publisher } = await publish();
    const readFile = (path: string) => second.read(path);
    expect(await readTip(readFile)).toEqual({ index: 299, leafHash: leafHash(entryAt(299)) });
    await publisher.settle();
    expect(await readTip(readFile)).toEqual({ index: 304, leafHash: leafHash(entryAt(304)) });
    expect(await tipAt(readFile, 256)).toEqual({ index: 255, leafHash: leafHash(entryAt(255)) });
  });

  it('names none where nothing was published', async () => {
    expect(await readTip(async () => undefined)).toBeUndefined();
  });
});
