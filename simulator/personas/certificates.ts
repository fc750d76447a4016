import type { Persona } from './persona.ts';

/** Personas that differ by the certificate on the card. */
export const CERTIFICATES = {
  earlierGeneration: {
    ja: '第2世代の認証局が発行した有効な証明書。同名の認証局を鍵で見分けられるかを確かめる。',
    en: 'Issued by generation 2, which has the name of generation 3 and another key.',
    issuer: 'sign-2',
    issuedDaysAgo: 1250,
  },
  expiredGeneration: {
    ja: '期限の切れた第1世代の認証局が発行した証明書。',
    en: 'Issued by generation 1, which has expired itself.',
    issuer: 'sign-1',
    issuedAt: '2019-08-01T01:23:45Z',
  },
  expired: {
    ja: '有効期間の過ぎた証明書（5回目の誕生日の後）。',
    en: 'Past the fifth birthday after issue: an expired certificate.',
    issuedDaysAgo: 2200,
  },
  notYetValid: {
    ja: '有効期間がまだ始まっていない証明書。',
    en: 'A certificate whose validity has not begun.',
    issuedDaysAgo: -2,
  },
  authenticationOnly: {
    ja: '利用者証明用電子証明書で署名した人。署名用と取り違えないことを確かめる。',
    en: 'Signed with the authentication certificate, which names nobody.',
    certificate: 'authentication',
    issuer: 'auth-3',
  },
  testCard: {
    ja: 'J-LISのテスト用カード（JPKI-TEST）。本番で受け付けないことを確かめる。',
    en: 'A J-LIS test card (JPKI-TEST), to be refused by name.',
    issuer: 'test-sign',
  },
  mockCard: {
    ja: '事業者の模擬認証局（MOCK）が発行した証明書。テスト用として断ることを確かめる。',
    en: "A certificate of some vendor's mock CA, to be refused as a test certificate.",
    issuer: 'mock-sign',
  },
  otherAuthority: {
    ja: 'J-LISと関係のない民間の認証局の証明書で署名した人。未知の発行者として扱うことを確かめる。',
    en: 'Signed with a certificate of some other CA, an unknown issuer.',
    issuer: 'other-sign',
  },
  impostor: {
    ja: 'JPKIを名乗る偽の認証局が発行した証明書。名前だけで信じないことを確かめる。',
    en: 'Issued by a CA that calls itself JPKI but has a key of its own.',
    issuer: 'impostor-sign',
  },
  furigana: {
    ja: '氏名のフリガナらしい7番目の項目をもつ証明書。知らない項目を読み飛ばすことを確かめる。',
    en: 'A seventh attribute nobody knows yet, as the announced furigana may come.',
    alter: (attributes) => [...attributes, { number: 7, value: 'ヤマダ　ハナコ' }],
  },
  missingAddress: {
    ja: '住所の項目がない証明書。',
    en: 'The address is missing from the certificate.',
    alter: (attributes) => attributes.filter(({ number }) => number !== 5),
  },
  duplicateName: {
    ja: '氏名の項目が二つある証明書。',
    en: 'Two names in one certificate.',
    alter: (attributes) => [...attributes, { number: 1, value: '別人　太郎' }],
  },
  unknownBirthDate: {
    ja: '生年月日が不明（元号だけが分かる）の証明書。',
    en: 'A birth date of which only the era is known.',
    alter: (attributes) =>
      attributes.map((attribute) =>
        attribute.number === 4 ? { number: 4, value: '400000000' } : attribute,
      ),
  },
  partialBirthDate: {
    ja: '生年だけが分かり月日が不明の証明書。年齢を推測しないことを確かめる。',
    en: 'A birth date of which only the year is known, so that no age follows.',
    alter: (attributes) =>
      attributes.map((attribute) =>
        attribute.number === 4 ? { number: 4, value: '319550000' } : attribute,
      ),
  },
  eraContradiction: {
    ja: '生年月日の元号と西暦が食い違う証明書。',
    en: 'Era and year of the birth date contradict each other.',
    alter: (attributes) =>
      attributes.map((attribute) =>
        attribute.number === 4 ? { number: 4, value: `1${attribute.value.slice(1)}` } : attribute,
      ),
  },
  nextCard: {
    ja: '次期カードの予定であるECDSA P-384の鍵をもつ証明書。既知の形式と違うことを示す。',
    en: 'A key of ECDSA P-384, as planned for the next card: read, and shown as a deviation.',
    key: 'p-384',
  },
  shortFlags: {
    ja: '代替文字の桁数が氏名の文字数に足りない証明書。',
    en: 'Fewer substitute flags than the name has characters.',
    alter: (attributes) =>
      attributes.map((attribute) =>
        attribute.number === 2 ? { number: 2, value: attribute.value.slice(1) } : attribute,
      ),
  },
} as const satisfies Record<string, Persona>;
