/**
 * Which checkpoints stay for ever. Of those that come to the files, a few a second, the last of each
 * hour is kept, and with it the last of each day in Japan, which is the last of an hour too. Whoever has
 * one cosigned, anchored or stamped keeps it under the same name.
 */

import { readCheckpointText } from './checkpoint.ts';
import { keptCheckpointPath } from './cosignature.ts';
import { readNote } from './signed-note.ts';
import type { LogFiles } from './tail.ts';

const HOUR_MS = 3_600_000;

/** Keeps a checkpoint that is not kept yet: one that is may have been cosigned since. */
async function keepIn(files: LogFiles, note: string): Promise<void> {
  const path = keptCheckpointPath(readCheckpointText(readNote(note).text).size);
  if ((await files.read(path)) !== undefined) return;
  await files.write([{ path, octets: Buffer.from(note) }]);
}

/** What is kept of a log, on both of its media. */
export class CheckpointKeeper {
  readonly #media: readonly LogFiles[];
  #newest: { readonly note: string; readonly hour: number } | undefined;
  /** Notes that are to be kept and are not yet. */
  #due: string[] = [];

  constructor(...media: readonly LogFiles[]) {
    this.#media = media;
  }

  /**
   * Takes the newest checkpoint, and keeps the one before it if that turned out to be the last of its
   * hour. One that cannot be written is written with the next.
   */
  async take(note: string, nowMs: number): Promise<void> {
    const hour = Math.floor(nowMs / HOUR_MS);
    if (this.#newest && this.#newest.hour !== hour) this.#due.push(this.#newest.note);
    this.#newest = { note, hour };
    await this.#keepDue();
  }

  /** Keeps a checkpoint whatever its hour: a start does not know how old the one is that it finds. */
  async keep(note: string): Promise<void> {
    this.#due.push(note);
    await this.#keepDue();
  }

  async #keepDue(): Promise<void> {
    for (const note of this.#due) for (const files of this.#media) await keepIn(files, note);
    this.#due = [];
  }
}
