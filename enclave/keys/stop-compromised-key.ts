import type pg from 'pg';
import { DomainError } from '../../domain/errors.ts';
import { mayBecome } from '../../domain/issuance/issuer-key-states.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomEntry } from '../book/room-book.ts';
import { registeredKey, stateEntry, type KeyRoom } from './change-key-state.ts';
import { custodianActor } from './dual-control-act.ts';

/** An issuer key that somebody else may have, and who says so. */
export interface CompromiseReport {
  readonly issuerKeyId: string;
  /** Number of the incident, which other entries about it bear, too. */
  readonly incident: string;
  readonly custodian: string;
  readonly terminal: string;
}

/** A compromise as the room registers it. */
export interface Compromise {
  readonly issuerKeyId: string;
  readonly incident: string;
  readonly at: Date;
  /** Act under which all is revoked; null until two custodians agreed on it. */
  readonly revokedUnder: string | null;
}

/** What the room knows of the compromise of a key; undefined if there is none. */
export async function compromiseOf(
  { pool }: { readonly pool: Pick<pg.Pool, 'query'> },
  issuerKeyId: string,
): Promise<Compromise | undefined> {
  const { rows } = await pool.query<Compromise>(
    `select issuer_key_id as "issuerKeyId", incident, at, revoked_under as "revokedUnder"
     from key_compromises where issuer_key_id = $1`,
    [issuerKeyId],
  );
  return rows[0];
}

/**
 * Ends all signing with an issuer key that somebody else may have (規則12条1項1号チ, 4号ヘ). It only stops, so one custodian is
 * enough; what the key signed is revoked by two (`revokeAll`). Whoever calls this has taken the pen of the room's book: a
 * room that runs beside it signs nothing from then on, because no intent of it is ever under a checkpoint again.
 *
 * A crash before the commit leaves nothing; after it, entries that the next start of the room publishes.
 *
 * @throws DomainError `IllegalTransition` for a key that is retired.
 */
export async function stopCompromisedKey(
  room: KeyRoom,
  report: CompromiseReport,
  now: Date,
): Promise<'stopped' | 'wasStopped'> {
  const { issuerKeyId, incident, custodian, terminal } = report;
  const { state } = await registeredKey(room, issuerKeyId);
  if (state === 'compromised') return 'wasStopped';
  if (!mayBecome(state, 'compromised')) {
    throw new DomainError('IllegalTransition', `${issuerKeyId} is ${state}`);
  }
  const actor = custodianActor(custodian, terminal);
  const at = now.toISOString();
  const moved = { issuerKeyId, from: state, to: 'compromised', at: now } as const;
  const entries = [
    {
      id: newEntryId(),
      event: 'incident.recorded',
      items: ['4ヘ'],
      at,
      actor,
      data: { incident, incidentKind: 'issuerKeyCompromised', detectedAt: at },
    },
    {
      id: newEntryId(),
      event: 'issuerKey.compromised',
      items: ['1チ', '4ヘ'],
      at,
      actor,
      data: { issuerKeyId, incident },
    },
    stateEntry(moved, actor),
  ] as RoomEntry[];
  await room.book.write({
    entries,
    keys: { states: [moved], compromise: { issuerKeyId, incident, at: now } },
  });
  return 'stopped';
}
