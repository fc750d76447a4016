import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { bodySize } from '../../middleware/body-size.ts';
import { authenticate, requireOpen } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { applicationExamples } from './application-examples.ts';
import { applicationBody, applicationStatus } from './application-schemas.ts';
import { answerTagged } from './entity-tag.ts';
import { applicationPath } from './field-schemas.ts';
import { nudge } from './nudge.ts';
import { ownCase } from './own-case.ts';
import { receiveApplication } from './receive.ts';
import { recordRefusals, tellNotReceived } from './record-refusals.ts';
import { justReceived, pathsOf, statusOf } from './status-view.ts';

/** Base64 of the largest container, and all the rest. */
const BODY_OCTETS_MAX = 1536 * 1024;

const statusAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: applicationStatus } },
});

const putRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'put',
    path: '/{applicationId}',
    operationId: 'receiveApplication',
    tags: ['application'],
    summary: '申込みの受付 / Receive a signed application',
    description:
      '署名された申込書を受け付けます。同じ番号で同じ内容を送り直しても、受付は一度だけです。補正（次の版）も同じ番号に送ります。\n\n' +
      'Receives a signed application, once, however often it is sent. A correction goes to the same id.',
    security: [{ portalToken: [] }],
    middleware: [
      tellNotReceived,
      authenticate(deps),
      // Before anything is written: what a closed portal sends leaves no trace in a case.
      requireOpen,
      recordRefusals(deps),
      bodySize(BODY_OCTETS_MAX, problems.bodyTooLarge),
    ] as const,
    request: {
      params: applicationPath,
      body: {
        required: true,
        content: { 'application/json': { schema: applicationBody, examples: applicationExamples } },
      },
    },
    responses: {
      200: statusAnswer('既に受け付けています / It was received before'),
      201: statusAnswer('受け付けました / Received'),
      ...problemAnswers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
    },
  });

const getRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'get',
    path: '/{applicationId}',
    operationId: 'readApplicationStatus',
    tags: ['application'],
    summary: '申込みの状況 / Where an application stands',
    security: [{ portalToken: [] }],
    middleware: [authenticate(deps)] as const,
    request: { params: applicationPath },
    responses: {
      200: statusAnswer('申込みの状況 / The status'),
      304: { description: '変わっていません / Not modified' },
      ...problemAnswers(400, 401, 404, 429, 503),
    },
  });

/** PUT, not POST: the portal names the application, so sending it twice is receiving it once. */
export const certificateApplications = (deps: PortalDependencies) =>
  new OpenAPIHono<PortalEnvironment>()
    .openapi(putRoute(deps), async (c) => {
      const { applicationId } = c.req.valid('param');
      const { portal } = c.var;
      const { isNew, input } = await receiveApplication(deps, {
        applicationId,
        portal,
        at: deps.now(),
        body: c.req.valid('json'),
        onContainer: (sha256) => c.set('containerSha256', sha256),
      });
      // On a repeat too: the first attempt may have died between these two steps.
      nudge(deps, input);
      const row =
        isNew && input ? justReceived(input) : await ownCase(deps, applicationId, portal.id);
      const status = statusOf(row, deps.publicUrl);
      c.header('Location', `${deps.publicUrl}${pathsOf(applicationId).application}`);
      return c.json(status, isNew ? 201 : 200);
    })
    .openapi(getRoute(deps), async (c) => {
      const row = await ownCase(deps, c.req.valid('param').applicationId, c.var.portal.id);
      const status = statusOf(row, deps.publicUrl);
      if (answerTagged(c, status)) return c.body(null, 304);
      return c.json(status, 200);
    });
