import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EMPTY_ROOT, Frontier, leafHash, nodeHash, rootOf } from '../../books/merkle.ts';
import { fakeLeaves, naiveRoot } from './naive-tree.ts';
import { VECTORS } from './vectors.ts';

const frontierOf = (leaves: readonly Buffer[]): Frontier => {
  const frontier = new Frontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier;
};

const aSize = fc.nat(300);

describe('rootOf', () => {
  it.each(VECTORS.logs)('gives the root of $origin in the vectors', ({ entries, rootBase64 }) => {
    const leaves = entries.map(({ canonical }) => leafHash(Buffer.from(canonical)));
    expect(rootOf(leaves).toString('base64')).toBe(rootBase64);
  });

  it('is the hash of nothing for an empty tree', () => {
    expect(rootOf([]).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('is what RFC 6962 §2.1 defines, for any size', () => {
    for (let size = 0; size <= 300; size += 1) {
      const leaves = fakeLeaves(size);
      expect(rootOf(leaves).equals(naiveRoot(leaves))).toBe(true);
    }
  });
});

describe('Frontier', () => {
  it.each([0, 1, 2, 255, 256, 257, 65_535, 65_536, 65_537])(
    'goes on after size %i from its octets as if it had never stopped',
    (size) => {
      const leaves = fakeLeaves(size + 3);
      const frontier = frontierOf(leaves.slice(0, size));
      const resumed = Frontier.resume(frontier.toOctets());
      expect(resumed.size).toBe(size);
      for (const leaf of leaves.slice(size)) resumed.append(leaf);
      expect(resumed.root().equals(rootOf(leaves))).toBe(true);
    },
  );

  it('holds no more than one hash a binary digit of its size', () => {
    fc.assert(
      fc.property(aSize, (size) => {
        const ones = size.toString(2).replaceAll('0', '').length;
        expect(frontierOf(fakeLeaves(size)).toOctets()).toHaveLength(8 + 32 * ones);
      }),
    );
  });

  it('leaves the original alone when a copy grows', () => {
    const frontier = frontierOf(fakeLeaves(7));
    const [size, root] = [frontier.size, frontier.root()];
    frontier.copy().append(Buffer.alloc(32));
    expect([frontier.size, frontier.root()]).toEqual([size, root]);
  });

  it('tells of every full subtree once, in the order in which they fill', () => {
    const told: [number, string][] = [];
    const [a, b, c, d] = fakeLeaves(4) as [Buffer, Buffer, Buffer, Buffer];
    const frontier = new Frontier();
    for (const leaf of [a, b, c, d]) {
      frontier.append(leaf, (height, hash) => told.push([height, hash.toString('hex')]));
    }
    const ab = nodeHash(a, b);
    const cd = nodeHash(c, d);
    const inOrder: [number, Buffer][] = [
      [0, a],
      [0, b],
      [1, ab],
      [0, c],
      [0, d],
      [1, cd],
      [2, nodeHash(ab, cd)],
    ];
    expect(told).toEqual(inOrder.map(([height, hash]) => [height, hash.toString('hex')]));
  });

  it.each<[what: string, octets: Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a cut hash', frontierOf(fakeLeaves(3)).toOctets().subarray(0, -1)],
    ['too few hashes', frontierOf(fakeLeaves(3)).toOctets().subarray(0, -32)],
    ['too many hashes', Buffer.concat([frontierOf(fakeLeaves(3)).toOctets(), Buffer.alloc(32)])],
    ['a size beyond 2^53-1', Buffer.alloc(8, 0xff)],
  ])('refuses to resume from %s', (_, octets) => {
    expect(() => Frontier.resume(octets)).toThrow(RangeError);
  });

  it('has the empty root before the first leaf', () => {
    expect(new Frontier().root()).toEqual(EMPTY_ROOT);
  });
});
