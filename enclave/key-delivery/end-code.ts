import { step } from '../../adapters/telemetry/steps.ts';
import type { Run } from '../../books/entry.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CodeName } from '../book/code-rows.ts';
import type { CodeRow } from '../book/code-store.ts';
import type { Room } from '../room.ts';
import { lapsedEntry, voidedEntry } from './code-entries.ts';
import { after } from './make-code.ts';
import type { CodeEnd } from './outcomes.ts';

/** The room as far as codes end in it. */
export type EndingRoom = Pick<Room, 'book' | 'codes' | 'now'>;

async function findCode({ codes }: EndingRoom, name: CodeName): Promise<CodeRow | undefined> {
  const all = await codes.codesOf(name.applicationId);
  return all.find(({ codeNumber }) => codeNumber === name.codeNumber);
}

/** A live code is over by the room's clock; K goes with it. */
export async function lapse(
  { book, now }: Pick<Room, 'book' | 'now'>,
  { applicationId, codeNumber }: CodeName,
  run: Run | undefined,
): Promise<void> {
  const at = now();
  const name = { applicationId, codeNumber };
  await book.write({
    entries: [lapsedEntry(name, { at, run })],
    codes: { ended: [{ ...name, to: 'lapsed', at }] },
  });
  step('code.5-lapsed');
}

/**
 * The letter is posted: the code lapses 30 days after that, and not when it was made to. What was said first stays; a day
 * that is still to come, or before the code was made, is taken as the nearest that can be.
 *
 * @throws DomainError `KeyDeliveryNotFound`
 */
export async function noteCodePosted(
  room: EndingRoom,
  { postedAt, ...name }: CodeName & { readonly postedAt: number },
  run: Run | undefined,
): Promise<{ readonly lapsesAt: number }> {
  const code = await findCode(room, name);
  if (!code) throw new DomainError('KeyDeliveryNotFound', `code ${name.codeNumber}`);
  const isOver = room.now().getTime() >= code.lapsesAt.getTime();
  // What is heard late revives nothing.
  if (code.state === 'live' && isOver) await lapse(room, code, run);
  else if (code.state === 'live' && code.postedAt === null) {
    const possible = Math.max(Math.min(postedAt, room.now().getTime()), code.madeAt.getTime());
    const at = new Date(possible);
    await room.codes.notePosted(name, { postedAt: at, lapsesAt: after('codeLife', at) });
  }
  const noted = await findCode(room, name);
  return { lapsesAt: (noted ?? code).lapsesAt.getTime() };
}

/**
 * Ends a code that nobody redeemed: void for a cause, or lapsed once its time has passed. Asked again it says how it ended.
 * One that was never made is void: nobody can redeem it.
 */
export async function endCode(
  room: EndingRoom,
  { cause, ...name }: CodeName & { readonly cause: string },
  run: Run | undefined,
): Promise<CodeEnd> {
  const code = await findCode(room, name);
  if (!code || code.state === 'voided') return { ended: 'voided' };
  if (code.state === 'redeemed' || code.state === 'lapsed') return { ended: code.state };
  if (cause === 'timePassed') {
    const isOver = room.now().getTime() >= code.lapsesAt.getTime();
    // A locked code waits to be void, however long.
    if (!isOver || code.state === 'locked') return { ended: 'notYet' };
    await lapse(room, code, run);
    return { ended: 'lapsed' };
  }
  if (!/^[a-zA-Z]{1,32}$/.test(cause)) throw new DomainError('MalformedRequest', 'cause');
  const at = room.now();
  await room.book.write({
    entries: [voidedEntry(code, cause, { at, run })],
    codes: { ended: [{ ...name, to: 'voided', cause, at }] },
  });
  step('code.6-voided');
  return { ended: 'voided' };
}
