import type { OfficeDatabase } from '../office-database.ts';

/**
 * Of letters, by their hash, those that nobody needs any more: printed, or with a code that has ended, in no lot or in one that
 * is closed. What an open lot holds stays, because its file is built of all its letters.
 */
export async function lettersOver(
  { $client }: Pick<OfficeDatabase, '$client'>,
  hashes: readonly string[],
): Promise<string[]> {
  const { rows } = await $client.query<{ sha256: string }>({
    name: 'letters-over',
    text: `select c.ciphertext_sha256 as sha256 from delivery_codes c
           left join dispatch_lots l on l.id = c.lot_id
           where c.ciphertext_sha256 = any($1) and (c.printed_at is not null
             or (c.state in ('lapsed','redeemed','voided') and (l.id is null or l.closed_at is not null)))`,
    values: [hashes],
  });
  return rows.map(({ sha256 }) => sha256);
}
