import { readTip } from '../books/tip.ts';
import type { ReadFile } from '../books/tile-reader.ts';
import { isDatabaseAway } from '../db/application/database-failures.ts';
import type { OfficeDatabase } from '../db/office-database.ts';
import { isDomainError, type DomainError } from '../domain/errors.ts';

/** What a program watches, and what it does when the database is behind the book. */
export interface BookWatchOptions {
  readonly program: string;
  readonly db: OfficeDatabase;
  /** Folders in which the office book is published: none of them goes back in time with the database. */
  readonly files: readonly ReadFile[];
  /** Called each time it is found behind, after it was said. */
  readonly onBehind?: (error: DomainError) => void;
}

/** A watch that has looked once. */
export interface BookWatch {
  readonly stop: () => void;
}

/** How old the knowledge of a program may be, and how long a restore goes unnoticed while nothing is written. */
const LOOK_EVERY_MS = 500;

/**
 * Keeps a program's knowledge of the office book: at the start and twice a second it reads which entry is
 * the last under a checkpoint, and looks whether the database has it. Returns after the first look, so that
 * a program that starts on an old database never writes into it.
 */
export async function watchBook(options: BookWatchOptions): Promise<BookWatch> {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const said = { isBehind: false };
  const round = async (): Promise<void> => {
    await lookOnce(options, said);
    if (!isStopped) timer = setTimeout(() => void round(), LOOK_EVERY_MS).unref();
  };
  await round();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** A statement may have found it first: what was said is the watch's own to remember. */
async function lookOnce(
  { program, db, files, onBehind }: BookWatchOptions,
  said: { isBehind: boolean },
): Promise<void> {
  const { fence } = db;
  // Files that are just being written are read the next time.
  for (const read of files) fence.observe(await readTip(read).catch(() => undefined));
  try {
    await fence.assertHolds(db.$client);
    if (said.isBehind) console.error(`${program}: the database has the book again`);
    said.isBehind = false;
  } catch (error) {
    // A database that is away says nothing about the book; one that refuses the question would hide it.
    if (isDatabaseAway(error)) return;
    if (!isDomainError(error, 'BooksBehind')) throw error;
    if (!said.isBehind) console.error(`${program}: ${behindLine('office', error)}`);
    said.isBehind = true;
    onBehind?.(error);
  }
}

/** What a program says when it stops writing, with what to do about it. */
export const behindLine = (book: 'office' | 'enclave', { type, message }: DomainError): string =>
  `${type}: ${message}; nothing is written any more: toroku recover --book ${book}`;
