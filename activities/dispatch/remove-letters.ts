import { lettersOver } from '../../db/key-delivery/letters-over.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';

/** The letters folder, as far as letters are taken out of it. */
export interface KeptLetters {
  /** Hashes of the letters that are there. */
  list(): Promise<string[]>;
  remove(sha256: string): Promise<void>;
}

/** Hashes asked about in one query. */
const AT_ONCE = 5_000;

/**
 * Deletes letters that outlived what they carried: name, address and code of somebody, for whoever has the vendor's key.
 * May be repeated; a crash leaves some for the next look.
 */
export async function removeLettersOver({
  db,
  kept,
}: {
  readonly db: Pick<OfficeDatabase, '$client'>;
  readonly kept: KeptLetters;
}): Promise<void> {
  const all = await kept.list();
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const over = await lettersOver(db, all.slice(at, at + AT_ONCE));
    for (const sha256 of over) await kept.remove(sha256);
  }
}
