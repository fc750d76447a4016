import type pg from 'pg';
import type { MediumEntry } from '../../books/medium.ts';
import { contradiction } from './restored.ts';

interface StoredEntry {
  readonly id: string;
  readonly index: string | null;
  readonly octets: Buffer;
}

/**
 * Holds a batch of the second medium against the database, and gives back their place to entries that a
 * backup has from before they were integrated.
 *
 * @returns the entries that the database has not at all.
 * @throws DomainError `AuditChainBroken` if it has another entry in a place, or an entry in another place.
 */
export async function compareEntries(
  client: pg.ClientBase,
  batch: readonly MediumEntry[],
): Promise<{ missing: MediumEntry[]; placed: number }> {
  const { rows } = await client.query<StoredEntry>(
    `select e.id, p.log_index as index, e.octets
     from book_entries e left join book_places p on p.entry_id = e.id
     where e.id in (select entry_id from book_places where log_index between $1 and $2
       union all select unnest($3::uuid[]))`,
    [batch[0]?.index, batch.at(-1)?.index, batch.map(({ entry }) => entry.id)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byIndex = new Map(rows.map((row) => [row.index === null ? -1 : Number(row.index), row]));
  const missing: MediumEntry[] = [];
  let placed = 0;
  for (const each of batch) {
    const { index, entry, octets } = each;
    const known = byIndex.get(index) ?? byId.get(entry.id);
    if (known === undefined) {
      missing.push(each);
      continue;
    }
    const isThere = known.index === null || Number(known.index) === index;
    if (!isThere || !known.octets.equals(octets)) {
      throw contradiction(`entry ${index} is another in the database`);
    }
    if (known.index !== null) continue;
    await placeEntry(client, index, entry.id);
    placed += 1;
  }
  return { missing, placed };
}

async function placeEntry(client: pg.ClientBase, index: number, id: string): Promise<void> {
  await client.query('insert into book_places (log_index, entry_id) values ($1, $2)', [index, id]);
}

/** Puts an entry back, and counts it in its case: `seq` rises by one in a book that is proven. */
export async function insertEntry(
  client: pg.ClientBase,
  { index, entry, octets }: MediumEntry,
): Promise<void> {
  await client.query(
    `insert into book_entries (id, event, items, case_id, seq, at, octets)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [entry.id, entry.event, entry.items, entry.case ?? null, entry.seq ?? null, entry.at, octets],
  );
  await placeEntry(client, index, entry.id);
  if (entry.case === undefined) return;
  await client.query(
    `insert into case_sequences as s (case_id, last_seq) values ($1, $2)
     on conflict (case_id) do update set last_seq = greatest(s.last_seq, excluded.last_seq)`,
    [entry.case, entry.seq],
  );
}

/**
 * Looks for entries that were written into the older database: they stand behind a gap, or have the
 * number of a restored one. Which of two acts happened is not for a program to say.
 */
export async function requireNoRivals(client: pg.ClientBase, size: number): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select a.id from book_entries a left join book_places p on p.entry_id = a.id
     where p.log_index >= $1 or (p.log_index is null and exists (
       select 1 from book_entries b where b.case_id = a.case_id and b.seq = a.seq and b.id <> a.id))
     order by a.ordinal limit 20`,
    [size],
  );
  if (rows.length === 0) return;
  throw contradiction(`written after the restore: ${rows.map(({ id }) => id).join(' ')}`);
}
