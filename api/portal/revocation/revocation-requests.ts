import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { REVOCATION_REQUEST, type RequestRow } from '../../../db/revocation/revocation-requests.ts';
import type { RevocationState } from '../../../domain/revocation/revocation-states.ts';
import { toldOfRequest } from '../../../domain/revocation/told.ts';
import { bodySize } from '../../middleware/body-size.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { signedBody } from '../application/application-schemas.ts';
import { answerTagged } from '../application/entity-tag.ts';
import { applicationId, said, sha256 } from '../application/field-schemas.ts';
import { authenticate } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { nudge } from '../application/nudge.ts';
import { receiveRequest } from './receive-request.ts';

/** Base64 of the largest container. */
const BODY_OCTETS_MAX = 1536 * 1024;

const requestPath = z.object({
  requestId: applicationId.openapi({
    description: '請求番号 / Number of the request',
    param: { name: 'requestId', in: 'path' },
  }),
});

const state = z.string().openapi({ example: 'received' });

const requestStatus = z
  .object({
    requestId: applicationId.openapi({
      description:
        '受け付けた番号。文書の番号が使われていたときは別の番号 / The number it was received under: another than that of the text where that was taken',
    }),
    state,
    told: said.openapi({ description: '請求者にお知らせする文 / What the requester is told' }),
    certificates: z
      .array(
        z.object({
          requestId: applicationId,
          issuerKeyId: z.string(),
          serialNumber: z.string(),
          sha256,
          state,
          told: said,
          reasonCode: z.string().optional().openapi({
            description: '認められた理由 / Reason for which it was granted (RFC 5280 §5.3.1)',
          }),
          revocationDate: z.iso.datetime().optional().openapi({
            description: '失効の日時。記録の後だけ / When it was revoked; once it is recorded',
          }),
          publishedAt: z.iso.datetime().optional().openapi({
            description: '失効の情報の公開を確かめた日時 / When its publication had been read back',
          }),
        }),
      )
      .openapi({ description: '証明書ごとの請求 / One request a certificate' }),
  })
  .openapi('RevocationRequestStatus');

const tell = (row: RequestRow) => ({ ...toldOfRequest(row.state as RevocationState) });

/** Where a request stands, in the words of the table of states. */
function statusOf(requestId: string, rows: readonly RequestRow[]): z.infer<typeof requestStatus> {
  const own = rows.find(({ id }) => id === requestId);
  if (!own) throw new Refusal(problems.revocationRequestNotFound);
  return {
    requestId,
    state: own.state,
    told: tell(own),
    certificates: rows.map((row) => ({
      requestId: row.id,
      issuerKeyId: row.issuerKeyId ?? '',
      serialNumber: row.serialNumber ?? '',
      sha256: row.certificateSha256 ?? '',
      state: row.state,
      told: tell(row),
      ...(row.revocationDate && {
        reasonCode: row.reasonCode ?? '',
        revocationDate: row.revocationDate.toISOString(),
      }),
      ...(row.publishedAt && { publishedAt: row.publishedAt.toISOString() }),
    })),
  };
}

const statusAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: requestStatus } },
});

/** Tells the requester, whatever the portal is refused for, that there is another way. */
const tellTelephone = ({ revocationTelephone }: PortalDependencies) =>
  createMiddleware<PortalEnvironment>(async (c, next) => {
    c.set('toldWhenRefused', {
      ja: `失効の請求を受け取れませんでした。お急ぎのときは${revocationTelephone}にお電話ください。`,
      en: `We could not receive your request for revocation. If it is urgent, call ${revocationTelephone}.`,
    });
    await next();
  });

const putRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'put',
    path: '/{requestId}',
    operationId: 'receiveRevocationRequest',
    tags: ['revocation'],
    summary: '失効の請求の受付 / Receive a request for revocation',
    description:
      '失効請求書として読めるものは、期限の後でも、使われた文書でも、別の受付窓口の文書でも必ず受け付けます。閉じている受付窓口も送れます。証明書ごとに1つの請求になります。\n\n' +
      'Whatever can be read as a request is received, late or used before or of another portal; a closed portal may send it, too. It is one request a certificate.',
    security: [{ portalToken: [] }],
    middleware: [
      tellTelephone(deps),
      authenticate(deps),
      bodySize(BODY_OCTETS_MAX, problems.bodyTooLarge),
    ] as const,
    request: {
      params: requestPath,
      body: { required: true, content: { 'application/json': { schema: signedBody } } },
    },
    responses: {
      200: statusAnswer('既に受け付けています / It was received before'),
      201: statusAnswer('受け付けました / Received'),
      ...problemAnswers(400, 401, 413, 415, 422, 429, 503),
    },
  });

const getRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'get',
    path: '/{requestId}',
    operationId: 'readRevocationRequest',
    tags: ['revocation'],
    summary: '失効の請求の状況 / Where a request for revocation stands',
    security: [{ portalToken: [] }],
    middleware: [authenticate(deps)] as const,
    request: { params: requestPath },
    responses: {
      200: statusAnswer('請求の状況 / The status'),
      304: { description: '変わっていません / Not modified' },
      ...problemAnswers(400, 401, 404, 429, 503),
    },
  });

/** Requests for revocation (規則6条10号). Nothing stops their receipt: no switch, no closed portal, no rule. */
export const revocationRequests = (deps: PortalDependencies) =>
  new OpenAPIHono<PortalEnvironment>()
    .openapi(putRoute(deps), async (c) => {
      const { portal } = c.var;
      const received = await receiveRequest(deps, {
        requestId: c.req.valid('param').requestId,
        portal,
        at: deps.now(),
        body: c.req.valid('json'),
      });
      const { isNew, requestId } = received;
      const rows = await deps.records.revocations.find(requestId, portal.id);
      // Also of what was received before: perhaps its run was never begun.
      for (const { id, state: at } of rows) {
        if (at !== 'received') continue;
        nudge(deps, { applicationId: id, inputId: id, kind: REVOCATION_REQUEST });
      }
      c.header('Location', `${deps.publicUrl}/revocation-requests/${requestId}`);
      return c.json(statusOf(requestId, rows), isNew ? 201 : 200);
    })
    .openapi(getRoute(deps), async (c) => {
      const { requestId } = c.req.valid('param');
      const rows = await deps.records.revocations.find(requestId, c.var.portal.id);
      const status = statusOf(requestId, rows);
      if (answerTagged(c, status)) return c.body(null, 304);
      return c.json(status, 200);
    });
