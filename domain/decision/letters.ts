import { japanDate, weekday } from '../governance/calendar.ts';
import { refusalReasons, type RefusalReason } from './overrides.ts';
import { transferRoutes, type TransferRoute } from './transfer.ts';

/** What every letter of a decision begins with. */
export interface LetterHead {
  /** 文書番号: 32 random hexadecimal digits, so that the hash of a letter tells nothing about the person. */
  readonly document: string;
  readonly applicationId: string;
}

/** What has to be mended, in sentences, and until when. */
export interface CorrectionLetter extends LetterHead {
  readonly sentences: readonly string[];
  readonly answerBy: string;
}

const WEEKDAYS = '日月火水木金土';

/** The last day of a period that ends with it, as a letter says it: `2026年12月30日(水)まで`. */
function lastDayOf(end: string): string {
  const date = japanDate(Date.parse(end) - 1);
  return `${date.year}年${date.month}月${date.day}日(${WEEKDAYS[weekday(date)] ?? ''})まで`;
}

const head = ({ document, applicationId }: LetterHead): string[] => [
  `文書番号：${document}`,
  `申込番号：${applicationId}`,
];

/** The letter that asks for a correction (補正の求め), as it arrives. */
export const correctionLetter = ({ sentences, answerBy, ...letter }: CorrectionLetter): string =>
  [
    ...head(letter),
    '申込書に直していただく点があります。',
    ...sentences.map((sentence) => `・${sentence}`),
    `お返事の期限：${lastDayOf(answerBy)}`,
    '',
  ].join('\n');

/** By which other route the application may be made, and until when. */
export interface TransferLetter extends LetterHead {
  readonly route: TransferRoute;
  readonly answerBy: string;
}

/** The letter that asks for an application by another 本人確認の方法, as it arrives. */
export const transferLetter = ({ route, answerBy, ...letter }: TransferLetter): string =>
  [
    ...head(letter),
    'いまのお申込みの方法では、ご本人の確認ができませんでした。',
    `次の方法で、申込書を作り直してください：${transferRoutes[route].ja}`,
    '前の申込書と、それに付けていただいたものは、当方で保管します。',
    `お返事の期限：${lastDayOf(answerBy)}`,
    '',
  ].join('\n');

/** What the applicant reads of a reason; when and why a card's certificate was revoked is never told (JPKI法52条). */
const TOLD: Readonly<Record<RefusalReason, string>> = {
  identityNotEstablished: 'ご本人によるお申込みであることを、確認できませんでした。',
  intentNotEstablished: 'お申込みの意思を、確認できませんでした。',
  untrueApplication: 'お申込みの内容を、確認できませんでした。',
  keyNotAcceptable: '公開鍵が基準を満たしていません。鍵を作り直してください。',
  nameNotPossible: 'お名前を電子証明書に記載できませんでした。',
  deceased: 'お申込みを続けることができません。',
  duplicate: '同じ内容のお申込みが、すでにあります。',
  termsNotMet: '認証業務運用規程の定めを満たしていません。',
  other: 'お申込みをお受けする条件を満たしていません。',
};

/** The letter of a refusal (規則12条1項1号ホ), as it arrives. */
export const refusalLetter = ({
  reason,
  ...letter
}: LetterHead & { readonly reason: RefusalReason }): string =>
  [
    ...head(letter),
    'お申込みをお受けすることができませんでした。',
    `理由：${TOLD[reason]}`,
    `根拠：${refusalReasons[reason].law}`,
    '新しく申し込んでいただくことができます。',
    '',
  ].join('\n');
