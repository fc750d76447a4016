import { newEntryId } from '../book/entry-id.ts';
import type { RoomBook } from '../book/room-book.ts';
import type { RefusedKeyRows } from '../book/room-store.ts';

/** Keys that nobody may certify from now on, and who brings them into the room. */
export interface RoomRefusedKeysAddition extends Omit<RefusedKeyRows, 'addedAt'> {
  /** SHA-256 of the octets that named them. */
  readonly listSha256: string;
  /** Of a report about one key, so that the row follows from the book. */
  readonly spkiSha256?: string | undefined;
  readonly custodian: string;
  readonly terminal: string;
}

/**
 * Adds keys to the room's own register of refused keys, in the transaction of the entry. The gate looks there for every
 * order; nothing takes a key back out, so one custodian is enough, as for a stop. Safe to run again: what is there stays
 * as it is, and the book has every time of it.
 *
 * A crash before the commit leaves nothing; after it, an entry that the next start of the room publishes.
 */
export async function addRefusedKeysInRoom(
  book: Pick<RoomBook, 'write'>,
  addition: RoomRefusedKeysAddition,
  at: Date,
): Promise<void> {
  const { basis, fingerprints, listSha256, spkiSha256, custodian, terminal } = addition;
  const keys = fingerprints.length;
  await book.write({
    entries: [
      {
        id: newEntryId(),
        event: 'refusedKeys.added',
        items: ['3ロ'],
        at: at.toISOString(),
        actor: { kind: 'custodian', id: custodian, role: 'custodian', terminal },
        data: { basis, keys, listSha256, ...(spkiSha256 === undefined ? {} : { spkiSha256 }) },
      },
    ],
    refusedKeys: { basis, fingerprints, addedAt: at },
  });
}
