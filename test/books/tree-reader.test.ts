import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { leafHash, rootOf } from '../../books/merkle.ts';
import { provesConsistency, provesInclusion } from '../../books/merkle-proof.ts';
import { TileMissing } from '../../books/tile-reader.ts';
import { TreeReader } from '../../books/tree-reader.ts';
import { MemoryLog } from './memory-log.ts';

const ENTRIES = Array.from({ length: 66_000 }, (_, i) => Buffer.from(String(i)));
const LEAVES = ENTRIES.map(leafHash);
const log = MemoryLog.open().then((opened) => {
  opened.add(ENTRIES, 512);
  return opened;
});

const SIZES = [1, 2, 255, 256, 257, 1000, 65_537, 66_000];
const aSize = fc.constantFrom(...SIZES);
const roots = new Map(SIZES.map((size) => [size, rootOf(LEAVES.slice(0, size))]));
const rootAt = (size: number): Buffer => roots.get(size) ?? Buffer.alloc(0);

const readerOf = async (size: number): Promise<TreeReader> =>
  new TreeReader({ size, readFile: (await log).folder.read });

describe('TreeReader', () => {
  it.each(SIZES)('gives the root of the tree of %i leaves', async (size) => {
    expect((await (await readerOf(size)).root()).equals(rootAt(size))).toBe(true);
  });

  it('proves any leaf of any size', async () => {
    const aLeaf = aSize.chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
    await fc.assert(
      fc.asyncProperty(aLeaf, async ([size, index]) => {
        const proof = await (await readerOf(size)).inclusionProof(index);
        const leaf = LEAVES[index] ?? Buffer.alloc(0);
        expect(provesInclusion({ index, size, leaf, root: rootAt(size) }, proof)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('proves that any size continues any smaller one', async () => {
    await fc.assert(
      fc.asyncProperty(aSize, aSize, async (a, b) => {
        const [oldSize, size] = a < b ? [a, b] : [b, a];
        const proof = await (await readerOf(size)).consistencyProof(oldSize);
        const claim = { oldSize, oldRoot: rootAt(oldSize), size, root: rootAt(size) };
        expect(provesConsistency(claim, proof)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses what is not there', async () => {
    const reader = await readerOf(257);
    await expect(reader.inclusionProof(257)).rejects.toBeInstanceOf(RangeError);
    await expect(reader.consistencyProof(258)).rejects.toBeInstanceOf(RangeError);
    const nothing = new TreeReader({ size: 3, readFile: () => Promise.resolve(undefined) });
    await expect(nothing.root()).rejects.toBeInstanceOf(TileMissing);
  });

  it('reads the upper tiles once for many proofs', async () => {
    const { folder } = await log;
    const read: string[] = [];
    const readFile = (path: string) => {
      read.push(path);
      return folder.read(path);
    };
    const reader = new TreeReader({ size: 66_000, readFile });
    for (let index = 0; index < 512; index += 16) await reader.inclusionProof(index);
    expect(new Set(read).size).toBe(read.length);
    expect(read.length).toBeLessThan(10);
  });
});
