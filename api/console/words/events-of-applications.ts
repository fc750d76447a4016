import type { applicationEvents } from '../../../books/events/application.ts';
import { application } from './case-list.ts';
import type { EventWordsOf } from './event-words.ts';
import type { Said } from './said.ts';

const outcomes: Readonly<Record<string, Said>> = {
  holds: { ja: 'すべて満たしました。', en: 'all rules hold.' },
  refers: { ja: '人の判断が要ります。', en: 'a person has to judge.' },
  waits: { ja: '待つものがあります。', en: 'something has to be waited for.' },
  forbids: { ja: '承認できません。', en: 'it cannot be approved.' },
};

const outcomeOf = (outcome: string): Said => outcomes[outcome] ?? { ja: outcome, en: outcome };

/** Events of an application, from the text handed out to its end. */
export const applicationEventWords = {
  'text.handedOut': {
    name: { ja: '文書の交付', en: 'Text handed out' },
    kind: 'holds',
    icon: 'note',
    tells: ({ textVersion }) => ({
      ja: `署名する文書(第${textVersion}版)を渡しました。`,
      en: `The text to be signed was handed out (version ${textVersion}).`,
    }),
  },
  'explanation.shown': {
    name: { ja: '重要事項の説明', en: 'Explanation shown' },
    kind: 'holds',
    icon: 'eye',
    tells: ({ explanationVersion }) => ({
      ja: `重要事項説明(${explanationVersion})を示しました。`,
      en: `The explanation of important matters (${explanationVersion}) was shown.`,
    }),
  },
  'application.received': {
    name: { ja: '申込みの受付', en: 'Application received' },
    kind: 'holds',
    icon: 'tick',
    tells: () => ({ ja: '申込みを受け付けました。', en: 'The application was received.' }),
  },
  'application.corrected': {
    name: { ja: '補正の受付', en: 'Correction received' },
    kind: 'holds',
    icon: 'tick',
    tells: ({ version }) => ({
      ja: `直した申込書(${application.version(version).ja})を受け付けました。`,
      en: `A corrected text (version ${version}) was received.`,
    }),
  },
  'case.evaluated': {
    name: { ja: '自動の点検', en: 'Evaluation' },
    kind: 'refers',
    icon: 'turn',
    tells: ({ outcome, notHolding }) => {
      const said = outcomeOf(outcome);
      const count = notHolding.length;
      if (count === 0) return { ja: `自動で点検し、${said.ja}`, en: `Checked: ${said.en}` };
      return {
        ja: `自動で点検し、${said.ja}満たさない項目 ${count}。`,
        en: `Checked: ${said.en} Rules that do not hold: ${count}.`,
      };
    },
  },
  'case.waiting': {
    name: { ja: '待機', en: 'Waiting' },
    kind: 'waits',
    icon: 'clock',
    tells: ({ nextAttemptAt }, when) => ({
      ja: `待っています。次は ${when(nextAttemptAt).ja}。`,
      en: `Waiting; tried again ${when(nextAttemptAt).en}.`,
    }),
  },
  'case.claimed': {
    name: { ja: '担当', en: 'Case claimed' },
    kind: 'refers',
    icon: 'person',
    tells: ({ leaseUntil }, when) => ({
      ja: `引き受けました(${when(leaseUntil).ja} まで)。`,
      en: `The case was taken on until ${when(leaseUntil).en}.`,
    }),
  },
  'case.held': {
    name: { ja: '置いておく', en: 'Case held' },
    kind: 'waits',
    icon: 'clock',
    tells: ({ until }, when) => ({
      ja: `${when(until).ja} まで置いておきます。`,
      en: `The case was put aside until ${when(until).en}.`,
    }),
  },
  'note.added': {
    name: { ja: '申し送り', en: 'Note' },
    kind: 'refers',
    icon: 'note',
    tells: () => ({ ja: '申し送りを書きました。', en: 'A note was added.' }),
  },
  'application.returned': {
    name: { ja: '補正の求め', en: 'Returned for correction' },
    kind: 'waits',
    icon: 'turn',
    tells: ({ items, answerBy }, _when, due) => ({
      ja: `補正をお願いしました(${items.length}項目、${due(answerBy).ja} まで)。`,
      en: `Returned for correction (items: ${items.length}), answer by ${due(answerBy).en}.`,
    }),
  },
  'application.approvalGiven': {
    name: { ja: '承認(途中)', en: 'Approval given' },
    kind: 'holds',
    icon: 'person',
    tells: ({ step }) => ({
      ja: `承認しました(${step}人目)。`,
      en: `Approved (person ${step}).`,
    }),
  },
  'application.approved': {
    name: { ja: '承認', en: 'Approved' },
    kind: 'holds',
    icon: 'tick',
    tells: ({ decider }) =>
      decider === 'ruleSet'
        ? { ja: '規則により、自動で承認しました。', en: 'Approved automatically, by the rules.' }
        : { ja: '申込みを承認しました。', en: 'The application was approved.' },
  },
  'application.approvalVoided': {
    name: { ja: '承認の取消し', en: 'Approval voided' },
    kind: 'forbids',
    icon: 'cross',
    tells: () => ({ ja: '承認は無効になりました。', en: 'The approval is void.' }),
  },
  'application.rejectionGiven': {
    name: { ja: '却下(一人目)', en: 'Rejection given' },
    kind: 'forbids',
    icon: 'person',
    tells: ({ step }) => ({
      ja: `法41条の疑いで却下を決めました(${step}人目)。`,
      en: `Rejected on suspicion under Art. 41 (person ${step}).`,
    }),
  },
  'application.rejected': {
    name: { ja: '却下', en: 'Rejected' },
    kind: 'forbids',
    icon: 'cross',
    tells: ({ article }) => ({
      ja: `申込みを却下しました(${article})。`,
      en: `The application was rejected (${article}).`,
    }),
  },
  'application.withdrawn': {
    name: { ja: '取下げ', en: 'Withdrawn' },
    icon: 'turn',
    tells: () => ({ ja: '取下げを受け付けました。', en: 'The withdrawal was received.' }),
  },
  'application.lapsed': {
    name: { ja: '期限切れ', en: 'Lapsed' },
    icon: 'clock',
    tells: ({ deadline }, _when, due) => ({
      ja: `期限(${due(deadline).ja})が過ぎて終わりました。`,
      en: `Lapsed; the deadline was ${due(deadline).en}.`,
    }),
  },
  'input.refused': {
    name: { ja: '受け付けない入力', en: 'Input refused' },
    kind: 'forbids',
    icon: 'cross',
    tells: ({ problem }) => ({
      ja: `届いたものを受け付けませんでした(${problem})。`,
      en: `Something that arrived was refused (${problem}).`,
    }),
  },
  'notice.sent': {
    name: { ja: '通知', en: 'Notice sent' },
    icon: 'letter',
    tells: () => ({ ja: '申込者に知らせました。', en: 'The applicant was told.' }),
  },
} as const satisfies EventWordsOf<keyof typeof applicationEvents>;
