/** Proofs out of the tiles of a log: what witnesses, auditors and readers of one case ask for. */

import { Frontier, rootOf } from './merkle.ts';
import { consistencyRanges, inclusionRanges, type LeafRange } from './merkle-proof.ts';
import { readHashes, type ReadFile } from './tile-reader.ts';
import { TILE_HEIGHT, TILE_WIDTH, hashesAtLevel, tilePath, type Tile } from './tiles.ts';

/** Tiles kept at hand: the upper ones serve every proof, 8 KiB each. */
const TILES_KEPT = 64;

/**
 * The tree of one size in the files of a log. It trusts the files: whoever is given a proof checks
 * it against a checkpoint.
 */
export class TreeReader {
  readonly size: number;
  readonly #readFile: ReadFile;
  readonly #tiles = new Map<string, Buffer[]>();

  constructor({ size, readFile }: { readonly size: number; readonly readFile: ReadFile }) {
    this.size = size;
    this.#readFile = readFile;
  }

  async #hashesOf(tile: Tile): Promise<Buffer[]> {
    const path = tilePath(tile);
    const kept = this.#tiles.get(path);
    if (kept !== undefined) return kept;
    const hashes = await readHashes(this.#readFile, tile);
    const oldest = this.#tiles.size < TILES_KEPT ? undefined : this.#tiles.keys().next().value;
    if (oldest !== undefined) this.#tiles.delete(oldest);
    this.#tiles.set(path, hashes);
    return hashes;
  }

  /** Root of the full subtree of 2^height leaves that begins at `start`. */
  async #fullSubtree(start: number, height: number): Promise<Buffer> {
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const first = start / TILE_WIDTH ** level;
    const index = Math.floor(first / TILE_WIDTH);
    const width = Math.min(TILE_WIDTH, hashesAtLevel(level, this.size) - index * TILE_WIDTH);
    const hashes = await this.#hashesOf({ level, index, width });
    const at = first - index * TILE_WIDTH;
    return rootOf(hashes.slice(at, at + count));
  }

  /**
   * Root of the subtree over a range that occurs in a proof: one that starts at a multiple of the
   * largest power of two in its length.
   */
  async #subtree({ start, end }: LeafRange): Promise<Buffer> {
    const hashes: Buffer[] = [];
    let at = start;
    while (at < end) {
      const height = Math.floor(Math.log2(end - at));
      hashes.push(await this.#fullSubtree(at, height));
      at += 2 ** height;
    }
    return Frontier.of(end - start, hashes).root();
  }

  async #proof(ranges: readonly LeafRange[]): Promise<Buffer[]> {
    const hashes: Buffer[] = [];
    for (const range of ranges) hashes.push(await this.#subtree(range));
    return hashes;
  }

  /** Root of the tree. @throws TileMissing, MalformedTile */
  async root(): Promise<Buffer> {
    return this.#subtree({ start: 0, end: this.size });
  }

  /**
   * Proof that leaf `index` is in the tree, from the leaf up.
   *
   * @throws RangeError if there is no such leaf; TileMissing, MalformedTile
   */
  async inclusionProof(index: number): Promise<Buffer[]> {
    return this.#proof(inclusionRanges(index, this.size));
  }

  /**
   * Proof that the tree continues that of an older size.
   *
   * @throws RangeError unless 0 < oldSize ≤ size; TileMissing, MalformedTile
   */
  async consistencyProof(oldSize: number): Promise<Buffer[]> {
    return this.#proof(consistencyRanges(oldSize, this.size));
  }
}
