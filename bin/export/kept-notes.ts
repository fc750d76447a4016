import { keptCheckpointPath, mergeNotes } from '../../books/cosignature.ts';
import type { Entry, LogName } from '../../books/entry.ts';
import type { ExportSink } from '../../books/export/export-log.ts';
import { sizeOf, type LogSnapshot } from './snapshot.ts';

/**
 * The checkpoints of each log that stay for ever: those in its folder, with every line that an entry has
 * of them. A cosignature that stands in a book is in the folder, whatever became of the file.
 */
export class KeptNotes {
  readonly #logs: ReadonlyMap<
    LogName,
    { readonly size: number; readonly notes: Map<number, string> }
  >;

  constructor(snapshots: readonly LogSnapshot[]) {
    this.#logs = new Map(
      snapshots.map(({ log, checkpoint }) => [
        log,
        { size: sizeOf(checkpoint), notes: new Map<number, string>() },
      ]),
    );
    for (const { log, kept } of snapshots) for (const note of kept) this.#add(log, note);
  }

  take(log: LogName, entry: Entry): void {
    if (entry.event === 'witness.cosigned') this.#add(log, entry.data.note);
    if (entry.event !== 'anchor.recorded') return;
    this.#add(log === 'office' ? 'enclave' : 'office', entry.data.note);
  }

  /** Writes those that the exported log reaches. */
  async write(sink: ExportSink): Promise<void> {
    for (const [log, { notes }] of this.#logs) {
      for (const [size, note] of notes) {
        await sink.write(`${log}/${keptCheckpointPath(size)}`, Buffer.from(note));
      }
    }
  }

  #add(log: LogName, note: string): void {
    const found = this.#logs.get(log);
    const size = sizeOf(note);
    if (!found || size > found.size) return;
    const known = found.notes.get(size);
    found.notes.set(size, known === undefined ? note : mergeNotes(known, note));
  }
}
