import { all } from '../../condition.ts';
import { WITH_JPKI_CERTIFICATE } from '../../routes.ts';
import { forbids, refers, rule } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is, isAbove, isIn, isNotSubset, parameter } from './words.ts';

/** The name that will stand in the certificate (規則6条5号ハ). */
export const nameRules: readonly Rule[] = [
  rule('name.match', {
    law: '6条5号ハ',
    ja: '申込書の氏名は、本人確認に用いた記録の氏名と一致する（空白と全角・半角の違いは問わない）。',
    en: 'The name in the text equals the name in the identity record (spaces and width aside).',
    branches: [
      refers(
        'variant',
        all(is('nameMatch', 'explainable'), isNotSubset('nameExplanations', ['space', 'width'])),
        {
          override: 'A2',
          ja: '字体などの違いがある（説明のつく違い）。',
          en: 'Differs by a named variant rule.',
        },
      ),
      forbids('different', is('nameMatch', 'different'), {
        next: 'return',
        ja: '氏名が異なる。',
        en: 'The names differ.',
      }),
    ],
  }),
  rule('name.substitutes', {
    law: '6条5号ハ',
    applies: WITH_JPKI_CERTIFICATE,
    ja: '署名用電子証明書の氏名に代替文字がない。',
    en: 'The JPKI name has no substitute characters.',
    branches: [
      forbids('noBasis', all(is('nameSubstitutes', 'present'), is('substituteBasis', 'none')), {
        next: 'return',
        ja: '氏名に代替文字がある。同意の記載または住民票の写しが必要である。',
        en: 'Substitutes present without consent or resident record.',
      }),
      refers(
        'consent',
        all(is('nameSubstitutes', 'present'), is('substituteBasis', 'signedConsent')),
        {
          override: 'A',
          ja: '氏名に代替文字がある。本人は代替文字での記載に同意している。',
          en: 'Substitutes present; applicant consents in the signed text.',
        },
      ),
      refers(
        'residentRecord',
        all(is('nameSubstitutes', 'present'), is('substituteBasis', 'residentRecord')),
        {
          override: 'A2',
          ja: '氏名に代替文字がある。住民票の写しの文字と申込書を見比べること。',
          en: 'Substitutes present; compare with the resident record.',
        },
      ),
      refers('unusable', isIn('nameSubstitutes', ['lengthMismatch', 'malformed']), {
        override: 'A2',
        ja: '代替文字の表示が氏名と対応しない。代替文字の有無を判断できない。',
        en: 'Substitute flags do not line up; nothing follows from them.',
      }),
    ],
  }),
  rule('name.length', {
    law: '6条5号ハ',
    ja: '氏名が証明書に収まる（64文字以内）。',
    en: 'The name fits commonName (64 code points).',
    branches: [
      forbids('tooLong', isAbove('nameLengthCodePoints', parameter('nameLengthMax')), {
        next: 'refusal',
        ja: '氏名が証明書に収まらない。',
        en: 'The name does not fit.',
      }),
    ],
  }),
  rule('name.characters', {
    law: '6条5号ハ',
    ja: '氏名の文字はすべて表示・照合できる。',
    en: 'All characters of the name can be shown and compared.',
    branches: [
      refers('rare', is('nameCharacters', 'rare'), {
        override: 'A',
        ja: '表示に注意を要する文字がある（ASCIIとJIS X 0208・0212の外、異体字セレクタ）。',
        en: 'Rare characters or variation selectors.',
      }),
      forbids('privateUse', is('nameCharacters', 'privateUse'), {
        next: 'return',
        ja: '外字（私用領域の文字）がある。',
        en: 'Private-use characters.',
      }),
      forbids('forbidden', is('nameCharacters', 'forbidden'), {
        next: 'return',
        ja: '制御文字など使えない文字がある。',
        en: 'Control or bidirectional characters.',
      }),
    ],
  }),
];
