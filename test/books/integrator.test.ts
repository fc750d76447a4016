import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Integrator, LogFilesBroken } from '../../books/integrator.ts';
import { leafHash, rootOf } from '../../books/merkle.ts';
import { TileMissing } from '../../books/tile-reader.ts';
import {
  MalformedTile,
  hashesAtLevel,
  readBundle,
  readHashTile,
  tilePath,
  tilesSince,
} from '../../books/tiles.ts';
import { MemoryFiles, MemoryLog, ORIGIN } from './memory-log.ts';
import { naiveRoot } from './naive-tree.ts';
import { VECTORS } from './vectors.ts';

/** Small different entries: the tree does not care what is in them. */
const ENTRIES = Array.from({ length: 70_000 }, (_, i) => Buffer.from(String(i)));
const LEAVES = ENTRIES.map(leafHash);

const manyEntries = MemoryLog.open().then((log) => {
  log.add(ENTRIES, 512);
  return log;
});

const SIZES = [0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536];

const resumed = (folder: MemoryFiles, size: number, root?: Buffer): Promise<Integrator> =>
  Integrator.resume({ origin: ORIGIN, size, ...(root && { root }), readFile: folder.read });

/** Every tile and bundle that a tree of the size has, by path, out of the definitions. */
function tilesOf(size: number): Map<string, string> {
  const tiles = new Map<string, string>();
  let level = 0;
  let hashes = LEAVES.slice(0, size);
  while (hashes.length > 0) {
    expect(hashes).toHaveLength(hashesAtLevel(level, size));
    const next: Buffer[] = [];
    for (let at = 0; at < hashes.length; at += 256) {
      const tile = hashes.slice(at, at + 256);
      const path = tilePath({ level, index: at / 256, width: tile.length });
      tiles.set(path, Buffer.concat(tile).toString('hex'));
      if (tile.length === 256) next.push(naiveRoot(tile));
    }
    level += 1;
    hashes = next;
  }
  return tiles;
}

const hashTilesIn = (folder: MemoryFiles): Map<string, string> =>
  new Map(
    [...folder.files]
      .filter(([path]) => !path.startsWith('tile/entries/'))
      .map(([path, octets]) => [path, octets.toString('hex')]),
  );

const sorted = (map: Map<string, string>): [string, string][] =>
  [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));

