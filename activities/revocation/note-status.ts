import { statusPublications } from '../../db/schema/status.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import type { Publication } from './contract.ts';

/** Beyond it the room means: never. It makes no more lists under the key. */
const LAST_INSTANT = Date.UTC(9999, 11, 31);

/**
 * Notes what the office hears of the newest list of an issuer key: the room alone knows, and people look at it in the morning. The
 * last that is heard stands; a crash in between is repeated.
 */
export async function noteStatus(
  { db, now }: Pick<OfficeDependencies, 'db' | 'now'>,
  { issuerKeyId, nextUpdate }: Pick<Publication, 'issuerKeyId' | 'nextUpdate'>,
): Promise<void> {
  const until = nextUpdate > LAST_INSTANT ? null : new Date(nextUpdate);
  const noted = { nextUpdate: until, notedAt: now() };
  await db
    .insert(statusPublications)
    .values({ issuerKeyId, ...noted })
    .onConflictDoUpdate({ target: statusPublications.issuerKeyId, set: noted });
}
