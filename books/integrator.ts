/**
 * Grows one log: takes entries in their final order and says which files change.
 *
 * The integrator writes nothing. `integrate` plans, the caller writes, `accept` takes the plan for
 * true; a plan that is not accepted leaves no trace, and integrating again gives the same files.
 *
 * Order of writes, and what a crash between two of them leaves:
 *
 * 1. Indexes are durable: the order of the entries is fixed where they were written. Without this a
 *    crash could put another entry under an index that is already signed for.
 * 2. `files`, in any order (given: bundles, then tiles upwards), each replaced whole: written
 *    aside, synced, renamed. A crash leaves files beyond the newest checkpoint. No checkpoint speaks of
 *    them; the next integration writes the same paths again. So a file that is there must be
 *    overwritten, never taken for done.
 * 3. The second medium, where there is one: the same files. A crash leaves it behind; the repeated
 *    integration catches it up.
 * 4. The signed checkpoint. From here on the entries are in the book. A crash before `accept` is
 *    repaired by `resume` at the size of that checkpoint.
 * 5. `accept`, in memory.
 * 6. `obsolete` is deleted. A crash leaves litter that says nothing wrong and may go at any time.
 */

import { Growth, frontierOf, type Edge, type PlannedFile } from './log-edge.ts';
import { leafHash, rootOf, type Frontier } from './merkle.ts';
import { readEntries, readHashes, type ReadFile } from './tile-reader.ts';
import { Partials, openTiles } from './partial-files.ts';
import { TILE_WIDTH, bundleElement, hashesAtLevel, levelsOf } from './tiles.ts';

/** The files of a log do not give the tree they should. Somebody has to repair them. */
export class LogFilesBroken extends Error {
  override name = 'LogFilesBroken';
}

/** What an integration changes. Nothing of it is true until it is accepted. */
export interface Integration {
  /** Index of the first entry integrated: the size before. */
  readonly firstIndex: number;
  readonly size: number;
  readonly root: Buffer;
  readonly leafHashes: readonly Buffer[];
  /** Bundles, then hash tiles from level 0 up. */
  readonly files: readonly PlannedFile[];
  /**
   * Paths of partial files whose full tile or bundle is among `files`: to be deleted, where they
   * are there, after the checkpoint. Until it is full, C2SP tlog-tiles has every width kept that a
   * checkpoint was signed for.
   */
  readonly obsolete: readonly string[];
}

const sameHashes = (a: readonly Buffer[], b: readonly Buffer[]): boolean =>
  a.length === b.length && a.every((hash, i) => b[i]?.equals(hash) === true);

/** The hash that the level above has of a full tile. */
async function hashAbove(tile: {
  readonly level: number;
  readonly index: number;
  readonly size: number;
  readonly readFile: ReadFile;
}): Promise<Buffer> {
  const level = tile.level + 1;
  const index = Math.floor(tile.index / TILE_WIDTH);
  const width = Math.min(TILE_WIDTH, hashesAtLevel(level, tile.size) - index * TILE_WIDTH);
  const hashes = await readHashes(tile.readFile, { level, index, width });
  const hash = hashes[tile.index % TILE_WIDTH];
  if (hash === undefined) throw new LogFilesBroken(`level ${level} lacks tile ${tile.index}`);
  return hash;
}

/** Where a log stands and how its files are read. */
export interface ResumeInput {
  /** The log's name: first line of its checkpoints. */
  readonly origin: string;
  /** Size of the newest signed checkpoint. */
  readonly size: number;
  /** Root of that checkpoint; if given, the files have to give it. */
  readonly root?: Buffer;
  readonly readFile: ReadFile;
}

/** Holds the edge of one log in memory. One writer a log: nothing here guards against a second. */
export class Integrator {
  readonly origin: string;
  #edge: Edge;
  #root: Buffer;
  /** The edges each plan leads from and to, for as long as the caller holds the plan. */
  readonly #planned = new WeakMap<Integration, { readonly from: Edge; readonly to: Edge }>();
  readonly #partials = new Partials();

