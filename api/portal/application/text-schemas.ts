import { z } from '@hono/zod-openapi';
import { applicationId, base64, order, sha256 } from './field-schemas.ts';

const SPKI_OCTETS_MAX = 2048;

const orderWanted = z.strictObject({
  certificateType: z
    .enum(['basic', 'attribute'])
    .openapi({ description: '基本型・属性型 / Type of the certificate' }),
  validityMonths: z.int().min(1).max(99).openapi({ example: 24 }),
});

const orderedKey = z.strictObject({
  order,
  spki: base64(SPKI_OCTETS_MAX, 'SubjectPublicKeyInfo (DER)'),
});

const explanation = z.strictObject({
  version: z.iso.date().openapi({
    description: '示した重要事項説明の版 / Version of the explanation that was shown',
    example: '2026-10-01',
  }),
  shownAt: z.iso.datetime({ offset: true }).openapi({
    description: '示した日時 / When it was shown',
  }),
  means: z
    .enum(['screen', 'paper', 'inPerson', 'video'])
    .openapi({ description: '示した方法 / How it was shown' }),
});

/** Body of `POST /application-texts`. */
export const textRequest = z
  .strictObject({
    applicationId,
    edition: z.int().min(1).max(99).optional().openapi({
      description:
        '版。補正のときは次の版。省略すると申込みの状態から決まる / Edition; follows from the case if left out',
    }),
    service: z
      .string()
      .regex(/^(?!-)[a-z0-9-]{1,64}(?<!-)$/)
      .openapi({ description: '認証業務 / Certificate service', example: 'demo-simultaneous' }),
    identityRoute: z.enum(['jpki', 'ownCertificate']).openapi({
      description:
        '本人確認の方法。ownCertificateは当認証局の有効な証明書での更新 / How the applicant is identified; `ownCertificate` renews with a valid certificate of ours',
    }),
    address: z.string().min(1).max(200).optional().openapi({
      description:
        '住所。identityRoute が ownCertificate のときだけ / Address; exactly where `identityRoute` is `ownCertificate`',
    }),
    // Its characters are judged by the rules, whose ids say more than a schema can.
    name: z.string().min(1).max(400).openapi({
      description:
        '証明書に記載する氏名。文字は正規化しない / Name as it will stand in the certificate; never normalised',
      example: '山田　花子',
    }),
    proxy: z.enum(['none', 'declared']),
    substitutes: z.enum(['none', 'signedConsent', 'residentRecord']).openapi({
      description: '代替文字 / Substitute characters in the name',
    }),
    previousCertificates: z.enum(['none', 'revokeAfterAcceptance', 'keep']),
    orders: z.array(orderWanted).min(1).max(4),
    keyDelivery: z.enum(['simultaneous', 'code']).openapi({
      description:
        '公開鍵の届出：申込みと同時か、利用者識別符号の後か / Key with the text, or after the code',
    }),
    keys: z.array(orderedKey).max(4).optional().openapi({
      description: '同時のときだけ、証明書ごとに1つ / One for each order; only if simultaneous',
    }),
    letterTo: z.enum(['jpkiAddress', 'textAddress']).optional().openapi({
      description:
        '利用者識別符号の送付先。省略すると本人確認の方法から決まる / Where the letter with the code goes; follows from `identityRoute` if left out',
    }),
    explanation,
  })
  .openapi('ApplicationTextRequest');

/** Body of `POST /application-texts`, as it was read. */
export type TextRequest = z.infer<typeof textRequest>;

/** Answer of `POST /application-texts`. */
export const textAnswer = z
  .object({
    applicationId,
    edition: z.int(),
    text: z.string().openapi({
      description:
        '申込書。UTF-8の一字一句が署名の対象 / The text; its very octets in UTF-8 are what is signed',
    }),
    textSha256: sha256,
    nonce: z
      .string()
      .openapi({ description: '乱数。所持証明に使う / Goes into proofs of possession' }),
    expiresAt: z.string(),
  })
  .openapi('ApplicationText');
