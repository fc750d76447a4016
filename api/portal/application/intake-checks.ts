import { judgeKeyProofs, type KeyProofFacts } from '../../../adapters/jpki/key-proofs.ts';
import type { HandedOutText } from '../../../db/application/intake-lookups.ts';
import type { Portal } from '../../../db/application/portal-register.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { problems } from '../problems/catalogue.ts';
import { aboutKeys } from '../problems/key-problems.ts';
import type { Submission } from './submission.ts';

/** What a text that was handed out is held against. */
export type HandedOutTerms = Pick<
  HandedOutText,
  'textSha256' | 'portalId' | 'usedBy' | 'expiresAt'
>;

/** What a submission is held against. */
export interface Intake {
  readonly applicationId: string;
  readonly portal: Portal;
  /** When it was received: whether a text has expired is judged by nothing else. */
  readonly at: Date;
}

/**
 * Holds the text against what was handed out.
 *
 * @throws Refusal for a text that is not ours, not this portal's, not this application's, used or expired.
 */
export function requireHandedOut<Text extends HandedOutTerms>(
  {
    text,
    textSha256,
  }: { readonly text: { readonly applicationId: string }; readonly textSha256: string },
  handedOut: Text | undefined,
  { applicationId, portal, at }: Intake,
): Text {
  if (!handedOut) throw new Refusal(problems.signedTextUnknown);
  if (handedOut.textSha256 !== textSha256) throw new Refusal(problems.signedTextAltered);
  if (handedOut.portalId !== portal.id) throw new Refusal(problems.signedTextOfOtherPortal);
  if (text.applicationId !== applicationId) {
    const isUsed = handedOut.usedBy !== null;
    throw new Refusal(
      isUsed ? problems.signedContentReused : problems.signedTextOfOtherApplication,
    );
  }
  if (handedOut.expiresAt < at) throw new Refusal(problems.signedTextExpired);
  return handedOut;
}

/**
 * Holds the keys against the text (JPKI規則26条5号イ): each order's key is the one it names, can be used,
 * and is in the applicant's hands.
 *
 * @throws Refusal
 */
export function requireProofs({ text, textSha256, proofs }: Submission): void {
  if (text.keys.delivery === 'code') {
    if (proofs.length > 0) throw new Refusal(problems.keyNotNamedInText);
    return;
  }
  if (proofs.length < text.orders.length) throw new Refusal(problems.proofOfPossessionMissing);
  const facts = judgeKeyProofs({ text, textSha256, nonce: text.nonce, proofs });
  if (!facts.isBound) throw new Refusal(problems.keyNotNamedInText);
  requireAcceptable(facts);
}

/** @throws Refusal for keys that nobody may certify, or that the applicant is not shown to have. */
export function requireAcceptable(facts: KeyProofFacts): void {
  if (facts.keyParameters !== 'acceptable') {
    throw new Refusal(problems.unacceptablePublicKey, aboutKeys(facts.defects));
  }
  if (facts.proofOfPossession === 'missing') throw new Refusal(problems.proofOfPossessionMissing);
  if (facts.proofOfPossession !== 'valid') throw new Refusal(problems.proofOfPossessionInvalid);
}
