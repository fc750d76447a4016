import type { OfficeDependencies } from '../dependencies.ts';
import type { Publication } from './contract.ts';

/** Beyond it the room means: never. It makes no more lists under the key. */
const LAST_INSTANT = Date.UTC(9999, 11, 31);

const NOTE = `
insert into status_publications (issuer_key_id, next_update, noted_at) values ($1, $2, $3)
on conflict (issuer_key_id) do update set next_update = $2, noted_at = $3`;

/**
 * Notes what the office hears of the newest list of an issuer key: the room alone knows, and people look at it in the morning. The
 * last that is heard stands; a crash in between is repeated.
 */
export async function noteStatus(
  { db, now }: Pick<OfficeDependencies, 'db' | 'now'>,
  { issuerKeyId, nextUpdate }: Pick<Publication, 'issuerKeyId' | 'nextUpdate'>,
): Promise<void> {
  const until = nextUpdate > LAST_INSTANT ? null : new Date(nextUpdate);
  await db.$client.query({
    name: 'note-status',
    text: NOTE,
    values: [issuerKeyId, until, now()],
  });
}
