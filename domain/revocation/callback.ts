import type { CallbackContent } from './request-inputs.ts';

/** Version of the script of a call-back; another question is another version. */
export const CALLBACK_SCRIPT = 'callback/1';

/** What the subscriber is asked, out of the dossier of the application; two right answers are the subscriber's. */
export const callbackQuestions = {
  address: {
    name: { ja: '申し込んだときの住所', en: 'the address given on application' },
    say: {
      ja: '証明書を申し込まれたときのご住所を教えてください。',
      en: 'Please tell me the address you had when you applied for the certificate.',
    },
  },
  appliedIn: {
    name: { ja: '申し込んだ年と月', en: 'year and month of the application' },
    say: {
      ja: '申し込まれたのは、何年の何月ごろですか。',
      en: 'In which year and month did you apply?',
    },
  },
  portal: {
    name: { ja: '申込みの窓口', en: 'the portal of the application' },
    say: {
      ja: 'どちらの窓口から申し込まれましたか。',
      en: 'Through which portal did you apply?',
    },
  },
} as const;

/** One of {@link callbackQuestions}. */
export type CallbackQuestion = keyof typeof callbackQuestions;

/** Every question, in the order in which it is asked. */
export const CALLBACK_QUESTIONS = Object.keys(callbackQuestions) as CallbackQuestion[];

/** What came of a call. */
export type CallbackResult = CallbackContent['result'];

/** Every result. */
export const CALLBACK_RESULTS = [
  'confirmed',
  'notReached',
  'denied',
] as const satisfies readonly CallbackResult[];

/**
 * The record of a call-back as it is kept (evidence `callbackRecord`): which answers were right, never what they are, and
 * that the number was the one on file, not one that the caller gave.
 */
export interface CallbackRecord {
  readonly v: 1;
  readonly request: string;
  readonly scriptVersion: string;
  readonly result: CallbackResult;
  /** Ascending. */
  readonly right: readonly CallbackQuestion[];
  readonly numberFrom: 'contactRecord';
  readonly officer: string;
  readonly input: string;
}

/**
 * Fact `requesterMatch` of a call in which somebody asked for the revocation: with two right answers the subscriber, with
 * one a matter of judgement, with none somebody else.
 */
export function matchOfAnswers(
  right: readonly CallbackQuestion[],
): NonNullable<CallbackContent['requesterMatch']> {
  if (right.length >= 2) return 'same';
  return right.length === 1 ? 'explainable' : 'different';
}
