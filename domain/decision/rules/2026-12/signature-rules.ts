import { BY_SIGNATURE } from '../../routes.ts';
import { forbids, rule } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is } from './words.ts';

/** The electronic signature over the text (規則5条1項2号、2項). */
export const signatureRules: readonly Rule[] = [
  rule('signature.container', {
    law: '5条1項2号・2項',
    applies: BY_SIGNATURE,
    ja: '署名データを読み取ることができる。',
    en: 'The signature container can be read.',
    branches: [
      forbids('unreadable', is('signatureContainer', 'unreadable'), {
        next: 'return',
        ja: '署名データを読み取れない。',
        en: 'The container cannot be read.',
      }),
    ],
  }),
  rule('signature.certificateEncoding', {
    law: '5条1項2号・2項',
    applies: BY_SIGNATURE,
    ja: '証明書データに過不足がない。',
    en: 'The certificate is exact DER.',
    branches: [
      forbids('trailingBytes', is('certificateEncoding', 'trailingBytes'), {
        next: 'return',
        ja: '証明書データの末尾に余分なバイトがある。',
        en: 'Bytes follow the end of the certificate.',
      }),
      forbids('unreadable', is('certificateEncoding', 'unreadable'), {
        next: 'return',
        ja: '証明書データを読み取れない。',
        en: 'The certificate cannot be read.',
      }),
    ],
  }),
  rule('signature.valid', {
    law: '2条、JPKI法19条1項',
    applies: BY_SIGNATURE,
    ja: '署名は、その証明書の鍵で申込書に対して行われている。',
    en: "The signature over the text verifies with the certificate's key.",
    branches: [
      forbids('mismatch', is('signature', 'mismatch'), {
        next: 'return',
        ja: '署名が申込書と一致しない。',
        en: 'The signature does not match the text.',
      }),
      forbids('bareHash', is('signature', 'bareHash'), {
        next: 'return',
        ja: 'ハッシュ値だけに署名された形式（DigestInfoなし）であり、受け付けない。',
        en: 'Bare-hash signature without DigestInfo; not accepted.',
      }),
      forbids('digestAsMessage', is('signature', 'digestAsMessage'), {
        next: 'return',
        ja: '申込書ではなくそのハッシュ値に署名されている。',
        en: 'The digest was signed as if it were the message.',
      }),
      forbids('algorithmNotAllowed', is('signature', 'algorithmNotAllowed'), {
        next: 'return',
        ja: '認められない署名方式またはハッシュ関数である。',
        en: 'Signature scheme or hash function not allowed.',
      }),
      forbids('unreadable', is('signature', 'unreadable'), {
        next: 'return',
        ja: '署名値を読み取れない。',
        en: 'The signature value cannot be read.',
      }),
    ],
  }),
];
