import type { LogFile, LogFiles } from '../../books/publisher.ts';

/** The folder of a log on a medium that can be slow, fill up or hang. Reads and removals go on. */
export class FailingFiles implements LogFiles {
  /** Called before each write, which waits for it and fails as it does. */
  beforeWrite: (files: readonly LogFile[]) => Promise<void> | void = () => undefined;
  readonly #files: LogFiles;

  constructor(files: LogFiles) {
    this.#files = files;
  }

  read(path: string): Promise<Buffer | undefined> {
    return this.#files.read(path);
  }

  async write(files: readonly LogFile[]): Promise<void> {
    await this.beforeWrite(files);
    await this.#files.write(files);
  }

  async append(path: string, octets: Uint8Array): Promise<void> {
    await this.beforeWrite([{ path, octets }]);
    await this.#files.append(path, octets);
  }

  remove(paths: readonly string[]): Promise<void> {
    return this.#files.remove(paths);
  }
}

/** What a full disk answers. */
export const diskFull = (): never => {
  throw new Error('ENOSPC: no space left on device');
};
