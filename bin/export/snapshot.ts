import { setTimeout as sleep } from 'node:timers/promises';
import { readCheckpointText } from '../../books/checkpoint.ts';
import { readEntry, type Entry, type LogName } from '../../books/entry.ts';
import { readNote } from '../../books/signed-note.ts';
import { readEntries, type ReadFile } from '../../books/tile-reader.ts';
import { TILE_WIDTH } from '../../books/tiles.ts';
import { ExportRefused } from './folder-sink.ts';

/** Where a log lies: a folder, or its second medium. */
export interface LogFolder {
  read(path: string): Promise<Buffer | undefined>;
  /** Names of the files in a folder, in their order; none for a folder that is not there. */
  list(folder: string): Promise<string[]>;
}

/** A log at one checkpoint, in its folder. */
export interface LogSnapshot {
  readonly log: LogName;
  readonly readFile: ReadFile;
  readonly checkpoint: string;
  readonly kept: readonly string[];
  /** Names of time stamps beside the log. */
  readonly stamps: readonly string[];
}

/** Published entries are in the tiles within this time, in milliseconds. */
const SETTLED_MS = 1_000;

/** Tries to find both logs at a moment when neither speaks of what the other has not yet. */
const TRIES = 5;

async function snapshotOf(log: LogName, files: LogFolder): Promise<LogSnapshot> {
  const checkpoint = await files.read('checkpoint');
  if (!checkpoint) throw new ExportRefused(`no checkpoint of the log ${log} is there`);
  const kept: string[] = [];
  for (const name of await namesIn(files, 'checkpoints', /^\d{12}\.txt$/)) {
    kept.push(String(await files.read(`checkpoints/${name}`)));
  }
  const stamps = await namesIn(files, 'timestamps', /^\w+-\d+\.tsr$/);
  const readFile: ReadFile = (path) => files.read(path);
  return { log, readFile, checkpoint: checkpoint.toString('utf8'), kept, stamps };
}

const namesIn = async (files: LogFolder, folder: string, pattern: RegExp): Promise<string[]> =>
  (await files.list(folder)).filter((name) => pattern.test(name));

/** Size of the log under a note. */
export const sizeOf = (note: string): number => readCheckpointText(readNote(note).text).size;

/** Entries of a log from an index up to the size of its checkpoint. */
async function* entriesFrom(snapshot: LogSnapshot, from: number): AsyncGenerator<Entry> {
  const size = sizeOf(snapshot.checkpoint);
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < size; index += 1) {
    const first = index * TILE_WIDTH;
    const width = Math.min(TILE_WIDTH, size - first);
    const bundle = await readEntries(snapshot.readFile, { index, width });
    for (const octets of bundle.slice(Math.max(0, from - first))) yield readEntry(octets);
  }
}

/**
 * The logs, each at a checkpoint, so that they fit: what the office received the room has completed, and
 * no anchor in the room's log names an office's log longer than ours. The office's checkpoint is read
 * first, the room's once everything it had published by then is in its tiles.
 */
export async function takeSnapshot(
  folders: Readonly<Partial<Record<LogName, LogFolder>>>,
): Promise<LogSnapshot[]> {
  const { office: officeFolder, enclave: enclaveFolder } = folders;
  if (officeFolder === undefined || enclaveFolder === undefined) {
    const only = Object.entries(folders) as [LogName, LogFolder][];
    return Promise.all(only.map(([log, folder]) => snapshotOf(log, folder)));
  }
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await snapshotOf('enclave', enclaveFolder);
    const office = await snapshotOf('office', officeFolder);
    await sleep(SETTLED_MS);
    const enclave = await snapshotOf('enclave', enclaveFolder);
    if (!(await anchorsBeyond(enclave, { from: sizeOf(before.checkpoint), office }))) {
      return [enclave, office];
    }
  }
  throw new ExportRefused('the logs anchor each other all the time: try again');
}

async function anchorsBeyond(
  enclave: LogSnapshot,
  { from, office }: { readonly from: number; readonly office: LogSnapshot },
): Promise<boolean> {
  const size = sizeOf(office.checkpoint);
  for await (const entry of entriesFrom(enclave, from)) {
    if (entry.event === 'anchor.recorded' && entry.data.size > size) return true;
  }
  return false;
}
