import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDomainError } from '../domain/errors.ts';
import { publishManifest, type PublishedFolder } from './publish-manifest.ts';

/** What a renewal needs beside the folder. */
export interface RenewalOptions {
  readonly folder: PublishedFolder;
  /** Puts files there first, if any are due. */
  readonly publish?: () => Promise<void>;
  /** Told by the kind of failure alone, each time it is another. */
  readonly report: (what: string) => void;
  readonly intervalMs: number;
}

/** A note this old is made anew though nothing has changed: its age says that somebody still looks after the folder. */
const RENEW_MS = 6 * 3_600_000;

/**
 * Looks again and again whether what is published has changed, and signs for it. A folder whose kept files are not as they
 * were is told of and not signed for; nothing else stops because of it.
 */
export function startManifestRenewal(options: RenewalOptions): { stop(): Promise<void> } {
  const { folder, publish, report, intervalMs } = options;
  let signed = { state: '', at: 0 };
  let told = '';
  let isStopped = false;
  const look = async (): Promise<void> => {
    await publish?.();
    const state = stateOf(folder.dir);
    if (state === signed.state && Date.now() - signed.at < RENEW_MS) return;
    await publishManifest(folder, new Date());
    signed = { state: stateOf(folder.dir), at: Date.now() };
    // A file that came while it was signed is in the next one.
    if (signed.state !== state) signed = { ...signed, state: '' };
    told = '';
  };
  const tell = (error: unknown): void => {
    const what = isDomainError(error) ? `${error.type}: ${error.message}` : nameOf(error);
    if (what !== told) report(what);
    told = what;
  };
  let running = Promise.resolve();
  const begin = (): void => {
    running = look()
      .catch(tell)
      .finally(() => {
        if (!isStopped) timer = setTimeout(begin, intervalMs);
      });
  };
  let timer = setTimeout(begin, 0);
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** Folders that change with every OCSP answer, or by the signing itself. */
const PASSED_OVER = ['ocsp', 'manifests'];

/** Times of all folders: a file that is renamed into one gives it another. */
function stateOf(dir: string): string {
  const below = (name: string): string[] => {
    const entries = readdirSync(join(dir, name), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const wanted = name === '' ? folders.filter((each) => !PASSED_OVER.includes(each)) : folders;
    const own = name === '' ? topFiles(dir, entries) : statSync(join(dir, name)).mtimeMs;
    return [`${name} ${own}`, ...wanted.flatMap((each) => below(join(name, each)))];
  };
  return below('').join('\n');
}

/** The top changes with `manifests/`; what people put there is looked at itself. */
const topFiles = (
  dir: string,
  entries: readonly { name: string; isFile: () => boolean }[],
): string =>
  entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => `${name} ${statSync(join(dir, name)).mtimeMs}`)
    .join();
