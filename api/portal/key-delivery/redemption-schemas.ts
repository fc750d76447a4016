import { z } from '@hono/zod-openapi';
import { keyProof } from '../application/application-schemas.ts';
import {
  applicationId,
  applicationPath,
  oneLine,
  order,
  said,
  sha256,
} from '../application/field-schemas.ts';
import { codeStates } from '../../../domain/key-delivery/code-states.ts';

const codeNumber = z.int().min(1).openapi({
  description:
    '利用者識別符号の番号。送り直すと1つ増えます / Number of the code; one more after a resend',
  example: 1,
});

const nonce = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .openapi({ description: '乱数 / Nonce, 32 hexadecimal digits' });

const attemptsLeft = z.int().min(0).openapi({
  description: 'この符号をあと何回入力できるか / Attempts left of this code',
});

/** Answer of `GET …/key-delivery`. */
export const keyDelivery = z
  .object({
    applicationId,
    codeNumber,
    state: z.enum(codeStates),
    told: said,
    salt: z
      .string()
      .openapi({ description: 'PBKDF2のソルト（16進）/ Salt of PBKDF2, hexadecimal' }),
    iterations: z.int().openapi({ description: 'PBKDF2の反復回数 / Iterations of PBKDF2' }),
    nonce: nonce.optional(),
    nonceExpiresAt: z.string().optional().openapi({
      description:
        '乱数の期限。符号を使えないときは乱数もありません / There is no nonce while the code cannot be used',
    }),
    attemptsLeft,
    lapsesAt: z.string().openapi({ description: '符号の期限 / When the code lapses' }),
    textSha256: sha256.openapi({ description: '申込書のハッシュ値 / Of the text that was signed' }),
    orders: z.array(z.object({ order, certificateType: z.string() })),
  })
  .openapi('KeyDelivery');

/** Path of a redemption. */
export const redemptionPath = applicationPath.extend({
  codeNumber: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .openapi({ param: { name: 'codeNumber', in: 'path' }, example: 1 }),
});

/** Body of `PUT …/key-delivery/{codeNumber}/redemption`. */
export const redemptionBody = z
  .strictObject({
    nonce,
    mac: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .openapi({
        description:
          'HMAC-SHA-256(K, toroku-redeem/1 …)（16進）。符号そのものは送りません / Hexadecimal; the code itself never travels',
      }),
    keys: z.array(keyProof).min(1).max(4),
    endUserAddress: oneLine(200).optional().openapi({
      description:
        '申込者の端末のアドレス。保存せず、誤りを数えるためだけに使います / Address of the end user; not kept, wrong codes are counted by it',
    }),
  })
  .openapi('Redemption');

/** Body of a redemption, as it was read. */
export type RedemptionBody = z.infer<typeof redemptionBody>;

/** What became of a redemption. */
export const redemptionAnswer = z
  .object({
    outcome: z.enum(['redeemed', 'wrongCode', 'locked', 'keyRefused', 'used', 'notLive']),
    attemptsLeft: attemptsLeft.optional(),
    told: said,
  })
  .openapi('RedemptionOutcome');

/** That a redemption was received, and the room has still to answer. */
export const redemptionReceived = z.object({ told: said }).openapi('RedemptionReceived');
