import { printCheckpoint } from '../../books/checkpoint.ts';
import { Integrator, type Integration } from '../../books/integrator.ts';
import { EMPTY_ROOT } from '../../books/merkle.ts';
import type { NoteSigner } from '../../books/signed-note.ts';
import { signNote } from '../../books/signed-note.ts';

/** The folder of a log, in memory. */
export class MemoryFiles {
  readonly files = new Map<string, Buffer>();

  readonly read = (path: string): Promise<Buffer | undefined> =>
    Promise.resolve(this.files.get(path));

  write(plan: Integration): void {
    for (const { path, octets } of plan.files) this.files.set(path, octets);
  }

  clear(plan: Integration): void {
    for (const path of plan.obsolete) this.files.delete(path);
  }

  copy(): MemoryFiles {
    const files = new MemoryFiles();
    for (const [path, octets] of this.files) files.files.set(path, octets);
    return files;
  }

  /** Changes one octet of a file. */
  spoil(path: string, at: number): void {
    const octets = this.files.get(path);
    if (octets === undefined) throw new Error(`no file ${path}`);
    const spoilt = Buffer.from(octets);
    spoilt[at] = (spoilt[at] ?? 0) ^ 1;
    this.files.set(path, spoilt);
  }
}

export const ORIGIN = 'ca.example.jp/toroku/office';

/** A log in memory that goes through the steps of an integration as a program would. */
export class MemoryLog {
  readonly folder: MemoryFiles;
  readonly integrator: Integrator;

  private constructor(folder: MemoryFiles, integrator: Integrator) {
    this.folder = folder;
    this.integrator = integrator;
  }

  static async open(folder = new MemoryFiles(), size = 0, root = EMPTY_ROOT): Promise<MemoryLog> {
    const readFile = folder.read;
    return new MemoryLog(folder, await Integrator.resume({ origin: ORIGIN, size, root, readFile }));
  }

  /** Integrates the entries in batches. */
  add(entries: readonly Uint8Array[], batch = entries.length): void {
    for (let at = 0; at < entries.length; at += batch) {
      const plan = this.integrator.integrate(entries.slice(at, at + batch));
      this.folder.write(plan);
      this.integrator.accept(plan);
      this.folder.clear(plan);
    }
  }

  async checkpoint(...signers: readonly NoteSigner[]): Promise<string> {
    return signNote(printCheckpoint(this.integrator), signers);
  }
}
