import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance } from '../instance/options.ts';
import { readBook, type PlacedEntry } from './verify-books.ts';

/** What became of applications. */
export interface Outcomes {
  /** Applications with a certificate that office and room both hold. */
  readonly issued: number;
  /** Applications without one. */
  readonly lost: number;
  /** Certificates beyond the first of an order, in either database or either book. */
  readonly duplicate: number;
  /** Certificates that no earlier intent of the proven book stands behind. */
  readonly withoutIntent: number;
}

interface Stored {
  readonly caseId: string;
  readonly serial: string;
  readonly sha256: string;
}

async function rows(url: string, query: string): Promise<Stored[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Stored>(query)).rows;
  } finally {
    await client.end();
  }
}

/** The books are integrated every 100 ms; this waits for the last entries. */
const INTEGRATION_MS = 1_500;

/** Counts by both databases and by both books, read and proven from their second media. */
export async function countOutcomes(
  instance: Instance,
  applied: readonly string[],
): Promise<Outcomes> {
  await sleep(INTEGRATION_MS);
  const office = await rows(
    instance.databaseUrl('toroku_office'),
    `select case_id as "caseId", serial_number as serial, certificate_sha256 as sha256
     from orders where serial_number is not null`,
  );
  const room = await rows(
    instance.databaseUrl('toroku_enclave'),
    `select application_id as "caseId", serial_number as serial, certificate_sha256 as sha256
     from issuances where completed_at is not null`,
  );
  const enclaveBook = await readBook(instance, 'enclave');
  const officeBook = await readBook(instance, 'office');
  const completed = enclaveBook.filter(({ entry }) => entry.event === 'issuance.completed');
  const received = officeBook.filter(({ entry }) => entry.event === 'certificate.received');
  const issued = applied.filter((id) => holds(office, id) && holds(room, id));
  return {
    issued: issued.length,
    lost: applied.length - issued.length,
    duplicate: surplus(office) + surplus(room) + repeats(completed) + repeats(received),
    withoutIntent: completed.filter((c) => !isIntended(enclaveBook, c)).length,
  };
}

const holds = (stored: readonly Stored[], id: string): boolean =>
  stored.some((row) => row.caseId === id);

/** One order an application here: what is more than one a case is too many. */
const surplus = (stored: readonly Stored[]): number =>
  stored.length - new Set(stored.map((row) => row.caseId)).size;

const repeats = (entries: readonly PlacedEntry[]): number =>
  entries.length - new Set(entries.map(({ entry }) => entry.case)).size;

/** An intent for the same order, serial and TBS stands before it. */
function isIntended(book: readonly PlacedEntry[], { index, entry }: PlacedEntry): boolean {
  if (entry.event !== 'issuance.completed') return false;
  const { order, serialNumber, tbsSha256 } = entry.data;
  return book.some(
    ({ index: place, entry: other }) =>
      place < index &&
      other.event === 'issuance.intended' &&
      other.data.order === order &&
      other.data.serialNumber === serialNumber &&
      other.data.tbsSha256 === tbsSha256,
  );
}
