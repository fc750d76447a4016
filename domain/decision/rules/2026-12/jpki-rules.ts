import { all } from '../../condition.ts';
import { WITH_JPKI_CERTIFICATE } from '../../routes.ts';
import { forbids, refers, rule } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is, parameterIs } from './words.ts';

/** The JPKI certificate (規則5条1項2号). */
export const jpkiRules: readonly Rule[] = [
  rule('jpki.kind', {
    law: 'JPKI法3条1項',
    applies: WITH_JPKI_CERTIFICATE,
    ja: '個人番号カードの署名用電子証明書である。',
    en: 'It is a signature certificate of the card.',
    branches: [
      forbids('authentication', is('jpkiCertificateKind', 'authentication'), {
        next: 'return',
        ja: '利用者証明用電子証明書が使われている。署名用電子証明書が必要である。',
        en: 'The authentication certificate was used.',
      }),
      forbids(
        'mobile',
        all(is('jpkiCertificateKind', 'signatureMobile'), parameterIs('mobileAccepted', false)),
        {
          next: 'return',
          ja: 'スマートフォンの署名用電子証明書は、まだ受け付けていない。',
          en: 'The mobile signature certificate is not accepted yet.',
        },
      ),
      forbids('other', is('jpkiCertificateKind', 'other'), {
        next: 'return',
        ja: '署名用電子証明書ではない。',
        en: 'Not a JPKI signature certificate.',
      }),
    ],
  }),
  rule('jpki.chain', {
    law: '5条1項2号',
    applies: WITH_JPKI_CERTIFICATE,
    ja: 'J-LISの署名用認証局が発行した証明書である。',
    en: 'The chain ends at a pinned J-LIS signing CA.',
    branches: [
      forbids('testHierarchy', is('jpkiChain', 'testHierarchy'), {
        next: 'return',
        ja: 'テスト用証明書である。',
        en: 'Test certificate.',
      }),
      forbids('impersonation', is('jpkiChain', 'impersonation'), {
        next: 'refusal',
        ja: 'J-LISを名乗る別の認証局の証明書である。偽造の疑いがある。',
        en: 'Issuer bears the J-LIS name with another key; possible forgery.',
      }),
      forbids('unknownIssuer', is('jpkiChain', 'unknownIssuer'), {
        next: 'return',
        ja: '発行者がJ-LISの署名用認証局ではない。',
        en: 'Issuer is not the J-LIS signing CA.',
      }),
      forbids('anchorExpired', is('jpkiChain', 'anchorExpired'), {
        next: 'return',
        ja: '発行した認証局（旧世代）の証明書の有効期間が満了している。',
        en: 'The issuing CA generation has expired.',
      }),
      forbids('pathInvalid', is('jpkiChain', 'pathInvalid'), {
        next: 'return',
        ja: '証明書の検証に失敗した（鍵用途・ポリシー・拡張領域）。',
        en: 'Path validation fails (key usage, policy, critical extension).',
      }),
    ],
  }),
  rule('jpki.profile', {
    law: '5条1項2号',
    applies: WITH_JPKI_CERTIFICATE,
    ja: '証明書の形式が既知のプロファイルに合う。',
    en: 'The certificate fits the known profile; new optional fields are ignored.',
    branches: [
      refers('deviates', is('jpkiProfile', 'deviates'), {
        override: 'A2',
        ja: '証明書の形式が既知のプロファイルと異なる。J-LISの公表資料で確かめること。',
        en: "Deviates from the known profile; check J-LIS' publication.",
      }),
    ],
  }),
  rule('jpki.attributes', {
    law: '5条1項2号',
    applies: WITH_JPKI_CERTIFICATE,
    ja: '氏名などの記載事項がそろっている。',
    en: 'Name and the other attributes are each present once.',
    branches: [
      forbids('missing', is('jpkiAttributes', 'missing'), {
        next: 'refusal',
        ja: '証明書に氏名などの記載事項が欠けている。',
        en: 'An attribute is missing.',
      }),
      forbids('duplicate', is('jpkiAttributes', 'duplicate'), {
        next: 'refusal',
        ja: '証明書に同じ記載事項が二つ以上ある。',
        en: 'An attribute occurs twice.',
      }),
    ],
  }),
  rule('jpki.validity', {
    law: '5条1項2号',
    applies: WITH_JPKI_CERTIFICATE,
    ja: '証明書は署名時も現在も有効期間内である。',
    en: 'Within its validity at signing and now.',
    branches: [
      forbids('notYetValid', is('jpkiValidity', 'notYetValid'), {
        next: 'return',
        ja: '証明書の有効期間がまだ始まっていない。',
        en: 'Not yet valid.',
      }),
      forbids('expiredBeforeSigning', is('jpkiValidity', 'expiredBeforeSigning'), {
        next: 'return',
        ja: '署名の時点で既に有効期間が満了していた。',
        en: 'Expired when signed (and now).',
      }),
      forbids('expiredSinceSigning', is('jpkiValidity', 'expiredSinceSigning'), {
        next: 'return',
        ja: '署名の後に有効期間が満了した。',
        en: 'Expired after signing.',
      }),
    ],
  }),
  rule('jpki.birthDate', {
    law: '5条1項2号',
    applies: WITH_JPKI_CERTIFICATE,
    ja: '生年月日が読み取れ、元号と西暦が一致する。',
    en: 'Birth date is known and era and year agree.',
    branches: [
      refers('eraContradiction', is('birthDate', 'eraContradiction'), {
        override: 'A',
        ja: '生年月日の元号と西暦が食い違う。',
        en: 'Era and Gregorian year contradict.',
      }),
      refers('unknown', is('birthDate', 'unknown'), {
        override: 'A',
        ja: '生年月日が不明と記録されている。',
        en: 'Birth date recorded as unknown.',
      }),
      refers('unreadable', is('birthDate', 'unreadable'), {
        override: 'A2',
        ja: '生年月日を読み取れない。',
        en: 'Birth date cannot be read.',
      }),
    ],
  }),
];
