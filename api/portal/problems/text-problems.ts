import type { ProblemType } from '../../middleware/problem-details.ts';
import { httpStatus } from '../../middleware/problem-details.ts';

/** Problems of the text that was signed and of the container it came in. */
export const textProblems = {
  malformedSignatureContainer: {
    slug: 'malformed-signature-container',
    status: httpStatus.MalformedSignatureContainer,
    title: { ja: '署名データを読めません', en: 'The signature container cannot be read' },
    help: {
      ja: '署名者が1人のCMS SignedData、PDFまたはXML署名をBase64で送ってください。署名対象を含まないときは signedText に申込書を付けてください。reason は理由です。',
      en: 'Send a CMS SignedData, PDF or XML signature with one signer in Base64. If it is detached, add the text as `signedText`. `reason` says why.',
    },
  },
  malformedSignedText: {
    slug: 'malformed-signed-text',
    status: httpStatus.MalformedSignedText,
    title: { ja: '署名された申込書を読めません', en: 'The signed text cannot be read' },
    help: {
      ja: '署名の対象は、交付した申込書そのものでなければなりません。line は行の番号、reason は理由、accident はよくある原因です。',
      en: 'What is signed must be the text that was handed out. `line` counts from 1; `reason` says why, `accident` what usually does it.',
    },
  },
  signedTextAltered: {
    slug: 'signed-text-altered',
    status: httpStatus.SignedTextMismatch,
    title: { ja: '交付した申込書と異なります', en: 'The text is not as it was handed out' },
    help: {
      ja: '乱数は交付した申込書のものですが、内容が一字一句同じではありません。改行・空白・文字の正規化に注意してください。',
      en: 'The nonce is that of a text of ours, but the octets differ. Mind line ends, spaces and normalisation.',
    },
  },
  signedTextUnknown: {
    slug: 'signed-text-unknown',
    status: httpStatus.SignedTextUnknown,
    title: { ja: '交付した申込書ではありません', en: 'This text was never handed out' },
    help: {
      ja: '申込書は POST /application-texts で受け取ったものに署名してください。',
      en: 'Sign a text that came from POST /application-texts.',
    },
  },
  signedTextOfOtherPortal: {
    slug: 'signed-text-of-other-portal',
    status: httpStatus.SignedTextMismatch,
    title: {
      ja: '別の受付窓口に交付した申込書です',
      en: 'The text was handed out to another portal',
    },
    help: {
      ja: '申込書は、それを受け取った受付窓口から送ってください。',
      en: 'A text is sent in by the portal that asked for it.',
    },
  },
  signedTextOfOtherTransaction: {
    slug: 'signed-text-of-other-transaction',
    status: httpStatus.SignedTextMismatch,
    title: { ja: '別の手続の文書です', en: 'The text is for another transaction' },
    help: {
      ja: '利用申込書ではない文書に署名されています。',
      en: 'What is signed is not an application.',
    },
  },
  signedTextOfOtherApplication: {
    slug: 'signed-text-of-other-application',
    status: httpStatus.SignedTextMismatch,
    title: { ja: '別の申込みの申込書です', en: 'The text is for another application' },
    help: {
      ja: '申込書の申込番号が、送り先の申込番号と異なります。',
      en: 'The application id in the text is not the one in the address.',
    },
  },
  signedTextExpired: {
    slug: 'signed-text-expired',
    status: httpStatus.SignedTextExpired,
    title: { ja: '申込書の有効期限が過ぎています', en: 'The text has expired' },
    help: {
      ja: '有効期限は届いた時刻で判断します。新しい申込書を受け取り、もう一度署名してください。',
      en: 'What counts is when it arrives. Ask for a new text and have it signed again.',
    },
  },
  signedContentReused: {
    slug: 'signed-content-reused',
    status: httpStatus.SignedContentReused,
    title: { ja: 'この申込書は既に使われています', en: 'This signed text was used before' },
    help: {
      ja: '同じ署名を別の申込みに使うことはできません。',
      en: 'One signature serves one application.',
    },
  },
  signedTextOutdated: {
    slug: 'signed-text-outdated',
    status: httpStatus.SignedTextMismatch,
    title: {
      ja: '取り下げる申込書が最新ではありません',
      en: 'The text names an older version of the application',
    },
    help: {
      ja: '補正が届いています。取下書をもう一度受け取り、署名してください。',
      en: 'A correction came since. Ask for the text of the withdrawal again and have it signed.',
    },
  },
  signatureInvalid: {
    slug: 'signature-invalid',
    status: httpStatus.SignedTextMismatch,
    title: { ja: '署名が正しくありません', en: 'The signature does not hold' },
    help: {
      ja: '文書の一字一句に対する署名ではないか、使えない方式です。verdict は理由です。もう一度署名して送ってください。',
      en: 'It is not a signature over the octets of the text, or of a kind that is not accepted. `verdict` says which. Have it signed again.',
    },
  },
  signerExpired: {
    slug: 'signer-expired',
    status: httpStatus.SignedTextMismatch,
    title: {
      ja: '署名に用いた証明書の有効期間外です',
      en: 'The certificate that signed was not in its time',
    },
    help: {
      ja: '有効な証明書で署名してください。お持ちでないときは窓口にお申し出ください。',
      en: 'Sign with a certificate that is valid. Without one, ask the office.',
    },
  },
  signerOfOther: {
    slug: 'signer-not-the-applicant',
    status: httpStatus.RequestNotPermitted,
    title: { ja: '申込者ご本人の署名ではありません', en: 'The signer is not the applicant' },
    help: {
      ja: '申込みに用いた署名用電子証明書か、文書に示した方法のご本人の有効な証明書で署名してください。',
      en: 'Sign with the card of the application, or with a valid certificate of the applicant of the kind that the text names.',
    },
  },
} as const satisfies Readonly<Record<string, ProblemType>>;
