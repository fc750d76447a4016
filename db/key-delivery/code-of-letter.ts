import type { CodeRow } from '../decision/case-file.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** The code that a letter carries, also one that is no longer the newest of its case; undefined if there is none. */
export async function codeOfLetter(
  { $client }: OfficeDatabase,
  dispatchId: string,
): Promise<CodeRow | undefined> {
  const { rows } = await $client.query<{ code: CodeRow }>({
    name: 'code-of-letter',
    text: 'select to_jsonb(c) as code from delivery_codes c where dispatch_id = $1',
    values: [dispatchId],
  });
  return rows[0]?.code;
}

/** Persons who proposed or sealed a lot of letters. */
export async function sealersOfLot({ $client }: OfficeDatabase, lotId: string): Promise<string[]> {
  const { rows } = await $client.query<{ person: string }>({
    name: 'sealers-of-lot',
    text: `select distinct o.person from dispatch_lots l
           join officers o on o.id in (l.proposed_by, l.sealed_by) where l.id = $1`,
    values: [lotId],
  });
  return rows.map(({ person }) => person);
}
