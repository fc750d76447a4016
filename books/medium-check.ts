/** Whether a medium still holds the log that a database speaks of, without reading the whole of it. */

import { readCheckpointText } from './checkpoint.ts';
import { provesConsistency } from './merkle-proof.ts';
import { readNote } from './signed-note.ts';
import type { ReadFile } from './tile-reader.ts';
import { TreeReader } from './tree-reader.ts';

/** The log as a database has it. */
export interface DatabaseLog {
  /** Entries that have their place. */
  readonly rows: number;
  /** What the database says is under a checkpoint; undefined if it says nothing. */
  readonly tip: { readonly size: number; readonly root: Buffer } | undefined;
}

/** How a medium differs from it. */
export interface MediumDifference {
  /** Entries of the database that the medium has not. */
  readonly notOnMedium: number;
  /** The tree of the medium does not continue the one that the database names. */
  readonly tipDiffers: boolean;
}

const PAUSE_MS = 200;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Holds a medium against the log of a database. Tiles follow a publication within a moment, and files are
 * replaced while they are read, so a difference is looked at again until it has lasted for `patienceMs`.
 * Signatures are not looked at: whoever writes the medium does that.
 */
export async function checkMedium(
  readFile: ReadFile,
  log: DatabaseLog,
  patienceMs: number,
): Promise<MediumDifference> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    const difference = await lookAt(readFile, log);
    const isAlike = difference.notOnMedium === 0 && !difference.tipDiffers;
    if (isAlike || waited >= patienceMs) return difference;
    await sleep(PAUSE_MS);
  }
}

async function lookAt(readFile: ReadFile, { rows, tip }: DatabaseLog): Promise<MediumDifference> {
  const note = (await readFile('checkpoint'))?.toString('utf8');
  if (note === undefined) return { notOnMedium: rows, tipDiffers: (tip?.size ?? 0) > 0 };
  const { size, root } = readCheckpointText(readNote(note).text);
  const notOnMedium = Math.max(0, rows - size);
  if (!tip || tip.size === 0) return { notOnMedium, tipDiffers: false };
  if (tip.size > size) return { notOnMedium, tipDiffers: true };
  const claim = { oldSize: tip.size, oldRoot: tip.root, size, root };
  try {
    const reader = new TreeReader({ size, readFile });
    const proof = tip.size === size ? [] : await reader.consistencyProof(tip.size);
    return { notOnMedium, tipDiffers: !provesConsistency(claim, proof) };
  } catch {
    // A tile that is missing or malformed is no tile of this tree.
    return { notOnMedium, tipDiffers: true };
  }
}
