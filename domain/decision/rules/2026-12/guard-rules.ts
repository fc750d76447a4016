import { all } from '../../condition.ts';
import { BY_SIGNATURE, DEVICE_RECORDED, FROM_AN_APP } from '../../routes.ts';
import { forbids, refers, rule, waits } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is, isAtLeast, isBelow, parameter } from './words.ts';

/** Guards against misuse (規則6条15号ト). */
export const guardRules: readonly Rule[] = [
  rule('guard.device', {
    law: '6条15号ト（私見）',
    applies: BY_SIGNATURE,
    ja: '端末の記録があり、この端末からの申込者は多すぎない。',
    en: 'Device recorded (or a registered web portal without devices); few persons on it.',
    branches: [
      refers('missing', is('deviceEvidence', 'missing'), {
        override: 'A',
        ja: '端末の記録がない。',
        en: 'No device record.',
      }),
      refers(
        'manyPersons',
        all(
          DEVICE_RECORDED,
          isAtLeast('personsFromThisDevice30Days', parameter('personsPerDeviceTwo')),
        ),
        {
          override: 'A2',
          ja: '同じ端末から30日間に5人以上が申し込んでいる。',
          en: 'Five or more persons on one device in 30 days.',
        },
      ),
      refers(
        'severalPersons',
        all(
          DEVICE_RECORDED,
          isAtLeast('personsFromThisDevice30Days', parameter('personsPerDeviceOne')),
        ),
        {
          override: 'A',
          ja: '同じ端末から30日間に3人以上が申し込んでいる。代理の疑いを確かめること。',
          en: 'Three or more persons on one device in 30 days; a proxy?',
        },
      ),
    ],
  }),
  rule('guard.deviceRate', {
    law: '6条15号ト（私見）',
    applies: all(BY_SIGNATURE, DEVICE_RECORDED),
    ja: '同じ端末からの申込みが多すぎない。',
    en: 'Not too many applications from the device.',
    branches: [
      refers(
        'many',
        isAtLeast('applicationsFromThisDevice30Days', parameter('applicationsPerDevice')),
        {
          override: 'A',
          ja: '同じ端末から30日間に6件以上の申込みがある。',
          en: 'Six or more applications in 30 days.',
        },
      ),
    ],
  }),
  rule('guard.contact', {
    law: '6条15号ト（私見）',
    ja: '連絡先が多くの人に使われていない。',
    en: 'The contact is used by few persons.',
    branches: [
      refers('shared', isAtLeast('personsOnThisContact30Days', parameter('personsPerContact')), {
        override: 'A',
        ja: '連絡先が30日間に3人以上の申込みで使われている。',
        en: 'Contact shared by three or more persons in 30 days.',
      }),
    ],
  }),
  rule('guard.portalRate', {
    law: '6条15号ト（私見）',
    applies: BY_SIGNATURE,
    ja: '受付窓口からの申込みの件数が通常の範囲である。',
    en: 'Applications per hour from the portal are normal.',
    branches: [
      refers('high', is('portalRate', 'high'), {
        override: 'A',
        ja: '受付窓口からの申込みが急に増えている。',
        en: "Rate above this portal's limit.",
      }),
    ],
  }),
  rule('guard.app', {
    law: '6条15号ト（私見）',
    applies: FROM_AN_APP,
    ja: '承認済みのアプリから申し込まれている。',
    en: 'An approved app was used.',
    branches: [
      refers('unknown', is('appVersion', 'unknown'), {
        override: 'A',
        ja: '登録されていないアプリである。',
        en: 'Unknown app.',
      }),
      forbids('withdrawn', is('appVersion', 'withdrawn'), {
        next: 'return',
        ja: '使用を取りやめたアプリである。',
        en: 'Withdrawn app.',
      }),
    ],
  }),
  rule('guard.coolingOff', {
    law: '6条15号ト（私見）',
    ja: '申込みの取下げができる待ち時間を過ぎた。',
    en: 'The cooling-off time has passed.',
    branches: [
      waits('running', isBelow('minutesSinceReceipt', parameter('coolingOffMinutes')), {
        next: 'retry',
        ja: '取下げのための待ち時間中である。',
        en: 'Cooling-off is running.',
      }),
    ],
  }),
];
