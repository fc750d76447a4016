import type { Said } from './said.ts';

/** 帳簿の照合: what the reconciliation of the night found. */
export const reconciliation = {
  title: { ja: '帳簿の照合', en: 'Reconciliation' },
  back: { ja: '朝の点検へ', en: 'To the morning check' },
  verdicts: {
    agrees: { ja: '照合に差はありません。', en: 'The reconciliation found no difference.' },
    differs: (count: string): Said => ({
      ja: `照合に差が${count}件あります。`,
      en: `The reconciliation found ${count} that differ.`,
    }),
    missing: {
      ja: '昨日の照合が、まだありません。',
      en: 'Yesterday has not been reconciled yet.',
    },
    none: { ja: '照合は、まだ始まっていません。', en: 'No day has been reconciled yet.' },
  },
  next: {
    agrees: {
      ja: '両方の帳簿と、両方のデータベースの数が合いました。',
      en: 'Both books agree with both databases.',
    },
    differs: {
      ja: '下の「差あり」の行を管理者に知らせてください。',
      en: 'Tell an administrator of the lines below that differ.',
    },
    missing: {
      ja: '照合は毎日 00:30 に始まります。管理者に知らせてください。',
      en: 'It begins every day at 00:30. Tell an administrator.',
    },
    none: {
      ja: '最初の照合は、帳簿を開いた翌日の 00:30 です。',
      en: 'The first one runs at 00:30 on the day after the books were opened.',
    },
  },
  of: (day: string): Said => ({ ja: `${day} の照合`, en: `Reconciliation of ${day}` }),
  counts: (agree: string, differ: string): Said => ({
    ja: `一致 ${agree}・差あり ${differ}`,
    en: `${agree} agree, ${differ} differ`,
  }),
  columns: {
    number: { ja: '番号', en: 'Number' },
    state: { ja: '状態', en: 'State' },
    says: { ja: '合うべきこと', en: 'What has to agree' },
  },
  states: {
    agrees: { ja: '一致', en: 'Agrees' },
    differs: { ja: '差あり', en: 'Differs' },
  },
  halts: { ja: '差があれば署名を止める', en: 'A difference stops signing' },
  sides: (left: Said, right: Said): Said => ({
    ja: `左 ${left.ja}・右 ${right.ja}`,
    en: `left ${left.en}, right ${right.en}`,
  }),
  notHeard: { ja: '数がありません', en: 'no figure' },
  named: { ja: '見るもの', en: 'To look at' },
  noFigures: {
    ja: '数の内訳は、ここでは読めません。',
    en: 'The figures cannot be read here.',
  },
  stopped: {
    title: { ja: '部屋は署名を止めています', en: 'The room has stopped signing' },
    what: {
      ja: '新しい証明書は作られません。受付と失効は続きます。',
      en: 'No certificate is made. Receiving and revoking go on.',
    },
    next: {
      ja: '原因を直したあと、部屋で二人が再開します。',
      en: 'Once the cause is mended, two custodians let it go on in the room.',
    },
  },
  days: { ja: 'これまでの照合', en: 'Earlier days' },
  at: { ja: '照合した時刻', en: 'Reconciled at' },
  left: (numbers: string): Said => ({
    ja: `まだ照合できない式: ${numbers}`,
    en: `Not evaluated yet: ${numbers}`,
  }),
  banner: {
    differs: (day: string, numbers: string): Said => ({
      ja: `${day} の照合に差があります(${numbers})。`,
      en: `The reconciliation of ${day} differs (${numbers}).`,
    }),
    missing: { ja: '昨日の照合がありません。', en: 'Yesterday has not been reconciled.' },
    halted: {
      ja: '署名が止まることがあります。管理者に知らせてください。',
      en: 'Signing may have stopped. Tell an administrator.',
    },
    next: { ja: '管理者に知らせてください。', en: 'Tell an administrator.' },
    open: { ja: '朝の点検を見る', en: 'Show the morning check' },
  },
} as const;
