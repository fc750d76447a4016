import { describe, expect, it } from 'vitest';
import { readCheckpointText } from '../../books/checkpoint.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { LogPublisher } from '../../books/publisher.ts';
import { readNote } from '../../books/signed-note.ts';
import { MemoryFiles } from './memory-files.ts';

const ORIGIN = 'ca.example.jp/toroku/office';
const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 1));

const entries = (from: number, count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`entry ${from + i}`));

const setUp = () => {
  const [local, second] = [new MemoryFiles(), new MemoryFiles()];
  const pen = { isOurs: true };
  const hasPen = async () => pen.isOurs;
  const deps = { origin: ORIGIN, local, second, signers: [signer], hasPen };
  return { pen, local, second, open: () => LogPublisher.open(deps) };
};

const sizeIn = async (files: MemoryFiles): Promise<number> => {
  const note = (await files.read('checkpoint'))?.toString('utf8') ?? '';
  return readCheckpointText(readNote(note).text).size;
};

const always = async (): Promise<boolean> => true;

const beside = (text: string) => ({ folder: 'tbs', octets: Buffer.from(text) });

describe('LogPublisher', () => {
  it('has everything of a publication on the second medium before it returns', async () => {
    const { second, open } = setUp();
    const publisher = await open();
    const { checkpoint } = await publisher.publish(entries(0, 2), beside('sealed'));
    const tail = second.files.get('tail/0')?.toString('latin1') ?? '';
    for (const piece of [
      'entry 0',
      'entry 1',
      'sealed',
      Buffer.from(checkpoint).toString('latin1'),
    ])
      expect(tail).toContain(piece);
  });

  it('opens beside one that writes meanwhile, and refuses a medium that stays behind', async () => {
    const { local, second, open } = setUp();
    const writer = await open();
    await writer.publish(entries(0, 3));
    await writer.settle();
    const before = (await second.read('checkpoint')) as Buffer;
    await writer.publish(entries(3, 2));
    await writer.settle();
    expect(await sizeIn(local)).toBe(5);

    // What a reader saw of the second medium just before the writer wrote it.
    const read = second.read.bind(second);
    const stale = (times: number) => {
      let left = times;
      second.read = async (path) => {
        if (path !== 'checkpoint' || left === 0) return read(path);
        left -= 1;
        return before;
      };
    };
    stale(2);
    expect((await open()).size).toBe(5);
    stale(Number.POSITIVE_INFINITY);
    await expect(open()).rejects.toThrow('the second medium ends at 3, the local copy at 5');
  });

  it('publishes nothing when the second medium takes nothing', async () => {
    const { second, open } = setUp();
    second.failsAt = 'tail/';
    const publisher = await open();
    await expect(publisher.publish(entries(0, 1))).rejects.toThrow('disk gone');
    expect(publisher.size).toBe(0);
  });

  it.each([0, 1, 36, 100])(
    'publishes the same entries again after %i octets of a record',
    async (octets) => {
      const { second, open } = setUp();
      const publisher = await open();
      await publisher.publish(entries(0, 10));
      second.tearsAfter = octets;
      await expect(publisher.publish(entries(10, 5))).rejects.toThrow('disk full');
      second.tearsAfter = undefined;
      expect((await open()).size).toBe(10);
      const again = await publisher.publish(entries(10, 5));
      expect(again).toMatchObject({ firstIndex: 10, size: 15 });
      expect((await open()).size).toBe(15);
    },
  );

  it('takes up what a crash left in the tail, and what is beside it', async () => {
    const { local, second, open } = setUp();
    const crashed = await open();
    await crashed.publish(entries(0, 200), beside('a'));
    await crashed.settle();
    await crashed.publish(entries(200, 100), beside('b'));
    await crashed.publish(entries(300, 5), beside('c'));
    expect(await sizeIn(second)).toBe(200);

    const reopened = await open();
    expect(reopened.size).toBe(305);
    expect(await sizeIn(second)).toBe(200);
    await reopened.takeOver();
    expect([await sizeIn(second), await sizeIn(local)]).toEqual([305, 305]);
    expect(second.files.get('tbs/000000000200-000000000305')?.toString()).toBe('bc');
    expect(second.files.has('tail/0')).toBe(false);
    expect(await reopened.publish(entries(305, 1))).toMatchObject({ firstIndex: 305 });
  });

  it('takes each entry up once when a record that was given up stands beside another', async () => {
    const { second, open } = setUp();
    const gone = await open();
    await gone.publish(entries(0, 10));
    await gone.takeOver();
    await gone.publish(entries(10, 5));
    const late = Buffer.from(second.files.get('tail/0') ?? '');
    second.files.delete('tail/0');
    await (await open()).publish(entries(10, 12), beside('sealed'));
    second.files.set('tail/1', late);

    const reopened = await open();
    expect(reopened.size).toBe(22);
    await reopened.takeOver();
    expect((await open()).size).toBe(22);
    expect(second.files.get('tbs/000000000010-000000000022')?.toString()).toBe('sealed');
  });

  it('refuses a record that continues another log, wherever it begins', async () => {
    const { second, open } = setUp();
    const gone = await open();
    await gone.publish(entries(0, 10));
    await gone.takeOver();
    await gone.publish(entries(50, 15));
    const forked = Buffer.from(second.files.get('tail/0') ?? '');
    second.files.delete('tail/0');
    await (await open()).publish(entries(10, 12));
    second.files.set('tail/1', forked);
    await expect(open()).rejects.toThrow('the tail does not continue the log at 22');
  });

  it('writes the tiles by itself soon after a publication', async () => {
    const { local, open } = setUp();
    const publisher = await open();
    await publisher.publish(entries(0, 3));
    await expect.poll(() => local.files.has('tile/entries/000.p/3')).toBe(true);
    expect(await sizeIn(local)).toBe(3);
  });

  it('stops when the tiles cannot be written, and goes on when they can', async () => {
    const { second, open } = setUp();
    const publisher = await open();
    await publisher.publish(entries(0, 10));
    second.failsAt = 'tile/';
    await expect(publisher.settle()).rejects.toThrow('disk gone');
    await expect(publisher.publish(entries(10, 5))).rejects.toThrow('disk gone');
    second.failsAt = undefined;
    expect(await publisher.publish(entries(10, 5))).toMatchObject({ firstIndex: 10, size: 15 });
    await publisher.settle();
    expect(await sizeIn(second)).toBe(15);
  });

  it('goes on publishing while the tiles are written', async () => {
    const { second, open } = setUp();
    const publisher = await open();
    for (let n = 0; n < 40; n += 1) {
      await publisher.publish(entries(n, 1));
      const settling = publisher.settle();
      await publisher.publish(entries(n, 1));
      await settling;
      const width = (await sizeIn(second)) % 256;
      expect(second.files.has(`tile/entries/000.p/${width}`)).toBe(true);
    }
    await publisher.settle();
    expect((await open()).size).toBe(80);
  });

  it('leaves the files alone when another has the pen', async () => {
    const { pen, second, open } = setUp();
    const [stale, next] = [await open(), await open()];
    await stale.publish(entries(0, 10));
    pen.isOurs = false;
    await expect(stale.settle()).rejects.toThrow(ORIGIN);
    expect(second.files.has('checkpoint')).toBe(false);
    await expect(stale.publish(entries(10, 1))).rejects.toThrow(ORIGIN);
    pen.isOurs = true;
    expect(await next.publish(entries(0, 12))).toMatchObject({ size: 12 });
  });

  it('has the tiles on the second medium before a checkpoint covers them', async () => {
    const { second, open } = setUp();
    const publisher = await open();
    await publisher.publish(entries(0, 1), beside('sealed'));
    second.failsAt = 'tbs/';
    await expect(publisher.settle()).rejects.toThrow('disk gone');
    expect(second.files.has('checkpoint')).toBe(false);
  });

  it('keeps the tail short', async () => {
    const { second, open } = setUp();
    const publisher = await open();
    const large = Buffer.alloc(60_000, 'x');
    const sizes: number[] = [];
    for (let i = 0; i < 12; i += 1) {
      await publisher.publish(Array.from({ length: 20 }, () => large));
      if (i % 2 === 0) await publisher.settle();
      const tail = ['tail/0', 'tail/1'].map((path) => second.files.get(path)?.length ?? 0);
      sizes.push((tail[0] ?? 0) + (tail[1] ?? 0));
      expect((await open()).size).toBe((i + 1) * 20);
    }
    expect(Math.max(...sizes)).toBeLessThan(12 * 1024 * 1024);
  });

  it('refuses a tail that was damaged after it was written', async () => {
    const { second, open } = setUp();
    const publisher = await open();
    await publisher.publish(entries(0, 3));
    await publisher.publish(entries(3, 3));
    second.files.get('tail/0')?.set([0x21], 60);
    await expect(open()).rejects.toThrow('octet 0 of a segment');
  });

  it('brings a local copy that fell behind over a full tile up to the second medium', async () => {
    const { local, second, open } = setUp();
    const publisher = await open();
    await publisher.publish(entries(0, 200));
    await publisher.settle();
    local.failsAt = 'tile';
    await publisher.publish(entries(200, 100));
    await expect(publisher.settle()).rejects.toThrow('disk gone');
    local.failsAt = undefined;
    const reopened = await open();
    expect(reopened.size).toBe(300);
    expect(await sizeIn(local)).toBe(300);
    await reopened.publish(entries(300, 300));
    await reopened.settle();
    for (const [path, octets] of second.files) {
      const isTile = path.startsWith('tile/') && !path.includes('.p/');
      if (isTile) expect(local.files.get(path)).toEqual(octets);
    }
  });

  it('refuses a checkpoint that another key signed', async () => {
    const { second, open } = setUp();
    const stranger = new MemoryFiles();
    const other = { origin: ORIGIN, local: new MemoryFiles(), second: stranger, hasPen: always };
    const theirs = ed25519Signer(ORIGIN, Buffer.alloc(32, 9));
    expect(readVkey(theirs.vkey).keyId).not.toBe(readVkey(signer.vkey).keyId);
    const publisher = await LogPublisher.open({ ...other, signers: [theirs] });
    await publisher.publish(entries(0, 3));
    for (const [path, octets] of stranger.files) second.files.set(path, octets);
    await expect(open()).rejects.toThrow();
    await publisher.settle();
    for (const [path, octets] of stranger.files) second.files.set(path, octets);
    await expect(open()).rejects.toThrow();
  });
});
