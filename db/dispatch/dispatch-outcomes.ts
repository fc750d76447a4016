import type { OfficeDatabase } from '../office-database.ts';
import type { DueDispatch } from './due-dispatches.ts';

/** Everything that can take part in a query: the pool, or a connection in a transaction. */
type Querying = Pick<OfficeDatabase['$client'], 'query'>;

/** Notes that the receiver has it: a webhook that was taken. */
export async function noteDelivered(
  client: Querying,
  { id, attempts }: DueDispatch,
  now: Date,
): Promise<void> {
  await client.query(
    `update dispatches set state = 'delivered', sent_at = $3, ended_at = $3, next_attempt_at = null, failure = null
     where id = $1 and state = 'prepared' and attempts = $2`,
    [id, attempts, now],
  );
}

/** How a sending failed, and when it is tried again; parked where it is not. */
export interface FailedSending {
  readonly failure: string;
  readonly nextAttemptAt: Date | undefined;
  readonly now: Date;
}

/** Notes that a sending failed. Of two that were under way for one attempt the first counts. */
export async function noteFailed(
  client: Querying,
  { id, attempts }: DueDispatch,
  { failure, nextAttemptAt, now }: FailedSending,
): Promise<void> {
  await client.query(
    `update dispatches set attempts = attempts + 1, failure = $3, next_attempt_at = $4,
       state = case when $4::timestamptz is null then 'failed' else 'prepared' end,
       ended_at = case when $4::timestamptz is null then $5::timestamptz end
     where id = $1 and state = 'prepared' and attempts = $2`,
    [id, attempts, failure, nextAttemptAt ?? null, now],
  );
}

/** Drops what nobody waits for any more. */
export async function noteCancelled(
  client: Querying,
  { id }: Pick<DueDispatch, 'id'>,
  now: Date,
): Promise<void> {
  await client.query(
    `update dispatches set state = 'cancelled', ended_at = $2, next_attempt_at = null where id = $1 and state = 'prepared'`,
    [id, now],
  );
}

/** A receiver that was away is there again: what failed for that alone is due at once. */
export async function bringForward(
  client: Querying,
  portalId: string,
  { failures, now }: { readonly failures: readonly string[]; readonly now: Date },
): Promise<void> {
  await client.query(
    `update dispatches set next_attempt_at = $2
     where portal_id = $1 and channel = 'webhook' and state = 'prepared' and next_attempt_at > $2 and failure = any ($3)`,
    [portalId, now, failures],
  );
}
