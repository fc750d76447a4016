import { ON_PAPER } from '../../routes.ts';
import { forbids, rule } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is } from './words.ts';

/** The text, the explanation and the consent (規則6条1号・2号). */
export const textRules: readonly Rule[] = [
  rule('text.handedOut', {
    law: '6条2号',
    ja: '当方が交付した申込書が、交付したままの内容で、期限内に署名されている。',
    en: 'The application text is the one we handed out, unchanged and in time.',
    branches: [
      forbids('altered', is('textState', 'altered'), {
        next: 'return',
        ja: '交付した申込書と一字一句同じではない。',
        en: 'Not byte for byte the text we handed out.',
      }),
      forbids('notHandedOut', is('textState', 'notHandedOut'), {
        next: 'return',
        ja: '当方が交付した申込書ではない。',
        en: 'We never handed out this text.',
      }),
      forbids('expired', is('textState', 'expired'), {
        next: 'return',
        ja: '申込書の有効期限を過ぎて届いた。',
        en: 'Arrived after the text expired.',
      }),
      forbids('otherTransaction', is('textState', 'otherTransaction'), {
        next: 'return',
        ja: '別の手続のための文書に署名されている。',
        en: 'The text signed is for another transaction.',
      }),
      forbids('otherPortal', is('textState', 'otherPortal'), {
        next: 'return',
        ja: '別の受付窓口に交付した申込書である。',
        en: 'The text was handed out to another portal.',
      }),
      forbids('alreadyUsed', is('textState', 'alreadyUsed'), {
        next: 'refusal',
        ja: 'この署名済み申込書は既に使われている。不正な再利用の疑いがある。',
        en: 'This signed text was used before; possible replay.',
      }),
    ],
  }),
  rule('intent.explanation', {
    law: '6条1号',
    ja: '現行の重要事項説明を受けたことが申込書に示されている。',
    en: 'The text names the explanation of important matters in force.',
    branches: [
      forbids('superseded', is('explanation', 'superseded'), {
        next: 'return',
        ja: '重要事項説明が旧版である。',
        en: 'The explanation is a superseded version.',
      }),
      forbids('unknown', is('explanation', 'unknown'), {
        next: 'return',
        ja: '重要事項説明の版が確認できない。',
        en: 'Unknown version of the explanation.',
      }),
      forbids('hashMismatch', is('explanation', 'hashMismatch'), {
        next: 'return',
        ja: '重要事項説明の内容が当方のものと一致しない。',
        en: 'The hash is not that of our explanation.',
      }),
    ],
  }),
  rule('intent.explanationShown', {
    law: '6条1号、12条1項1号イ',
    ja: '署名の前に重要事項説明を示した記録がある。',
    en: 'A record shows the explanation was given before signing.',
    branches: [
      forbids('notRecorded', is('explanationShown', 'notRecorded'), {
        next: 'return',
        ja: '重要事項説明を示した記録がない。',
        en: 'No record that the explanation was given.',
      }),
    ],
  }),
  rule('intent.consent', {
    law: '6条2号',
    ja: '申込みの意思と説明の理解が示されている。',
    en: 'Intent and understanding are stated.',
    branches: [
      forbids('missing', is('consent', 'missing'), {
        next: 'return',
        ja: '申込みの意思または説明の理解の表示がない。',
        en: 'Intent or understanding is not stated.',
      }),
    ],
  }),
  rule('intent.paper', {
    law: '6条2号',
    applies: ON_PAPER,
    ja: '署名または実印（印鑑登録証明書付き）のある申込書である。',
    en: 'The paper is signed, or sealed with a seal registration certificate.',
    branches: [
      forbids('missing', is('paperIntent', 'missing'), {
        next: 'return',
        ja: '申込書に署名も押印もない。',
        en: 'Neither signature nor seal.',
      }),
      forbids('sealedWithoutRegistration', is('paperIntent', 'sealedWithoutRegistration'), {
        next: 'return',
        ja: '押印があるが印鑑登録証明書がない。',
        en: 'Sealed, but without the seal registration certificate.',
      }),
    ],
  }),
];
