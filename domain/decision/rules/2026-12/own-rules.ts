import { WITH_OWN_CERTIFICATE } from '../../routes.ts';
import { forbids, rule, waits } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is } from './words.ts';

/** Renewal by a certificate of ours (規則5条2項). */
export const ownRules: readonly Rule[] = [
  rule('own.certificate', {
    law: '5条2項',
    applies: WITH_OWN_CERTIFICATE,
    ja: '当認証局が発行した有効な証明書で署名されている。',
    en: 'Signed with a valid certificate of this issuer.',
    branches: [
      forbids('expired', is('ownCertificateState', 'expired'), {
        next: 'return',
        ja: '証明書の有効期間が満了している。',
        en: 'Expired.',
      }),
      forbids('revoked', is('ownCertificateState', 'revoked'), {
        next: 'return',
        ja: '証明書は失効している。',
        en: 'Revoked.',
      }),
      forbids('suspended', is('ownCertificateState', 'suspended'), {
        next: 'return',
        ja: '証明書は効力停止中である。',
        en: 'Suspended.',
      }),
      forbids('notAccepted', is('ownCertificateState', 'notAccepted'), {
        next: 'return',
        ja: '証明書の受領がまだ確認されていない。',
        en: 'Not accepted yet.',
      }),
      forbids('otherIssuer', is('ownCertificateState', 'otherIssuer'), {
        next: 'return',
        ja: '当認証局が発行した証明書ではない。',
        en: 'Issued by another issuer.',
      }),
      waits('unknown', is('ownCertificateState', 'unknown'), {
        next: 'alarm',
        ja: '証明書の状態を確かめられない。',
        en: 'State unknown.',
      }),
    ],
  }),
  rule('own.content', {
    law: '5条2項',
    applies: WITH_OWN_CERTIFICATE,
    ja: '記載事項が現在の証明書と同じである。',
    en: 'Same content as the current certificate.',
    branches: [
      forbids('changed', is('ownContent', 'changed'), {
        next: 'return',
        ja: '記載事項が変わっている。本人確認からやり直す必要がある。',
        en: 'Content changed: full check needed.',
      }),
    ],
  }),
  rule('own.anchor', {
    law: '5条2項',
    applies: WITH_OWN_CERTIFICATE,
    ja: '新しい満了日は、5条1項の確認による証明書の発行日から5年以内である。',
    en: 'New notAfter is within five years of the anchor issue date.',
    branches: [
      forbids('exceeded', is('anchorLimit', 'exceeded'), {
        next: 'return',
        ja: '最初の本人確認による発行日から5年を超える。',
        en: 'Beyond five years from the anchor.',
      }),
      forbids('unknown', is('anchorLimit', 'unknown'), {
        next: 'return',
        ja: '起点となる本人確認の記録がない。',
        en: 'No record of the anchor.',
      }),
    ],
  }),
];
