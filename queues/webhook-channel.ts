import { postWebhook, UNREACHABLE, type PostOptions } from '../adapters/webhook/post-webhook.ts';
import { bringForward, noteDelivered } from '../db/dispatch/dispatch-outcomes.ts';
import { findEvent } from '../db/dispatch/portal-events.ts';
import { createWebhooks } from '../db/dispatch/webhooks.ts';
import type { OfficeDatabase } from '../db/office-database.ts';
import type { Channel } from './carry-dispatch.ts';

/** Posts events to the webhooks of portals, signed, each as `GET /events` shows it. */
export function webhookChannel(db: OfficeDatabase, options: PostOptions): Channel {
  const webhooks = createWebhooks(db);
  return async (dispatch, now) => {
    const { id, portalId } = dispatch;
    const [webhook, event] = await Promise.all([webhooks.find(portalId), findEvent(db, id)]);
    if (!webhook || !event) return 'cancelled';
    const body = Buffer.from(JSON.stringify(event));
    const outcome = await postWebhook({ url: webhook.url, body, at: now }, options);
    if (!outcome.isTaken) return { failure: outcome.failure };
    await noteDelivered(db.$client, dispatch, now);
    await bringForward(db.$client, portalId, { failures: UNREACHABLE, now });
    return 'sent';
  };
}
