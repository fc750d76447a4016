/** Copies one log into an exported folder, as it stands under one checkpoint. */

import { readCheckpointText } from '../checkpoint.ts';
import { readEntry, type Entry, type LogName } from '../entry.ts';
import { MalformedEntry } from '../malformed-entry.ts';
import { readNote } from '../signed-note.ts';
import { readEntries, readHashes, type ReadFile } from '../tile-reader.ts';
import { TILE_WIDTH, encodeBundle, tilePath, tilesSince } from '../tiles.ts';
import { printTlogProof } from '../tlog-proof.ts';
import { TreeReader } from '../tree-reader.ts';
import { proofPath } from '../verify/proofs.ts';
import type { ManifestLog } from './manifest.ts';

/** Takes the files of an export, one after the other, and remembers them for the manifest. */
export interface ExportSink {
  write(path: string, octets: Uint8Array): Promise<void>;
}

/** The log to be copied. */
export interface LogToExport {
  readonly log: LogName;
  /** Reads a file by its path below the log's folder. The log may grow meanwhile. */
  readonly readFile: ReadFile;
  /** The signed note up to which the log is copied. */
  readonly checkpoint: string;
  readonly withProofs: boolean;
  /** Told of each entry, in order. */
  readonly onEntry: (entry: Entry, index: number) => void;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Copies the log: checkpoint, bundles, tiles and, if asked for, the proof of each entry of a case.
 * Partial files are cut to the width that the checkpoint has, whatever the log has grown to.
 *
 * @throws TileMissing, MalformedTile, NoteRefused, MalformedCheckpoint: there is no whole log.
 */
export async function exportLog(input: LogToExport, sink: ExportSink): Promise<ManifestLog> {
  const { log, readFile, checkpoint } = input;
  const { origin, size, root } = readCheckpointText(readNote(checkpoint).text);
  await sink.write(`${log}/checkpoint`, Buffer.from(checkpoint));
  const tree = new TreeReader({ size, readFile });
  for (const tile of tilesSince(0, size)) {
    const path = `${log}/${tilePath(tile)}`;
    if (tile.level !== 'entries') {
      await sink.write(path, Buffer.concat(await readHashes(readFile, tile)));
      continue;
    }
    const entries = await readEntries(readFile, tile);
    await sink.write(path, encodeBundle(entries));
    for (const [i, octets] of entries.entries()) {
      const index = tile.index * TILE_WIDTH + i;
      const entry = wellFormed(octets);
      if (entry) input.onEntry(entry, index);
      if (!input.withProofs || entry?.case === undefined) continue;
      const proof = await tree.inclusionProof(index);
      const file = printTlogProof({ index, proof, checkpoint });
      await sink.write(proofPath(log, entry.case, index), Buffer.from(file));
    }
    input.onProgress(Math.min(size, (tile.index + 1) * TILE_WIDTH), size);
  }
  return { origin, size, root: root.toString('hex') };
}

/** An entry that breaks the books' format is exported all the same: the verifier is to show it. */
function wellFormed(octets: Buffer): Entry | undefined {
  try {
    return readEntry(octets);
  } catch (error) {
    if (error instanceof MalformedEntry) return undefined;
    throw error;
  }
}
