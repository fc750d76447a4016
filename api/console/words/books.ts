import type { Item } from '../../../books/events/row.ts';
import type { Said } from './said.ts';

/** The items of 規則12条1項 by name. */
export const items = {
  '1イ': { ja: '説明の記録', en: 'Explanations given' },
  '1ロ': { ja: '利用申込書', en: 'Applications' },
  '1ハ': { ja: '真偽の確認の資料', en: 'Identity validation' },
  '1ニ': { ja: '諾否を決定した者', en: 'Who decided' },
  '1ホ': { ja: '承諾しない理由', en: 'Reasons of refusal' },
  '1ヘ': { ja: '証明書と作成の記録', en: 'Certificates and their making' },
  '1ト': { ja: '発行者署名検証符号', en: 'Issuer public keys' },
  '1チ': { ja: '発行者署名符号の管理', en: 'Care of issuer keys' },
  '1リ': { ja: '利用者署名符号・受領書', en: 'Subscriber keys, acceptance' },
  '2イ': { ja: '失効の請求と判断', en: 'Requests and their judgement' },
  '2ロ': { ja: '失効を決定した者', en: 'Who decided' },
  '2ハ': { ja: '失効しない理由', en: 'Reasons of refusal' },
  '2ニ': { ja: '失効情報の作成', en: 'Status information' },
  '3イ': { ja: '規程', en: 'Policies' },
  '3ロ': { ja: '手順', en: 'Procedures' },
  '3ハ': { ja: '責任と権限', en: 'Duties and powers' },
  '3ニ': { ja: '委託', en: 'Outsourcing' },
  '3ホ': { ja: '監査の結果', en: 'Results of audits' },
  '4イ': { ja: '入退室', en: 'Entering and leaving' },
  '4ロ': { ja: '不正アクセス', en: 'Intrusions' },
  '4ハ': { ja: '設備の操作', en: 'Operation' },
  '4ニ': { ja: '操作の権限', en: 'Permissions' },
  '4ホ': { ja: '保守', en: 'Maintenance' },
  '4ヘ': { ja: '事故', en: 'Accidents' },
  '4ト': { ja: '帳簿の利用と廃棄', en: 'Use and destruction of books' },
} as const satisfies Record<Item, Said>;

/** The pages of the books. */
export const books = {
  title: { ja: '帳簿書類', en: 'The books' },
  lead: {
    ja: '記録は書き足すだけです。直すことも消すこともできません。',
    en: 'Entries are only added. Nobody can change or remove one.',
  },
  navigation: { ja: '規則12条1項の号', en: 'Items of 規則12条1項' },
  all: { ja: 'すべて', en: 'All' },
  parts: {
    1: { ja: '一 利用の申込み', en: '1 Applications' },
    2: { ja: '二 失効', en: '2 Revocation' },
    3: { ja: '三 組織', en: '3 Organisation' },
    4: { ja: '四 設備', en: '4 Equipment' },
  },
  everything: { ja: 'すべての記録', en: 'All entries' },
  size: (count: string): Said => ({ ja: `番号のついた記録 ${count}件`, en: `${count} numbered` }),
  columns: {
    index: { ja: '番号・時刻', en: 'Index, time' },
    event: { ja: '記録', en: 'Entry' },
    item: { ja: '号', en: 'Item' },
    case: { ja: '案件', en: 'Case' },
  },
  unsequenced: { ja: '番号待ち', en: 'being numbered' },
  older: { ja: '前の50件', en: 'Earlier 50' },
  newest: { ja: '新しいものから', en: 'From the newest' },
  noCase: { ja: '案件なし', en: 'No case' },
  empty: {
    ja: 'この号の記録は、まだありません。',
    en: 'This item has no entry yet.',
  },
  emptyNext: { ja: 'すべての記録を見る', en: 'Show all entries' },
  entry: {
    title: (name: string): Said => ({ ja: `記録 ${name}`, en: `Entry ${name}` }),
    heading: { ja: '記録', en: 'Entry' },
    log: { ja: '帳簿', en: 'Book' },
    office: { ja: '登録局の帳簿', en: 'Office book' },
    index: { ja: '番号', en: 'Index' },
    id: { ja: '識別子', en: 'Id' },
    time: { ja: '時刻', en: 'Time' },
    items: { ja: '規則12条1項', en: '規則12条1項' },
    actor: { ja: '行った者', en: 'Actor' },
    case: { ja: '案件', en: 'Case' },
    seq: { ja: '案件の中の番号', en: 'Number within the case' },
    octets: { ja: '記録のバイト列(RFC 8785)', en: 'Octets of the entry (RFC 8785)' },
    octetsNote: {
      ja: '1行です。ここでは折り返して示します。',
      en: 'One line, wrapped here.',
    },
    leafHash: { ja: '葉のハッシュ', en: 'Leaf hash' },
    leafNote: {
      ja: 'SHA-256(00 ‖ 記録のバイト列)。RFC 6962 2.1',
      en: 'SHA-256(00 ‖ octets of the entry), RFC 6962 §2.1',
    },
    notNumbered: {
      ja: 'まだ番号がついていません。ふつう1秒以内につきます。',
      en: 'Not numbered yet; usually within a second.',
    },
    trust: {
      ja: 'この画面を信じる必要はありません。バイト列から、自分で計算できます。',
      en: 'You need not believe this page. Compute it yourself from the octets.',
    },
    back: { ja: '帳簿に戻る', en: 'Back to the books' },
  },
} as const;
