import { readCheckpointText } from '../../../books/checkpoint.ts';
import type { Entry, LogName } from '../../../books/entry.ts';
import { exportLog } from '../../../books/export/export-log.ts';
import { HASH_OCTETS } from '../../../books/merkle.ts';
import { readNote } from '../../../books/signed-note.ts';
import type { ReadFile } from '../../../books/tile-reader.ts';
import {
  TILE_WIDTH,
  encodeBundle,
  hashesAtLevel,
  readBundle,
  readTilePath,
  tilePath,
} from '../../../books/tiles.ts';
import { WantedFiles } from '../../export/wanted-files.ts';
import type { ExportInMemory } from './export-in-memory.ts';
import type { Mutated } from './mutations.ts';
import type { Random } from './random.ts';

const LOGS = ['office', 'enclave'] as const;

const FOLDERS = ['facts', 'findings', 'rule-sets', 'governance', 'policies', 'profiles'];

const sizeOf = (note: Buffer): number =>
  readCheckpointText(readNote(note.toString('utf8')).text).size;

/**
 * Cuts a log back to an older checkpoint that was really signed, with tiles, proofs, documents and
 * manifest to match: what an operator would hand out who wants the last entries forgotten. Only somebody
 * who has seen a newer checkpoint can tell.
 */
export async function rollBack(
  folder: ExportInMemory,
  random: Random,
): Promise<Mutated | undefined> {
  const log = random.of(LOGS);
  const kept = [...folder.files.keys()].filter((path) => path.startsWith(`${log}/checkpoints/`));
  const older = kept.filter(
    (path) => sizeOf(folder.of(path)) < sizeOf(folder.of(`${log}/checkpoint`)),
  );
  if (older.length === 0) return undefined;
  const note = folder.of(random.of(older)).toString('utf8');
  const before = folder.copy();
  for (const path of folder.files.keys()) {
    if (isOf(log, path, sizeOf(Buffer.from(note)))) folder.files.delete(path);
  }
  const wanted = new WantedFiles();
  const standing = [];
  for (const each of LOGS) {
    standing.push(
      await exportLog(
        {
          log: each,
          readFile: narrowed(before, each),
          checkpoint: each === log ? note : before.of(`${each}/checkpoint`).toString('utf8'),
          withProofs: true,
          onEntry: (entry: Entry) => wanted.take(entry),
          onProgress: () => undefined,
        },
        folder,
      ),
    );
  }
  for (const path of folder.files.keys()) {
    const [kind = '', name = ''] = path.split('/');
    const isWanted = wanted.claim(kind, name.replace('.json', ''));
    if (FOLDERS.includes(kind) && !isWanted) folder.files.delete(path);
  }
  folder.relist({ logs: standing.toSorted((a, b) => (a.origin < b.origin ? -1 : 1)) });
  return { what: `${log} rolled back to ${sizeOf(Buffer.from(note))}`, isBound: false };
}

/** Reads tiles of an export as they were when the log was shorter. */
const narrowed =
  (folder: ExportInMemory, log: LogName): ReadFile =>
  async (path) => {
    const tile = readTilePath(path);
    if (!tile || folder.files.has(`${log}/${path}`)) return folder.read(`${log}/${path}`);
    const count = sizeOf(folder.of(`${log}/checkpoint`));
    const all = tile.level === 'entries' ? count : hashesAtLevel(tile.level, count);
    const width = Math.min(TILE_WIDTH, all - tile.index * TILE_WIDTH);
    const octets = folder.of(`${log}/${tilePath({ ...tile, width })}`);
    if (tile.level !== 'entries') return octets.subarray(0, tile.width * HASH_OCTETS);
    return encodeBundle(readBundle(octets, width).slice(0, tile.width));
  };

/** Files of the log that its older self does not have in the same form. */
function isOf(log: LogName, path: string, size: number): boolean {
  if (path.startsWith(`${log}/tile/`)) return true;
  const kept = new RegExp(`^${log}/checkpoints/(\\d{12})`).exec(path)?.[1];
  return kept === undefined ? path.includes(`/${log}-`) : Number(kept) > size;
}
