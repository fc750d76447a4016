import { createHmac } from 'node:crypto';
import { redemptionMessage } from '../../../../domain/key-delivery/code.ts';
import type { Applicant } from '../../../../simulator/applicant.ts';

/** What `GET …/key-delivery` says, as far as a redemption takes it. */
export interface SaidOfCode {
  readonly applicationId: string;
  readonly codeNumber: number;
  readonly nonce: string;
  readonly textSha256: string;
}

/** Body of a redemption as a portal's app makes it, with the K of the letter. */
export function redemptionOf(
  said: SaidOfCode,
  { k, applicant }: { readonly k: Buffer; readonly applicant: Applicant },
) {
  const { applicationId, codeNumber, nonce, textSha256 } = said;
  const spkiSha256 = applicant.keys.map((key) => key.spkiSha256);
  const message = redemptionMessage({ applicationId, codeNumber, nonce, spkiSha256 });
  return {
    nonce,
    mac: createHmac('sha256', k).update(message).digest('hex'),
    keys: applicant.keys.map((key, i) =>
      key.prove({ applicationId, order: i + 1, nonce, textSha256 }),
    ),
  };
}
