/**
 * Verifies one log from its files alone: checkpoint, signatures, tiles, bundles, entries.
 *
 * The files are read twice. First the tree: bundles against tiles, tiles against the checkpoint.
 * Then the entries, each bundle again against the tree that is now proven. So an entry is looked at
 * only after it is known to be what the log signed, and a book of any length fits: what stays in
 * memory is 32 octets a tile, and about 30 an entry and a case for the order of entries.
 */

import { BookBroken } from './book-broken.ts';
import {
  MalformedCheckpoint,
  readCheckpoint,
  type Checkpoint,
  type VerifiedCheckpoint,
} from './checkpoint.ts';
import { readEntry, type Entry, type LogName } from './entry.ts';
import { EntryOrder } from './entry-order.ts';
import { MalformedEntry } from './malformed-entry.ts';
import { Frontier, leafHash, rootOf } from './merkle.ts';
import type { NoteVerifier } from './note-verifier.ts';
import { NoteRefused } from './signed-note.ts';
import { TileMissing, readEntries, readHashes, type ReadFile } from './tile-reader.ts';
import { MalformedTile, TILE_HEIGHT, TILE_WIDTH, hashesAtLevel } from './tiles.ts';

/** An entry that the log's checkpoint covers. */
export interface VerifiedEntry {
  readonly index: number;
  readonly entry: Entry;
  readonly octets: Buffer;
  readonly leafHash: Buffer;
}

/** A log to be verified. */
export interface VerifyTreeInput {
  /** Name of the log; it ends in `office` or `enclave`. */
  readonly origin: string;
  /** Reads a file by its path below the log's folder. */
  readonly readFile: ReadFile;
  /**
   * Keys of the log and of witnesses. Every key that bears the log's name has to have signed; of
   * the others those that did are reported.
   */
  readonly verifiers: readonly NoteVerifier[];
  /** The signed note. It may be older than the newest files. */
  readonly checkpoint: string;
  /** Told of each entry, in order, once it is proven and checked. What it throws passes through. */
  readonly onEntry?: (entry: VerifiedEntry) => void | Promise<void>;
}

/** What held. */
export interface VerifiedTree {
  readonly checkpoint: VerifiedCheckpoint;
  readonly cases: number;
}

/** Names what a step found broken, at the entry where it did. */
async function at<T>(index: number, step: () => Promise<T> | T): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof TileMissing) throw new BookBroken('fileMissing', index, error.message);
    if (error instanceof MalformedTile) throw new BookBroken('fileForm', index, error.message);
    if (error instanceof MalformedEntry) throw new BookBroken('entryForm', index, error.message);
    throw error;
  }
}

function verifyCheckpoint(input: VerifyTreeInput): VerifiedCheckpoint {
  const { origin, verifiers, checkpoint: note } = input;
  let checkpoint: VerifiedCheckpoint;
  try {
    checkpoint = readCheckpoint(note, verifiers);
  } catch (error) {
    if (error instanceof NoteRefused) {
      throw new BookBroken('checkpointSignature', undefined, error.message);
    }
    if (error instanceof MalformedCheckpoint) {
      throw new BookBroken('checkpointForm', undefined, error.message);
    }
    throw error;
  }
  if (checkpoint.origin !== origin) {
    throw new BookBroken('checkpointOrigin', undefined, `not of ${origin}`);
  }
  const missing = verifiers.find(
    (verifier) =>
      verifier.name === origin && checkpoint.verified.every((each) => each.verifier !== verifier),
  );
  if (missing === undefined) return checkpoint;
  throw new BookBroken('checkpointSignature', undefined, `${missing.vkey} has not signed`);
}

/** The bundles of a tree of a size: where each begins and how wide it is. */
function* bundlesOf(size: number): Generator<{ index: number; first: number; width: number }> {
  for (let first = 0; first < size; first += TILE_WIDTH) {
    yield { index: first / TILE_WIDTH, first, width: Math.min(TILE_WIDTH, size - first) };
  }
}

