import { readCheckpointText } from './checkpoint.ts';
import { readNote } from './signed-note.ts';
import { readHashes, type ReadFile } from './tile-reader.ts';
import { TILE_WIDTH } from './tiles.ts';

/** The last entry of a log, by its place and its leaf hash. */
export interface Tip {
  readonly index: number;
  readonly leafHash: Buffer;
}

/** The last entry of the tree of a size, out of its tiles. @throws TileMissing, MalformedTile */
export async function tipAt(readFile: ReadFile, size: number): Promise<Tip | undefined> {
  if (size === 0) return undefined;
  const index = Math.floor((size - 1) / TILE_WIDTH);
  const width = ((size - 1) % TILE_WIDTH) + 1;
  const hashes = await readHashes(readFile, { level: 0, index, width });
  return { index: size - 1, leafHash: hashes[width - 1] as Buffer };
}

/**
 * The last entry that the newest checkpoint in the files covers. Signatures are not looked at: this says
 * what somebody published here, not that it is the log.
 *
 * @throws TileMissing while the files are being written; asked again, it answers.
 * @throws NoteRefused, MalformedCheckpoint, MalformedTile
 */
export async function readTip(readFile: ReadFile): Promise<Tip | undefined> {
  const note = await readFile('checkpoint');
  if (note === undefined) return undefined;
  return tipAt(readFile, readCheckpointText(readNote(note.toString('utf8')).text).size);
}
