import type { Said } from './said.ts';

const namesOf = (names: readonly string[]): string => names.join('、');

const english = (count: number): string => (count === 1 ? 'One thing' : `${count} things`);

/** Versions of an application: what the applicant changed, and what that did to approvals. */
export const versions = {
  title: (edition: number): Said => ({
    ja: `第${edition}版で変わったこと`,
    en: `What version ${edition} changed`,
  }),
  first: {
    ja: '最初の版です。前の版はありません。',
    en: 'This is the first version; there is none before it.',
  },
  unreadable: {
    ja: '前の版の申込書を読めません。変わったことは示せません。',
    en: 'The version before cannot be read, so what changed cannot be shown.',
  },
  nothing: {
    ja: '申込みの値は、前の版と同じです。署名だけが新しくなりました。',
    en: 'The values are as in the version before; only the signature is new.',
  },
  caption: { ja: '前の版との違い', en: 'Differences from the version before' },
  line: { ja: '項目', en: 'Line' },
  absent: { ja: '行がありません', en: 'no such line' },
  textOf: (edition: number): Said => ({
    ja: `第${edition}版の申込書を見る`,
    en: `See the text of version ${edition}`,
  }),
  /** Sentence 7. */
  sent: (edition: number): Said => ({
    ja: `申込者が第${edition}版を出しました。`,
    en: `The applicant sent version ${edition}.`,
  }),
  voided: (edition: number, names: readonly string[]): Said => ({
    ja: `第${edition - 1}版への承認(${namesOf(names)})は無効になりました。`,
    en: `The approval of version ${edition - 1} (${names.join(', ')}) is void.`,
  }),
  changed: (labels: readonly string[]): Said => ({
    ja: `変わったのは${namesOf(labels)}の${labels.length}か所です。`,
    en: `${english(labels.length)} changed: ${labels.join(', ')}.`,
  }),
  see: { ja: '変わったことを見る', en: 'See what changed' },
} as const;
