import { all } from '../../condition.ts';
import { BY_CODE, KEY_RECEIVED, SIMULTANEOUS, WITH_JPKI_CERTIFICATE } from '../../routes.ts';
import { forbids, refers, rule } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is, isIn } from './words.ts';

/** The subscriber's key and the code (規則6条3号の2). */
export const keyRules: readonly Rule[] = [
  rule('key.received', {
    law: 'JPKI規則26条5号イ',
    applies: SIMULTANEOUS,
    ja: '公開鍵が申込みと同時に届いている。',
    en: 'The key came with the application.',
    branches: [
      forbids('missing', is('keyReceived', false), {
        next: 'return',
        ja: '公開鍵が届いていない。',
        en: 'No key came.',
      }),
    ],
  }),
  rule('key.binding', {
    law: 'JPKI規則26条5号イ',
    applies: all(SIMULTANEOUS, KEY_RECEIVED),
    ja: '公開鍵は署名された申込書に示された鍵である。',
    en: 'The key is the one named in the signed bytes.',
    branches: [
      forbids('notBound', is('keyBoundInSignedBytes', false), {
        next: 'return',
        ja: '届いた公開鍵が申込書に示された鍵と異なる。',
        en: 'Not the key named in the text.',
      }),
    ],
  }),
  rule('key.possession', {
    law: '6条3号の2（私見）',
    applies: KEY_RECEIVED,
    ja: '申込者がその鍵を持つことを、この申込みについて証明している。',
    en: 'Possession of the key is proven for this application.',
    branches: [
      forbids('missing', is('proofOfPossession', 'missing'), {
        next: 'return',
        ja: '鍵の所持証明がない。',
        en: 'No proof of possession.',
      }),
      forbids('invalid', is('proofOfPossession', 'invalid'), {
        next: 'return',
        ja: '鍵の所持証明が正しくない。',
        en: 'Proof of possession is wrong.',
      }),
      forbids('otherApplication', is('proofOfPossession', 'otherApplication'), {
        next: 'return',
        ja: '別の申込みのための所持証明である。',
        en: 'Proof is for another application.',
      }),
    ],
  }),
  rule('key.strength', {
    law: '2条',
    applies: KEY_RECEIVED,
    ja: '鍵の方式と長さが基準を満たす。',
    en: 'Key type and length meet the standard.',
    branches: [
      forbids('tooShort', is('keyParameters', 'tooShort'), {
        next: 'return',
        ja: '鍵が短い。',
        en: 'Too short.',
      }),
      forbids('unsupported', is('keyParameters', 'unsupported'), {
        next: 'return',
        ja: '対応していない方式の鍵である。',
        en: 'Unsupported type.',
      }),
      forbids('malformed', is('keyParameters', 'malformed'), {
        next: 'return',
        ja: '鍵の形式が正しくない。',
        en: 'Malformed.',
      }),
      forbids('weak', is('keyParameters', 'weak'), {
        next: 'return',
        ja: '弱いことが知られている鍵である。',
        en: 'Known weak key.',
      }),
    ],
  }),
  rule('key.unseen', {
    law: '6条15号ト（私見）',
    applies: KEY_RECEIVED,
    ja: 'これまでに使われたことのない鍵である。',
    en: 'The key was never seen before.',
    branches: [
      forbids('samePerson', is('keySeen', 'samePerson'), {
        next: 'return',
        ja: '以前の証明書と同じ鍵である。新しい鍵が必要である。',
        en: 'Used before by this person; a new key is needed.',
      }),
      forbids('otherPerson', is('keySeen', 'otherPerson'), {
        next: 'refusal',
        ja: '別の人の鍵である。',
        en: 'Seen for another person.',
      }),
      forbids('compromised', is('keySeen', 'compromised'), {
        next: 'return',
        ja: '危殆化が届け出られた鍵である。',
        en: 'Reported as compromised.',
      }),
    ],
  }),
  rule('key.code', {
    law: '6条3号の2',
    applies: all(BY_CODE, KEY_RECEIVED),
    ja: '利用者識別符号により利用者を確かめた。',
    en: 'The subscriber was identified by the code.',
    branches: [
      forbids('invalid', is('codeProof', 'invalid'), {
        next: 'keepCode',
        ja: '利用者識別符号が一致しない。',
        en: 'The code does not match.',
      }),
      forbids('void', is('codeProof', 'void'), {
        next: 'keepCode',
        ja: '取り消された利用者識別符号である。',
        en: 'A voided code.',
      }),
      forbids('lapsed', is('codeProof', 'lapsed'), {
        next: 'keepCode',
        ja: '利用者識別符号の期限が切れている。',
        en: 'The code has lapsed.',
      }),
      forbids('locked', is('codeProof', 'locked'), {
        next: 'keepCode',
        ja: '入力の誤りが続き、利用者識別符号が使えなくなっている。',
        en: 'The code is locked.',
      }),
      forbids('used', is('codeProof', 'used'), {
        next: 'keepCode',
        ja: '利用者識別符号は既に使われている。',
        en: 'The code was used already.',
      }),
    ],
  }),
  rule('key.letterAddress', {
    law: '6条3号の2',
    applies: BY_CODE,
    ja: '利用者識別符号の送付先は、確認済みの住所である。',
    en: 'The letter goes to a verified address.',
    branches: [
      refers('changed', is('letterAddress', 'changed'), {
        override: 'A',
        ja: '送付先が記録と異なる。住民票の写しで確かめること。',
        en: 'Differs from the record; check the resident record.',
      }),
      forbids('unverified', is('letterAddress', 'unverified'), {
        next: 'return',
        ja: '送付先の住所が確認されていない。',
        en: 'Address not verified.',
      }),
    ],
  }),
  rule('key.letterReadable', {
    law: '6条3号の2（私見）',
    applies: all(WITH_JPKI_CERTIFICATE, BY_CODE),
    ja: '送付先の住所に代替文字がない。',
    en: 'The address has no substitute characters.',
    branches: [
      refers(
        'substitutes',
        isIn('addressSubstitutes', ['present', 'lengthMismatch', 'malformed']),
        {
          override: 'A',
          ja: '住所に代替文字があるか、表示が住所と対応しない。郵便が届くか確かめること。',
          en: 'Substitutes in the address, or flags unusable.',
        },
      ),
    ],
  }),
];
