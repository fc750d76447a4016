import type { Persona } from './persona.ts';

/** Personas that differ by who the person is and how their name is written. */
export const PEOPLE = {
  ordinary: {
    ja: '何も問題のない申込者。自動で承認される流れを確かめる。',
    en: 'An applicant without any trouble, for the automatic path.',
  },
  variant: {
    ja: '証明書は「高橋」、申込書には「髙橋」と書く人。異体字の違いを確かめる。',
    en: 'The certificate says 高橋, the applicant writes 髙橋: a variant kanji to explain.',
    person: { surname: '高橋', writtenSurname: '髙橋' },
  },
  variationSelector: {
    ja: '申込書の「辻」に異体字セレクタ（U+E0100）を付ける人。符号点の数え方を確かめる。',
    en: 'Writes 辻 with a variation selector, so that text and certificate differ in length.',
    person: { surname: '辻', writtenSurname: '辻\u{e0100}' },
  },
  compatibilityIdeograph: {
    ja: '申込書の「神谷」をCJK互換漢字（U+FA19）で書く人。正規化で字が変わらないことを確かめる。',
    en: 'Writes 神 as the compatibility ideograph U+FA19, which even NFC would alter.',
    person: { surname: '神谷', writtenSurname: '\u{fa19}谷' },
  },
  beyondBmp: {
    ja: '証明書の氏名に基本多言語面の外の「𠮷」がある人。文字数と代替文字の桁の対応を確かめる。',
    en: 'The certificate itself carries 𠮷 from beyond the BMP: flags count code points.',
    person: { surname: '\u{20bb7}田' },
  },
  substitute: {
    ja: '氏名に代替文字がある人（住民票は「𠮷田」、証明書は「吉田」）。同意の扱いを確かめる。',
    en: 'A substitute character in the name (𠮷 in the register, 吉 in the certificate).',
    person: { name: '吉田　花子', nameSubstitutes: '10000', gender: '2' },
  },
  addressSubstitute: {
    ja: '住所に代替文字がある人。符号の送付先として読めるかを確かめる。',
    en: 'A substitute character in the address, which a letter might not survive.',
    person: {
      address: '東京都清瀬市辻町１－２－３',
      addressSubstitutes: '0000001000000',
    },
  },
  foreignResident: {
    ja: 'ローマ字の氏名をもつ外国人住民。ローマ字氏名の記載を確かめる。',
    en: 'A foreign resident whose name is in Latin letters.',
    person: { name: 'NGUYEN　VAN AN', gender: '1' },
  },
  latinCase: {
    ja: '証明書は大文字、申込書は小文字まじりでローマ字氏名を書く外国人住民。',
    en: 'A foreign resident who writes the name in mixed case, capitals in the certificate.',
    person: { name: 'SMITH　JOHN PAUL', writtenName: 'Smith　John Paul', gender: '1' },
  },
  kanaWidth: {
    ja: '証明書は全角カナ、申込書は半角カナで氏名を書く人。幅は問わないが、半角カナは人が見る。',
    en: 'Writes half-width kana: the width is set aside, but a person looks at such characters.',
    person: { name: 'キム　サラン', writtenName: 'ｷﾑ　ｻﾗﾝ' },
  },
  longVowel: {
    ja: '長音符を負符号（−、U+2212）で書く人。説明のつく違いとして示すことを確かめる。',
    en: 'Writes the long vowel mark as a minus sign (U+2212), a difference to explain.',
    person: { name: 'リー　メアリー', writtenName: 'リ−　メアリ−' },
  },
  spaceless: {
    ja: '姓と名の間に空白を入れずに書く人。空白の違いだけなら同じ氏名とみなす。',
    en: 'Writes no space between the names; spaces alone are set aside.',
    person: { name: '山田　花子', writtenName: '山田花子', gender: '2' },
  },
  aliasInName: {
    ja: '証明書の氏名に通称らしい括弧書きがある外国人住民。書き方は公表されておらず、推測で読まない。',
    en: 'A foreign resident with what may be an alias in brackets; nothing published says how to read it.',
    person: { name: 'NGUYEN　VAN AN（安田　安）', writtenName: 'NGUYEN　VAN AN', gender: '1' },
  },
  abroad: {
    ja: '国外に転出した人。住所が都道府県から始まらない。',
    en: 'Has moved abroad: the address begins with no prefecture.',
    person: { address: '国外転出者　大韓民国ソウル特別市' },
  },
  mixedDashes: {
    ja: '住所の数字の間に負符号・長音符・全角ハイフンが混ざる人。そのまま保つことを確かめる。',
    en: 'A minus, a long vowel mark and a full-width hyphen in the address, all kept as they are.',
    person: { address: '東京都清瀬市中里５−８４２ー１－２' },
  },
  nameDiffers: {
    ja: '申込書に証明書と別の氏名（改姓後の姓）を書く人。返戻を確かめる。',
    en: 'Writes another family name than the certificate has, as after a marriage.',
    person: { surname: '田中', writtenSurname: '鈴木' },
  },
  unknownGender: {
    ja: '性別の符号が1でも2でもない人。意味を決めつけないことを確かめる。',
    en: 'A gender code that is neither 1 nor 2, whose meaning sources dispute.',
    person: { gender: '3' },
  },
  minor: {
    ja: '16歳の申込者。未成年者の審査を確かめる。',
    en: 'A sixteen-year-old, for the rules on minors.',
    age: 16,
    issuedDaysAgo: 60,
  },
  underFifteen: {
    ja: '13歳なのに署名用電子証明書をもつ、本来あり得ない申込者。',
    en: 'A thirteen-year-old with a signature certificate, which J-LIS does not issue.',
    age: 13,
    issuedDaysAgo: 60,
  },
} as const satisfies Record<string, Persona>;
