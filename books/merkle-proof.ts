/**
 * Proofs of the Merkle tree: that a leaf is in a tree (RFC 6962 §2.1.1), and that a tree continues
 * an older one (§2.1.2).
 *
 * A proof is a list of hashes of subtrees. Which subtrees is plain arithmetic and is done here;
 * whoever keeps the tree looks their hashes up.
 */

import { EMPTY_ROOT, leftSize, nodeHash } from './merkle.ts';

/** The subtree over the leaves from `start` up to, not including, `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The subtrees whose hashes prove that leaf `index` is in the tree of `size`, from the leaf up.
 *
 * @throws RangeError if there is no such leaf.
 */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  if (!(index >= 0 && index < size)) throw new RangeError('no such leaf');
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + leftSize(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.toReversed();
}

/**
 * The subtrees whose hashes prove that the tree of `size` continues that of `oldSize`.
 *
 * @throws RangeError unless 0 < oldSize ≤ size: of an empty tree there is nothing to prove.
 */
export function consistencyRanges(oldSize: number, size: number): LeafRange[] {
  if (!(oldSize > 0 && oldSize <= size)) throw new RangeError('no such older tree');
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end !== oldSize) {
    const middle = start + leftSize(end - start);
    if (oldSize <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // What is left is a subtree of both. Where it is the whole old tree, its root is known.
  if (start > 0) ranges.push({ start, end });
  return ranges.toReversed();
}

const isOdd = (n: number): boolean => n % 2 === 1;
const half = (n: number): number => Math.floor(n / 2);

/** A leaf at an index, said to be in the tree of a size and root. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Buffer;
  readonly root: Buffer;
}

/** True if the proof shows that the leaf is in the tree (RFC 9162 §2.1.3.2). */
export function provesInclusion(claim: InclusionClaim, proof: readonly Buffer[]): boolean {
  if (!(claim.index >= 0 && claim.index < claim.size)) return false;
  let node = claim.index;
  let last = claim.size - 1;
  let hash = claim.leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else hash = nodeHash(hash, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && hash.equals(claim.root);
}

/** Two trees, the newer said to begin with the leaves of the older. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Buffer;
  readonly size: number;
  readonly root: Buffer;
}

/**
 * True if the proof shows that the newer tree continues the older (RFC 9162 §2.1.4.2). Every tree
 * continues the empty one, by an empty proof.
 */
export function provesConsistency(claim: ConsistencyClaim, proof: readonly Buffer[]): boolean {
  const { oldSize, oldRoot, size, root } = claim;
  if (oldSize === 0) return proof.length === 0 && oldRoot.equals(EMPTY_ROOT);
  if (oldSize === size) return proof.length === 0 && oldRoot.equals(root);
  if (!(oldSize > 0 && oldSize < size)) return false;
  let node = oldSize - 1;
  let last = size - 1;
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // An old tree that is a full subtree of the new one is its own starting point.
  const [first, ...rest] = node === 0 ? [oldRoot, ...proof] : proof;
  if (first === undefined) return false;
  let [oldHash, newHash] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      oldHash = nodeHash(hash, oldHash);
      newHash = nodeHash(hash, newHash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else newHash = nodeHash(newHash, hash);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && oldHash.equals(oldRoot) && newHash.equals(root);
}
