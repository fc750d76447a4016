import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  MalformedTile,
  encodeBundle,
  hashesAtLevel,
  levelsOf,
  partialsPath,
  readBundle,
  readHashTile,
  readTilePath,
  tilePath,
} from '../../books/tiles.ts';

describe('tilePath', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 0, width: 1 }, 'tile/0/000.p/1'],
    [{ level: 63, index: 999, width: 255 }, 'tile/63/999.p/255'],
    [{ level: 1, index: 1000, width: 256 }, 'tile/1/x001/000'],
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 'entries', index: 1_234_067, width: 7 }, 'tile/entries/x001/x234/067.p/7'],
    [{ level: 'entries', index: 1_000_000_000, width: 256 }, 'tile/entries/x001/x000/x000/000'],
  ] as const)('writes %j as %s (C2SP tlog-tiles)', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(readTilePath(path)).toEqual(tile);
  });
});

describe('readTilePath', () => {
  it.each([
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/000',
    'tile/0/001/000',
    'tile/0/x001/x000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/data/000',
    'tile/0/000/',
    '../tile/0/000',
    'checkpoint',
  ])('knows no tile in %s', (path) => {
    expect(readTilePath(path)).toBeUndefined();
  });
});

describe('partialsPath', () => {
  it('is the folder of the partial forms', () => {
    expect(partialsPath({ level: 2, index: 1000 })).toBe('tile/2/x001/000.p');
  });
});

describe('hashesAtLevel and levelsOf', () => {
  it('give the tiles of a tree of 70,000 leaves as C2SP tlog-tiles counts them', () => {
    expect([0, 1, 2, 3].map((level) => hashesAtLevel(level, 70_000))).toEqual([70_000, 273, 1, 0]);
    expect(levelsOf(70_000)).toBe(3);
  });

  it.each([
    [0, 0],
    [1, 1],
    [255, 1],
    [256, 2],
    [65_535, 2],
    [65_536, 3],
  ])('a tree of %i leaves has %i levels', (size, levels) => {
    expect(levelsOf(size)).toBe(levels);
  });
});

describe('readHashTile', () => {
  it('refuses a tile of another width', () => {
    expect(readHashTile(Buffer.alloc(64), 2)).toHaveLength(2);
    expect(() => readHashTile(Buffer.alloc(64), 3)).toThrow(MalformedTile);
    expect(() => readHashTile(Buffer.alloc(63), 2)).toThrow(MalformedTile);
  });
});

describe('encodeBundle', () => {
  it('puts the length of each entry before it, in two octets', () => {
    const bundle = encodeBundle([Buffer.from('ab'), Buffer.alloc(0), Buffer.alloc(300)]);
    expect(bundle.subarray(0, 8).toString('hex')).toBe('000261620000012c');
    expect(bundle).toHaveLength(2 + 2 + 2 + 2 + 300);
  });

  it('is read back by readBundle', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 }), (entries) => {
        const read = readBundle(encodeBundle(entries), entries.length);
        expect(read.map((entry) => [...entry])).toEqual(entries.map((entry) => [...entry]));
      }),
      { numRuns: 20 },
    );
  });

  it('refuses more than 256 entries, and one over 65,535 octets', () => {
    const one = Buffer.from('x');
    expect(encodeBundle(Array.from({ length: 256 }, () => one))).toHaveLength(768);
    expect(() => encodeBundle(Array.from({ length: 257 }, () => one))).toThrow(MalformedTile);
    expect(encodeBundle([Buffer.alloc(65_535)])).toHaveLength(65_537);
    expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(MalformedTile);
  });
});

describe('readBundle', () => {
  const bundle = encodeBundle([Buffer.from('abc'), Buffer.from('de')]);

  it.each<[what: string, octets: Buffer, width: number]>([
    ['a cut length', bundle.subarray(0, 6), 2],
    ['a cut entry', bundle.subarray(0, 8), 2],
    ['fewer entries', bundle, 3],
    ['more entries', bundle, 1],
    ['octets after the last entry', Buffer.concat([bundle, Buffer.of(0)]), 2],
  ])('refuses %s', (_, octets, width) => {
    expect(() => readBundle(octets, width)).toThrow(MalformedTile);
  });
});
