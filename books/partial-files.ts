/** Knows which partial files of a log may be deleted once their tile is full. */

import { TILE_WIDTH, hashesAtLevel, levelsOf, partialsPath, tilePath, type Tile } from './tiles.ts';

/** Partial files that may lie in the log's folder, of tiles that were not full when last seen. */
export class Partials {
  readonly #folders = new Map<string, Set<string>>();

  /** Notes that a partial file is about to be written. */
  note(path: string): void {
    const folder = path.slice(0, path.lastIndexOf('/'));
    this.#folders.set(folder, (this.#folders.get(folder) ?? new Set()).add(path));
  }

  /** Notes every width: what an earlier run wrote is not known, nor whether it was accepted. */
  suspect(tile: Omit<Tile, 'width'>): void {
    for (let width = 1; width < TILE_WIDTH; width += 1) this.note(tilePath({ ...tile, width }));
  }

  /** Paths of what may lie there of a tile. */
  of(tile: Omit<Tile, 'width'>): string[] {
    return [...(this.#folders.get(partialsPath(tile)) ?? [])];
  }

  /** Forgets the folder of a path: its tile is full and the folder is emptied. */
  forget(path: string): void {
    this.#folders.delete(path.slice(0, path.lastIndexOf('/')));
  }
}

/** The tiles and the bundle that the next entries go into. */
export function openTiles(size: number): Omit<Tile, 'width'>[] {
  const tiles: Omit<Tile, 'width'>[] = [{ level: 'entries', index: Math.floor(size / TILE_WIDTH) }];
  for (let level = 0; level < levelsOf(size); level += 1) {
    tiles.push({ level, index: Math.floor(hashesAtLevel(level, size) / TILE_WIDTH) });
  }
  return tiles;
}
