import { ON_PAPER } from '../../routes.ts';
import { forbids, refers, rule, waits } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is } from './words.ts';

/** Identity by documents (規則5条1項1号). */
export const paperRules: readonly Rule[] = [
  rule('paper.baseDocument', {
    law: '5条1項1号',
    applies: ON_PAPER,
    ja: '住民票の写しなどの基本書類が有効である。',
    en: 'The base document is accepted.',
    branches: [
      forbids('missing', is('baseDocument', 'missing'), {
        next: 'return',
        ja: '住民票の写しなどの基本書類がない。',
        en: 'Missing.',
      }),
      forbids('expired', is('baseDocument', 'expired'), {
        next: 'return',
        ja: '基本書類の発行日が古い（3か月を超える）。',
        en: 'Older than three months.',
      }),
      forbids('unacceptable', is('baseDocument', 'unacceptable'), {
        next: 'return',
        ja: '基本書類として認められない書類である。',
        en: 'Not an accepted document.',
      }),
    ],
  }),
  rule('paper.baseDocumentMatch', {
    law: '5条1項1号',
    applies: ON_PAPER,
    ja: '申込書の住所・生年月日が基本書類と一致する。',
    en: 'Address and birth date match the base document.',
    branches: [
      refers('explainable', is('baseDocumentMatch', 'explainable'), {
        override: 'A',
        ja: '表記の違いがある（説明のつく違い）。',
        en: 'Differs in notation only.',
      }),
      forbids('differs', is('baseDocumentMatch', 'differs'), {
        next: 'return',
        ja: '申込書の住所または生年月日が基本書類と異なる。',
        en: 'Differs.',
      }),
    ],
  }),
  rule('paper.identityDocument', {
    law: '5条1項1号イ',
    applies: is('identityRoute', 'paperPresented'),
    ja: '提示された本人確認書類が有効である。',
    en: 'The identity document shown is accepted.',
    branches: [
      forbids('missing', is('identityDocument', 'missing'), {
        next: 'return',
        ja: '本人確認書類がない。',
        en: 'Missing.',
      }),
      forbids('expired', is('identityDocument', 'expired'), {
        next: 'return',
        ja: '本人確認書類の有効期限が切れている。',
        en: 'Expired.',
      }),
      forbids('unacceptable', is('identityDocument', 'unacceptable'), {
        next: 'return',
        ja: '本人確認書類として認められない。',
        en: 'Not accepted.',
      }),
    ],
  }),
  rule('paper.sealRegistration', {
    law: '5条1項1号ロ',
    applies: is('identityRoute', 'paperSealRegistered'),
    ja: '印鑑登録証明書があり、申込書の印影と一致する。',
    en: 'Seal registration certificate present and matching.',
    branches: [
      forbids('missing', is('sealRegistration', 'missing'), {
        next: 'return',
        ja: '印鑑登録証明書がない。',
        en: 'Missing.',
      }),
      forbids('expired', is('sealRegistration', 'expired'), {
        next: 'return',
        ja: '印鑑登録証明書の発行日が古い（3か月を超える）。',
        en: 'Older than three months.',
      }),
      forbids('sealMismatch', is('sealRegistration', 'sealMismatch'), {
        next: 'refusal',
        ja: '印影が印鑑登録証明書と一致しない。',
        en: 'The imprint does not match.',
      }),
    ],
  }),
  rule('paper.inquiry', {
    law: '5条1項1号ハ',
    applies: is('identityRoute', 'paperInquiry'),
    ja: '本人限定受取郵便による照会に、本人から申込みを認める回答があった。',
    en: 'The inquiry by restricted mail was answered yes.',
    branches: [
      waits('notSent', is('inquiry', 'notSent'), {
        next: 'retry',
        ja: '照会書をまだ発送していない。',
        en: 'Inquiry not sent yet.',
      }),
      waits('sent', is('inquiry', 'sent'), {
        next: 'retry',
        ja: '照会への回答を待っている。',
        en: 'Waiting for the reply.',
      }),
      forbids('returned', is('inquiry', 'returned'), {
        next: 'return',
        ja: '照会書が返戻された。住所の確認が必要である。',
        en: 'The inquiry came back.',
      }),
      forbids('expired', is('inquiry', 'expired'), {
        next: 'return',
        ja: '期限までに照会への回答がなかった。',
        en: 'No reply in time.',
      }),
      refers('contradictory', is('inquiry', 'contradictory'), {
        override: 'A2',
        ja: '回答の内容が申込みと食い違う。',
        en: 'The reply contradicts the application.',
      }),
      forbids('repliedNo', is('inquiry', 'repliedNo'), {
        next: 'refusal',
        ja: '本人が申し込んでいないと回答した。',
        en: 'The addressee denies the application.',
      }),
    ],
  }),
  rule('paper.dataMatch', {
    law: '6条2号',
    applies: ON_PAPER,
    ja: '入力データが紙の申込書と一致する。',
    en: 'Data entered equal the paper.',
    branches: [
      waits('notCompared', is('paperDataMatch', 'notCompared'), {
        next: 'retry',
        ja: '紙の申込書との照合が済んでいない。',
        en: 'Not compared yet.',
      }),
      refers('differs', is('paperDataMatch', 'differs'), {
        override: 'A',
        ja: '入力データが紙の申込書と異なる。紙を正とする。',
        en: 'Differs; the paper prevails.',
      }),
    ],
  }),
  rule('paper.myNumber', {
    law: '番号法20条（私見）',
    applies: ON_PAPER,
    ja: '書類に個人番号が写っていない。',
    en: 'No copy shows a My Number.',
    branches: [
      waits('notChecked', is('myNumberOnCopy', 'notChecked'), {
        next: 'retry',
        ja: '個人番号の有無をまだ確かめていない。',
        en: 'Not checked yet.',
      }),
      forbids('present', is('myNumberOnCopy', 'present'), {
        next: 'return',
        ja: '個人番号の写った書類は受け取れない。写しを残さずに返却し、出し直しを求めること。',
        en: 'Shows a My Number; sent back, no copy kept.',
      }),
    ],
  }),
  rule('paper.originals', {
    law: '12条4項・5項',
    applies: ON_PAPER,
    ja: '署名・押印のある原本が保管庫に登録されている。',
    en: 'Signed or sealed originals are registered on their shelf.',
    branches: [
      waits('notRegistered', is('originals', 'notRegistered'), {
        next: 'retry',
        ja: '原本の保管場所が登録されていない。',
        en: 'Originals not registered.',
      }),
    ],
  }),
];
