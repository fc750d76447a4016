import { describe, expect, it } from 'vitest';
import { keptCheckpoints } from '../../bin/recovery/restored.ts';
import { readCheckpointText } from '../../books/checkpoint.ts';
import { encodeEntry } from '../../books/entry.ts';
import { readMedium } from '../../books/medium.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { LogPublisher, type LogFiles } from '../../books/publisher.ts';
import { readNote } from '../../books/signed-note.ts';
import { MemoryFiles } from '../books/memory-files.ts';

/** A place for the files of a log, empty at first. */
export interface Medium {
  /** The place as a process finds it that has just started. */
  readonly open: () => LogFiles & { list(folder: string): Promise<string[]> };
  /** Has an addition break off in its middle, as when whoever adds is killed. */
  readonly breakOff: (path: string, octets: Uint8Array) => Promise<void>;
}

const ORIGIN = 'ca.example.jp/toroku/office';
const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 1));

const file = (path: string, content: string) => ({ path, octets: Buffer.from(content) });

const entries = (from: number, count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`entry ${from + i}`));

const idOf = (n: number): string => `019ad7f2-6a10-7000-8000-${String(n).padStart(12, '0')}`;

/** Entries in form, for those who read them. */
const records = (from: number, count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) =>
    encodeEntry({
      log: 'office',
      id: idOf(from + i),
      event: 'acceptance.reminded',
      items: ['1リ'],
      at: '2026-12-01T00:31:07.123Z',
      case: idOf(0),
      seq: from + i + 1,
      actor: { kind: 'system', id: 'office-worker' },
      data: { orders: [idOf(0)], reminder: 1, dispatch: idOf(1) },
    }),
  );

const always = async (): Promise<boolean> => true;

/** Opens the log on a medium, as its one writer. */
export const openLog = (second: LogFiles, local: LogFiles = new MemoryFiles()) =>
  LogPublisher.open({ origin: ORIGIN, local, second, signers: [signer], hasPen: always });

/** Size of the checkpoint in the files. */
export const sizeIn = async (files: Pick<LogFiles, 'read'>): Promise<number> => {
  const note = (await files.read('checkpoint'))?.toString('utf8') ?? '';
  return readCheckpointText(readNote(note).text).size;
};

