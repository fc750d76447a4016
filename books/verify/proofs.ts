/** Proofs of single entries and openings of commitments in an exported folder. */

import { readCanonicalJson } from '../canonical-json.ts';
import { opens, type Opening } from '../commitment.ts';
import { readEntry, type LogName } from '../entry.ts';
import type { ManifestFile } from '../export/manifest.ts';
import { HASH_OCTETS } from '../merkle.ts';
import { provesInclusion } from '../merkle-proof.ts';
import { TILE_WIDTH, readBundle, tilePath } from '../tiles.ts';
import { readTlogProof } from '../tlog-proof.ts';
import type { ExportFolder, LinkedEntry } from './check-bundle.ts';
import type { Failures } from './failures.ts';
import type { LogNotes } from './note-rules.ts';

/** Path of the proof of an entry. */
export const proofPath = (log: LogName, caseId: string, index: number): string =>
  `cases/${caseId}/${log}-${index}.tlog-proof`;

interface Place {
  readonly log: LogName;
  readonly index: number;
}

/** Finds the entry of each proof and opening on the way, and checks them after the last entry. */
export class Proofs {
  readonly #failures: Failures;
  /** By path; undefined until the entry was met. */
  readonly #proofs = new Map<string, Place | undefined>();
  readonly #openings = new Map<string, Place | undefined>();
  readonly #logs = new Set<string>();

  constructor(files: readonly ManifestFile[], failures: Failures) {
    this.#failures = failures;
    for (const { path } of files) {
      const log = /^cases\/.*\/(office|enclave)-\d+\.tlog-proof$/.exec(path)?.[1];
      if (log !== undefined) this.#proofs.set(path, undefined);
      if (log !== undefined) this.#logs.add(log);
      if (path.startsWith('openings/')) this.#openings.set(path, undefined);
    }
  }

  take(log: LogName, { id, case: caseId }: LinkedEntry, index: number): void {
    const opening = `openings/${id}.json`;
    if (this.#openings.has(opening)) this.#openings.set(opening, { log, index });
    if (caseId === undefined || !this.#logs.has(log)) return;
    const path = proofPath(log, caseId, index);
    if (this.#proofs.has(path)) this.#proofs.set(path, { log, index });
    else this.#failures.add({ rule: 'proof', log, index, path, detail: 'missing' });
  }

  /** After the last entry. @param onProgress told of each proof that was looked at. */
  async end(
    folder: ExportFolder,
    logs: readonly LogNotes[],
    onProgress: (done: number, total: number) => void,
  ): Promise<void> {
    let done = 0;
    for (const [path, place] of this.#proofs) {
      onProgress((done += 1), this.#proofs.size);
      const notes = logs.find(({ keys }) => keys.log === place?.log);
      const holds = place && notes && (await proves(folder, { path, place, notes }));
      const detail = place
        ? 'does not lead to a checkpoint of the log'
        : 'no such entry of the case';
      if (!holds) this.#failures.add({ rule: 'proof', ...place, path, detail });
    }
    for (const [path, place] of this.#openings) {
      const notes = logs.find(({ keys }) => keys.log === place?.log);
      if (place && notes && (await opensEntry(folder, { path, place, notes }))) continue;
      const detail = place ? 'does not open what the entry commits to' : 'no such entry';
      this.#failures.add({ rule: 'opening', ...place, path, detail });
    }
  }
}

const tileOf = (index: number, size: number) => ({
  index: Math.floor(index / TILE_WIDTH),
  width: Math.min(TILE_WIDTH, size - index + (index % TILE_WIDTH)),
});

interface Given {
  readonly path: string;
  readonly place: Place;
  readonly notes: LogNotes;
}

async function proves(folder: ExportFolder, { path, place, notes }: Given): Promise<boolean> {
  try {
    const { index, proof, checkpoint } = readTlogProof(String(await folder.read(path)));
    // These were verified, and hold against the tree: another note proves nothing here.
    const known = notes.checkpoints.find(({ note }) => note === checkpoint);
    const size = notes.checkpoints[0]?.size ?? 0;
    const tile = tilePath({ level: 0, ...tileOf(index, size) });
    const hashes = await folder.read(`${place.log}/${tile}`);
    const at = (index % TILE_WIDTH) * HASH_OCTETS;
    const leaf = hashes?.subarray(at, at + HASH_OCTETS);
    if (!known || !leaf || index !== place.index) return false;
    return provesInclusion({ index, size: known.size, leaf, root: known.root }, proof);
  } catch {
    return false;
  }
}

/** An opening's file: a list, since an entry can commit to several values. */
async function opensEntry(folder: ExportFolder, { path, place, notes }: Given): Promise<boolean> {
  try {
    const openings = readCanonicalJson((await folder.read(path)) ?? Buffer.alloc(0));
    const tile = tileOf(place.index, notes.checkpoints[0]?.size ?? 0);
    const octets = await folder.read(`${place.log}/${tilePath({ level: 'entries', ...tile })}`);
    const bundle = readBundle(octets ?? Buffer.alloc(0), tile.width);
    const entry = readEntry(bundle[place.index % TILE_WIDTH] ?? Buffer.alloc(0));
    return (openings as unknown as readonly Opening[]).every((opening) => {
      const [member, field] = opening.field.split('.') as ['data', string];
      const commitment = (entry[member] as Readonly<Record<string, unknown>>)[field];
      return opening.entry === entry.id && opens(String(commitment), opening);
    });
  } catch {
    return false;
  }
}
