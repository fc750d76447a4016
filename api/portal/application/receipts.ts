import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { bodySize } from '../../middleware/body-size.ts';
import { authenticate, requireOpen } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { applicationStatus, signedBody } from './application-schemas.ts';
import { applicationPath } from './field-schemas.ts';
import { nudge } from './nudge.ts';
import { ownCase } from './own-case.ts';
import { receiveReceipt } from './receipt-of-certificates.ts';
import { recordRefusals } from './record-refusals.ts';
import { statusOf } from './status-view.ts';

/** Base64 of the largest container. */
const BODY_OCTETS_MAX = 1536 * 1024;

const statusAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: applicationStatus } },
});

const putRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'put',
    path: '/{applicationId}/receipt',
    operationId: 'receiveReceipt',
    tags: ['certificate'],
    summary: '受領書の受付 / Receive a signed receipt of certificates',
    description:
      '署名された受領書を受け付けます。受領した電子証明書か、申込者ご本人の署名用電子証明書で署名します。同じ内容を送り直しても、受付は一度だけです。\n\n' +
      'Receives a receipt that the new certificate signed, or the card of the subscriber; once, however often it is sent.',
    security: [{ portalToken: [] }],
    middleware: [
      authenticate(deps),
      requireOpen,
      recordRefusals(deps, 'receipt'),
      bodySize(BODY_OCTETS_MAX, problems.bodyTooLarge),
    ] as const,
    request: {
      params: applicationPath,
      body: { required: true, content: { 'application/json': { schema: signedBody } } },
    },
    responses: {
      200: statusAnswer('既に受け付けています / It was received before'),
      201: statusAnswer('受け付けました / Received'),
      ...problemAnswers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
    },
  });

/** The receipt of certificates by their subscriber (受領確認). A pair may be received together or one by one. */
export const receipts = (deps: PortalDependencies) =>
  new OpenAPIHono<PortalEnvironment>().openapi(putRoute(deps), async (c) => {
    const { applicationId } = c.req.valid('param');
    const { portal } = c.var;
    const { isNew, input } = await receiveReceipt(deps, {
      applicationId,
      portal,
      at: deps.now(),
      body: c.req.valid('json'),
      onContainer: (sha256) => c.set('containerSha256', sha256),
    });
    nudge(deps, input);
    const row = await ownCase(deps, applicationId, portal.id);
    return c.json(statusOf(row, deps.publicUrl), isNew ? 201 : 200);
  });