describe('Integrator', () => {
  it.each(VECTORS.logs)('gives the root of $origin in the vectors', async (log) => {
    const integrator = await Integrator.resume({
      origin: log.origin,
      size: 0,
      readFile: () => Promise.resolve(undefined),
    });
    const plan = integrator.integrate(log.entries.map(({ canonical }) => Buffer.from(canonical)));
    expect(plan.root.toString('base64')).toBe(log.rootBase64);
    expect(plan.leafHashes.map((leaf) => leaf.toString('hex'))).toEqual(
      log.entries.map(({ leafSha256 }) => leafSha256),
    );
    expect(plan.files.map(({ path, partial }) => [path, partial])).toEqual([
      ['tile/entries/000.p/3', true],
      ['tile/0/000.p/3', true],
    ]);
  });

  it.each([0, 1, 2, 255, 256, 257, 512, 65_537])(
    'has written at size %i just the tiles of C2SP tlog-tiles',
    async (size) => {
      const log = await MemoryLog.open();
      log.add(ENTRIES.slice(0, size), 500);
      const expected = tilesOf(size);
      const got = hashTilesIn(log.folder);
      // Partial tiles of earlier sizes may lie beside those that are not full yet.
      for (const path of got.keys())
        if (path.includes('.p/') && !expected.has(path)) got.delete(path);
      expect(sorted(got)).toEqual(sorted(expected));
      expect(log.integrator.root.equals(naiveRoot(LEAVES.slice(0, size)))).toBe(true);
    },
  );

  it('writes the same files whatever the batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 8 }),
        async (sizes) => {
          const log = await MemoryLog.open();
          const total = sizes.reduce((sum, size) => sum + size, 0);
          let at = 0;
          for (const size of sizes) {
            log.add(ENTRIES.slice(at, at + size));
            at += size;
          }
          const atOnce = await MemoryLog.open();
          atOnce.add(ENTRIES.slice(0, total));
          for (const [path, octets] of atOnce.folder.files) {
            expect(log.folder.files.get(path)?.equals(octets)).toBe(true);
          }
          expect(log.integrator.root.equals(atOnce.integrator.root)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('writes from any size to any other just what tilesSince says', async () => {
    const sizes = fc.tuple(fc.nat(700), fc.nat(700));
    await fc.assert(
      fc.asyncProperty(sizes, async ([size, more]) => {
        const log = await MemoryLog.open();
        log.add(ENTRIES.slice(0, size));
        const { files } = log.integrator.integrate(ENTRIES.slice(size, size + more));
        expect(files.map(({ path }) => path)).toEqual(tilesSince(size, size + more).map(tilePath));
      }),
      { numRuns: 40 },
    );
    expect(tilesSince(65_000, 66_000).map(tilePath).slice(-4)).toEqual([
      'tile/0/257.p/208',
      'tile/1/000',
      'tile/1/001.p/1',
      'tile/2/000.p/1',
    ]);
  });

  it('keeps the partial tiles of signed sizes until the full tile is there, then names them', async () => {
    const log = await MemoryLog.open();
    log.add(ENTRIES.slice(0, 200), 100);
    expect([...log.folder.files.keys()].toSorted()).toEqual([
      'tile/0/000.p/100',
      'tile/0/000.p/200',
      'tile/entries/000.p/100',
      'tile/entries/000.p/200',
    ]);
    log.add(ENTRIES.slice(200, 300));
    expect([...log.folder.files.keys()].toSorted()).toEqual([
      'tile/0/000',
      'tile/0/001.p/44',
      'tile/1/000.p/1',
      'tile/entries/000',
      'tile/entries/001.p/44',
    ]);
  });

  it('leaves no litter of a run before it, whatever that run wrote', async () => {
    const log = await MemoryLog.open();
    log.add(ENTRIES.slice(0, 200), 7);
    // This plan was written, and the program died before it was accepted.
    log.folder.write(log.integrator.integrate(ENTRIES.slice(200, 230)));
    const again = await MemoryLog.open(log.folder, 200, log.integrator.root);
    again.add(ENTRIES.slice(200, 256));
    expect([...log.folder.files.keys()].toSorted()).toEqual([
      'tile/0/000',
      'tile/1/000.p/1',
      'tile/entries/000',
    ]);
  });

  it('changes nothing for no entries', async () => {
    const log = await MemoryLog.open();
    log.add(ENTRIES.slice(0, 5));
    const plan = log.integrator.integrate([]);
    expect(plan).toMatchObject({ firstIndex: 5, size: 5, leafHashes: [], files: [], obsolete: [] });
    expect(plan.root).toEqual(log.integrator.root);
  });
});

describe('accept', () => {
  it('alone advances the log: a plan that is not accepted leaves no trace', async () => {
    const log = await MemoryLog.open();
    log.add(ENTRIES.slice(0, 250));
    const first = log.integrator.integrate(ENTRIES.slice(250, 270));
    const second = log.integrator.integrate(ENTRIES.slice(250, 270));
    expect(log.integrator.size).toBe(250);
    expect(second.root).toEqual(first.root);
    expect(second.files).toEqual(first.files);
    log.integrator.accept(second);
    log.integrator.accept(second);
    expect(log.integrator.size).toBe(270);
    expect(() => log.integrator.accept(first)).toThrow('overtaken');
  });

  it('refuses the plan of another log', async () => {
    const [one, other] = [await MemoryLog.open(), await MemoryLog.open()];
    expect(() => one.integrator.accept(other.integrator.integrate([]))).toThrow('not of this');
  });
});

describe('resume', () => {
  it('goes on after any size as if it had never stopped', async () => {
    const whole = await MemoryLog.open();
    whole.add(ENTRIES.slice(0, 1100));
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.nat(100), async (size, more) => {
        const log = await MemoryLog.open();
        log.add(ENTRIES.slice(0, size), 97);
        const again = await resumed(log.folder, size, log.integrator.root);
        const plan = again.integrate(ENTRIES.slice(size, size + more));
        expect(plan.root.equals(naiveRoot(LEAVES.slice(0, size + more)))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it.each(SIZES)('goes on after %i entries, also from full tiles that came later', async (size) => {
    const log = await manyEntries;
    const again = await resumed(log.folder, size, rootOf(LEAVES.slice(0, size)));
    expect(again.size).toBe(size);
    const plan = again.integrate(ENTRIES.slice(size, size + 300));
    expect(plan.root.equals(rootOf(LEAVES.slice(0, size + 300)))).toBe(true);
  });

  it.each<[what: string, path: string, error: new (...rest: never[]) => Error]>([
    ['the last bundle', 'tile/entries/002.p/88', LogFilesBroken],
    ['the last tile', 'tile/0/002.p/88', LogFilesBroken],
    ['the last full tile', 'tile/0/001', LogFilesBroken],
    ['the tile above', 'tile/1/000.p/2', LogFilesBroken],
  ])('refuses when %s is spoilt', async (_, path, error) => {
    const log = await MemoryLog.open();
    log.add(ENTRIES.slice(0, 600));
    log.folder.spoil(path, 42);
    await expect(resumed(log.folder, 600)).rejects.toBeInstanceOf(error);
  });

  it('refuses when a file is missing or cut', async () => {
    const log = await MemoryLog.open();
    log.add(ENTRIES.slice(0, 600));
    const cut = log.folder.copy();
    cut.files.set('tile/0/002.p/88', Buffer.alloc(87 * 32));
    await expect(resumed(cut, 600)).rejects.toBeInstanceOf(MalformedTile);
    await expect(resumed(log.folder, 601)).rejects.toBeInstanceOf(TileMissing);
  });

  it('refuses files that do not give the root of the checkpoint', async () => {
    const log = await MemoryLog.open();
    log.add(ENTRIES.slice(0, 700));
    // Neither the last tile nor a full one below: only the root shows it.
    log.folder.spoil('tile/1/000.p/2', 0);
    await expect(resumed(log.folder, 700)).resolves.toBeDefined();
    await expect(resumed(log.folder, 700, log.integrator.root)).rejects.toThrow('the root');
  });
});

describe('bundles', () => {
  it('hash to the tile of their index', async () => {
    const log = await MemoryLog.open();
    log.add(ENTRIES.slice(0, 600), 64);
    for (const [index, width] of [256, 256, 88].entries()) {
      const bundle = log.folder.files.get(tilePath({ level: 'entries', index, width }));
      const tile = log.folder.files.get(tilePath({ level: 0, index, width }));
      if (bundle === undefined || tile === undefined) throw new Error('file is missing');
      const leaves = readBundle(bundle, width).map(leafHash);
      expect(Buffer.concat(leaves).equals(Buffer.concat(readHashTile(tile, width)))).toBe(true);
    }
  });
});