/** What holds of every place for the files of a log. */
export function describeLogFiles(name: string, setUp: () => Promise<Medium>): void {
  describe(name, () => {
    it('gives back what was written, and undefined for what was not', async () => {
      const { open } = await setUp();
      await open().write([file('checkpoint', 'c'), file('tile/0/x001/234', 't'), file('e', '')]);
      const files = open();
      expect(await files.read('checkpoint')).toEqual(Buffer.from('c'));
      expect(await files.read('tile/0/x001/234')).toEqual(Buffer.from('t'));
      expect(await files.read('e')).toEqual(Buffer.alloc(0));
      expect(await files.read('tile/0/x001/235')).toBeUndefined();
    });

    it('replaces a file that is there', async () => {
      const { open } = await setUp();
      await open().write([file('checkpoint', 'older and longer')]);
      await open().write([file('checkpoint', 'newer')]);
      expect(await open().read('checkpoint')).toEqual(Buffer.from('newer'));
    });

    it('adds to the end of a file, whoever made it', async () => {
      const { open } = await setUp();
      const first = open();
      await first.append('tail/0', Buffer.from('one '));
      await first.append('tail/1', Buffer.from('other'));
      await first.append('tail/0', Buffer.from('two '));
      const next = open();
      for (let n = 3; n <= 12; n += 1) await next.append('tail/0', Buffer.from(`${n} `));
      expect(String(await open().read('tail/0'))).toBe('one two 3 4 5 6 7 8 9 10 11 12 ');
      expect(String(await open().read('tail/1'))).toBe('other');
    });

    it('removes files however they were made, and does not mind those that are gone', async () => {
      const { open } = await setUp();
      const files = open();
      await files.write([file('a', '1'), file('b', '2')]);
      await files.append('tail/0', Buffer.from('one'));
      await files.append('tail/0', Buffer.from('two'));
      await files.append('tail/01', Buffer.from('another'));
      await open().remove(['a', 'tail/0', 'never/was']);
      expect(await files.read('a')).toBeUndefined();
      expect(await files.read('tail/0')).toBeUndefined();
      expect(String(await files.read('b'))).toBe('2');
      expect(String(await files.read('tail/01'))).toBe('another');
      await files.append('tail/0', Buffer.from('anew'));
      expect(String(await open().read('tail/0'))).toBe('anew');
    });

    it('lists the files of a folder in their order, without those below', async () => {
      const { open } = await setUp();
      const files = open();
      await files.write(['c/2', 'c/10', 'c/below/1', 'd/1'].map((path) => file(path, 'x')));
      expect(await files.list('c')).toEqual(['10', '2']);
      expect(await files.list('nowhere')).toEqual([]);
    });

    it('bears a log: what was published is there after a crash', async () => {
      const { open } = await setUp();
      const crashed = await openLog(open());
      await crashed.publish(entries(0, 200));
      await crashed.settle();
      await crashed.publish(entries(200, 100), { folder: 'tbs', octets: Buffer.from('sealed') });
      expect(await sizeIn(open())).toBe(200);

      const reopened = await openLog(open());
      expect(reopened.size).toBe(300);
      await reopened.takeOver();
      expect(await sizeIn(open())).toBe(300);
      expect(await open().read('tail/0')).toBeUndefined();
      expect(String(await open().read('tbs/000000000200-000000000300'))).toBe('sealed');
      await reopened.publish(entries(300, 1));
      expect((await openLog(open())).size).toBe(301);
    });

    it('bears a log whose writer is killed in the middle of a record', async () => {
      const { open, breakOff } = await setUp();
      const crashed = await openLog(open());
      await crashed.publish(entries(0, 10));
      await breakOff('tail/0', (await open().read('tail/0')) ?? Buffer.alloc(0));

      const reopened = await openLog(open());
      expect(reopened.size).toBe(10);
      await reopened.publish(entries(10, 5));
      expect((await openLog(open())).size).toBe(15);
    });

    it('bears a log over both segments of its tail', async () => {
      const { open } = await setUp();
      const publisher = await openLog(open());
      const large = Buffer.alloc(60_000, 'x');
      const used = new Set<string>();
      for (let i = 1; i <= 10; i += 1) {
        await publisher.publish(Array.from({ length: 20 }, () => large));
        if (i % 2 === 1) await publisher.settle();
        for (const path of ['tail/0', 'tail/1']) if (await open().read(path)) used.add(path);
        expect((await openLog(open())).size).toBe(i * 20);
      }
      expect([...used].toSorted()).toEqual(['tail/0', 'tail/1']);
    });

    it('gives a recovery all that it reads: tiles, tail and kept checkpoints', async () => {
      const { open } = await setUp();
      const first = await openLog(open());
      await first.publish(records(0, 300));
      await first.settle();
      const second = await openLog(open());
      await second.takeOver();
      const { root } = await second.publish(records(300, 5));
      const continues = await keptCheckpoints(open());
      expect(continues).toHaveLength(1);
      const seen: number[] = [];
      const medium = await readMedium({
        origin: ORIGIN,
        files: open(),
        verifiers: [readVkey(signer.vkey)],
        continues,
        onEntry: ({ index }) => void seen.push(index),
      });
      expect(medium).toMatchObject({ size: 305, root });
      expect(seen).toEqual(Array.from({ length: 305 }, (_, i) => i));
    });

    it('is refused when it is another, empty one', async () => {
      const { open } = await setUp();
      const local = new MemoryFiles();
      const publisher = await openLog(open(), local);
      await publisher.publish(entries(0, 3));
      await publisher.settle();
      const lost = (await setUp()).open();
      await expect(openLog(lost, local)).rejects.toThrow('the second medium ends at 0');
    });
  });
}
