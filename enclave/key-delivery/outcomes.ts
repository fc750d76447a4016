import type { CaseRequest } from '../gate/instruction.ts';

/** What the room is asked to make a code of. */
export interface MakeCodeRequest extends CaseRequest {
  readonly codeNumber: number;
  readonly dispatchId: string;
}

/** What the room answers. A refusal is an answer: it is in the book, and the office decides. */
export type CodeOutcome =
  | {
      readonly outcome: 'made';
      readonly codeNumber: number;
      readonly salt: string;
      readonly ciphertextSha256: string;
      readonly vendorKeySha256: string;
      readonly madeAt: number;
      readonly lapsesAt: number;
    }
  | { readonly outcome: 'refused'; readonly check: string };

/** A redemption as it arrived. */
export interface RedeemCodeRequest {
  readonly applicationId: string;
  readonly codeNumber: number;
  readonly inputId: string;
  readonly redemptionSha256: string;
  readonly proofSha256: string;
}

/** What the room says of it. */
export type RedemptionOutcome =
  | { readonly outcome: 'redeemed'; readonly keys: readonly string[] }
  | { readonly outcome: 'wrongCode'; readonly attemptsLeft: number }
  | { readonly outcome: 'locked' }
  | { readonly outcome: 'keyRefused'; readonly detail: string }
  | { readonly outcome: 'used' }
  | { readonly outcome: 'notLive'; readonly state: 'none' | 'voided' | 'lapsed' | 'locked' };

/** How a code is, after somebody asked for its end. */
export interface CodeEnd {
  readonly ended: 'voided' | 'lapsed' | 'redeemed' | 'notYet';
}
