import { findDue, type Carried, type CarriedChannel } from '../db/dispatch/due-dispatches.ts';
import { noteCancelled, noteFailed } from '../db/dispatch/dispatch-outcomes.ts';
import type { OfficeDatabase } from '../db/office-database.ts';
import { nextSendingAt } from '../domain/dispatch/sending-pauses.ts';

/** How a sending went. `sent` has been recorded by the channel; `cancelled` is wanted by nobody any more. */
export type Sending =
  | 'sent'
  | 'cancelled'
  | { readonly failure: string; readonly isFinal?: boolean };

/** A way out of the house. */
export type Channel = (dispatch: Carried, now: Date) => Promise<Sending>;

/** What carries dispatches. */
export interface Carrier {
  readonly db: OfficeDatabase;
  readonly channels: Readonly<Record<CarriedChannel, Channel>>;
  readonly now: () => Date;
}

/**
 * Carries one dispatch, if it is still due, and notes how that went. At least once: a crash after the receiver has it and
 * before that is noted leaves the dispatch due, and it is sent again under the same id.
 *
 * @throws what the database throws; the dispatch stays due.
 */
export async function carryDispatch({ db, channels, now }: Carrier, id: string): Promise<void> {
  const dispatch = await findDue(db, id, now());
  if (!dispatch) return;
  // No record, no act: on a database that has lost part of the book nothing leaves the house.
  await db.fence.assertHolds(db.$client);
  const sending = await channels[dispatch.channel](dispatch, now());
  if (sending === 'sent') return;
  if (sending === 'cancelled') return noteCancelled(db.$client, dispatch, now());
  const { failure, isFinal = false } = sending;
  const ended = now();
  const nextAttemptAt = isFinal ? undefined : nextSendingAt(dispatch.attempts + 1, ended);
  await noteFailed(db.$client, dispatch, { failure, nextAttemptAt, now: ended });
}
