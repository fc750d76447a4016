import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EMPTY_ROOT, rootOf } from '../../books/merkle.ts';
import {
  consistencyRanges,
  inclusionRanges,
  provesConsistency,
  provesInclusion,
  type LeafRange,
} from '../../books/merkle-proof.ts';
import { fakeLeaves, naiveConsistency, naiveInclusion } from './naive-tree.ts';

const LEAVES = fakeLeaves(600);

const hashesOf = (ranges: readonly LeafRange[]): Buffer[] =>
  ranges.map(({ start, end }) => rootOf(LEAVES.slice(start, end)));

/** A tree, and one of its leaves or of its beginnings (from 1). */
const aTree = fc
  .integer({ min: 1, max: LEAVES.length })
  .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));

const aBend = fc.constantFrom<(proof: Buffer[]) => Buffer[]>(
  (proof) => proof.slice(1),
  (proof) => proof.slice(0, -1),
  (proof) => [...proof, Buffer.alloc(32)],
  (proof) => [Buffer.alloc(32), ...proof],
  (proof) => proof.with(0, Buffer.alloc(32, 7)),
  (proof) => proof.with(proof.length - 1, Buffer.alloc(32, 7)),
  (proof) => proof.toReversed(),
);

const same = (a: readonly Buffer[], b: readonly Buffer[]): boolean =>
  Buffer.concat(a).equals(Buffer.concat(b));

const inclusion = (index: number, size: number) => ({
  claim: { index, size, leaf: LEAVES[index] ?? EMPTY_ROOT, root: rootOf(LEAVES.slice(0, size)) },
  proof: hashesOf(inclusionRanges(index, size)),
});

const consistency = (oldSize: number, size: number) => ({
  claim: {
    oldSize,
    oldRoot: rootOf(LEAVES.slice(0, oldSize)),
    size,
    root: rootOf(LEAVES.slice(0, size)),
  },
  proof: hashesOf(consistencyRanges(oldSize, size)),
});

describe('inclusionRanges', () => {
  it('gives the path of RFC 6962 §2.1.1, and the path proves the leaf', () => {
    fc.assert(
      fc.property(aTree, ([size, index]) => {
        const { claim, proof } = inclusion(index, size);
        expect(same(proof, naiveInclusion(index, LEAVES.slice(0, size)))).toBe(true);
        expect(provesInclusion(claim, proof)).toBe(true);
      }),
    );
  });

  it('refuses a leaf that is not there', () => {
    expect(() => inclusionRanges(3, 3)).toThrow(RangeError);
    expect(() => inclusionRanges(-1, 3)).toThrow(RangeError);
    expect(() => inclusionRanges(0, 0)).toThrow(RangeError);
  });
});

describe('provesInclusion', () => {
  it('believes no bent proof', () => {
    fc.assert(
      fc.property(aTree, aBend, ([size, index], bend) => {
        const { claim, proof } = inclusion(index, size);
        const bent = proof.length === 0 ? [Buffer.alloc(32)] : bend(proof);
        expect(provesInclusion(claim, bent)).toBe(same(bent, proof));
      }),
    );
  });

  it('believes no other leaf, index, size or root', () => {
    const { claim, proof } = inclusion(5, 11);
    expect(provesInclusion({ ...claim, leaf: Buffer.alloc(32) }, proof)).toBe(false);
    expect(provesInclusion({ ...claim, index: 4 }, proof)).toBe(false);
    expect(provesInclusion({ ...claim, index: 11 }, proof)).toBe(false);
    expect(provesInclusion({ ...claim, index: -1 }, proof)).toBe(false);
    expect(provesInclusion({ ...claim, size: 300 }, proof)).toBe(false);
    expect(provesInclusion({ ...claim, root: EMPTY_ROOT }, proof)).toBe(false);
  });
});

describe('consistencyRanges', () => {
  it('gives the proof of RFC 6962 §2.1.2, and it proves that one tree continues the other', () => {
    fc.assert(
      fc.property(aTree, ([size, before]) => {
        const { claim, proof } = consistency(before + 1, size);
        expect(same(proof, naiveConsistency(before + 1, LEAVES.slice(0, size)))).toBe(true);
        expect(provesConsistency(claim, proof)).toBe(true);
      }),
    );
  });

  it('refuses an empty or larger older tree', () => {
    expect(() => consistencyRanges(0, 3)).toThrow(RangeError);
    expect(() => consistencyRanges(4, 3)).toThrow(RangeError);
  });
});

describe('provesConsistency', () => {
  it('believes no bent proof', () => {
    fc.assert(
      fc.property(aTree, aBend, ([size, before], bend) => {
        const { claim, proof } = consistency(before + 1, size);
        const bent = proof.length === 0 ? [Buffer.alloc(32)] : bend(proof);
        expect(provesConsistency(claim, bent)).toBe(same(bent, proof));
      }),
    );
  });

  it('believes no other root', () => {
    fc.assert(
      fc.property(aTree, ([size, before]) => {
        const { claim, proof } = consistency(before + 1, size);
        const other = Buffer.alloc(32, 9);
        expect(provesConsistency({ ...claim, oldRoot: other }, proof)).toBe(false);
        expect(provesConsistency({ ...claim, root: other }, proof)).toBe(false);
      }),
    );
  });

  it('lets every tree continue the empty one, by an empty proof', () => {
    const root = rootOf(LEAVES.slice(0, 3));
    const claim = { oldSize: 0, oldRoot: EMPTY_ROOT, size: 3, root };
    expect(provesConsistency(claim, [])).toBe(true);
    expect(provesConsistency(claim, [EMPTY_ROOT])).toBe(false);
    expect(provesConsistency({ ...claim, oldRoot: root }, [])).toBe(false);
  });

  it('lets no larger tree be continued by a smaller', () => {
    const { claim, proof } = consistency(3, 7);
    expect(provesConsistency({ ...claim, oldSize: 8 }, proof)).toBe(false);
    expect(provesConsistency({ ...claim, oldSize: -1 }, proof)).toBe(false);
  });
});
