/** Who holds a case, and until when. */
export interface Lease {
  readonly officerId: string;
  readonly until: Date;
  /** Why the holder has put the case aside; undefined while it is not. It comes back when the lease ends. */
  readonly aside?: string;
}

/** Why a case cannot be taken, put aside or let go. */
export type LeaseProblem =
  | 'notInReview'
  | 'heldByAnother'
  | 'notHeld'
  | 'roleRequired'
  /** It is a case of their own, or of their household (N12). */
  | 'ownCase';

/** A lease that may be taken: from whom, where another's is over. */
export type Claim =
  | { readonly may: true; readonly takenOverFrom?: string }
  | { readonly may: false; readonly because: LeaseProblem; readonly by?: string };

interface Claiming {
  readonly state: string;
  readonly lease: Lease | undefined;
  readonly officerId: string;
  /** The case is the person's own, or of a declared household member. */
  readonly isOwnCase: boolean;
  readonly now: Date;
}

/** Judges whether a person may take a case in review: nobody takes it from one whose lease runs, nor a case of their own (N12). */
export function judgeClaim({ state, lease, officerId, isOwnCase, now }: Claiming): Claim {
  if (isOwnCase) return { may: false, because: 'ownCase' };
  if (state !== 'review') return { may: false, because: 'notInReview' };
  if (!lease || lease.officerId === officerId) return { may: true };
  if (lease.until > now) return { may: false, because: 'heldByAnother', by: lease.officerId };
  return { may: true, takenOverFrom: lease.officerId };
}

/** Reasons for putting a case aside, as the entry says them. */
export const holdReasons = {
  callBackAwaited: { ja: '折り返しの電話を待つ', en: 'a call-back is awaited' },
  documentAwaited: { ja: '書類を待つ', en: 'a document is awaited' },
  adviceAwaited: { ja: '相談の答えを待つ', en: 'advice is awaited' },
  other: { ja: 'その他（申し送りに書く）', en: 'other (see the notes)' },
} as const;

/** The code of a reason for putting a case aside. */
export type HoldReason = keyof typeof holdReasons;

/** Tells whether a text is such a code. */
export const isHoldReason = (code: string): code is HoldReason => Object.hasOwn(holdReasons, code);

/** Hours for which a case may be put aside; the deadline of the review goes on. */
export const HOLD_HOURS = [4, 24, 72] as const;
