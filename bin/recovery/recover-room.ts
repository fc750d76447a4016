import type pg from 'pg';
import { encodeEntry, type EntryInput, type EntryInputOf } from '../../books/entry.ts';
import { readMedium, type MediumEntry } from '../../books/medium.ts';
import type { NoteVerifier } from '../../books/note-verifier.ts';
import { newEntryId } from '../../enclave/book/entry-id.ts';
import { takenSerialNumber } from '../../enclave/book/taken-serial.ts';
import type { RoomEvidence } from '../../enclave/room.ts';
import {
  Batches,
  contradiction,
  Marks,
  requireNobody,
  type MediumFiles,
  type Recovery,
} from './restored.ts';
import { rebuildRoomRows } from './room-rows.ts';

/** What the room's database is recovered from. */
export interface RoomRecovery {
  readonly client: pg.ClientBase;
  /** Role of the enclave-worker: while it is connected, nothing is recovered. */
  readonly role: string;
  readonly origin: string;
  /** Who recovers. */
  readonly actor: EntryInputOf<'recovery.performed'>['actor'];
  readonly verifiers: readonly NoteVerifier[];
  readonly second: MediumFiles;
  /** Checkpoints that others hold; the medium has to continue every one. */
  readonly continues: readonly string[];
  readonly evidence: RoomEvidence;
  readonly evidenceDir: string;
  readonly personKey: Buffer;
}

interface StoredEntry {
  readonly index: string;
  readonly octets: Buffer;
}

/**
 * Rolls the room's database forward until it has every entry of the second medium: entries, numbers of
 * cases, reservations with their very TBS, certificates, keys seen. One transaction, so that a crash or a
 * medium that does not hold leaves the database as it was; done again, it finds nothing to do.
 *
 * @throws BookBroken, TailBroken if the second medium is not what was signed.
 * @throws DomainError `AuditChainBroken` if the database has an entry that the second medium has not.
 */
export async function recoverRoom(recovery: RoomRecovery): Promise<Recovery> {
  const { client, origin } = recovery;
  await requireNobody(client, recovery.role);
  await client.query('begin');
  try {
    // Every writer moves the tip.
    await client.query('lock table book_tip in exclusive mode');
    const outcome = await rollForward(recovery);
    if (outcome.restored === 0) return outcome;
    await recordRecovery(recovery, outcome);
    // The pen is taken by whoever opens the book next; whoever held it before has lost it.
    await client.query(
      `insert into book_tip (origin, entries, fence, at) values ($1, $2, 1, now())
       on conflict (origin) do update set entries = excluded.entries,
         fence = book_tip.fence + 1, at = excluded.at`,
      [origin, outcome.size + 1],
    );
    await client.query('commit');
    return outcome;
  } finally {
    // Of what is not committed nothing stays; after the commit this does nothing.
    await client.query('rollback');
  }
}

async function rollForward(recovery: RoomRecovery): Promise<Recovery> {
  const { client, second } = recovery;
  const marks = new Marks();
  const beside = new Map<string, Buffer>();
  const missing: MediumEntry[] = [];
  const batches = new Batches(async (batch) => {
    const stored = await storedEntries(client, batch);
    for (const each of batch) {
      const known = stored.get(each.index);
      if (known === undefined) missing.push(each);
      else if (!known.equals(each.octets)) throw contradiction(`entry ${each.index} is another`);
    }
  });
  const medium = await readMedium({
    ...recovery,
    files: second,
    onEntry: (entry) => batches.add(entry),
    onBeside: ({ folder, octets }) => {
      if (folder === 'tbs') readSealed(Buffer.from(octets), beside);
    },
  });
  await batches.flush();
  if (missing.length > 0) await requireNoneBeyond(client, medium.size);
  // The newest last: what is missing is most likely there.
  const files = [...(await second.list('tbs'))];
  const sealedTbs = async (tbsSha256: string): Promise<Buffer | undefined> => {
    while (!beside.has(tbsSha256) && files.length > 0) {
      readSealed((await second.read(`tbs/${files.pop()}`)) ?? Buffer.alloc(0), beside);
    }
    return beside.get(tbsSha256);
  };
  for (const each of missing) {
    await insertEntry(client, each);
    await rebuildRoomRows({ ...recovery, sealedTbs, marks }, each);
  }
  return {
    book: 'enclave',
    size: medium.size,
    restored: missing.length,
    fromIndex: missing[0]?.index,
    toIndex: missing.at(-1)?.index,
    tip: medium.tip?.leafHash.toString('hex'),
    ...marks.said,
  };
}

/** `recovery.performed`, behind the last entry: the room publishes it when it opens the book. */
async function recordRecovery(
  { client, actor }: RoomRecovery,
  { size, fromIndex = 0, toIndex = 0, tip = '' }: Recovery,
): Promise<void> {
  const entry = {
    id: newEntryId(),
    log: 'enclave',
    event: 'recovery.performed',
    items: ['4ヘ'],
    at: new Date().toISOString(),
    actor,
    data: { fromIndex, toIndex, tip },
  } as const satisfies EntryInput;
  await insertEntry(client, { index: size, entry: { ...entry, v: 1 }, octets: encodeEntry(entry) });
}

async function storedEntries(
  client: pg.ClientBase,
  batch: readonly MediumEntry[],
): Promise<Map<number, Buffer>> {
  const { rows } = await client.query<StoredEntry>(
    `select log_index as index, octets from book_entries
     where log_index between $1 and $2`,
    [batch[0]?.index, batch.at(-1)?.index],
  );
  return new Map(rows.map(({ index, octets }) => [Number(index), octets]));
}

/** Behind a gap stands what was written without knowing what is missing. */
async function requireNoneBeyond(client: pg.ClientBase, size: number): Promise<void> {
  const { rows } = await client.query<{ n: number }>(
    'select count(*)::int as n from book_entries where log_index >= $1',
    [size],
  );
  if (rows[0]?.n) throw contradiction(`the database has ${rows[0].n} entries behind the medium`);
}

/** Numbers of cases are counted with the entries: `seq` rises by one in a book that is proven. */
async function insertEntry(
  client: pg.ClientBase,
  { index, entry, octets }: MediumEntry,
): Promise<void> {
  await client.query(
    `insert into book_entries (log_index, id, event, case_id, seq, at, octets, serial_number)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      index,
      entry.id,
      entry.event,
      entry.case ?? null,
      entry.seq ?? null,
      entry.at,
      octets,
      takenSerialNumber(entry) ?? null,
    ],
  );
  if (entry.case === undefined) return;
  await client.query(
    `insert into case_sequences as s (case_id, last_seq) values ($1, $2)
     on conflict (case_id) do update set last_seq = greatest(s.last_seq, excluded.last_seq)`,
    [entry.case, entry.seq],
  );
}

/** Per TBS its hash (32 octets), length (4), sealed octets. */
function readSealed(octets: Buffer, into: Map<string, Buffer>): void {
  for (let at = 0; at + 36 <= octets.length;) {
    const end = at + 36 + octets.readUInt32BE(at + 32);
    into.set(octets.toString('hex', at, at + 32), octets.subarray(at + 36, end));
    at = end;
  }
}
