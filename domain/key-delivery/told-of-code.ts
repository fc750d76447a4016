import { findTransition, type Told } from '../governance/state-table.ts';
import { codeTransitions, toldOfWrongCode, type CodeState } from './code-states.ts';
import type { RedemptionResult } from './redemption-input.ts';

/** A code as its applicant is told of it. */
export interface CodeForTelling {
  readonly state: CodeState;
  /** 1, 2 of the resends; 0 of a code that is none. */
  readonly resend: number;
  readonly isResendOrdered: boolean;
}

const rowTold = (from: CodeState | 'start', event: string): Told =>
  findTransition(codeTransitions, from, event)?.told ?? { ja: '', en: '' };

const SENT = rowTold('start', 'generated');
const ANOTHER = rowTold('locked', 'resendOrdered');

/** Returns what the applicant is told of a code. */
export function toldOfCode({ state, resend, isResendOrdered }: CodeForTelling): Told {
  if (isResendOrdered) return ANOTHER;
  const isNew = resend > 0 ? ANOTHER : SENT;
  const told: Readonly<Record<CodeState, Told>> = {
    generated: isNew,
    sealed: isNew,
    printed: isNew,
    posted: rowTold('printed', 'posted'),
    delivered: rowTold('posted', 'delivered'),
    locked: rowTold('posted', 'attemptsUsedUp'),
    lapsed: rowTold('posted', 'timePassed'),
    redeemed: rowTold('posted', 'redeemed'),
    voided: rowTold('posted', 'returned'),
  };
  return told[state];
}

const WAIT_FOR_LETTER: Told = {
  ja: '郵便物が届くまでお待ちください。お手続きは不要です。',
  en: 'Please wait for the letter. There is nothing for you to do.',
};
const USE_CODE: Told = {
  ja: '郵便で届く利用者識別符号を使って公開鍵を届け出てください。',
  en: 'Use the code that comes by post to send in your public key.',
};
const ASK_FOR_ANOTHER: Told = {
  ja: '期限までに、受付窓口へ利用者識別符号の再送をお申し出ください。',
  en: 'Ask the portal for another code before the deadline.',
};

/** Returns what the applicant does next about a code; undefined once it is redeemed. */
export function nextOfCode({ state, isResendOrdered }: CodeForTelling): Told | undefined {
  if (state === 'redeemed') return undefined;
  if (isResendOrdered || state === 'generated' || state === 'sealed') return WAIT_FOR_LETTER;
  return ['locked', 'lapsed', 'voided'].includes(state) ? ASK_FOR_ANOTHER : USE_CODE;
}

const USED: Told = {
  ja: 'この利用者識別符号は、別の公開鍵で既に使われています。',
  en: 'This code was used already, for other keys.',
};
const NOT_LIVE: Told = {
  ja: 'この利用者識別符号は、今は使えません。',
  en: 'This code cannot be used now.',
};

/** Returns what whoever typed a code is told. */
export function toldOfRedemption({
  outcome,
  attemptsLeft = 0,
}: Pick<RedemptionResult, 'outcome' | 'attemptsLeft'>): Told {
  switch (outcome) {
    case 'redeemed':
      return rowTold('posted', 'redeemed');
    case 'wrongCode':
      return toldOfWrongCode(attemptsLeft);
    case 'locked':
      return rowTold('posted', 'attemptsUsedUp');
    case 'keyRefused':
      return rowTold('posted', 'keyRefused');
    case 'used':
      return USED;
    default:
      return NOT_LIVE;
  }
}
