import type { OfficeDatabase } from '../office-database.ts';

/** The public half of a key that signs webhooks. */
export interface PublicWebhookKey {
  readonly kid: string;
  readonly x: string;
}

/** How long a key is shown after another took its place: what it signed may still be on its way. */
const SHOWN_DAYS = 7;

/** Keys by which portals verify webhooks, the one in use first. */
export async function readWebhookKeys(
  { $client }: OfficeDatabase,
  now: Date,
): Promise<readonly PublicWebhookKey[]> {
  const { rows } = await $client.query<PublicWebhookKey>(
    `select kid, x from webhook_keys where coalesce(withdrawn_at, $1) > $1::timestamptz - interval '${SHOWN_DAYS} days'
     order by withdrawn_at desc nulls first, since_at desc`,
    [now],
  );
  return rows;
}

/** Makes a key the one in use. May be repeated; one that was in use before is withdrawn. */
export async function showWebhookKey(
  { $client }: OfficeDatabase,
  { kid, x }: PublicWebhookKey,
  now: Date,
): Promise<void> {
  await $client.query(
    `with shown as (
       insert into webhook_keys (kid, x, since_at) values ($1, $2, $3) on conflict (kid) do update set withdrawn_at = null
     )
     update webhook_keys set withdrawn_at = $3 where kid <> $1 and withdrawn_at is null`,
    [kid, x, now],
  );
}
