import { uuidV7 } from '../uuid.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** Where a portal wants its events posted. */
export interface Webhook {
  readonly url: string;
  readonly setAt: Date;
}

/** The addresses of portals, and their orders to send again. */
export interface Webhooks {
  find(portalId: string): Promise<Webhook | undefined>;
  set(portalId: string, webhook: Webhook): Promise<void>;
  /** From now on nothing more is posted; what waits is dropped by the dispatch-worker. */
  remove(portalId: string, at: Date): Promise<void>;
  /** Orders every event after a place to be posted once more; while one order of the portal is open, it is the one. */
  repeat(portalId: string, after: string, at: Date): Promise<void>;
}

const SET = `insert into portal_webhooks (portal_id, url, set_at) values ($1, $2, $3)
on conflict (portal_id) do update set url = $2, set_at = $3, removed_at = null`;

/** Webhooks in the office database. */
export const createWebhooks = ({ $client }: OfficeDatabase): Webhooks => ({
  async find(portalId) {
    const { rows } = await $client.query<Webhook>(
      `select url, set_at as "setAt" from portal_webhooks where portal_id = $1 and removed_at is null`,
      [portalId],
    );
    return rows[0];
  },
  async set(portalId, { url, setAt }) {
    await $client.query(SET, [portalId, url, setAt]);
  },
  async remove(portalId, at) {
    await $client.query(
      'update portal_webhooks set removed_at = $2 where portal_id = $1 and removed_at is null',
      [portalId, at],
    );
  },
  async repeat(portalId, after, at) {
    await $client.query(
      `insert into dispatch_repeats (id, portal_id, after, asked_at) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [uuidV7(), portalId, after, at],
    );
  },
});
