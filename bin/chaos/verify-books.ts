import { readCheckpointText } from '../../books/checkpoint.ts';
import { readEntry, type Entry } from '../../books/entry.ts';
import { readVkey, type NoteVerifier } from '../../books/note-verifier.ts';
import { readNote } from '../../books/signed-note.ts';
import { readEntries, type ReadFile } from '../../books/tile-reader.ts';
import { TILE_WIDTH } from '../../books/tiles.ts';
import { verifyTree } from '../../books/verify-tree.ts';
import type { Instance } from '../instance/options.ts';
import { secondIn } from '../second-medium.ts';

/** An entry with its place in the log. */
export interface PlacedEntry {
  readonly index: number;
  readonly entry: Entry;
}

/** The keys that the log's first entry names; the checkpoint has to bear every one of them. */
export async function keysOf(read: ReadFile, note: string): Promise<NoteVerifier[]> {
  const { size } = readCheckpointText(readNote(note).text);
  const [first] = await readEntries(read, { index: 0, width: Math.min(TILE_WIDTH, size) });
  const opened = readEntry(first ?? Buffer.alloc(0));
  if (opened.event !== 'log.opened') throw new Error('the first entry does not open the log');
  return opened.data.keys.map(readVkey);
}

/**
 * Reads a book from its second medium as an outsider would: bundles against tiles against the signed
 * checkpoint, every entry in form, every case without a gap.
 *
 * @throws BookBroken naming the rule and the index.
 */
export async function readBook(
  instance: Instance,
  log: 'office' | 'enclave',
): Promise<readonly PlacedEntry[]> {
  const env = instance.environmentOf(`${log}-worker`);
  const of = (name: string): string => env[`${log.toUpperCase()}_BOOK_${name}`] ?? '';
  const second = secondIn(env, log);
  if (!second) throw new Error(`no second medium of the ${log} book`);
  const read: ReadFile = (path) => second.read(path);
  const checkpoint = (await read('checkpoint'))?.toString('utf8') ?? '';
  const entries: PlacedEntry[] = [];
  await verifyTree({
    origin: of('ORIGIN'),
    readFile: read,
    verifiers: await keysOf(read, checkpoint),
    checkpoint,
    onEntry: ({ index, entry }) => {
      entries.push({ index, entry });
    },
  });
  return entries;
}
