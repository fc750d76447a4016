import type { Said } from './said.ts';

/** The search for cases. */
export const search = {
  title: { ja: '検索', en: 'Search' },
  label: {
    ja: '申込番号・証明書のシリアル番号・窓口・受付日で探す',
    en: 'Search by application number, serial number, portal or day of receipt',
  },
  placeholder: { ja: '番号・窓口・受付日( / )', en: 'Number, portal, day ( / )' },
  find: { ja: '探す', en: 'Search' },
  found: (typed: string): Said => ({
    ja: `「${typed}」で探した結果`,
    en: `Found for “${typed}”`,
  }),
  by: {
    number: { ja: '申込番号で探しました', en: 'By application number' },
    serial: { ja: '証明書のシリアル番号で探しました', en: 'By serial number of a certificate' },
    received: { ja: '受付日で探しました ・ 新しい順', en: 'By day of receipt, newest first' },
    portal: { ja: '窓口で探しました ・ 新しい順', en: 'By portal, newest first' },
  },
  group: { ja: '見つかった案件', en: 'Found' },
  none: {
    ja: '見つかりません。番号と日付を確かめてください。',
    en: 'Nothing was found. Check the number and the day.',
  },
  choose: { ja: '窓口が2つ以上あります。選んでください。', en: 'Several portals match. Choose.' },
  noNames: {
    what: {
      ja: '氏名や生年月日では探せません。',
      en: 'Names and birth dates cannot be searched.',
    },
    why: {
      ja: '氏名は、案件ごとの鍵で封じてあります。',
      en: 'Names are sealed, each case under a key of its own.',
    },
    next: {
      ja: '申込番号か、受付日と窓口で探してください。',
      en: 'Use the application number, or the day of receipt and the portal.',
    },
  },
  how: {
    title: { ja: '探し方', en: 'What can be searched' },
    number: {
      name: { ja: '申込番号', en: 'Application number' },
      how: { ja: '全体、初めの8字から、または短い形', en: 'all of it, from 8 digits on, or short' },
    },
    serial: {
      name: { ja: '証明書のシリアル番号', en: 'Serial number' },
      how: { ja: '16進の全体。空白や「:」はあってもよい', en: 'all of it in hex, spaces allowed' },
    },
    received: {
      name: { ja: '受付日', en: 'Day of receipt' },
      how: {
        ja: '2026-11-24、2026年11月24日、令和8年11月24日',
        en: '2026-11-24 or 2026/11/24',
      },
    },
    portal: {
      name: { ja: '窓口', en: 'Portal' },
      how: { ja: '名前か番号。受付日と並べて書ける', en: 'name or id, a day beside it if wanted' },
    },
  },
  recorded: {
    ja: '結果に出る氏名の閲覧は記録されます。',
    en: 'The names in a result are recorded as read.',
  },
} as const;
