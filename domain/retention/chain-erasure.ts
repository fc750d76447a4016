import type { ErasureReason } from './retention.ts';

/** Content of the act `chainErasure`: what two people agree to. */
export interface ErasureContent {
  readonly v: 1;
  readonly chain: string;
  /** `YYYY-MM-DD` in Japan. */
  readonly dueOn: string;
  readonly reason: ErasureReason;
}

/** An act that is effective, on its way to office and room: ids, dates and hashes. */
export interface ErasureOrder {
  readonly act: string;
  readonly chain: string;
  readonly dueOn: string;
  readonly reason: ErasureReason;
  /** Commitment to the key, and the r that hides it: with the key each side checks that it is this one. */
  readonly keyCommitment: string;
  readonly r: string;
  /** Who approved, as entries name whoever acted. */
  readonly approver: {
    readonly kind: 'officer';
    readonly id: string;
    readonly role: string;
    readonly terminal: string;
  };
}

/** What the room answers. A refusal is an answer: nothing was destroyed. */
export type RoomErasure =
  | { readonly outcome: 'erased' }
  | { readonly outcome: 'refused'; readonly check: string };
