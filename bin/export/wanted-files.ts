import type { Entry } from '../../books/entry.ts';
import { filesNamedBy } from '../../books/verify/documents.ts';

/** Files beside the logs that exported entries name: these and no others go into the folder. */
export class WantedFiles {
  /** By folder and hash. */
  readonly #wanted = new Set<string>();

  take(entry: Entry): void {
    const data: Readonly<Record<string, unknown>> = { ...entry.data };
    for (const { folders, sha256 } of filesNamedBy({ event: entry.event, data })) {
      for (const folder of folders) this.#wanted.add(`${folder}/${sha256}`);
    }
  }

  /** True the first time that a wanted file is offered. */
  claim(folder: string, sha256: string): boolean {
    return this.#wanted.delete(`${folder}/${sha256}`);
  }
}
