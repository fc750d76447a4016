import type { LogFile, LogFiles } from '../../books/publisher.ts';

/** The folder of a log in memory. It fails before a chosen file, or in the middle of adding to one. */
export class MemoryFiles implements LogFiles {
  readonly files = new Map<string, Buffer>();
  /** Start of the paths whose writing fails. */
  failsAt: string | undefined;
  /** Octets of the next addition that come to stand before it fails. */
  tearsAfter: number | undefined;

  async read(path: string): Promise<Buffer | undefined> {
    return this.files.get(path);
  }

  async write(files: readonly LogFile[]): Promise<void> {
    for (const { path, octets } of files) {
      this.#failAt(path);
      this.files.set(path, Buffer.from(octets));
    }
  }

  async append(path: string, octets: Uint8Array): Promise<void> {
    this.#failAt(path);
    const before = this.files.get(path) ?? Buffer.alloc(0);
    this.files.set(path, Buffer.concat([before, octets.subarray(0, this.tearsAfter)]));
    if (this.tearsAfter !== undefined) throw new Error('disk full');
  }

  async remove(paths: readonly string[]): Promise<void> {
    for (const path of paths) this.files.delete(path);
  }

  #failAt(path: string): void {
    if (this.failsAt !== undefined && path.startsWith(this.failsAt)) throw new Error('disk gone');
  }
}
