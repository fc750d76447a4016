/** Reads the tiles and bundles of a log from wherever its files lie. */

import { TILE_WIDTH, readBundle, readHashTile, tilePath, type Tile } from './tiles.ts';

/** Reads a file of the log by its path below the log's folder; undefined if there is none. */
export type ReadFile = (path: string) => Promise<Buffer | undefined>;

/** A tile or bundle that should be there and is not. */
export class TileMissing extends Error {
  override name = 'TileMissing';
  readonly path: string;

  constructor(path: string) {
    super(`${path} is missing`);
    this.path = path;
  }
}

/** The file of the tile as named, or else of the full tile, which begins with the same octets. */
async function readEither(
  readFile: ReadFile,
  tile: Tile,
): Promise<{ octets: Buffer; full: boolean }> {
  const path = tilePath(tile);
  const octets = await readFile(path);
  if (octets !== undefined) return { octets, full: tile.width === TILE_WIDTH };
  const whole = await readFile(tilePath({ ...tile, width: TILE_WIDTH }));
  if (whole === undefined) throw new TileMissing(path);
  return { octets: whole, full: true };
}

/**
 * The hashes of a tile. A partial tile that is gone is read from the full one.
 *
 * @throws TileMissing
 * @throws MalformedTile
 */
export async function readHashes(readFile: ReadFile, tile: Tile): Promise<Buffer[]> {
  const { octets, full } = await readEither(readFile, tile);
  return readHashTile(octets, full ? TILE_WIDTH : tile.width).slice(0, tile.width);
}

/**
 * The first `width` entries of a bundle. A partial bundle that is gone is read from the full one.
 *
 * @throws TileMissing
 * @throws MalformedTile
 */
export async function readEntries(
  readFile: ReadFile,
  { index, width }: { readonly index: number; readonly width: number },
): Promise<Buffer[]> {
  const { octets, full } = await readEither(readFile, { level: 'entries', index, width });
  return readBundle(octets, full ? TILE_WIDTH : width).slice(0, width);
}
