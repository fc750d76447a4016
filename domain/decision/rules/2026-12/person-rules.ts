import { all } from '../../condition.ts';
import { forbids, refers, rule } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is, isAtLeast, isNot, parameter, parameterIs } from './words.ts';

/** The person who applies. */
export const personRules: readonly Rule[] = [
  rule('person.age', {
    law: '5条（私見）',
    ja: '成年である。',
    en: 'The applicant is an adult.',
    branches: [
      forbids('under15', is('ageBand', 'under15'), {
        next: 'refusal',
        ja: '15歳未満である。',
        en: 'Under 15.',
      }),
      refers('minor', is('ageBand', 'from15to17'), {
        override: 'A',
        ja: '未成年である。',
        en: 'A minor.',
      }),
      refers('unknown', is('ageBand', 'unknown'), {
        override: 'A',
        ja: '年齢を確かめられない。',
        en: 'Age unknown.',
      }),
    ],
  }),
  rule('person.residence', {
    law: '6条3号の2（私見）',
    ja: '国内に住所がある。',
    en: 'Lives in Japan.',
    branches: [
      refers('abroad', is('residence', 'abroad'), {
        override: 'A',
        ja: '国外に住所がある。通知や符号の届け方を決めること。',
        en: 'Lives abroad; settle how to deliver.',
      }),
    ],
  }),
  rule('person.proxy', {
    law: '5条1項1号ただし書',
    ja: '本人による申込みである。',
    en: 'The applicant acts in person.',
    branches: [
      forbids('refused', all(is('proxy', 'declared'), parameterIs('proxyAccepted', false)), {
        next: 'return',
        ja: '代理人による申込みは受け付けていない。',
        en: 'Applications by agents are not accepted.',
      }),
      refers('declared', all(is('proxy', 'declared'), parameterIs('proxyAccepted', true)), {
        override: 'A2',
        ja: '代理人による申込みである。委任状・印鑑登録証明書・代理人の本人確認を確かめること。',
        en: "By an agent; check the power of attorney and the agent's identity.",
      }),
    ],
  }),
  rule('person.deathNotice', {
    law: '5条（私見）',
    ja: '死亡の連絡を受けていない。',
    en: 'No notice of death.',
    branches: [
      forbids('received', is('deathNotice', 'received'), {
        next: 'refusal',
        ja: '本人が死亡したとの連絡がある。',
        en: 'A notice of death was received.',
      }),
    ],
  }),
  rule('person.watch', {
    law: '6条15号ト（私見）',
    ja: '注意対象に登録されていない。',
    en: 'Not on the watch list.',
    branches: [
      refers('watched', is('personOnWatch', 'watched'), {
        override: 'A2',
        ja: '注意対象に登録されている。',
        en: 'On the watch list.',
      }),
    ],
  }),
  rule('person.openApplication', {
    law: '6条15号イ（私見）',
    ja: '審査中の申込みがほかにない。',
    en: 'No other open application.',
    branches: [
      refers('another', isAtLeast('samePersonOpenApplications', 1), {
        override: 'A',
        ja: '同じ人の審査中の申込みがほかにある。',
        en: 'Another application of this person is open.',
      }),
    ],
  }),
  rule('person.validCertificate', {
    law: '6条15号イ（私見）',
    applies: isNot('identityRoute', 'ownCertificate'),
    ja: '同じ種類の有効な証明書がないか、受領の後に失効させる請求がある。',
    en: 'No valid certificate of this type, or the text asks to revoke it after acceptance.',
    branches: [
      refers(
        'another',
        all(
          isAtLeast('samePersonValidCertificates', parameter('validCertificates')),
          isNot('previousCertificates', 'revokeAfterAcceptance'),
        ),
        {
          override: 'A',
          ja: '同じ種類の有効な証明書を既に持っている。',
          en: 'Already holds a valid certificate of this type.',
        },
      ),
    ],
  }),
];
