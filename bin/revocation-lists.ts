import { fetchRevocationList } from '../adapters/jlis/jlis-client.ts';
import type { RevocationLists } from '../activities/identity/revocation-lists.ts';
import { governanceRegister } from '../db/governance/register.ts';
import type { OfficeDatabase } from '../db/office-database.ts';

/** What lists are fetched with. */
export interface ListFetchingOptions {
  readonly db: OfficeDatabase;
  readonly lists: RevocationLists;
  /** One for each CA whose lists the agreement gives. */
  readonly urls: readonly string[];
  /** Between two fetches of a list: J-LIS changes its file once a day. */
  readonly periodMs: number;
  /** How often one looks whether a list is due. */
  readonly intervalMs: number;
}

/** A list that could not be had is tried again no sooner. */
const RETRY_MS = 10 * 60_000;

/**
 * Loads the lists that were kept, and fetches each anew when it is due, while the agreement gives lists (`jlisService`).
 * Without one nothing fails: the answer by OCSP stands by itself, and a list out of force is not looked in.
 */
export function startListFetching(options: ListFetchingOptions): { stop(): Promise<void> } {
  const { db, lists, urls, periodMs, intervalMs } = options;
  const dueAt = new Map<string, number>();
  let isLoaded = false;
  const stopping = new AbortController();
  let looking: Promise<void> = Promise.resolve();

  const fetchOne = async (url: string): Promise<void> => {
    dueAt.set(url, Date.now() + Math.min(RETRY_MS, periodMs));
    const outcome = await fetchRevocationList(url, stopping.signal);
    const taken = outcome.answer && (await lists.receive(outcome.answer, new Date()));
    if (taken && 'isNew' in taken) dueAt.set(url, Date.now() + periodMs);
    else if (!stopping.signal.aborted) tell(taken ? taken.refused : (outcome.none ?? 'empty'));
  };
  const look = async (): Promise<void> => {
    const now = new Date();
    if (!(await governanceRegister(db)).jlisService(now).revocationLists) return;
    if (!isLoaded) await lists.load(now);
    isLoaded = true;
    for (const url of urls) {
      if (!stopping.signal.aborted && (dueAt.get(url) ?? 0) <= Date.now()) await fetchOne(url);
    }
  };
  const begin = (): void => {
    looking = look()
      .catch((error: unknown) => tell(error instanceof Error ? error.name : 'unknown'))
      .finally(() => {
        if (!stopping.signal.aborted) timer = setTimeout(begin, intervalMs);
      });
  };
  let timer = setTimeout(begin, 0);
  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await looking;
    },
  };
}

/** Names and codes alone: a message of a library can carry what it was given. */
function tell(what: string): void {
  console.error(`office-worker: revocation list of J-LIS: ${what}`);
}
