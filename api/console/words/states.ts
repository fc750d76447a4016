import type { ApplicationState } from '../../../domain/application/application-state.ts';
import type { Said } from './said.ts';

/** What the console says of a state: a word for the chip, and whose turn it is now. */
export interface StateWords {
  /** Ground and icon of the chip. */
  readonly kind: 'holds' | 'refers' | 'waits' | 'forbids' | 'plain';
  readonly icon: 'tick' | 'person' | 'clock' | 'cross' | 'pause' | 'key';
  readonly word: Said;
  /** First sentence of the bar: whose turn it is. */
  readonly turn: Said;
  /** Who moves next. */
  readonly who: Said;
  /** What happens next, without anybody asking for it. */
  readonly next: Said;
}

const NOBODY: Said = { ja: 'だれも', en: 'Nobody' };
const MACHINE: Said = { ja: '自動', en: 'The machine' };
const APPLICANT: Said = { ja: '申込者', en: 'The applicant' };
const ROOM: Said = { ja: '認証設備室', en: 'The room' };

const OVER: Said = {
  ja: 'この案件ですることは、もうありません。',
  en: 'Nothing more is to be done for this case.',
};

/** Every state of an application. */
export const states = {
  received: {
    kind: 'plain',
    icon: 'clock',
    word: { ja: '受け付けた', en: 'Received' },
    turn: { ja: '自動の点検を始めます。', en: 'The automatic check is about to begin.' },
    who: MACHINE,
    next: {
      ja: 'あなたがすることはありません。結果は、このページに出ます。',
      en: 'Nothing for you to do. The outcome will stand on this page.',
    },
  },
  checking: {
    kind: 'plain',
    icon: 'clock',
    word: { ja: '点検中', en: 'Checking' },
    turn: { ja: '自動で点検しています。', en: 'The machine is checking.' },
    who: MACHINE,
    next: {
      ja: 'あなたがすることはありません。結果は、このページに出ます。',
      en: 'Nothing for you to do. The outcome will stand on this page.',
    },
  },
  waiting: {
    kind: 'waits',
    icon: 'clock',
    word: { ja: '待つ', en: 'Waiting' },
    turn: { ja: 'いまは、だれも承認できません。', en: 'Nobody can approve now.' },
    who: MACHINE,
    next: {
      ja: '自動で、もう一度確かめます。人が急がせることはできません。',
      en: 'The machine asks again by itself. Nobody can hurry it.',
    },
  },
  inquiring: {
    kind: 'waits',
    icon: 'clock',
    word: { ja: '照会の回答待ち', en: 'Inquiry sent' },
    turn: { ja: '本人への照会の回答を待っています。', en: 'Waiting for the reply by post.' },
    who: APPLICANT,
    next: {
      ja: '回答書が届いたら、受付が記録します。',
      en: 'Reception records the reply when it arrives.',
    },
  },
  review: {
    kind: 'refers',
    icon: 'person',
    word: { ja: '人の判断', en: 'In review' },
    turn: { ja: '人の判断を待っています。', en: 'A person has to judge.' },
    who: { ja: '審査と承認の担当者', en: 'Examiner and approver' },
    next: {
      ja: '機械は、この案件をもう動かしません。承認、補正、却下のどれかを、人が決めます。',
      en: 'The machine will not move this case any more: a person approves, returns or rejects it.',
    },
  },
  returned: {
    kind: 'plain',
    icon: 'pause',
    word: { ja: '申込者を待つ', en: 'With the applicant' },
    turn: {
      ja: '補正をお願いしました。時計は止まっています。',
      en: 'Returned; the clock has stopped.',
    },
    who: APPLICANT,
    next: {
      ja: '直した申込書が届いたら、自動で点検し直します。答えがなければ期限切れです。',
      en: 'A corrected text is checked again at once. Without an answer the case lapses.',
    },
  },
  approved: {
    kind: 'holds',
    icon: 'tick',
    word: { ja: '承認した', en: 'Approved' },
    turn: { ja: '発行指示を待っています。', en: 'Waiting for the order to issue.' },
    who: { ja: '発行指示の担当者', en: 'Issuing operator' },
    next: {
      ja: '指示は、承認した人とは別の人がします。',
      en: 'Somebody other than the approver has to give it.',
    },
  },
  instructed: {
    kind: 'holds',
    icon: 'tick',
    word: { ja: '発行を指示した', en: 'Instructed' },
    turn: { ja: '発行を指示しました。', en: 'Issuing has been ordered.' },
    who: ROOM,
    next: {
      ja: '認証設備室が、証拠を初めから確かめ直して発行します。',
      en: 'The room verifies the evidence anew, and issues.',
    },
  },
  keyDelivery: {
    kind: 'plain',
    icon: 'key',
    word: { ja: '鍵を待つ', en: 'Key to come' },
    turn: { ja: '利用者の公開鍵を待っています。', en: "Waiting for the subscriber's key." },
    who: APPLICANT,
    next: {
      ja: '利用者識別符号は郵便で届きます。鍵が届けば、自動で発行に進みます。',
      en: 'The code travels by post. Once the key is here, issuing goes on by itself.',
    },
  },
  issuing: {
    kind: 'holds',
    icon: 'clock',
    word: { ja: '発行中', en: 'Issuing' },
    turn: { ja: '認証設備室で発行しています。', en: 'The room is issuing.' },
    who: ROOM,
    next: {
      ja: '発行した証明書は、ここで検証してから、このページに出ます。',
      en: 'The certificate is verified here before it stands on this page.',
    },
  },
  issued: {
    kind: 'holds',
    icon: 'tick',
    word: { ja: '発行した', en: 'Issued' },
    turn: { ja: '電子証明書を発行しました。', en: 'The certificate has been issued.' },
    who: NOBODY,
    next: OVER,
  },
  rejected: {
    kind: 'forbids',
    icon: 'cross',
    word: { ja: '却下した', en: 'Rejected' },
    turn: { ja: '申込みを却下しました。', en: 'The application has been rejected.' },
    who: NOBODY,
    next: OVER,
  },
  withdrawn: {
    kind: 'plain',
    icon: 'pause',
    word: { ja: '取下げ', en: 'Withdrawn' },
    turn: { ja: '申込者が取り下げました。', en: 'The applicant has withdrawn.' },
    who: NOBODY,
    next: OVER,
  },
  lapsed: {
    kind: 'plain',
    icon: 'pause',
    word: { ja: '期限切れ', en: 'Lapsed' },
    turn: { ja: '期限が過ぎて終わりました。', en: 'The case has lapsed.' },
    who: NOBODY,
    next: OVER,
  },
} as const satisfies Record<ApplicationState, StateWords>;

