import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { TileStore } from '../../../adapters/tile-store/tile-store.ts';
import { describeLogFiles } from '../../contracts/log-files.ts';

const root = mkdtempSync(join(tmpdir(), 'toroku-tiles-'));
afterAll(() => rmSync(root, { recursive: true }));

const setUp = (isDurable = false) => {
  const dir = mkdtempSync(join(root, 'log-'));
  const files = (): string[] =>
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
      .toSorted();
  return { dir, files, store: new TileStore(dir, { isDurable }) };
};

describeLogFiles('TileStore as the files of a log', async () => {
  const { dir } = setUp();
  const aStore = () => new TileStore(dir, { isDurable: true });
  return {
    open: aStore,
    breakOff: (path, octets) => aStore().append(path, octets.subarray(0, octets.length / 2)),
  };
});

const file = (path: string, content: string) => ({ path, octets: Buffer.from(content) });

describe('TileStore', () => {
  it('gives back what was written, and undefined for what was not', async () => {
    const { store, files } = setUp();
    await store.write([file('checkpoint', 'c'), file('tile/0/x001/234', 't')]);
    expect(await store.read('checkpoint')).toEqual(Buffer.from('c'));
    expect(await store.read('tile/0/x001/234')).toEqual(Buffer.from('t'));
    expect(await store.read('tile/0/x001/235')).toBeUndefined();
    expect(files()).toEqual(['checkpoint', 'tile/0/x001/234']);
  });

  it('says so when a file is there and cannot be read', async () => {
    const { dir, store } = setUp();
    mkdirSync(join(dir, 'checkpoint'));
    await expect(store.read('checkpoint')).rejects.toThrow('EISDIR');
  });

  it('adds to the file that is read, also when the folder was moved beneath it', async () => {
    const { dir, store } = setUp(true);
    await store.append('tail/0', Buffer.from('one'));
    renameSync(join(dir, 'tail'), join(dir, 'moved'));
    mkdirSync(join(dir, 'tail'));
    await store.append('tail/0', Buffer.from('two'));
    expect(await store.read('tail/0')).toEqual(Buffer.from('two'));
  });

  it('replaces a file as a whole: a reader sees the old one or the new one', async () => {
    const { dir, store, files } = setUp();
    const contents = Array.from({ length: 30 }, (_, n) => String(n).repeat(50_000));
    await store.write([file('checkpoint', contents[0] ?? '')]);
    const seen: string[] = [];
    const writing = contents.map((content) => () => store.write([file('checkpoint', content)]));
    for (const write of writing) {
      const [, ...read] = await Promise.all([
        write(),
        ...Array.from({ length: 10 }, () => store.read('checkpoint')),
      ]);
      seen.push(...read.map(String));
    }
    expect(seen.filter((content) => !contents.includes(content))).toEqual([]);
    expect(readFileSync(join(dir, 'checkpoint'), 'utf8')).toBe(contents.at(-1));
    expect(files()).toEqual(['checkpoint']);
  });

  it('removes files, and does not mind those that are gone', async () => {
    const { store, files } = setUp();
    await store.write([file('a', '1'), file('b', '2')]);
    await store.remove(['a', 'never/was']);
    expect(files()).toEqual(['b']);
  });

  it('passes over what a crash left half written', async () => {
    const { dir, store } = setUp();
    writeFileSync(join(dir, 'checkpoint.123-1.tmp'), 'half');
    expect(await store.read('checkpoint')).toBeUndefined();
    await store.write([file('checkpoint', 'whole')]);
    expect(await store.read('checkpoint')).toEqual(Buffer.from('whole'));
  });

  it.each([
    [true, 2],
    [false, 0],
  ])('waits for the disk if it is durable (%s)', async (isDurable, waits) => {
    const { dir, store } = setUp(isDurable);
    const probe = await open(join(dir, 'probe'), 'w');
    await probe.close();
    const datasync = vi.spyOn(Object.getPrototypeOf(probe), 'datasync');
    try {
      await store.write([file('a', '1'), file('b', '2')]);
      expect(datasync).toHaveBeenCalledTimes(waits);
    } finally {
      datasync.mockRestore();
    }
  });

  it('fails on a disk that takes half of a file, and leaves the file before', async () => {
    const { dir, store } = setUp();
    await store.write([file('checkpoint', 'before')]);
    const program = `
      import { TileStore } from ${JSON.stringify(
        fileURLToPath(new URL('../../../adapters/tile-store/tile-store.ts', import.meta.url)),
      )};
      const store = new TileStore(process.argv[1], { isDurable: true });
      await store.write([{ path: 'checkpoint', octets: Buffer.alloc(4096, 7) }]).then(
        () => console.log('written'),
        () => console.log('refused'),
      );`;
    // A limit of 1 KiB a file: the first write is cut short, as on a disk that is almost full.
    const limited = 'trap "" XFSZ; ulimit -f 1; exec "$0" "$@"';
    const options = ['--import', 'tsx', '--input-type=module', '-e', program, dir];
    const said = execFileSync('bash', ['-c', limited, process.execPath, ...options], {
      encoding: 'utf8',
    });
    expect(said).toBe('refused\n');
    expect(await store.read('checkpoint')).toEqual(Buffer.from('before'));
  });
});
