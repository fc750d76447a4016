import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { StatusRow } from '../../../db/application/application-status.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { authenticate } from '../authenticate.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problemAnswers } from '../documentation/problem-answers.ts';
import type { PortalEnvironment } from '../environment.ts';
import { problems } from '../problems/catalogue.ts';
import { certificateFile } from './application-schemas.ts';
import { ownCase } from './own-case.ts';
import { applicationPath } from './field-schemas.ts';
import { pemOf } from './pem.ts';

const PEM_TYPE = 'application/pem-certificate-chain';

const common = {
  method: 'get' as const,
  tags: ['certificate'],
  security: [{ portalToken: [] }],
};

const pemAnswer = {
  description: 'PEM',
  content: { [PEM_TYPE]: { schema: z.string() } },
} as const;

const fileRoute = (deps: PortalDependencies) =>
  createRoute({
    ...common,
    path: '/{applicationId}/certificates/{file}',
    operationId: 'readCertificate',
    summary: '電子証明書（1.cer はDER、1.pem はPEM） / A certificate, as DER or PEM',
    middleware: [authenticate(deps)] as const,
    request: { params: applicationPath.extend({ file: certificateFile }) },
    responses: {
      200: {
        description: '電子証明書 / The certificate',
        content: { 'application/pkix-cert': { schema: z.string() }, ...pemAnswer.content },
      },
      ...problemAnswers(400, 401, 404, 429, 503),
    },
  });

const chainRoute = (deps: PortalDependencies) =>
  createRoute({
    ...common,
    path: '/{applicationId}/certificates/{order}/chain.pem',
    operationId: 'readCertificateChain',
    summary: '電子証明書と認証局の証明書 / A certificate followed by that of its issuer',
    middleware: [authenticate(deps)] as const,
    request: {
      params: applicationPath.extend({
        order: z
          .string()
          .regex(/^[1-4]$/)
          .openapi({ param: { name: 'order', in: 'path' } }),
      }),
    },
    responses: { 200: pemAnswer, ...problemAnswers(400, 401, 404, 429, 503) },
  });

const allRoute = (deps: PortalDependencies) =>
  createRoute({
    ...common,
    path: '/{applicationId}/chain.pem',
    operationId: 'readAllCertificates',
    summary: '申込みのすべての電子証明書 / All certificates of an application with their issuers',
    middleware: [authenticate(deps)] as const,
    request: { params: applicationPath },
    responses: { 200: pemAnswer, ...problemAnswers(400, 401, 404, 429, 503) },
  });

/**
 * Reads certificates of a case out of the evidence store; without orders, all of them. What a portal is
 * given for its applicant is a read of personal data like any other: no record, no answer.
 */
export async function certificatesOf(
  { evidence, records, now }: PortalDependencies,
  row: StatusRow,
  order?: number,
): Promise<{ readonly der: Buffer; readonly issuerKeyId: string }[]> {
  const wanted = row.certificates.filter((each) => order === undefined || each.order === order);
  // Of a chain that was erased nothing can be given back.
  const isThere = wanted.length > 0 && evidence.hasKeys(row.chainId);
  if (!isThere) throw new Refusal(problems.certificateNotFound);
  const at = now();
  await records.access.record([
    {
      at,
      officerId: row.portalId,
      role: 'portal',
      caseId: row.applicationId,
      fields: ['certificate'],
      purpose: 'delivery',
    },
  ]);
  // The first time it is also an entry of the case (規則12条1項1号ヘ).
  await records.certificates.deliver(
    wanted.map(({ orderId, sha256 }) => ({
      applicationId: row.applicationId,
      orderId,
      certificateSha256: sha256,
      portalId: row.portalId,
      at,
    })),
  );
  const octets = evidence.get(
    { caseId: row.applicationId, chainId: row.chainId },
    wanted.map(({ sha256 }) => sha256),
  );
  return wanted.flatMap(({ sha256, issuerKeyId }) => {
    const der = octets.get(sha256);
    return der ? [{ der, issuerKeyId }] : [];
  });
}

/** Each certificate, then each issuer once. */
async function chainOf(deps: PortalDependencies, row: StatusRow, order?: number): Promise<string> {
  const own = await certificatesOf(deps, row, order);
  const issuers = await Promise.all(
    [...new Set(own.map(({ issuerKeyId }) => issuerKeyId))].map(deps.issuerCertificate),
  );
  const known = issuers.filter((der) => der !== undefined);
  return [...own.map(({ der }) => der), ...known].map(pemOf).join('');
}

/** The certificates of an application, for the portal that sent it. */
export function certificates(deps: PortalDependencies) {
  const caseOf = (c: Context<PortalEnvironment>, applicationId: string): Promise<StatusRow> =>
    ownCase(deps, applicationId, c.var.portal.id);
  return new OpenAPIHono<PortalEnvironment>()
    .openapi(fileRoute(deps), async (c) => {
      const { applicationId, file } = c.req.valid('param');
      const row = await caseOf(c, applicationId);
      const [order, form] = file.split('.');
      const [certificate] = await certificatesOf(deps, row, Number(order));
      if (!certificate) throw new Refusal(problems.certificateNotFound);
      return form === 'pem'
        ? c.body(pemOf(certificate.der), 200, { 'Content-Type': PEM_TYPE })
        : c.body(new Uint8Array(certificate.der), 200, { 'Content-Type': 'application/pkix-cert' });
    })
    .openapi(chainRoute(deps), async (c) => {
      const { applicationId, order } = c.req.valid('param');
      const chain = await chainOf(deps, await caseOf(c, applicationId), Number(order));
      return c.body(chain, 200, { 'Content-Type': PEM_TYPE });
    })
    .openapi(allRoute(deps), async (c) => {
      const chain = await chainOf(deps, await caseOf(c, c.req.valid('param').applicationId));
      return c.body(chain, 200, { 'Content-Type': PEM_TYPE });
    });
}
