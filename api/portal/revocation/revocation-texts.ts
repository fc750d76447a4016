import { z } from '@hono/zod-openapi';
import type { KnownCertificate } from '../../../db/revocation/revocation-requests.ts';
import { japanDate, printDate } from '../../../domain/governance/calendar.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { applicationId, oneLine, sha256 } from '../application/field-schemas.ts';
import { textRoutes } from '../application/text-routes.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';

const certificate = z.strictObject({
  issuerKeyId: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .openapi({ description: '発行者の鍵の識別子 / subjectKeyIdentifier of the issuer' }),
  serialNumber: z
    .string()
    .regex(/^[0-7][0-9a-f]{39}$/)
    .openapi({ description: '番号、20オクテット / Serial number, 20 octets' }),
  sha256: sha256.openapi({ description: '証明書のSHA-256 / SHA-256 of the certificate' }),
});

const requestedText = z
  .strictObject({
    requestId: applicationId.openapi({
      description: '請求番号。UUIDv7、小文字 / Number of the request: a UUIDv7 in lower case',
    }),
    method: z.enum(['jpki', 'ownCertificate']).openapi({
      description:
        '署名する証明書：署名用電子証明書か、失効する証明書か / What signs: the card, or the certificate to be revoked',
    }),
    requesterName: oneLine(200).openapi({
      description: '請求者の氏名 / Name of whoever asks',
      example: '山田　花子',
    }),
    certificates: z.array(certificate).min(1).max(4),
    reason: z
      .enum(['cessationOfOperation', 'affiliationChanged', 'superseded', 'keyCompromise'])
      .openapi({ description: '失効の理由 / Reason (RFC 5280 §5.3.1)' }),
    invalidityDate: z.iso.date().optional().openapi({
      description: 'おそれの生じた日。keyCompromise のときだけ / Day the danger arose; only there',
    }),
  })
  .refine((body) => body.invalidityDate === undefined || body.reason === 'keyCompromise', {
    path: ['invalidityDate'],
  })
  .refine(
    ({ certificates }) =>
      new Set(certificates.map((each) => `${each.issuerKeyId}/${each.serialNumber}`)).size ===
      certificates.length,
    { path: ['certificates'] },
  )
  .openapi('RevocationTextRequest');

type Asked = z.infer<typeof requestedText>;

/** Certificates of ours that the request names, each unexpired. @throws Refusal naming the first that is not */
async function requireOurs(
  { records, now }: PortalDependencies,
  { certificates: named }: Asked,
): Promise<KnownCertificate> {
  const known = await records.revocations.certificates(named);
  const found = named.map((each) =>
    known.find(
      (row) =>
        row.issuerKeyId === each.issuerKeyId &&
        row.serialNumber === each.serialNumber &&
        row.sha256 === each.sha256,
    ),
  );
  const stranger = found.findIndex((row) => row === undefined);
  const [first] = found;
  if (stranger >= 0 || !first) {
    throw new Refusal(problems.certificateUnknown, { members: { number: stranger + 1 } });
  }
  const at = now();
  const expired = found.findIndex((row) => row !== undefined && row.notAfter < at);
  if (expired >= 0) {
    throw new Refusal(problems.certificateExpired, { members: { number: expired + 1 } });
  }
  return first;
}

/** `POST /revocation-texts`: the text that asks for the revocation of certificates (規則6条10号). */
export const revocationTexts = (deps: PortalDependencies) =>
  textRoutes(deps, {
    operationId: 'handOutRevocationText',
    tag: 'revocation',
    summary: '失効請求書の交付 / Hand out the text that asks for revocation',
    description:
      '当認証局の有効な証明書についてだけ交付します。閉じている受付窓口も受け取れます。\n\n' +
      'Handed out for certificates of ours that have not expired. A closed portal may ask for it, too.',
    schema: requestedText,
    isAlwaysOpen: true,
    linesOf: async (request) => {
      const { invalidityDate } = request;
      const today = printDate(japanDate(deps.now().getTime()));
      if (invalidityDate !== undefined && invalidityDate > today) {
        throw new Refusal(problems.dangerInFuture);
      }
      const { service } = await requireOurs(deps, request);
      return {
        kind: 'revocation',
        requestId: request.requestId,
        service,
        method: request.method,
        requesterName: request.requesterName,
        certificates: request.certificates,
        reasonCode: request.reason,
        ...(invalidityDate === undefined ? {} : { invalidityDate }),
      };
    },
  });
