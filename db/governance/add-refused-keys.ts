import { sql } from 'drizzle-orm';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** Keys that nobody may certify from now on. */
export interface RefusedKeysAddition {
  readonly basis: 'list' | 'reported';
  readonly fingerprints: readonly string[];
  /** SHA-256 of the octets that named them. */
  readonly listSha256: string;
  /** Of a report about one key, so that the row follows from the book. */
  readonly spkiSha256?: string | undefined;
}

/**
 * Adds keys to the office's register of refused keys, with the entry. It takes effect at once, and nothing takes a key
 * back out. Safe to run again: what is there stays as it is, and the book has every time of it.
 *
 * A crash before the commit leaves nothing; there is no step after it.
 */
export async function addRefusedKeys(
  db: OfficeDatabase,
  { basis, fingerprints, listSha256, spkiSha256 }: RefusedKeysAddition,
  { operator, at }: { readonly operator: string; readonly at: Date },
): Promise<void> {
  await db.transaction(async (tx) => {
    // One parameter however long the list is: a list of values has at most 65,535.
    const listed = sql`${sql.param(fingerprints)}::text[]`;
    await tx.execute(sql`insert into refused_keys (fingerprint, basis, added_at)
      select unnest(${listed}), ${basis}, ${at.toISOString()}::timestamptz on conflict do nothing`);
    await writeEntry(tx, {
      event: 'refusedKeys.added',
      items: ['3ロ'],
      at: at.toISOString(),
      actor: { kind: 'officer', id: operator, role: 'operator', terminal: 'office-worker' },
      data: {
        basis,
        keys: fingerprints.length,
        listSha256,
        ...(spkiSha256 === undefined ? {} : { spkiSha256 }),
      },
    });
  });
}
