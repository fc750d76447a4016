import type pg from 'pg';
import type { AnchoredBook, HeldBook } from '../../books/cosignature-record.ts';
import { readEntry, type Run } from '../../books/entry.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomBook } from '../book/room-book.ts';

/** What holding the room's book for entries about checkpoints needs. */
export interface RoomBookHolder {
  readonly pool: Pick<pg.Pool, 'query'>;
  readonly book: Pick<RoomBook, 'write'>;
  /** The workflow run that entries are written from. */
  readonly runOf: () => Run | undefined;
}

const heldBy = ({ pool, book, runOf }: RoomBookHolder): HeldBook => ({
  newest: async (event, count) => {
    const { rows } = await pool.query<{ octets: Buffer }>(
      'select octets from book_entries where event = $1 order by log_index desc limit $2',
      [event, count],
    );
    return rows.map(({ octets }) => readEntry(octets));
  },
  write: async (entry) => {
    const run = runOf();
    await book.write({ entries: [{ ...entry, id: newEntryId(), ...(run && { run }) }] });
  },
});

/**
 * Holds the room's book for entries about checkpoints: one act after the other. The room has one process
 * with the pen, so nothing else is needed; each entry stands by itself, and the next call finds it.
 */
export function roomBookHolder(holder: RoomBookHolder): AnchoredBook['hold'] {
  const held = heldBy(holder);
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const mine = last.then(
      () => act(held),
      () => act(held),
    );
    last = mine;
    return mine;
  };
}
