import type { CodeStanding } from '../../../db/key-delivery/code-standing.ts';
import { printJapanTime } from '../../../domain/governance/calendar.ts';
import type { Language } from '../../console/words/said.ts';

/** Where the subscriber is on the way to the certificate. */
export type RedeemStep =
  | 'checking'
  | 'notSent'
  | 'posted'
  | 'delivered'
  | 'locked'
  | 'lapsed'
  | 'voided'
  | 'issuing'
  | 'issued'
  | 'ended';

/** What the page shows. */
export interface RedeemView {
  readonly language: Language;
  readonly isDevelopment: boolean;
  readonly path: string;
  /** Address of the page's program. */
  readonly script: string;
  readonly step: RedeemStep;
  readonly applicationId: string;
  readonly orders: readonly number[];
  /** There while the code can be redeemed. */
  readonly live?: {
    readonly codeNumber: number;
    readonly attemptsLeft: number;
    /** Japan Standard Time, to the minute. */
    readonly until: string;
  };
}

const ENDED = new Set(['rejected', 'withdrawn', 'lapsed']);

const ofCode = {
  generated: 'notSent',
  sealed: 'notSent',
  // The post may be quicker than its data.
  printed: 'posted',
  posted: 'posted',
  delivered: 'delivered',
  locked: 'locked',
  lapsed: 'lapsed',
  redeemed: 'issuing',
  voided: 'voided',
} as const satisfies Record<string, RedeemStep>;

/** Where the subscriber is, by the states of case and code. */
export function stepOf({ caseState, code }: CodeStanding): RedeemStep {
  if (caseState === 'issued' || caseState === 'issuing') return caseState;
  if (ENDED.has(caseState)) return 'ended';
  if (caseState !== 'keyDelivery') return 'checking';
  return code ? ofCode[code.state] : 'notSent';
}

/** Whether a code can be typed in. */
export const isLive = (step: RedeemStep): boolean => step === 'posted' || step === 'delivered';

/** What the page shows of a standing. */
export function viewOf(
  standing: CodeStanding,
  page: Pick<RedeemView, 'language' | 'isDevelopment' | 'path' | 'script'>,
): RedeemView {
  const { applicationId, orders, code } = standing;
  const step = stepOf(standing);
  const view = { ...page, step, applicationId, orders };
  if (!code || !isLive(step)) return view;
  const { codeNumber, attemptsLeft, lapsesAt } = code;
  const until = printJapanTime(lapsesAt.getTime()).slice(0, 16).replace('T', ' ');
  return { ...view, live: { codeNumber, attemptsLeft, until } };
}
