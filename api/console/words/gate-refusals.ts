import type { OrderRefusal } from '../../../domain/issuance/order-states.ts';
import type { Said } from './said.ts';

/** Why an order stands still at the room, and what to do. */
export interface RefusalWords {
  readonly means: Said;
  readonly next: Said;
}

const alarm: Said = {
  ja: '警報です。管理者に、すぐ知らせてください。発行を止めます(allSigning)。記録に触れず、原因を確かめます。',
  en: 'An alarm: tell an administrator at once. Stop issuing (allSigning), touch no record, and find out why.',
};

const decideAnew: Said = {
  ja: '承認を取り消し、別の承認者が決定し直してください。',
  en: 'Take the approval back, and have other approvers decide.',
};

const anew: Said = {
  ja: '1度目は自動で判定し直します。2度目は審査に戻ります。事務所と認証設備室の台帳の違いを確かめてください。',
  en: 'The first time the case is decided anew by itself; the second time it is in review: look where the registers of office and room differ.',
};

/** A sentence for each check of the gate, and for an answer that the office does not believe. */
export const gateRefusals: Readonly<Record<OrderRefusal, RefusalWords>> = {
  evidenceMissing: {
    means: {
      ja: '認証設備室が、証拠か、それを開く鍵を読めません。',
      en: 'The room cannot read a piece of evidence, or the key that opens it.',
    },
    next: {
      ja: '1分ごとに自動で出し直します。続くときは、管理者が証拠の置き場と鍵を確かめます。',
      en: 'It is asked again every minute. If it stays, an administrator looks at the store and its keys (EVIDENCE_DIR, readers/enclave.pub).',
    },
  },
  evidenceHash: {
    means: {
      ja: '証拠が、名指しされたものと違うか、読める形をしていません。',
      en: 'A piece of evidence is not what it is named, or cannot be read as such.',
    },
    next: alarm,
  },
  factsDiffer: {
    means: {
      ja: '事務所の認定した事実が、認証設備室の読み取った事実と違います。',
      en: 'The office found a fact otherwise than the room reads it from the same evidence.',
    },
    next: alarm,
  },
  ruleSetNotAccepted: {
    means: {
      ja: '認証設備室が受け入れていない規則で決定されています。',
      en: 'The case was decided by a rule set that the room has not accepted.',
    },
    next: {
      ja: '管理責任者2人が、認証設備室でこの規則を受け入れます。その後、管理者が出し直します。',
      en: 'Two custodians accept the rule set in the room; then an administrator lets the case go (toroku ask-room-again).',
    },
  },
  outcomeNotHolding: {
    means: {
      ja: '認証設備室が今の事実で判定し直すと、発行できる結果になりません。',
      en: 'Judged again by the room with facts of now, the case is not one that may be issued.',
    },
    next: anew,
  },
  approvalsMissing: {
    means: {
      ja: '必要な人数の承認か、判断の理由が足りません。',
      en: 'An approval, or a reason for a finding, is missing.',
    },
    next: decideAnew,
  },
  assertionInvalid: {
    means: {
      ja: '承認の署名が、認証設備室の知るパスキーで確かめられません。',
      en: 'The signature of an approval cannot be verified by a passkey that the room knows.',
    },
    next: {
      ja: 'パスキーが新しいときは、管理責任者が台帳を受け入れます。その後、管理者が出し直します。心当たりがなければ警報です。管理者に、すぐ知らせてください。',
      en: 'If the passkey is new, custodians accept the register (toroku adopt-officers), and the case is let go. Otherwise an alarm: tell an administrator at once.',
    },
  },
  officerNotEntitled: {
    means: {
      ja: '承認か発行指示をした人に、その役割がありません。',
      en: 'Whoever approved or instructed does not hold the role for it.',
    },
    next: decideAnew,
  },
  officersNotDistinct: {
    means: {
      ja: '別々の人でなければならない承認や発行指示が、同じ人によるものです。',
      en: 'Approvals and instruction that different persons have to give are of one person.',
    },
    next: decideAnew,
  },
  dossierDiffers: {
    means: {
      ja: '発行指示が、承認されたもの、または署名された申込みと違います。',
      en: 'The instruction is not what was approved, or not what the applicant signed.',
    },
    next: alarm,
  },
  instructionMissing: {
    means: {
      ja: '発行指示がないか、この案件のものではありません。',
      en: 'The instruction is missing, or not of this case.',
    },
    next: alarm,
  },
  keyNotBound: {
    means: {
      ja: '指示された鍵が、申込者の署名した鍵ではありません。',
      en: 'The key of the order is not the one that the applicant signed for.',
    },
    next: alarm,
  },
  keyRefused: {
    means: {
      ja: '利用者の鍵が、使ってはならないものか、別の人のものです。',
      en: 'The applicant’s key must not be used, or is another person’s.',
    },
    next: anew,
  },
  codeNotRedeemed: {
    means: {
      ja: '鍵を受け取るための符号が使われていません。',
      en: 'The code by which the key comes was not redeemed.',
    },
    next: {
      ja: '符号が使われた後、管理者が出し直します。',
      en: 'Once the code is redeemed an administrator lets the case go (toroku ask-room-again).',
    },
  },
  codeRedeemed: {
    means: {
      ja: 'この申込みの符号は、すでに使われています。',
      en: 'A code for this application was redeemed already; no other is made.',
    },
    next: {
      ja: '管理者に知らせてください。事務所に符号の記録があるかを確かめます。',
      en: 'Tell an administrator: the office should know of the redemption. Look what it has of the code.',
    },
  },
  codeUsedUp: {
    means: {
      ja: '符号の誤りが10回に達したか、符号を既に3回作りました。',
      en: 'Ten wrong codes were entered for this application, or three codes were made for its text; no other code is made.',
    },
    next: {
      ja: '申込みを取り下げ、改めて申し込むよう案内してください。',
      en: 'Withdraw the application, and ask the applicant to apply anew.',
    },
  },
  vendorKeyMissing: {
    means: {
      ja: '認証設備室に、印刷業者の鍵がありません。',
      en: 'The room has no key of a print vendor, so no letter can be made.',
    },
    next: {
      ja: '管理責任者2人が印刷業者の鍵を受け入れます。その後、自動で出し直します。',
      en: 'Two custodians accept the vendor’s key (docs/operations/print-vendor-key.md); after that it is asked again by itself.',
    },
  },
  jlisTooOld: {
    means: {
      ja: 'J-LISの回答が、署名の時点で24時間を超えています。',
      en: 'J-LIS’ answer is more than 24 hours old at the moment of signing.',
    },
    next: {
      ja: '承認は無効になり、J-LISに自動で照会し直します。結果が変われば審査に戻ります。',
      en: 'The approval is void, and J-LIS is asked anew by itself; where the answer is another, the case comes back to review.',
    },
  },
  orderAlreadyIssued: {
    means: {
      ja: '同じ注文の証明書が、別の番号ですでに作られています。',
      en: 'The certificate of this order was already made under another id.',
    },
    next: alarm,
  },
  orderAbandoned: {
    means: {
      ja: '鍵の危殆化により、この注文は署名されずに閉じられました。',
      en: 'The issuer key was compromised: the order was closed in the room before it was signed.',
    },
    next: {
      ja: '審査に戻りました。改めて承認すると、新しい注文になります。',
      en: 'The case is back in review; another approval makes a new order.',
    },
  },
  validityTooLong: {
    means: {
      ja: '有効期間が、定められた長さを超えます。',
      en: 'The validity would be longer than is allowed.',
    },
    next: decideAnew,
  },
  anchorExceeded: {
    means: {
      ja: '本人確認から5年を超える有効期間になります(規則5条2項)。',
      en: 'The certificate would end more than five years after the identity was established (規則5条2項).',
    },
    next: decideAnew,
  },
  issuerKeyNotIssuing: {
    means: {
      ja: 'この認証業務に、今発行してよい鍵がありません。',
      en: 'The service has no key that may issue now.',
    },
    next: {
      ja: '1分ごとに自動で出し直します。続くときは、管理責任者が鍵の状態を確かめます。',
      en: 'It is asked again every minute. If it stays, custodians look at the state of the key.',
    },
  },
  profileRefused: {
    means: {
      ja: '認証設備室に、この認証業務の証明書の書式がありません。',
      en: 'The room has no certificate profile for the service.',
    },
    next: {
      ja: '管理責任者2人が書式を受け入れた後、管理者が出し直します。',
      en: 'Two custodians accept the profile; then an administrator lets the case go (toroku ask-room-again).',
    },
  },
  lintFailed: {
    means: {
      ja: '作ろうとした証明書が検査に通らず、署名されませんでした。',
      en: 'The certificate that was to be signed failed a lint, and was not signed.',
    },
    next: {
      ja: 'プログラムか書式の誤りです。管理者に知らせてください。直した後、管理者が出し直します。',
      en: 'A bug of the program or the profile: tell an administrator. Once it is mended the case is let go (toroku ask-room-again).',
    },
  },
  capExceeded: {
    means: {
      ja: '1時間に発行できる数に達しています。',
      en: 'The number of certificates in an hour is reached.',
    },
    next: {
      ja: '1分ごとに自動で出し直します。心当たりのない件数であれば、管理者に、すぐ知らせてください。',
      en: 'It is asked again every minute. If so many are not expected, tell an administrator at once.',
    },
  },
  clockBehind: {
    means: {
      ja: '認証設備室の時計が、帳簿の最後の記録より遅れています。',
      en: 'The room’s clock is behind the last entry of its book.',
    },
    next: {
      ja: '1分ごとに自動で出し直します。管理責任者が時計を合わせます。時計を戻してはなりません。',
      en: 'It is asked again every minute. Custodians set the clock right, and never back.',
    },
  },
  booksBehind: {
    means: {
      ja: '認証設備室のデータベースが、帳簿より古くなっています。',
      en: 'The room’s database is older than its book.',
    },
    next: {
      ja: '管理者が復旧します(toroku recover)。その後、自動で出し直します。',
      en: 'An administrator recovers it (toroku recover); after that it is asked again by itself.',
    },
  },
  switchOff: {
    means: {
      ja: '認証設備室の署名が止められています。',
      en: 'Signing is switched off in the room.',
    },
    next: {
      ja: '原因がなくなった後、2人で再開します(allSigning)。その後、自動で出し直します。',
      en: 'Once the cause is gone two people switch it on (toroku switch on allSigning); after that it is asked again by itself.',
    },
  },
  certificateMismatch: {
    means: {
      ja: '認証設備室の名で届いた返事が、決定された証明書ではありません。何も保存していません。',
      en: 'What came back in the room’s name is not the certificate that was decided. Nothing of it was stored.',
    },
    next: {
      ja: '警報です。管理者に、すぐ知らせてください。誰が答えたかを確かめた後、管理者が出し直します。',
      en: 'An alarm: tell an administrator at once. Once it is known who answered, and they are gone, the case is let go (toroku ask-room-again).',
    },
  },
};

/** What a check is called whose name this build does not know. */
export const unknownRefusal: RefusalWords = {
  means: {
    ja: '認証設備室が、この画面の知らない理由で断りました。',
    en: 'The room refused for a reason that this page does not know.',
  },
  next: { ja: '管理者に知らせてください。', en: 'Tell an administrator.' },
};

/** Where the page of all checks is. */
export const refusalPage = 'docs/operations/gate-refusals.md';

/** Where staff read more of a check. */
export const refusalSource = (check: string): Said => ({
  ja: `(${check}、手引き ${refusalPage})`,
  en: `(${check}, see ${refusalPage})`,
});
