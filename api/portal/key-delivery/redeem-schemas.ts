import { z } from '@hono/zod-openapi';
import { csrProof, signedProof } from '../application/application-schemas.ts';

/** Body of a redemption: what was computed from the code, and never the code. */
export const redemptionRequest = z.strictObject({
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
  keys: z
    .array(z.union([signedProof, csrProof]))
    .min(1)
    .max(4),
});

/** Body of a redemption, as it was read. */
export type RedemptionRequest = z.infer<typeof redemptionRequest>;

/** Number of a code in a path. */
export const codeNumberText = z
  .string()
  .regex(/^[1-9][0-9]?$/)
  .transform(Number);
