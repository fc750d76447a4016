import type { Said } from './said.ts';
import { countText } from '../count.ts';

/** 発送: who gets what when. */
export const dispatches = {
  title: { ja: '発送と通知', en: 'Dispatches' },
  lead: {
    ja: 'だれに、何を、いつ送るか。宛先は送るときに証拠から読み、ここには出ません。',
    en: 'Who gets what, and when. Addresses are read from the evidence when it is sent, and never shown here.',
  },
  ofCase: { ja: 'この申込みの発送', en: 'Dispatches of this application' },
  failed: { ja: '送れなかったもの', en: 'Not sent' },
  due: { ja: 'これから送るもの', en: 'To be sent' },
  templates: { ja: '通知のひな形', en: 'Templates of notices' },
  counts: (count: number): Said => ({ ja: `${countText(count)}件`, en: countText(count) }),
  columns: {
    what: { ja: '内容', en: 'What' },
    channel: { ja: '方法', en: 'How' },
    case: { ja: '申込番号', en: 'Application' },
    state: { ja: '状態', en: 'State' },
    when: { ja: '日時', en: 'When' },
    act: { ja: '操作', en: 'Act' },
    subject: { ja: '件名', en: 'Subject' },
    version: { ja: '版', en: 'Version' },
  },
  channels: {
    mail: { ja: 'メール', en: 'Mail' },
    webhook: { ja: '受付窓口へ送信', en: 'To the portal' },
    letter: { ja: '郵便', en: 'Letter' },
  } as Readonly<Record<string, Said>>,
  states: {
    prepared: { ja: '送信待ち', en: 'Waits' },
    sent: { ja: '送信済み', en: 'Sent' },
    delivered: { ja: '配達済み', en: 'Delivered' },
    returned: { ja: '返送', en: 'Returned' },
    cancelled: { ja: '取りやめ', en: 'Cancelled' },
    failed: { ja: '送信不能', en: 'Failed' },
  } as Readonly<Record<string, Said>>,
  event: (kind: string): Said => ({ ja: `出来事 ${kind}`, en: `Event ${kind}` }),
  attempts: (count: number): Said => ({
    ja: `${count}回失敗`,
    en: count === 1 ? '1 failure' : `${count} failures`,
  }),
  failures: {
    noConnection: { ja: '相手につながりません', en: 'Nobody answers there' },
    timeout: { ja: '相手の返事が遅すぎます', en: 'The answer takes too long' },
    noAddress: { ja: '送り先の記録がありません', en: 'There is no address on record' },
    notLetIn: { ja: 'メールサーバーに入れません', en: 'The mail server lets us not in' },
    notPublic: { ja: '送り先が公開の網にありません', en: 'The address is not public' },
    notResolved: { ja: '送り先の名前が引けません', en: 'The name is not found' },
    evidenceMissing: { ja: '証拠が読めません', en: 'The evidence cannot be read' },
    templateUnknown: { ja: 'ひな形がありません', en: 'There is no such template' },
    valueMissing: { ja: 'ひな形の値が足りません', en: 'A value of the template is missing' },
  } as Readonly<Record<string, Said>>,
  answered: (code: string): Said => ({
    ja: `相手が断りました(${code})`,
    en: `The other side refused it (${code})`,
  }),
  again: { ja: 'もう一度送る', en: 'Send again' },
  ordered: { ja: '再送を受け付けました', en: 'Ordered once more' },
  said: {
    ordered: {
      ja: '再送を記録しました。まもなく送ります。',
      en: 'The order is recorded, and it will be sent shortly.',
    },
    late: {
      ja: '何も変わっていません。すでに送ったか、再送の途中です。',
      en: 'Nothing was changed. It was sent, or is ordered already.',
    },
  } as Readonly<Record<string, Said>>,
  noneFailed: { ja: '送れなかったものはありません。', en: 'Nothing failed.' },
  noneDue: { ja: '送信待ちのものはありません。', en: 'Nothing waits.' },
  noneOfCase: {
    ja: 'この申込みの発送はまだありません。',
    en: 'Nothing was dispatched for it yet.',
  },
  toCase: { ja: '申込みに戻る', en: 'Back to the application' },
  back: { ja: '発送に戻る', en: 'Back to dispatches' },
  preview: { ja: '見本', en: 'Preview' },
  previewLead: {
    ja: '日付や通知書には、見本の値を入れています。',
    en: 'Dates and letters are filled with sample values.',
  },
  hash: { ja: 'ひな形のハッシュ', en: 'Hash of the template' },
  check: {
    name: { ja: '発送', en: 'Dispatches' },
    good: { ja: '送れなかったものはありません。', en: 'Nothing failed to be sent.' },
    some: (count: number): Said => ({
      ja: `送れなかったものが${countText(count)}件あります。`,
      en: `${countText(count)} could not be sent.`,
    }),
    open: { ja: '発送を開く', en: 'Open dispatches' },
  },
} as const;
