import { z } from '@hono/zod-openapi';
import type { NameableCertificate } from '../../../db/issuance/portal-certificates.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';
import { applicationId, order } from './field-schemas.ts';
import { ownSigningCase } from './own-case.ts';
import { textRoutes } from './text-routes.ts';

const receiptTextRequest = z
  .strictObject({
    applicationId,
    method: z.enum(['receivedCertificate', 'jpki', 'paper']).openapi({
      description:
        '確認の方法：受領した証明書、署名用電子証明書、書面（印刷して署名し、窓口に出す） / What signs: the certificate that was received, the card, or a hand on paper',
    }),
    orders: z.array(order).min(1).max(4).optional().openapi({
      description:
        '受領した証明書の番号。省くと、受領を確認していないすべて / Numbers of the certificates; without it, all whose receipt is awaited',
    }),
  })
  .openapi('ReceiptTextRequest');

/** Those that are named, or all that wait. @throws Refusal where one has nothing to be received any more */
function named(
  certificates: readonly NameableCertificate[],
  orders: readonly number[] | undefined,
): NameableCertificate[] {
  const waiting = certificates.filter(({ state }) => state === 'issued');
  const chosen = orders ? waiting.filter((each) => orders.includes(each.order)) : waiting;
  const isComplete = orders === undefined || new Set(orders).size === chosen.length;
  if (chosen.length === 0 || !isComplete) throw new Refusal(problems.nothingToAccept);
  return chosen;
}

/** `POST /receipt-texts`: the text by which a subscriber accepts certificates (受領書, RFC 3647 §4.4.1). */
export const receiptTexts = (deps: PortalDependencies) =>
  textRoutes(deps, {
    operationId: 'handOutReceiptText',
    tag: 'certificate',
    summary: '受領書の交付 / Hand out the text that accepts certificates',
    description:
      '発行された電子証明書の受領書を作って返します。有効期限は24時間、書面では60日です。\n\n' +
      'Builds the receipt of certificates that were issued. It lives for a day, on paper for 60.',
    schema: receiptTextRequest,
    linesOf: async (request, portal) => {
      const row = await ownSigningCase(deps, request.applicationId, portal.id);
      const certificates = await deps.records.certificates.ofCase(request.applicationId);
      return {
        kind: 'receipt',
        applicationId: request.applicationId,
        service: row.service,
        method: request.method,
        certificates: named(certificates, request.orders),
      };
    },
  });
