import { hash } from 'node:crypto';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { step } from '../../../adapters/telemetry/steps.ts';
import type { Portal } from '../../../db/application/portal-register.ts';
import { DOCUMENT_SENT } from '../../../db/application/uploads.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { isFinal, type ApplicationState } from '../../../domain/application/states.ts';
import { bodySize } from '../../middleware/body-size.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { authenticate, requireOpen } from '../authenticate.ts';
import type { PortalDependencies, ReceivedInput } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { applicationStatus } from './application-schemas.ts';
import { applicationPath, sha256 } from './field-schemas.ts';
import { nudge } from './nudge.ts';
import { ownCase, ownSigningCase } from './own-case.ts';
import { recordRefusals } from './record-refusals.ts';
import { statusOf } from './status-view.ts';

/** Documents that an applicant may send apart from the text; what facts are taken from without a person is not among them. */
const DOCUMENT_KINDS = [
  'paperApplication',
  'baseDocument',
  'identityDocument',
  'sealRegistration',
  'powerOfAttorney',
  'inquiryReply',
] as const;

type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** Of a scan. */
const OCTETS_MAX = 10 * 1024 * 1024;

/** Of an edition, all together: storage is durable, and what was kept is kept for years. */
const DOCUMENTS_MAX = 20;
const DOCUMENTS_OCTETS_MAX = 50 * 1024 * 1024;

const statusAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: applicationStatus } },
});

const putRoute = (deps: PortalDependencies) =>
  createRoute({
    method: 'put',
    path: '/{applicationId}/evidence/{sha256}',
    operationId: 'receiveEvidence',
    tags: ['application'],
    summary: '書類の受付 / Receive a document by its hash',
    description:
      '求められた書類（PDF、10 MiBまで。一つの版に20件、合わせて50 MiBまで）を受け付けます。アドレスのSHA-256は本文のものです。補正をお願いしている間（returned）に届くと、内容の確認に戻ります。\n\n' +
      'Receives a document that was asked for (PDF, up to 10 MiB; of an edition up to 20 documents and 50 MiB) under the SHA-256 of the body. While the application is `returned`, it is checked again with it.',
    security: [{ portalToken: [] }],
    middleware: [
      authenticate(deps),
      requireOpen,
      recordRefusals(deps, 'evidence'),
      bodySize(OCTETS_MAX, problems.bodyTooLarge),
    ] as const,
    request: {
      params: applicationPath.extend({
        sha256: sha256.openapi({ param: { name: 'sha256', in: 'path' } }),
      }),
      headers: z.object({
        'evidence-kind': z.enum(DOCUMENT_KINDS).openapi({
          description: '書類の種類 / Kind of the document',
          param: { name: 'evidence-kind', in: 'header' },
        }),
      }),
      body: {
        required: true,
        content: {
          'application/octet-stream': {
            schema: z.string().openapi({ type: 'string', format: 'binary' }),
          },
        },
      },
    },
    responses: {
      200: statusAnswer('既に受け付けています / It was received before'),
      201: statusAnswer('受け付けました / Received'),
      ...problemAnswers(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
    },
  });

interface Sent {
  readonly applicationId: string;
  readonly portal: Portal;
  readonly kind: DocumentKind;
  readonly octets: Buffer;
}

/** What it claims to be. @throws Refusal */
function requireDocument(octets: Buffer, named: string): void {
  if (hash('sha256', octets) !== named) throw new Refusal(problems.evidenceHashWrong);
  if (octets.subarray(0, 5).toString('latin1') !== '%PDF-') {
    throw new Refusal(problems.evidenceFormWrong);
  }
}

/**
 * Whether the edition takes one more. What comes at the same time may pass together; the next is refused.
 *
 * @throws Refusal
 */
async function requireRoom(
  { records }: PortalDependencies,
  { applicationId, kind, octets, edition }: Sent & { readonly edition: number },
): Promise<void> {
  const all = await records.uploads.held(applicationId, DOCUMENT_KINDS);
  const named = hash('sha256', octets);
  if (all.some((each) => each.kind === kind && each.sha256 === named)) return;
  const held = all.filter((each) => each.edition === edition);
  if (held.length >= DOCUMENTS_MAX) throw new Refusal(problems.tooManyDocuments);
  const size = held.reduce((sum, each) => sum + each.size, octets.length);
  if (size > DOCUMENTS_OCTETS_MAX) throw new Refusal(problems.documentsTooLarge);
}

/** @returns the input; undefined if the case has the document */
async function receive(deps: PortalDependencies, sent: Sent): Promise<ReceivedInput | undefined> {
  const { applicationId, portal, kind, octets } = sent;
  const of = await ownSigningCase(deps, applicationId, portal.id);
  if (isFinal(of.state as ApplicationState)) throw new Refusal(problems.applicationClosed);
  await requireRoom(deps, { ...sent, edition: of.edition });
  const at = deps.now();
  const [evidence] = await deps.evidence.put({ caseId: applicationId, chainId: of.chainId }, [
    { kind, ring: 'chain', octets },
  ]);
  if (!evidence) throw new Error('one object was put');
  step('document.0-evidence-kept');
  const inputId = uuidV7(at.getTime());
  const stored = await deps.records.uploads.store({
    inputId,
    applicationId,
    portalId: portal.id,
    edition: of.edition,
    evidence,
    receivedAt: at,
    entry: {
      id: uuidV7(at.getTime()),
      event: 'evidence.received',
      items: ['1ハ'],
      at: at.toISOString(),
      case: applicationId,
      actor: { kind: 'portal', id: portal.id },
      input: inputId,
      evidence: [evidence],
      data: { evidenceKind: kind, supplier: 'applicant' },
    },
  });
  if (stored === 'known') return undefined;
  step('document.1-received');
  return { applicationId, inputId, kind: DOCUMENT_SENT };
}

/** Documents of an application, sent apart from its text. The hash names them, so sending twice is receiving once. */
export const uploads = (deps: PortalDependencies) =>
  new OpenAPIHono<PortalEnvironment>().openapi(putRoute(deps), async (c) => {
    const { applicationId, sha256: named } = c.req.valid('param');
    const { portal } = c.var;
    if (c.req.header('Content-Type')?.split(';')[0]?.trim() !== 'application/octet-stream') {
      throw new Refusal(problems.mediaTypeUnsupported);
    }
    const octets = Buffer.from(await c.req.arrayBuffer());
    requireDocument(octets, named);
    // Of a document nothing but its own hash is in an entry of its refusal.
    c.set('containerSha256', named);
    const { 'evidence-kind': kind } = c.req.valid('header');
    const input = await receive(deps, { applicationId, portal, kind, octets });
    nudge(deps, input);
    const row = await ownCase(deps, applicationId, portal.id);
    return c.json(statusOf(row, deps.publicUrl), input ? 201 : 200);
  });