/** The upper tiles, each read once, held against the roots that the leaves give. */
class UpperTiles {
  readonly #size: number;
  readonly #readFile: ReadFile;
  readonly #taken: number[] = [];
  readonly #tiles: Buffer[][] = [];

  constructor(size: number, readFile: ReadFile) {
    this.#size = size;
    this.#readFile = readFile;
  }

  /** Takes the next hash of a level, as the leaves give it. */
  async take(level: number, hash: Buffer): Promise<void> {
    const position = this.#taken[level] ?? 0;
    this.#taken[level] = position + 1;
    const index = Math.floor(position / TILE_WIDTH);
    const firstLeaf = position * TILE_WIDTH ** level;
    if (position % TILE_WIDTH === 0) {
      const width = Math.min(TILE_WIDTH, hashesAtLevel(level, this.#size) - position);
      const tile = { level, index, width };
      this.#tiles[level] = await at(firstLeaf, () => readHashes(this.#readFile, tile));
    }
    if (this.#tiles[level]?.[position % TILE_WIDTH]?.equals(hash) === true) return;
    throw new BookBroken('tileHash', firstLeaf, `tile of level ${level}`);
  }
}

/** Verifies that the files are the tree of the checkpoint; gives the root of each bundle. */
async function verifyHashes({ size, root }: Checkpoint, readFile: ReadFile): Promise<Buffer[]> {
  const frontier = new Frontier();
  const upper = new UpperTiles(size, readFile);
  const bundleRoots: Buffer[] = [];
  for (const { index, first, width } of bundlesOf(size)) {
    const entries = await at(first, () => readEntries(readFile, { index, width }));
    const tile = await at(first, () => readHashes(readFile, { level: 0, index, width }));
    const nodes: { level: number; hash: Buffer }[] = [];
    for (const [i, entry] of entries.entries()) {
      const leaf = leafHash(entry);
      if (tile[i]?.equals(leaf) !== true) {
        throw new BookBroken('leafHash', first + i, 'entry and tile differ');
      }
      frontier.append(leaf, (height, hash) => {
        if (height % TILE_HEIGHT === 0) nodes.push({ level: height / TILE_HEIGHT, hash });
      });
    }
    bundleRoots.push(rootOf(tile));
    for (const { level, hash } of nodes) if (level > 0) await upper.take(level, hash);
  }
  if (frontier.root().equals(root)) return bundleRoots;
  throw new BookBroken('rootHash', undefined, 'the leaves do not give the root of the checkpoint');
}

function logOf(origin: string): LogName {
  const log = origin.slice(origin.lastIndexOf('/') + 1);
  if (log === 'office' || log === 'enclave') return log;
  throw new BookBroken('checkpointOrigin', undefined, 'the name ends in neither log');
}

/**
 * Verifies a log, and tells `onEntry` of its entries on the way.
 *
 * @throws BookBroken at the first thing that does not hold.
 */
export async function verifyTree(input: VerifyTreeInput): Promise<VerifiedTree> {
  const { readFile, onEntry } = input;
  const checkpoint = verifyCheckpoint(input);
  const order = new EntryOrder(logOf(input.origin));
  const bundleRoots = await verifyHashes(checkpoint, readFile);
  for (const { index, first, width } of bundlesOf(checkpoint.size)) {
    const bundle = await at(first, () => readEntries(readFile, { index, width }));
    const leafHashes = bundle.map(leafHash);
    if (bundleRoots[index]?.equals(rootOf(leafHashes)) !== true) {
      throw new BookBroken('leafHash', first, 'the bundle changed while it was read');
    }
    for (const [i, octets] of bundle.entries()) {
      const entry = await at(first + i, () => readEntry(octets));
      order.take(entry, first + i);
      const leaf = leafHashes[i] ?? leafHash(octets);
      await onEntry?.({ index: first + i, entry, octets, leafHash: leaf });
    }
  }
  return { checkpoint, cases: order.cases };
}
