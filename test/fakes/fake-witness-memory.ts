import type { WitnessMemory } from '../../books/witness.ts';
import { diskFull } from './failing-files.ts';

/** What a witness remembers, on a medium that can be slow or full, or lose its process. */
export class FakeWitnessMemory implements WitnessMemory {
  readonly #notes = new Map<string, string>();
  isSlow = false;
  isFull = false;
  /** The process is gone once the note is kept. */
  diesAfterWrite = false;

  async read(origin: string): Promise<string | undefined> {
    const note = this.#notes.get(origin);
    if (this.isSlow) await new Promise((resolve) => setTimeout(resolve, 5));
    return note;
  }

  async write(origin: string, note: string): Promise<void> {
    if (this.isSlow) await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.isFull) diskFull();
    this.#notes.set(origin, note);
    if (this.diesAfterWrite) throw new Error('killed');
  }
}
