import type { OfficeDatabase } from '../office-database.ts';

/**
 * Encrypted letters of a case that nobody will print: their codes ended before a lot with them was sealed. Of a sealed lot
 * the vendor's file is made of them until their print is confirmed.
 *
 * @returns their hashes
 */
export async function endedLetters(
  { $client }: OfficeDatabase,
  caseId: string,
): Promise<readonly string[]> {
  const { rows } = await $client.query<{ sha256: string }>({
    name: 'ended-letters',
    text: `select c.ciphertext_sha256 as sha256 from delivery_codes c
      left join dispatch_lots l on l.id = c.lot_id
      where c.case_id = $1 and c.state in ('lapsed', 'voided') and c.printed_at is null
        and l.sealed_at is null`,
    values: [caseId],
  });
  return rows.map(({ sha256 }) => sha256);
}
