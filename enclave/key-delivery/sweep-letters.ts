import type { Room } from '../room.ts';

/** Hashes asked about in one query. */
const AT_ONCE = 5_000;

/**
 * Deletes letters that no code was made with: a crash came between letter and entry, or another took its place. Done when
 * the room is opened, when nothing is being made.
 */
export async function sweepLetters({ codes, letters }: Pick<Room, 'codes' | 'letters'>) {
  const all = await letters.list();
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const some = all.slice(at, at + AT_ONCE);
    const known = await codes.knownLetters(some);
    for (const sha256 of some) if (!known.has(sha256)) await letters.remove(sha256);
  }
}
