import type { LogFile, LogFiles } from '../../books/publisher.ts';

/** What the files do from now on: `full` refuses every write, `stuck` never answers one. */
export type FilesMood = 'well' | 'full' | 'stuck';

/** The folder of a log on a medium that can fill up or hang. Reads and removals go on. */
export class FailingFiles implements LogFiles {
  mood: FilesMood = 'well';
  readonly #files: LogFiles;

  constructor(files: LogFiles) {
    this.#files = files;
  }

  read(path: string): Promise<Buffer | undefined> {
    return this.#files.read(path);
  }

  write(files: readonly LogFile[]): Promise<void> {
    if (this.mood === 'full') return Promise.reject(new Error('no space left on device'));
    if (this.mood === 'stuck') return new Promise(() => undefined);
    return this.#files.write(files);
  }

  remove(paths: readonly string[]): Promise<void> {
    return this.#files.remove(paths);
  }
}
