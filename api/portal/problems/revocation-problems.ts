import type { ProblemType } from '../../middleware/problem-details.ts';
import { httpStatus } from '../../middleware/problem-details.ts';

/** Problems of requests for revocation. What can be read as one is never refused. */
export const revocationProblems = {
  revocationRequestUnreadable: {
    slug: 'revocation-request-unreadable',
    status: 422,
    title: {
      ja: '失効の請求として読めません',
      en: 'This cannot be read as a request for revocation',
    },
    help: {
      ja: '送られたものは証拠として保存しましたが、どの証明書の請求か分かりません。お急ぎのときは telephone に電話してください。失効請求書を受け取って署名し、もう一度送ることもできます。',
      en: 'What was sent is kept, but nobody can tell which certificate it is about. If it is urgent, call `telephone`. Or ask for the text, have it signed and send it again.',
    },
  },
  revocationRequestNotFound: {
    slug: 'revocation-request-not-found',
    status: httpStatus.RevocationRequestNotFound,
    title: {
      ja: 'この番号の失効の請求はありません',
      en: 'There is no request for revocation with this id',
    },
    help: {
      ja: '請求の状況は、それを送った受付窓口だけに表示されます。',
      en: 'A request is shown to the portal that sent it, and to no other.',
    },
  },
  certificateUnknown: {
    slug: 'certificate-unknown',
    status: 422,
    title: {
      ja: '当認証局の証明書ではありません',
      en: 'This is no certificate of ours',
    },
    help: {
      ja: '発行者・番号・指紋が、当認証局の発行した証明書と一致しません（certificates の番号は number）。分からないときは窓口にお電話ください。',
      en: 'Issuer, serial number and fingerprint are of no certificate that was issued here; `number` is its place. If in doubt, call the office.',
    },
  },
  certificateExpired: {
    slug: 'certificate-expired',
    status: 422,
    title: {
      ja: '証明書の有効期間が満了しています',
      en: 'The certificate has expired',
    },
    help: {
      ja: '満了した証明書は失効できません（certificates の番号は number）。',
      en: 'A certificate that has expired cannot be revoked; `number` is its place.',
    },
  },
  dangerInFuture: {
    slug: 'invalidity-date-in-future',
    status: 422,
    title: {
      ja: 'おそれの生じた日が先の日付です',
      en: 'The day on which the danger arose is to come',
    },
    help: {
      ja: '今日までの日付か、不明のときは省いてください。',
      en: 'Give a day up to today, or leave it out if it is not known.',
    },
  },
} as const satisfies Readonly<Record<string, ProblemType>>;