  private constructor(origin: string, edge: Edge) {
    this.origin = origin;
    this.#edge = edge;
    this.#root = edge.frontier.root();
  }

  get size(): number {
    return this.#edge.frontier.size;
  }

  get root(): Buffer {
    return this.#root;
  }

  /** The edge of the tree, to grow apart from this one. */
  frontier(): Frontier {
    return this.#edge.frontier.copy();
  }

  /**
   * Takes a log up where its files end at a size: reads the last tile of each level and the last
   * bundle, whatever may lie beyond them. The bundle has to hash to its tile, the last full tile
   * of each level to the hash above it, and everything to `root`, if that is given.
   *
   * @throws LogFilesBroken if the files contradict each other or the root.
   * @throws TileMissing, MalformedTile
   */
  static async resume({ origin, size, root, readFile }: ResumeInput): Promise<Integrator> {
    const levels: Buffer[][] = [];
    for (let level = 0; level < levelsOf(size); level += 1) {
      const count = hashesAtLevel(level, size);
      const index = Math.floor(count / TILE_WIDTH);
      const width = count % TILE_WIDTH;
      levels.push(width === 0 ? [] : await readHashes(readFile, { level, index, width }));
      if (index === 0) continue;
      const below = await readHashes(readFile, { level, index: index - 1, width: TILE_WIDTH });
      const above = await hashAbove({ level, index: index - 1, size, readFile });
      if (!rootOf(below).equals(above)) {
        throw new LogFilesBroken(`tile ${index - 1} of level ${level} is not the one above it`);
      }
    }
    const index = Math.floor(size / TILE_WIDTH);
    const width = size % TILE_WIDTH;
    const entries = width === 0 ? [] : await readEntries(readFile, { index, width });
    if (!sameHashes(entries.map(leafHash), levels[0] ?? [])) {
      throw new LogFilesBroken(`bundle ${index} does not hash to its tile`);
    }
    const frontier = frontierOf(levels, size);
    if (root !== undefined && !frontier.root().equals(root)) {
      throw new LogFilesBroken(`tiles of size ${size} do not give the root`);
    }
    const edge = { frontier, bundle: entries.map(bundleElement), levels };
    const integrator = new Integrator(origin, edge);
    for (const tile of openTiles(size)) integrator.#partials.suspect(tile);
    return integrator;
  }

  /**
   * Plans the integration of entries in their order. Costs no more than hashing them and copying
   * the open ends; existing files are neither read nor hashed.
   *
   * May be called again without `accept`: then it plans from the same size.
   *
   * @throws MalformedTile for an entry over 65,535 octets.
   */
  integrate(entries: readonly Uint8Array[]): Integration {
    const growth = new Growth(this.#edge);
    const leafHashes = entries.map((entry) => growth.add(entry));
    const files = growth.files();
    for (const file of files) if (file.partial) this.#partials.note(file.path);
    const plan: Integration = {
      firstIndex: this.size,
      size: growth.frontier.size,
      root: growth.frontier.root(),
      leafHashes,
      files,
      obsolete: growth.filled.flatMap((tile) => this.#partials.of(tile)),
    };
    this.#planned.set(plan, { from: this.#edge, to: growth.edge() });
    return plan;
  }

  /**
   * Takes a plan for true, after its files are written. Accepting it twice changes nothing.
   *
   * @throws Error for a plan of another integrator, or one that another plan has overtaken: a bug.
   */
  accept(plan: Integration): void {
    const edges = this.#planned.get(plan);
    if (edges === undefined) throw new Error('the plan is not of this integrator');
    if (edges.to === this.#edge) return;
    if (edges.from !== this.#edge) throw new Error('the plan was overtaken by another');
    this.#edge = edges.to;
    this.#root = plan.root;
    for (const path of plan.obsolete) this.#partials.forget(path);
  }
}
