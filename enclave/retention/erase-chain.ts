import type pg from 'pg';
import { step } from '../../adapters/telemetry/steps.ts';
import { opens } from '../../books/commitment.ts';
import { japanDate, printDate } from '../../domain/governance/calendar.ts';
import type { ErasureOrder, RoomErasure } from '../../domain/retention/chain-erasure.ts';
import { dueOnText } from '../../domain/retention/retention.ts';
import type { RoomBook, RoomEntry } from '../book/room-book.ts';
import type { RoomLetters } from '../room.ts';
import type { EntryRun } from '../issuance/issuance-entries.ts';

/** The keys of chains as the room holds them. */
export interface RoomKeys {
  hasKeys(chainId: string): boolean;
  chainKeys(chainId: string): { readonly chain: Buffer };
  destroyKeys(chainId: string): Promise<void>;
}

/** What the room erases with. */
export interface ErasingRoom {
  readonly pool: Pick<pg.Pool, 'query'>;
  readonly book: Pick<RoomBook, 'write'>;
  readonly evidence: RoomKeys;
  readonly letters: Pick<RoomLetters, 'remove'>;
  /** Everything in this room is made up: a trial may be erased before its time. */
  readonly isTrial: boolean;
  readonly now: () => Date;
}

interface IssuanceEnd {
  readonly notAfter: Date;
  readonly isComplete: boolean;
}

async function issuancesOf({ pool }: ErasingRoom, chainId: string): Promise<IssuanceEnd[]> {
  const { rows } = await pool.query<IssuanceEnd>(
    `select not_after as "notAfter", completed_at is not null as "isComplete"
     from issuances where chain_id = $1`,
    [chainId],
  );
  return rows;
}

/** Name and address stand in the letters too, under the vendor's key, which nobody here destroys. */
async function removeLetters({ pool, letters }: ErasingRoom, chainId: string): Promise<void> {
  const { rows } = await pool.query<{ sha256: string }>(
    'select ciphertext_sha256 as sha256 from codes where chain_id = $1',
    [chainId],
  );
  for (const { sha256 } of rows) await letters.remove(sha256);
}

/** The room's entry of an erasure bears the id of its act, so that a repeat finds it. */
async function isInBook({ pool }: ErasingRoom, act: string): Promise<boolean> {
  const { rows } = await pool.query('select 1 from book_entries where id = $1', [act]);
  return rows.length > 0;
}

/**
 * Returns what keeps the room from destroying its key, or undefined. The room believes its own register of
 * certificates, not the office's word for a date. Once there are passkeys it verifies here the assertions of
 * proposer and approver over the content of the act, against its own register of officers.
 */
async function refusalOf(room: ErasingRoom, order: ErasureOrder): Promise<string | undefined> {
  const { chain, dueOn, reason, keyCommitment, r } = order;
  const issuances = await issuancesOf(room, chain);
  if (issuances.some(({ isComplete }) => !isComplete)) return 'openOrder';
  if (reason === 'trialData' && !room.isTrial) return 'noTrial';
  const notAfters = issuances.map(({ notAfter }) => notAfter.getTime());
  // A case that ended without a certificate can only put the date off further.
  if (dueOn < dueOnText({ cases: [], notAfters })) return 'dueOnDiffers';
  const today = printDate(japanDate(room.now().getTime()));
  if (reason !== 'trialData' && dueOn > today) return 'notDue';
  // Keys that are gone already, by hand or with a medium, can be compared with nothing.
  if (!room.evidence.hasKeys(chain)) return undefined;
  const value = room.evidence.chainKeys(chain).chain.toString('hex');
  return opens(keyCommitment, { kind: 'chainKey', r, value }) ? undefined : 'keyDiffers';
}

const entryOf = (
  { act, chain, dueOn, keyCommitment, approver }: ErasureOrder,
  at: Date,
  run: EntryRun | undefined,
): RoomEntry => ({
  id: act,
  event: 'chain.erased',
  items: ['4ト'],
  at: at.toISOString(),
  actor: approver,
  data: { chain, dueOn, keyCommitment, act },
  ...(run ? { run } : {}),
});

/**
 * Erases a chain in the room: entry under a checkpoint, then person index, letters and key. Asked again it goes on
 * after the last durable step.
 *
 * No record, no act: a crash between entry and key leaves a key that the book calls destroyed, and the
 * repeat destroys it without asking anything again. The other order would leave a key that is gone and no
 * entry. The key can still be missing without one where a database was put back to an earlier day: then
 * the repeat finds no key, and writes the entry.
 */
export async function eraseChainInRoom(
  room: ErasingRoom,
  order: ErasureOrder,
  run?: EntryRun,
): Promise<RoomErasure> {
  const { act, chain } = order;
  if (!(await isInBook(room, act))) {
    const check = await refusalOf(room, order);
    if (check !== undefined) return { outcome: 'refused', check };
    await room.book.write({ entries: [entryOf(order, room.now(), run)] });
  }
  step('erasure.2-in-rooms-book');
  // The key itself stays seen for ever; whose it was is a keyed hash that nothing seals.
  await room.pool.query(
    `update keys_seen set person = 'erased/' || application_id
     where application_id in (select application_id from issuances where chain_id = $1
       union all select application_id from codes where chain_id = $1)`,
    [chain],
  );
  await room.pool.query(
    `update codes set person = 'erased/' || application_id where chain_id = $1`,
    [chain],
  );
  await removeLetters(room, chain);
  await room.evidence.destroyKeys(chain);
  step('erasure.3-rooms-key-destroyed');
  return { outcome: 'erased' };
}
