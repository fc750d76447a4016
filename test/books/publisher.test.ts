import { describe, expect, it } from 'vitest';
import { readCheckpointText } from '../../books/checkpoint.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { LogPublisher, type LogFile, type LogFiles } from '../../books/publisher.ts';
import { readNote } from '../../books/signed-note.ts';

const ORIGIN = 'ca.example.jp/toroku/office';
const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 1));

/** A folder in memory that can fail before a chosen file is written. */
class MemoryFiles implements LogFiles {
  readonly files = new Map<string, Buffer>();
  failsAt: string | undefined;

  async read(path: string): Promise<Buffer | undefined> {
    return this.files.get(path);
  }

  async write(files: readonly LogFile[]): Promise<void> {
    for (const { path, octets } of files) {
      if (this.failsAt !== undefined && path.startsWith(this.failsAt)) throw new Error('disk gone');
      this.files.set(path, Buffer.from(octets));
    }
  }

  async remove(paths: readonly string[]): Promise<void> {
    for (const path of paths) this.files.delete(path);
  }
}

const entries = (from: number, count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`entry ${from + i}`));

const setUp = () => {
  const [local, second] = [new MemoryFiles(), new MemoryFiles()];
  const deps = { origin: ORIGIN, local, second, signers: [signer] };
  return { local, second, open: () => LogPublisher.open(deps) };
};

const sizeIn = async (files: MemoryFiles): Promise<number> => {
  const note = (await files.read('checkpoint'))?.toString('utf8') ?? '';
  return readCheckpointText(readNote(note).text).size;
};

const beside = () => [{ path: 'tbs/1', octets: Buffer.from('sealed') }];

describe('LogPublisher', () => {
  it('has the files beside the entries on the second medium before the checkpoint', async () => {
    const { second, open } = setUp();
    second.failsAt = 'tbs/';
    const publisher = await open();
    await expect(publisher.publish(entries(0, 1), beside)).rejects.toThrow('disk gone');
    expect(second.files.has('checkpoint')).toBe(false);
  });

  it('publishes the same entries again after a failed write', async () => {
    const { second, open } = setUp();
    const publisher = await open();
    await publisher.publish(entries(0, 10));
    second.failsAt = 'checkpoint';
    await expect(publisher.publish(entries(10, 5))).rejects.toThrow('disk gone');
    second.failsAt = undefined;
    const again = await publisher.publish(entries(10, 5));
    expect(again).toMatchObject({ firstIndex: 10, size: 15 });
  });

  it('brings a local copy that fell behind over a full tile up to the second medium', async () => {
    const { local, second, open } = setUp();
    const publisher = await open();
    await publisher.publish(entries(0, 200));
    local.failsAt = 'tile';
    await expect(publisher.publish(entries(200, 100))).rejects.toThrow('disk gone');
    local.failsAt = undefined;
    const reopened = await open();
    expect(reopened.size).toBe(300);
    expect(await sizeIn(local)).toBe(300);
    await reopened.publish(entries(300, 300));
    for (const [path, octets] of second.files) {
      if (!path.includes('.p/')) expect(local.files.get(path)).toEqual(octets);
    }
  });

  it('refuses a checkpoint that another key signed', async () => {
    const { second, open } = setUp();
    const stranger = new MemoryFiles();
    const other = { origin: ORIGIN, local: new MemoryFiles(), second: stranger };
    const theirs = ed25519Signer(ORIGIN, Buffer.alloc(32, 9));
    expect(readVkey(theirs.vkey).keyId).not.toBe(readVkey(signer.vkey).keyId);
    const publisher = await LogPublisher.open({ ...other, signers: [theirs] });
    await publisher.publish(entries(0, 3));
    for (const [path, octets] of stranger.files) second.files.set(path, octets);
    await expect(open()).rejects.toThrow();
  });
});