/** What replaces the words of a state when the case tells more. */
export const stateDetails = {
  jlis: {
    word: { ja: 'J-LIS待ち', en: 'Awaiting J-LIS' },
    next: {
      ja: 'J-LISの回答がまだありません。回答があるまで承認できません(JPKI法19条1項)。',
      en: 'J-LIS has not answered yet. Nobody can approve until it does (JPKI Act, Art. 19(1)).',
    },
  },
  forbidden: {
    word: { ja: '承認できない', en: 'Not approvable' },
    turn: {
      ja: '承認できません。却下の決定が要ります。',
      en: 'Approval is impossible; reject it.',
    },
    next: {
      ja: '却下できるのは承認の担当者です。機械は却下しません。',
      en: 'An approver may reject. The machine never does.',
    },
  },
  until: (time: string): Said => ({
    ja: `${time}までに答えがなければ期限切れです。`,
    en: `Without an answer by ${time} it lapses.`,
  }),
  mayDecide: { ja: '承認・却下できる人', en: 'May approve or reject' },
  mayInstruct: { ja: '指示できる人', en: 'May order it' },
} as const;

/** Stations of the procedure. */
export const stations = {
  label: { ja: '手続の段階', en: 'Stages of the procedure' },
  received: { ja: '受付', en: 'Received' },
  checked: { ja: '自動の点検', en: 'Automatic check' },
  review: { ja: '審査', en: 'Review' },
  returned: { ja: '補正', en: 'Correction' },
  approved: { ja: '承認', en: 'Approval' },
  approvedByRules: { ja: '承認(自動)', en: 'Approval (automatic)' },
  instructed: { ja: '発行指示', en: 'Order to issue' },
  key: { ja: '鍵の受取り', en: 'Key' },
  issued: { ja: '発行', en: 'Issued' },
  rejected: { ja: '却下', en: 'Rejected' },
  withdrawn: { ja: '取下げ', en: 'Withdrawn' },
  lapsed: { ja: '期限切れ', en: 'Lapsed' },
} as const satisfies Record<string, Said>;
