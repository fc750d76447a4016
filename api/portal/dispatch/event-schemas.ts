import { z } from '@hono/zod-openapi';
import { BEGINNING, POSITION } from '../../../db/dispatch/portal-events.ts';
import { applicationId } from '../application/field-schemas.ts';

/** Most events that are answered at once. */
const LIMIT_MAX = 500;

/** A place among the events of a portal. */
export const position = z.string().regex(POSITION).openapi({
  description:
    '出来事の位置。前の答えの next か position をそのまま / A place among the events: `next` or `position` of an earlier answer, as it was',
  example: '1796083200.81234.567',
});

/** What is asked for. */
export const eventsQuery = z.object({
  after: position.default(BEGINNING).openapi({ param: { name: 'after', in: 'query' } }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(LIMIT_MAX)
    .default(100)
    .openapi({
      param: { name: 'limit', in: 'query' },
      description: '件数の上限 / At most so many',
    }),
});

/** An event as a portal is told it, in an answer and in a webhook. */
export const eventSchema = z
  .object({
    id: z.string().openapi({
      description: '出来事の番号。二度届いたときの見分けに / Tells the same event sent twice',
    }),
    position,
    kind: z.string().openapi({
      description:
        '種類。`application.`と状態、`certificate.issued`、`code.`と状態、`revocation.recorded`、`revocation.published` / `application.` and a state, `certificate.issued`, `code.` and a state, `revocation.recorded`, `revocation.published`',
      example: 'application.issued',
    }),
    applicationId,
    at: z.string().openapi({ description: '日時（RFC 3339）/ When it was' }),
    data: z.record(z.string(), z.unknown()).openapi({
      description:
        '番号・符号・日時だけで、個人情報を含みません / Numbers, codes and instants; no personal data',
    }),
  })
  .openapi('Event');

/** A page of events. */
export const eventsPage = z
  .object({
    events: z.array(eventSchema),
    next: position.openapi({ description: '次の after / What to ask after next' }),
    hasMore: z.boolean().openapi({ description: '続きがあります / There are more already' }),
  })
  .openapi('Events');

/** Address of a webhook as it is sent and shown. */
export const webhookBody = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .openapi({
      description: '出来事の送り先（https） / Where events are posted, over https',
      example: 'https://portal.example.jp/toroku-events',
    }),
});

export const webhookSchema = webhookBody
  .extend({ setAt: z.string().openapi({ description: '登録の日時 / When it was set' }) })
  .openapi('Webhook');

export const replayBody = z.strictObject({ after: position });

/** The keys that sign webhooks (RFC 7517). */
export const webhookKeys = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        kid: z.string(),
        use: z.literal('sig'),
        alg: z.literal('Ed25519'),
        x: z.string(),
      }),
    ),
  })
  .openapi('WebhookKeys');
