import type { ProblemType } from '../../middleware/problem-details.ts';
import { httpStatus } from '../../middleware/problem-details.ts';

/** Problems of an application: its number, its keys, its state. */
export const applicationProblems = {
  existsWithDifferentContent: {
    slug: 'exists-with-different-content',
    status: httpStatus.ExistsWithDifferentContent,
    title: {
      ja: '同じ申込番号で別の内容を受け付けています',
      en: 'The id is taken by an application with other content',
    },
    help: {
      ja: '同じ番号で送り直せるのは、同じ内容だけです。新しい申込みには新しい番号を使ってください。',
      en: 'Only the same content may be sent again under an id. Use a new id for a new application.',
    },
  },
  applicationNotCorrectable: {
    slug: 'application-not-correctable',
    status: httpStatus.IllegalTransition,
    title: { ja: '今は直すことができません', en: 'The application cannot be corrected now' },
    help: {
      ja: '申込書を直せるのは、補正をお願いしている間（returned）だけで、次の版に限ります。',
      en: 'A correction is taken while the application is `returned`, and only as the next edition.',
    },
  },
  applicationClosed: {
    slug: 'application-closed',
    status: httpStatus.ApplicationClosed,
    title: { ja: '申込みは終わっています', en: 'The application has ended' },
    help: {
      ja: '終わった申込みは取り下げられません。発行された証明書を使わないときは、失効を請求してください。',
      en: 'An application that has ended cannot be taken back. Ask for the revocation of a certificate that was issued.',
    },
  },
  applicationIdTaken: {
    slug: 'application-id-taken',
    status: 403,
    title: { ja: 'この申込番号は使えません', en: 'This application id cannot be used' },
    help: {
      ja: '新しいUUIDv7を申込番号にしてください。',
      en: 'Make a new UUIDv7 for the application.',
    },
  },
  applicationIdUnknown: {
    slug: 'application-id-unknown',
    status: httpStatus.ApplicationNotFound,
    title: {
      ja: 'この申込番号の申込書は交付していません',
      en: 'No text was handed out to this portal under this id',
    },
    help: {
      ja: '申込みは、POST /application-texts で申込書を受け取ったときの申込番号に送ってください。',
      en: 'Send an application to the id with which its text was asked for by POST /application-texts.',
    },
  },
  serviceUnknown: {
    slug: 'service-unknown',
    status: httpStatus.ServiceUnknown,
    title: { ja: 'この認証業務はありません', en: 'There is no such certificate service' },
    help: {
      ja: 'GET /services にある認証業務から選んでください。',
      en: 'Choose one of those that GET /services names.',
    },
  },
  keyNotNamedInText: {
    slug: 'key-not-named-in-text',
    status: 422,
    title: {
      ja: '申込書に示された公開鍵ではありません',
      en: 'The key is not the one named in the text',
    },
    help: {
      ja: '申込書には公開鍵のハッシュ値が記載されています。その鍵の所持証明を送ってください。',
      en: 'The text names the hash of each key. Send the proof of possession of that very key.',
    },
  },
  unacceptablePublicKey: {
    slug: 'unacceptable-public-key',
    status: httpStatus.UnacceptablePublicKey,
    title: { ja: 'この公開鍵は使えません', en: 'The public key is not acceptable' },
    help: {
      ja: 'RSA 2048・3072・4096ビット（e=65537）、P-256、P-384の新しい鍵を作ってください。',
      en: 'Make a new key: RSA of 2048, 3072 or 4096 bits (e = 65537), P-256 or P-384.',
    },
  },
  proofOfPossessionInvalid: {
    slug: 'proof-of-possession-invalid',
    status: 422,
    title: { ja: '鍵の所持証明が正しくありません', en: 'A proof of possession is wrong' },
    help: {
      ja: '所持証明は、この申込番号・証明書の番号・乱数・申込書のハッシュ値・公開鍵のハッシュ値に対する署名です。',
      en: 'A proof is a signature over this application id, order, nonce, text hash and key hash.',
    },
  },
  proofOfPossessionMissing: {
    slug: 'proof-of-possession-missing',
    status: 422,
    title: { ja: '鍵の所持証明が足りません', en: 'A proof of possession is missing' },
    help: {
      ja: '証明書ごとに1つの所持証明を送ってください。',
      en: 'Send one proof for each certificate that is asked for.',
    },
  },
  applicationNotFound: {
    slug: 'application-not-found',
    status: httpStatus.ApplicationNotFound,
    title: { ja: 'この申込番号の申込みはありません', en: 'There is no application with this id' },
    help: {
      ja: '申込みの状況は、それを送った受付窓口だけに表示されます。',
      en: 'An application is shown to the portal that sent it, and to no other.',
    },
  },
  evidenceHashWrong: {
    slug: 'document-hash-mismatch',
    status: 422,
    title: { ja: '書類のハッシュ値が一致しません', en: 'The document has another hash' },
    help: {
      ja: 'アドレスには、本文のSHA-256を小文字の16進数で示してください。何も保存していません。',
      en: 'The address names the SHA-256 of the body in lower-case hexadecimal. Nothing was kept.',
    },
  },
  tooManyDocuments: {
    slug: 'too-many-documents',
    status: 409,
    title: {
      ja: '書類の数が上限に達しています',
      en: 'The application has as many documents as it may',
    },
    help: {
      ja: '一つの版に20件までです。この書類は保存していません。',
      en: 'An edition takes up to 20 documents. This one was not kept.',
    },
  },
  documentsTooLarge: {
    slug: 'documents-too-large',
    status: 413,
    title: { ja: '書類が、合わせて大きすぎます', en: 'The documents are too large together' },
    help: {
      ja: '一つの版に合わせて50 MiBまでです。この書類は保存していません。',
      en: 'Documents of an edition have up to 50 MiB together. This one was not kept.',
    },
  },
  evidenceFormWrong: {
    slug: 'evidence-form-unsupported',
    status: 422,
    title: { ja: '書類の形式に対応していません', en: 'The form of the document is not supported' },
    help: {
      ja: '書類はPDFで送ってください。何も保存していません。',
      en: 'Send documents as PDF. Nothing was kept.',
    },
  },
  certificateNotFound: {
    slug: 'certificate-not-found',
    status: httpStatus.CertificateNotFound,
    title: { ja: '電子証明書がありません', en: 'There is no certificate' },
    help: {
      ja: '発行されると、申込みの状況（certificates）に示されます。保存の期間が終わって消去したものは渡せません。',
      en: 'Once it is issued, the status of the application names it in `certificates`. What was erased after its time cannot be given.',
    },
  },
} as const satisfies Readonly<Record<string, ProblemType>>;
