/**
 * Files of a log in the form of C2SP tlog-tiles: hash tiles of height 8 and entry bundles.
 *
 * A tile of level l holds the roots of consecutive full subtrees of 256^l leaves, 256 of them when
 * it is full; a bundle holds the entries whose leaf hashes are in the tile of level 0 with its
 * index. The last of each level may be partial, and its width is then part of its name.
 */

import { HASH_OCTETS } from './merkle.ts';

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;

/** Levels of a tile on its way up from height to height. */
export const TILE_HEIGHT = 8;

/** A tile or, of level `entries`, a bundle. Its width is 1 to 256. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** A tile or bundle that breaks C2SP tlog-tiles. */
export class MalformedTile extends Error {
  override name = 'MalformedTile';
}

/** Three digits a path element, all but the last behind an x: 1234067 is `x001/x234/067`. */
function indexPath(index: number): string {
  const rest = Math.floor(index / 1000);
  const last = String(index % 1000).padStart(3, '0');
  if (rest === 0) return last;
  const groups = indexPath(rest).replace(/(^|\/)(\d{3})$/, '$1x$2');
  return `${groups}/${last}`;
}

/** The folder in which the partial forms of a tile lie; free to go once the tile is full. */
export const partialsPath = ({ level, index }: Omit<Tile, 'width'>): string =>
  `tile/${level}/${indexPath(index)}.p`;

/** Path of a tile below the log's folder: `tile/<L>/<N>`, partial `tile/<L>/<N>.p/<W>`. */
export function tilePath(tile: Tile): string {
  if (tile.width === TILE_WIDTH) return `tile/${tile.level}/${indexPath(tile.index)}`;
  return `${partialsPath(tile)}/${tile.width}`;
}

const PATH =
  /^tile\/(entries|0|[1-9]|[1-5]\d|6[0-3])\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Reads a path of a tile; undefined if it is none, or not written the one way there is. */
export function readTilePath(path: string): Tile | undefined {
  const match = PATH.exec(path);
  if (match === null) return undefined;
  const [, level = '', digits = '', width] = match;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(digits.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  const isPartial = width !== undefined;
  if (isPartial && tile.width >= TILE_WIDTH) return undefined;
  return tilePath(tile) === path ? tile : undefined;
}

/** Number of hashes at a level of the tree of a size. */
export const hashesAtLevel = (level: number, size: number): number =>
  Math.floor(size / TILE_WIDTH ** level);

/** Number of levels that a tree of a size has tiles of. */
export function levelsOf(size: number): number {
  let level = 0;
  while (hashesAtLevel(level, size) > 0) level += 1;
  return level;
}

/**
 * The tiles and bundles that a tree of a size has and its older self had not, or had narrower: what
 * a copy that stopped at the older size still needs. Bundles first, then tiles from level 0 up.
 */
export function tilesSince(oldSize: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  const add = (level: Tile['level'], before: number, now: number): void => {
    for (let first = before - (before % TILE_WIDTH); first < now; first += TILE_WIDTH) {
      const width = Math.min(TILE_WIDTH, now - first);
      if (first + width > before) tiles.push({ level, index: first / TILE_WIDTH, width });
    }
  };
  add('entries', oldSize, size);
  for (let level = 0; level < levelsOf(size); level += 1) {
    add(level, hashesAtLevel(level, oldSize), hashesAtLevel(level, size));
  }
  return tiles;
}

/**
 * The hashes of a tile.
 *
 * @throws MalformedTile if there are not `width` hashes of 32 octets.
 */
export function readHashTile(octets: Buffer, width: number): Buffer[] {
  if (octets.length !== width * HASH_OCTETS) throw new MalformedTile(`not ${width} hashes`);
  const hashes: Buffer[] = [];
  for (let at = 0; at < octets.length; at += HASH_OCTETS) {
    hashes.push(octets.subarray(at, at + HASH_OCTETS));
  }
  return hashes;
}

/** Octets of an entry that a bundle can hold. */
const ENTRY_MAX = 0xffff;

/** An entry as it stands in a bundle: its length in 2 octets, big-endian, then the entry. */
export function bundleElement(entry: Uint8Array): Buffer {
  if (entry.length > ENTRY_MAX) throw new MalformedTile('entry is too long for a bundle');
  const element = Buffer.allocUnsafe(2 + entry.length);
  element.writeUInt16BE(entry.length);
  element.set(entry, 2);
  return element;
}

/** The bundle of the entries. @throws MalformedTile for more than 256 entries, or one too long */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  if (entries.length > TILE_WIDTH) throw new MalformedTile('too many entries for a bundle');
  return Buffer.concat(entries.map(bundleElement));
}

/**
 * The entries of a bundle, as views of its octets.
 *
 * @throws MalformedTile if there are not `width` entries, or something follows them.
 */
export function readBundle(octets: Buffer, width: number): Buffer[] {
  const entries: Buffer[] = [];
  let at = 0;
  while (at < octets.length) {
    if (at + 2 > octets.length) throw new MalformedTile('length is cut off');
    const end = at + 2 + octets.readUInt16BE(at);
    if (end > octets.length) throw new MalformedTile('entry is cut off');
    if (entries.length === width) throw new MalformedTile(`more than ${width} entries`);
    entries.push(octets.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width) throw new MalformedTile(`${entries.length} of ${width} entries`);
  return entries;
}
