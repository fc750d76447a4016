import { forbids, refers, rule } from '../../../decision/rule-set.ts';
import type { Rule } from '../../../decision/rule-set.ts';
import { conditionsOver } from '../../../decision/typed-conditions.ts';
import {
  BY_PAPER_FORM,
  BY_TELEPHONE,
  BY_THIRD_PARTY,
  DECIDABLE_BY_MACHINE,
  EX_OFFICIO,
} from '../../channels.ts';
import type { revocationFactDefinitions } from '../../facts.ts';

const { is, isIn } = conditionsOver<typeof revocationFactDefinitions>();

/** Requests without a signature, grounds of our own, and who may grant (規則6条10号). */
export const channelRules: readonly Rule[] = [
  rule('revoke.telephone', {
    law: '6条10号（私見）',
    applies: BY_TELEPHONE,
    ja: '折り返しの電話で本人と確かめ、失効の意思を聞いた。',
    en: 'Confirmed by call-back; a person still decides.',
    branches: [
      refers('confirmed', is('callback', 'confirmed'), {
        override: 'A',
        ja: '折り返しの電話で確認できた。',
        en: 'Confirmed.',
      }),
      refers('notReached', is('callback', 'notReached'), {
        next: 'suspend',
        override: 'A',
        ja: '折り返しの電話がつながらない。効力停止を検討すること。',
        en: 'Not reached; consider suspension.',
      }),
      forbids('denied', is('callback', 'denied'), {
        next: 'refusal',
        ja: '本人が請求していないと答えた。',
        en: 'The subscriber denies it.',
      }),
    ],
  }),
  rule('revoke.paper', {
    law: '6条10号（私見）',
    applies: BY_PAPER_FORM,
    ja: '署名または実印のある失効請求書である。',
    en: 'A person decides on the paper form.',
    branches: [
      refers('form', isIn('paperIntent', ['signed', 'sealedWithRegistration']), {
        override: 'A',
        ja: '書面による請求である。',
        en: 'Paper form.',
      }),
      refers('defective', isIn('paperIntent', ['sealedWithoutRegistration', 'missing']), {
        override: 'A2',
        ja: '書面に不備がある。本人に確かめること。',
        en: 'Defective form.',
      }),
    ],
  }),
  rule('revoke.thirdParty', {
    law: '6条10号（私見）',
    applies: BY_THIRD_PARTY,
    ja: '第三者に届出の資格がある。',
    en: 'A third party has shown standing.',
    branches: [
      refers('shown', is('standing', 'shown'), {
        override: 'A2',
        ja: '死亡などの届出である。資料を確かめること。',
        en: 'Standing shown.',
      }),
      forbids('notShown', is('standing', 'notShown'), {
        next: 'refusal',
        ja: '届出の資格を示す資料がない。',
        en: 'Standing not shown.',
      }),
    ],
  }),
  rule('revoke.exOfficio', {
    law: '6条10号（ほかの理由は私見）',
    applies: EX_OFFICIO,
    ja: '記録された事項が事実と異なる。',
    en: 'A recorded fact is untrue.',
    branches: [
      refers('established', is('untruth', 'established'), {
        override: 'A',
        ja: '記載事項が事実と異なることが判明した。',
        en: 'Untruth established.',
      }),
      refers('suspected', is('untruth', 'suspected'), {
        next: 'suspend',
        override: 'A2',
        ja: '記載事項が事実と異なる疑いがある。',
        en: 'Untruth suspected.',
      }),
      refers('otherGround', is('untruth', 'otherGround'), {
        override: 'A',
        ja: '受領の確認がないなど、規程に定めるほかの理由がある。',
        en: 'Receipt missing, misuse or another ground of the CPS.',
      }),
    ],
  }),
  rule('revoke.automation', {
    law: '6条15号ロ',
    applies: DECIDABLE_BY_MACHINE,
    ja: '失効の自動決定が止められていない。',
    en: 'Automatic granting is on.',
    branches: [
      refers('off', is('automaticRevocation', 'off'), {
        override: 'A',
        ja: '失効の自動決定が止められている。',
        en: 'Automatic granting is stopped.',
      }),
    ],
  }),
  rule('revoke.responsiblePerson', {
    law: '12条1項2号ロ',
    applies: DECIDABLE_BY_MACHINE,
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
