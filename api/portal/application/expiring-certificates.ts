import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type {
  ExpiringCertificate,
  ExpiringQuestion,
} from '../../../db/application/expiring-certificates.ts';
import { DAY_MS } from '../../../domain/governance/calendar.ts';
import { authenticate } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { answerTagged } from './entity-tag.ts';
import { applicationId, order, sha256 } from './field-schemas.ts';

const DAYS_MAX = 400;
const LIMIT_MAX = 500;

/** The end of a certificate and its order: an instant in ISO form, a dash and a UUID. */
const CURSOR =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const query = z.object({
  withinDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(DAYS_MAX)
    .default(60)
    .openapi({ description: '何日以内に満了するか / Days within which they expire' }),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(100),
  after: z
    .string()
    .regex(CURSOR)
    .refine((cursor) => !Number.isNaN(Date.parse(cursor.slice(0, 24))))
    .optional()
    .openapi({ description: '前の答えの next / `next` of the answer before' }),
});

const answer = z
  .object({
    certificates: z.array(
      z.object({
        applicationId,
        order,
        issuerKeyId: z.string(),
        serialNumber: z.string(),
        sha256,
        notAfter: z.iso.datetime(),
      }),
    ),
    next: z
      .string()
      .optional()
      .openapi({ description: '続きがあるとき / There if more of them follow' }),
  })
  .openapi('ExpiringCertificates');

const route = (deps: PortalDependencies) =>
  createRoute({
    method: 'get',
    path: '/',
    operationId: 'listExpiringCertificates',
    tags: ['certificate'],
    summary: 'まもなく満了する電子証明書 / Certificates that will expire',
    description:
      'この受付窓口の、有効な電子証明書のうち期間内に満了するもの。氏名は含みません。\n\n' +
      'Valid certificates of this portal that expire within so many days; no names.',
    security: [{ portalToken: [] }],
    middleware: [authenticate(deps)] as const,
    request: { query },
    responses: {
      200: {
        description: '満了の早い順 / The soonest first',
        content: { 'application/json': { schema: answer } },
      },
      304: { description: '変わっていません / Not modified' },
      ...problemAnswers(400, 401, 429, 503),
    },
  });

const cursorOf = ({ notAfter, orderId }: ExpiringCertificate): string =>
  `${notAfter.toISOString()}_${orderId}`;

const afterOf = (cursor: string | undefined): ExpiringQuestion['after'] =>
  cursor === undefined
    ? undefined
    : { notAfter: new Date(cursor.slice(0, 24)), orderId: cursor.slice(25) };

const viewOf = (found: ExpiringCertificate) => {
  const { applicationId: of, order: number, issuerKeyId, serialNumber, sha256: hash } = found;
  const notAfter = found.notAfter.toISOString();
  return { applicationId: of, order: number, issuerKeyId, serialNumber, sha256: hash, notAfter };
};

/** `GET /expiring-certificates`: whom a portal may remind of a renewal, page by page. */
export const expiringCertificates = (deps: PortalDependencies) =>
  new OpenAPIHono<PortalEnvironment>().openapi(route(deps), async (c) => {
    const { withinDays, limit, after } = c.req.valid('query');
    const from = deps.now();
    const found = await deps.records.expiring.find({
      portalId: c.var.portal.id,
      from,
      until: new Date(from.getTime() + withinDays * DAY_MS),
      after: afterOf(after),
      // One more says whether others follow.
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const body = {
      certificates: page.map(viewOf),
      ...(found.length > limit && last ? { next: cursorOf(last) } : {}),
    };
    return answerTagged(c, body) ? c.body(null, 304) : c.json(body, 200);
  });
