import type { Said } from './said.ts';

/** Words of the page of one mass revocation. */
export const massProgress = {
  title: { ja: '一括失効', en: 'Mass revocation' },
  toActs: { ja: '二人の承認', en: 'Acts of two' },
  toAct: { ja: '承認の内容と一覧', en: 'What was agreed on, and the list' },
  states: {
    running: { ja: '進行中', en: 'Under way' },
    paused: { ja: '停止中', en: 'Waits' },
    finished: { ja: '完了', en: 'Finished' },
  },
  progress: { ja: '進み具合', en: 'Progress' },
  reason: { ja: '失効の理由', en: 'Reason' },
  begun: { ja: '開始', en: 'Begun' },
  finishedAt: { ja: '完了', en: 'Finished' },
  pausedBy: (name: string): Said => ({ ja: `${name}が停止`, en: `Stopped by ${name}` }),
  all: { ja: '一覧の件数', en: 'On the list' },
  done: (done: number, all: number): Said => ({
    ja: `${all}件のうち${done}件が済みました。`,
    en: `${done} of ${all} are settled.`,
  }),
  published: { ja: '公開まで確認済み', en: 'Published and read back' },
  outcomes: {
    recorded: { ja: '失効を記録', en: 'Revocation recorded' },
    left: { ja: 'これから', en: 'Still to come' },
    alreadyRevoked: { ja: '既に失効', en: 'Revoked before' },
    notFound: { ja: '該当する証明書なし', en: 'No such certificate' },
    fingerprintMismatch: { ja: '番号と指紋が不一致', en: 'Number and fingerprint disagree' },
    expired: { ja: '有効期間が満了', en: 'Expired' },
  } satisfies Readonly<Record<string, Said>>,
  problems: { ja: '失効させなかった行', en: 'Lines that were not revoked' },
  noProblems: { ja: '今のところありません。', en: 'None so far.' },
  line: { ja: '行', en: 'Line' },
  serial: { ja: '証明書の番号', en: 'Serial number' },
  why: { ja: '理由', en: 'Why' },
  nextStep: {
    ja: '番号と指紋を確かめ、新しい一覧で提案してください。',
    en: 'Check number and fingerprint, and propose those in a new list.',
  },
  pause: { ja: '停止する', en: 'Let it wait' },
  resume: { ja: '再開する', en: 'Go on' },
  pauseHint: {
    ja: '次の500件の前で止まります。記録した失効は戻りません。',
    en: 'It stops before the next 500. What is recorded stays revoked.',
  },
  asked: {
    ja: '受け付けました。まもなく反映されます。',
    en: 'Recorded. It takes effect in a moment.',
  },
};
