import type { OfficeDatabase } from '../office-database.ts';
import type { CaseRow } from './case-file.ts';

/** SHA-256 of the application text of the present edition; undefined where the database has lost it. */
export async function newestTextOf(
  { $client }: OfficeDatabase,
  { id, edition }: Pick<CaseRow, 'id' | 'edition'>,
): Promise<string | undefined> {
  const { rows } = await $client.query<{ sha256: string }>({
    name: 'newest-text',
    text: `select text_sha256 as sha256 from application_texts
           where application_id = $1 and edition = $2 and used_by = $1`,
    values: [id, edition],
  });
  return rows[0]?.sha256;
}
