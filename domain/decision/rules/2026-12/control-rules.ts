import { refers, rule } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is, isNotIn } from './words.ts';

/** Who may decide (規則6条15号ロ). */
export const controlRules: readonly Rule[] = [
  rule('control.automatable', {
    law: '5条1項2号・2項',
    ja: '自動で決定できる本人確認の方法である。',
    en: 'The route may be decided automatically.',
    branches: [
      refers('paper', isNotIn('identityRoute', ['jpki', 'ownCertificate']), {
        override: 'EA',
        ja: '書類による本人確認であり、審査担当者と承認者が判断する。',
        en: 'Paper route: an examiner and an approver decide.',
      }),
    ],
  }),
  rule('control.automation', {
    law: '6条15号ロ',
    ja: '自動決定が止められていない。',
    en: 'Automatic decisions are switched on.',
    branches: [
      refers('off', is('automaticDecisions', 'off'), {
        override: 'A',
        ja: '自動決定が止められている。',
        en: 'Automatic decisions are stopped.',
      }),
    ],
  }),
  rule('control.responsiblePerson', {
    law: '12条1項1号ニ',
    ja: '責任を有する者が当番についている。',
    en: 'A responsible person is on duty.',
    branches: [
      refers('absent', is('responsiblePersonOnDuty', false), {
        override: 'A',
        ja: '責任を有する者が当番についていない。',
        en: 'No responsible person on duty.',
      }),
    ],
  }),
];
