/** The open end of a log, and how it grows into the next tiles and bundles. */

import { Frontier, leafHash, rootOf } from './merkle.ts';
import {
  TILE_HEIGHT,
  TILE_WIDTH,
  bundleElement,
  hashesAtLevel,
  tilePath,
  type Tile,
} from './tiles.ts';

/** A file to be written whole, in place of what may lie there. */
export interface PlannedFile {
  /** Path below the log's folder. */
  readonly path: string;
  readonly octets: Buffer;
  /** A later integration replaces it by a wider one. */
  readonly partial: boolean;
}

/** The open end of the log: the last, not yet full tile of each level, and the last bundle. */
export interface Edge {
  readonly frontier: Frontier;
  /** Elements of the last bundle; fewer than 256. */
  readonly bundle: readonly Buffer[];
  /** Hashes of the last tile of each level, lowest first; fewer than 256 each. */
  readonly levels: readonly (readonly Buffer[])[];
}

/** The frontier from the last tile of each level, whose hashes fall into full subtrees. */
export function frontierOf(levels: readonly (readonly Buffer[])[], size: number): Frontier {
  const hashes: Buffer[] = [];
  for (const level of levels.toReversed()) {
    let at = 0;
    for (let count = TILE_WIDTH / 2; count >= 1; count /= 2) {
      if (Math.floor(level.length / count) % 2 === 0) continue;
      hashes.push(rootOf(level.slice(at, at + count)));
      at += count;
    }
  }
  return Frontier.of(size, hashes);
}

/** A tile or bundle while it grows. */
interface GrowingTile {
  index: number;
  parts: Buffer[];
  changed: boolean;
}

const growing = (parts: readonly Buffer[], index: number): GrowingTile => ({
  index,
  parts: [...parts],
  changed: false,
});

/** Grows a copy of an edge and collects the files that change. */
export class Growth {
  readonly frontier: Frontier;
  readonly bundle: GrowingTile;
  readonly levels: GrowingTile[];
  readonly #bundles: PlannedFile[] = [];
  readonly #tiles: PlannedFile[][] = [];
  /** Tiles and bundles that became full. */
  readonly filled: Omit<Tile, 'width'>[] = [];

  constructor(edge: Edge) {
    const { size } = edge.frontier;
    this.frontier = edge.frontier.copy();
    this.bundle = growing(edge.bundle, Math.floor(size / TILE_WIDTH));
    this.levels = edge.levels.map((hashes, level) =>
      growing(hashes, Math.floor(hashesAtLevel(level, size) / TILE_WIDTH)),
    );
  }

  /** Adds an entry; gives its leaf hash. */
  add(entry: Uint8Array): Buffer {
    const leaf = leafHash(entry);
    this.#grow('entries', this.bundle, bundleElement(entry));
    this.frontier.append(leaf, (height, hash) => {
      if (height % TILE_HEIGHT !== 0) return;
      const level = height / TILE_HEIGHT;
      this.#grow(level, (this.levels[level] ??= growing([], 0)), hash);
    });
    return leaf;
  }

  /** The files that are full by now, and those that are still partial. */
  files(): PlannedFile[] {
    if (this.bundle.changed) this.#put('entries', this.bundle);
    for (const [level, tile] of this.levels.entries()) if (tile.changed) this.#put(level, tile);
    return [...this.#bundles, ...this.#tiles.flat()];
  }

  edge(): Edge {
    return {
      frontier: this.frontier,
      bundle: this.bundle.parts,
      levels: this.levels.map((tile) => tile.parts),
    };
  }

  #grow(level: Tile['level'], tile: GrowingTile, part: Buffer): void {
    tile.parts.push(part);
    tile.changed = true;
    if (tile.parts.length < TILE_WIDTH) return;
    this.#put(level, tile);
    this.filled.push({ level, index: tile.index });
    tile.index += 1;
    tile.parts = [];
    tile.changed = false;
  }

  #put(level: Tile['level'], { index, parts }: GrowingTile): void {
    const width = parts.length;
    const path = tilePath({ level, index, width });
    const file = { path, octets: Buffer.concat(parts), partial: width < TILE_WIDTH };
    if (level === 'entries') this.#bundles.push(file);
    else (this.#tiles[level] ??= []).push(file);
  }
}
