import { z } from '@hono/zod-openapi';
import { codeStates } from '../../../domain/key-delivery/code-states.ts';
import { applicationId, base64, oneLine, order, said, sha256 } from './field-schemas.ts';

const CONTAINER_OCTETS_MAX = 1024 * 1024;
const SPKI_OCTETS_MAX = 2048;
const SIGNATURE_OCTETS_MAX = 1024;
const CSR_OCTETS_MAX = 64 * 1024;

/** Proof of a key by its signature. */
export const signedProof = z.strictObject({
  order,
  spki: base64(SPKI_OCTETS_MAX, 'SubjectPublicKeyInfo (DER)'),
  signature: base64(SIGNATURE_OCTETS_MAX, 'toroku-pop/1 に対する署名 / Signature over the proof'),
});

/** Proof of a key by a PKCS#10. */
export const csrProof = z.strictObject({
  order,
  csr: base64(CSR_OCTETS_MAX, 'PKCS#10 (DER) with the proof as challengePassword'),
});

/** A key with its proof of possession. */
export const keyProof = z.union([signedProof, csrProof]);

const device = z.strictObject({
  kind: z.enum(['attested', 'recorded']),
  id: oneLine(200),
  model: oneLine(200),
  keyStore: oneLine(200),
  appVersion: oneLine(64),
});

const contact = z.strictObject({
  mail: oneLine(254).regex(/^[^\s@]+@[^\s@]+$/),
  telephone: z.string().regex(/^\+?[0-9() -]{6,24}$/),
});

const signedMembers = {
  signatureContainer: base64(
    CONTAINER_OCTETS_MAX,
    'CMS SignedData（DERまたはBER）、署名したPDF、XML署名のいずれか / CMS SignedData (DER or BER), a signed PDF, or XMLDSig',
  ),
  signedText: z.string().min(1).max(4096).optional().openapi({
    description:
      '署名データが文書を含まないときだけ / The text, if the container is detached and holds none',
  }),
};

/** Body of what brings a signed text and nothing else: a withdrawal, a receipt, a revocation request. */
export const signedBody = z.strictObject(signedMembers).openapi('SignedText');

/** Body of `PUT /certificate-applications/{applicationId}`. */
export const applicationBody = z
  .strictObject({
    ...signedMembers,
    proofsOfPossession: z
      .array(keyProof)
      .max(4)
      .optional()
      .openapi({ description: '公開鍵が同時のとき、証明書ごとに1つ / One for each order' }),
    device: device.optional(),
    contact,
  })
  .openapi('CertificateApplication');

/** Body of a certificate application, as it was read. */
export type ApplicationBody = z.infer<typeof applicationBody>;

const certificate = z.object({
  order,
  issuerKeyId: z.string().openapi({
    description: '発行者の鍵の識別子。失効の請求で使う / Key of its issuer, to ask for revocation',
  }),
  serialNumber: z.string(),
  sha256,
  state: z.enum(['issued', 'accepted', 'revoked', 'expired']).optional().openapi({
    description:
      '発行後の状態：受領の確認待ち、確認済み、失効、満了 / After its issue: receipt awaited, received, revoked, expired',
  }),
  links: z.object({ der: z.string(), pem: z.string(), chain: z.string() }),
});

/** Where an application stands. */
export const applicationStatus = z
  .object({
    applicationId,
    state: z.string().openapi({ example: 'received' }),
    told: said.openapi({ description: '申込者にお知らせする文 / What the applicant is told' }),
    next: said
      .optional()
      .openapi({ description: '申込者がすること / What the applicant has to do' }),
    deadline: z.string().optional().openapi({ description: 'その期限 / Until when' }),
    corrections: z
      .array(said.extend({ rule: z.string() }))
      .optional()
      .openapi({ description: '直していただく点 / What has to be corrected' }),
    code: z
      .object({
        codeNumber: z.int(),
        state: z.enum(codeStates),
        attemptsLeft: z.int(),
        lapsesAt: z.string(),
      })
      .optional()
      .openapi({
        description: '利用者識別符号。keyDelivery の間だけ / The code, while in keyDelivery',
      }),
    certificates: z.array(certificate),
  })
  .openapi('ApplicationStatus');

/** Where an application stands, as it is answered. */
export type ApplicationStatus = z.infer<typeof applicationStatus>;

/** Name of a certificate file: number of the order and form. */
export const certificateFile = z
  .string()
  .regex(/^[1-4]\.(cer|pem)$/)
  .openapi({ param: { name: 'file', in: 'path' }, example: '1.cer' });
