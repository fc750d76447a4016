/** The Merkle tree of RFC 6962 §2.1 over SHA-256: hashes, roots and the growing edge of a tree. */

import { hash } from 'node:crypto';

/** Octets of a hash. */
export const HASH_OCTETS = 32;

const sha256 = (octets: Uint8Array): Buffer => hash('sha256', octets, 'buffer');

/** Root of the tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Buffer = sha256(Buffer.alloc(0));

/** Hash of a leaf: SHA-256(00 ‖ entry). */
export function leafHash(entry: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(entry.length + 1);
  input[0] = 0;
  input.set(entry, 1);
  return sha256(input);
}

/** The input of a node's hash, written anew for each: hashing is synchronous. */
const nodeInput = Buffer.alloc(1 + 2 * HASH_OCTETS, 1);

/** Hash of a node: SHA-256(01 ‖ left ‖ right), both of 32 octets. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_OCTETS);
  return sha256(nodeInput);
}

/** Leaves in the left subtree of a tree: the largest power of two below its size (over 1). */
export function leftSize(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** A node of the edge: the root of a full subtree of 2^height leaves. */
interface EdgeNode {
  readonly height: number;
  readonly hash: Buffer;
}

/** Told of each full subtree as it is completed, leaves (height 0) first. */
export type NodeListener = (height: number, hash: Buffer) => void;

/**
 * The edge of a growing tree: the roots of the full subtrees its leaves fall into, the largest
 * first, one for each binary digit 1 of the size. It is all that appending needs to know, and
 * appending a leaf costs one node hash on average.
 */
export class Frontier {
  #nodes: EdgeNode[];
  #size: number;

  constructor() {
    this.#nodes = [];
    this.#size = 0;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * The edge of a tree of a size, from the roots of its full subtrees, the largest first.
   *
   * @throws RangeError if there is not one hash of 32 octets for each binary digit 1 of the size.
   */
  static of(size: number, hashes: readonly Buffer[]): Frontier {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('size is not a count');
    const heights: number[] = [];
    for (let height = Math.floor(Math.log2(size || 1)); height >= 0; height -= 1) {
      if (Math.floor(size / 2 ** height) % 2 === 1) heights.push(height);
    }
    if (hashes.length !== heights.length || hashes.some((each) => each.length !== HASH_OCTETS)) {
      throw new RangeError('the hashes are not those of the size');
    }
    const frontier = new Frontier();
    frontier.#size = size;
    frontier.#nodes = heights.map((height, i) => ({ height, hash: hashes[i] ?? EMPTY_ROOT }));
    return frontier;
  }

  /**
   * Reads what {@link Frontier.toOctets} gave.
   *
   * @throws RangeError if the octets are not an edge. That the edge is right shows in its root.
   */
  static resume(octets: Buffer): Frontier {
    if (octets.length < 8 || octets.length % HASH_OCTETS !== 8) throw new RangeError('not an edge');
    const hashes: Buffer[] = [];
    for (let at = 8; at < octets.length; at += HASH_OCTETS) {
      hashes.push(octets.subarray(at, at + HASH_OCTETS));
    }
    return Frontier.of(Number(octets.readBigUInt64BE(0)), hashes);
  }

  /** The edge: the size in 8 octets, big-endian, then the hashes, the largest subtree first. */
  toOctets(): Buffer {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(this.#size));
    return Buffer.concat([size, ...this.#nodes.map((node) => node.hash)]);
  }

  /** An edge that grows apart from this one. */
  copy(): Frontier {
    const frontier = new Frontier();
    frontier.#size = this.#size;
    frontier.#nodes = [...this.#nodes];
    return frontier;
  }

  /** Adds a leaf by its hash. `onNode` is told of the leaf and of each subtree it completes. */
  append(leaf: Buffer, onNode?: NodeListener): void {
    let node: EdgeNode = { height: 0, hash: leaf };
    onNode?.(0, leaf);
    for (let left = this.#nodes.at(-1); left?.height === node.height; left = this.#nodes.at(-1)) {
      node = { height: node.height + 1, hash: nodeHash(left.hash, node.hash) };
      this.#nodes.pop();
      onNode?.(node.height, node.hash);
    }
    this.#nodes.push(node);
    this.#size += 1;
  }

  /** Root of the tree as it is now. */
  root(): Buffer {
    let root: Buffer | undefined;
    for (const { hash: left } of this.#nodes.toReversed()) {
      root = root === undefined ? left : nodeHash(left, root);
    }
    return root ?? EMPTY_ROOT;
  }
}

/** Root of the tree over the leaf hashes. */
export function rootOf(leafHashes: readonly Buffer[]): Buffer {
  const frontier = new Frontier();
  for (const leaf of leafHashes) frontier.append(leaf);
  return frontier.root();
}
