import type { Told, Transition } from '../governance/state-table.ts';

/** The states of one code and its letter (規則6条3号の2). */
export const codeStates = [
  'generated',
  'sealed',
  'printed',
  'posted',
  'delivered',
  'locked',
  'lapsed',
  'redeemed',
  'voided',
] as const;

/** The state of one code and its letter. */
export type CodeState = (typeof codeStates)[number];

/** A code in one of these is never used again. */
export const finalCodeStates = ['redeemed', 'voided'] as const satisfies readonly CodeState[];

/** A code in one of these can be redeemed; in `printed` too, as the post may outrun its data. */
export const liveCodeStates = [
  'printed',
  'posted',
  'delivered',
] as const satisfies readonly CodeState[];

const NOT_REDEEMED = [
  'generated',
  'sealed',
  'printed',
  'posted',
  'delivered',
  'locked',
  'lapsed',
] as const;

const NEW_CODE = {
  ja: '新しい利用者識別符号をお送りします。前の符号は使えません。',
  en: 'We are sending you a new code. The one before can no longer be used.',
};

const WRONG_CODE = {
  ja: '利用者識別符号が一致しません。あと◯回入力できます。',
  en: 'The code does not match. Attempts left: ◯.',
};

/** Returns what an applicant is told of a wrong code, with the number of attempts left. */
export function toldOfWrongCode(attemptsLeft: number): Told {
  const fill = (sentence: string) => sentence.replace('◯', String(attemptsLeft));
  return { ja: fill(WRONG_CODE.ja), en: fill(WRONG_CODE.en) };
}

/**
 * The table of one code and its letter.
 *
 * A resend voids this code and makes another with the next number; the new one begins at the first
 * row. A letter that came back voids its code at once, and the resend may follow.
 */
export const codeTransitions: readonly Transition<CodeState>[] = [
  {
    row: 1,
    from: ['start'],
    event: 'generated',
    by: ['room'],
    to: 'generated',
    entries: ['enclave:code.generated'],
    deadlines: ['codeLifeNeverPosted'],
    told: {
      ja: '利用者識別符号を郵便でお送りします。',
      en: 'We are sending you a code by post.',
    },
  },
  {
    // The count of the lot is sealed by two.
    row: 2,
    from: ['generated'],
    event: 'lotSealed',
    by: ['reception'],
    to: 'sealed',
    entries: ['office:letter.lotSealed'],
    deadlines: ['letterPrint'],
  },
  {
    // The ciphertext of the code is deleted.
    row: 3,
    from: ['sealed'],
    event: 'printed',
    by: ['vendor'],
    to: 'printed',
    entries: ['office:letter.printed'],
    deadlines: ['letterPost'],
  },
  {
    row: 4,
    from: ['printed'],
    event: 'posted',
    by: ['vendor'],
    to: 'posted',
    entries: ['office:letter.posted'],
    deadlines: ['codeLife'],
    told: {
      ja: '利用者識別符号を発送しました。30日以内にお手続きください。',
      en: 'We have posted your code. Please use it within 30 days.',
    },
  },
  {
    row: 5,
    from: ['posted'],
    event: 'delivered',
    by: ['post'],
    to: 'delivered',
    entries: ['office:letter.delivered'],
    deadlines: ['codeReminder'],
    told: {
      ja: '利用者識別符号の郵便物が配達されました。お手続きをお願いします。',
      en: 'The letter with your code has been delivered. Please use the code.',
    },
  },
  {
    row: 6,
    from: ['posted'],
    event: 'returned',
    by: ['reception'],
    to: 'voided',
    entries: ['office:letter.returned', 'enclave:code.voided'],
    deadlines: ['codeResendOrder'],
    told: {
      ja: '利用者識別符号の郵便物が当方に戻りました。ご住所をご確認ください。',
      en: 'The letter with your code came back to us. Please check your address.',
    },
  },
  {
    // Said with the number of attempts left: toldOfWrongCode.
    row: 7,
    from: liveCodeStates,
    event: 'wrongCode',
    by: ['applicant'],
    to: 'same',
    entries: ['enclave:code.attemptFailed'],
    told: WRONG_CODE,
  },
  {
    // The code is right, so no attempt is spent.
    row: 8,
    from: liveCodeStates,
    event: 'keyRefused',
    by: ['applicant'],
    to: 'same',
    entries: ['office:input.refused'],
    told: {
      ja: '公開鍵を受け付けられませんでした。鍵を作り直してください。',
      en: 'We could not take your public key. Please make a new key.',
    },
  },
  {
    row: 9,
    from: liveCodeStates,
    event: 'attemptsUsedUp',
    by: ['room'],
    to: 'locked',
    entries: ['enclave:code.locked'],
    deadlines: ['codeResendOrder'],
    told: {
      ja: '入力の誤りが続いたため、この利用者識別符号は使えなくなりました。',
      en: 'After too many wrong entries this code can no longer be used.',
    },
  },
  {
    row: 10,
    from: liveCodeStates,
    event: 'redeemed',
    by: ['applicant'],
    to: 'redeemed',
    entries: ['enclave:code.redeemed'],
    told: { ja: '公開鍵を受け取りました。', en: 'We have received your public key.' },
  },
  {
    // From posting, or from making where it was never posted.
    row: 11,
    from: ['generated', 'sealed', 'printed', 'posted', 'delivered'],
    event: 'timePassed',
    by: ['room'],
    to: 'lapsed',
    entries: ['enclave:code.lapsed'],
    deadlines: ['codeResendOrder'],
    told: {
      ja: '利用者識別符号の期限が切れました。',
      en: 'Your code has lapsed.',
    },
  },
  {
    // A withdrawal, a void approval, or making tried again.
    row: 12,
    from: NOT_REDEEMED,
    event: 'voided',
    by: ['room'],
    to: 'voided',
    entries: ['enclave:code.voided'],
  },
  {
    // By an approver who did not seal the old lot; the new code is another row of the register.
    row: 13,
    from: ['locked', 'lapsed'],
    event: 'resendOrdered',
    by: ['approver'],
    to: 'voided',
    entries: ['office:code.resendOrdered', 'enclave:code.voided', 'enclave:code.generated'],
    told: NEW_CODE,
  },
  {
    // The code whose letter came back is void already.
    row: 13,
    from: ['voided'],
    event: 'resendOrdered',
    by: ['approver'],
    to: 'same',
    entries: ['office:code.resendOrdered', 'enclave:code.generated'],
    told: NEW_CODE,
  },
];
