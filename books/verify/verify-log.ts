/** Verifies the tree of one log of an exported folder, and hands its entries on in their order. */

import type { Checkpoint } from '../checkpoint.ts';
import type { LogName } from '../entry.ts';
import { Frontier, HASH_OCTETS, rootOf } from '../merkle.ts';
import { TILE_HEIGHT, TILE_WIDTH, hashesAtLevel, readTilePath, tilePath } from '../tiles.ts';
import type { CheckedBundle, ExportFolder, Labour, LinkedEntry } from './check-bundle.ts';
import type { Failures } from './failures.ts';

/** A checkpoint that the tree has to agree with. */
export interface KnownCheckpoint extends Checkpoint {
  readonly path: string;
}

/** The log to be walked. */
export interface LogToWalk {
  readonly log: LogName;
  readonly size: number;
  /** The newest, those kept, and those the caller knows. */
  readonly checkpoints: readonly KnownCheckpoint[];
  readonly withEvidence: boolean;
}

/** What a walk works with. */
export interface WalkTools {
  readonly folder: ExportFolder;
  readonly labour: Labour;
  readonly failures: Failures;
  readonly onEntry: (entry: LinkedEntry, index: number) => void;
  readonly onProgress: (done: number) => void;
}

/** Bundles under way at once. */
const AHEAD = 24;

/** Results of tasks in their order, some of them made ahead. */
export async function* inOrder<T>(tasks: Iterable<() => Promise<T>>): AsyncGenerator<T> {
  const underWay: Promise<T>[] = [];
  for (const task of tasks) {
    underWay.push(task());
    const first = underWay.length < AHEAD ? undefined : underWay.shift();
    if (first) yield await first;
  }
  for (const rest of underWay) yield await rest;
}

/** The tiles above the bundles, each read once and held against what the leaves give. */
class UpperTiles {
  readonly #subject: LogToWalk;
  readonly #tools: WalkTools;
  readonly #tiles: (Buffer | undefined)[] = [];
  readonly #taken: number[] = [];

  constructor(subject: LogToWalk, tools: WalkTools) {
    this.#subject = subject;
    this.#tools = tools;
  }

  async take(level: number, hash: Buffer): Promise<void> {
    const { log, size } = this.#subject;
    const { folder, failures } = this.#tools;
    const position = this.#taken[level] ?? 0;
    this.#taken[level] = position + 1;
    const index = position * TILE_WIDTH ** level;
    if (position % TILE_WIDTH === 0) {
      const width = Math.min(TILE_WIDTH, hashesAtLevel(level, size) - position);
      const path = `${log}/${tilePath({ level, index: position / TILE_WIDTH, width })}`;
      const tile = await folder.read(path);
      this.#tiles[level] = tile?.length === width * HASH_OCTETS ? tile : undefined;
      const detail = tile ? `not ${width} hashes` : 'missing';
      const rule = tile ? 'fileForm' : 'fileMissing';
      if (!this.#tiles[level]) failures.add({ rule, log, index, path, detail });
    }
    const at = (position % TILE_WIDTH) * HASH_OCTETS;
    const stored = this.#tiles[level]?.subarray(at, at + HASH_OCTETS);
    if (stored && !stored.equals(hash)) {
      failures.add({ rule: 'tileHash', log, index, detail: `tile of level ${level}` });
    }
  }
}

/**
 * Walks the log: bundles against tiles, tiles against all checkpoints. What does not hold goes to the
 * failures and the walk goes on, so that one broken tile does not hide another.
 */
export async function walkLog(subject: LogToWalk, tools: WalkTools): Promise<void> {
  const { log, size, withEvidence } = subject;
  const upper = new UpperTiles(subject, tools);
  // Its leaves are the roots of bundles: 256 leaves are a full subtree.
  const frontier = new Frontier();
  const tasks = Array.from({ length: Math.ceil(size / TILE_WIDTH) }, (_, index) => () => {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    return tools.labour.bundle({ log, index, width, withEvidence });
  });
  const waiting = subject.checkpoints.toSorted((a, b) => a.size - b.size);
  let first = 0;
  for await (const bundle of inOrder(tasks)) {
    const leaves = hashesIn(bundle);
    while (waiting[0] && waiting[0].size <= first + leaves.length) {
      const known = waiting.shift() as KnownCheckpoint;
      requireRoot(known, rootAt(frontier, leaves.slice(0, known.size - first)), { log, tools });
    }
    for (const failure of bundle.failures) tools.failures.add(failure);
    for (const [i, entry] of bundle.entries.entries()) if (entry) tools.onEntry(entry, first + i);
    first += TILE_WIDTH;
    if (leaves.length === TILE_WIDTH) {
      const nodes: [number, Buffer][] = [];
      frontier.append(rootOf(leaves), (height, hash) => {
        if (height % TILE_HEIGHT === 0) nodes.push([height / TILE_HEIGHT + 1, hash]);
      });
      for (const [level, hash] of nodes) await upper.take(level, hash);
    }
    tools.onProgress(Math.min(first, size));
  }
  for (const known of waiting) {
    const detail = `of ${known.size} entries, the log has ${size}`;
    tools.failures.add({ rule: 'checkpointConsistent', log, path: known.path, detail });
  }
}

function hashesIn({ leaves }: CheckedBundle): Buffer[] {
  const octets = Buffer.from(leaves.buffer, leaves.byteOffset, leaves.length);
  return Array.from({ length: octets.length / HASH_OCTETS }, (_, i) =>
    octets.subarray(i * HASH_OCTETS, (i + 1) * HASH_OCTETS),
  );
}

/** Root of the tree over full bundles and some leaves after them. */
function rootAt(bundles: Frontier, leaves: readonly Buffer[]): Buffer {
  const tree = bundles.copy();
  if (leaves.length > 0) tree.append(rootOf(leaves));
  return tree.root();
}

function requireRoot(
  { size, root, path }: KnownCheckpoint,
  found: Buffer,
  { log, tools }: { readonly log: LogName; readonly tools: WalkTools },
): void {
  if (found.equals(root)) return;
  const isNewest = path === `${log}/checkpoint`;
  tools.failures.add({
    rule: isNewest ? 'rootHash' : 'checkpointConsistent',
    log,
    path,
    detail: `the first ${size} entries do not give its root`,
  });
}

/** True if a path below a log's folder is a tile or bundle that a log of the size has. */
export function isTileOf(path: string, size: number): boolean {
  const tile = readTilePath(path);
  if (!tile) return false;
  const count = tile.level === 'entries' ? size : hashesAtLevel(tile.level, size);
  return tile.width === Math.min(TILE_WIDTH, count - tile.index * TILE_WIDTH);
}
