import type pg from 'pg';
import type { EntryInputOf } from '../../books/entry.ts';

/**
 * Puts a key that was reported back into a register of refused keys, in either database. Of a list the book has the hash
 * alone: whoever has the list adds it again.
 *
 * @returns whether the rows are there again.
 */
export async function rebuildRefusedKey(
  client: pg.ClientBase,
  { at, data }: EntryInputOf<'refusedKeys.added'>,
): Promise<boolean> {
  if (data.spkiSha256 === undefined) return false;
  await client.query(
    `insert into refused_keys (fingerprint, basis, added_at) values ($1, $2, $3)
     on conflict do nothing`,
    [data.spkiSha256, data.basis, at],
  );
  return true;
}
