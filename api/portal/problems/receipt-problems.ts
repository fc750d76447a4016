import { httpStatus, type ProblemType } from '../../middleware/problem-details.ts';

/** Problems of receipts (受領書). */
export const receiptProblems = {
  nothingToAccept: {
    slug: 'nothing-to-accept',
    status: httpStatus.ExistsWithDifferentContent,
    title: {
      ja: '受領を確認する証明書がありません',
      en: 'There is no certificate whose receipt is awaited',
    },
    help: {
      ja: '発行前か、受領の確認が済んでいるか、有効でなくなった証明書です。申込みの状況をご覧ください。',
      en: 'It is not issued yet, its receipt was confirmed before, or it is no longer valid. See the status of the application.',
    },
  },
  receiptOfOther: {
    slug: 'receipt-of-other-certificates',
    status: httpStatus.ExistsWithDifferentContent,
    title: {
      ja: 'この申込みの証明書ではありません',
      en: 'It names a certificate of another application',
    },
    help: {
      ja: '受領書には、その申込みで発行された証明書だけを記載できます。受領書を受け取り直してください。',
      en: 'A receipt names certificates of its application and no others. Ask for the text again.',
    },
  },
} as const satisfies Readonly<Record<string, ProblemType>>;
