import { forbids, refers, rule } from '../../../decision/rule-set.ts';
import type { Rule } from '../../../decision/rule-set.ts';
import { conditionsOver } from '../../../decision/typed-conditions.ts';
import { BY_SIGNED_TEXT, REQUESTER_COMPARED } from '../../channels.ts';
import type { revocationFactDefinitions } from '../../facts.ts';

const { is, isIn } = conditionsOver<typeof revocationFactDefinitions>();

/** What is to be revoked, who asks, and the signed text (規則6条10号). */
export const requestRules: readonly Rule[] = [
  rule('revoke.target', {
    law: '6条10号',
    ja: '失効の対象が当認証局の有効な証明書であり、番号と指紋が一致する。',
    en: 'The target is a valid certificate of ours; serial and fingerprint agree.',
    branches: [
      forbids('notFound', is('target', 'notFound'), {
        next: 'refusal',
        ja: '対象の証明書が見つからない。',
        en: 'No such certificate.',
      }),
      refers('fingerprintMismatch', is('target', 'fingerprintMismatch'), {
        override: 'A',
        ja: '番号と指紋が一致しない。どの証明書かを確かめること。',
        en: 'Serial and fingerprint disagree.',
      }),
      forbids('alreadyRevoked', is('target', 'alreadyRevoked'), {
        next: 'done',
        ja: '既に失効している。理由の変更だけができる。',
        en: 'Already revoked; only the reason may be upgraded.',
      }),
      forbids('expired', is('target', 'expired'), {
        next: 'done',
        ja: '有効期間が満了している。',
        en: 'Already expired.',
      }),
    ],
  }),
  rule('revoke.requester', {
    law: '6条10号',
    applies: REQUESTER_COMPARED,
    ja: '請求者は利用者本人である。',
    en: 'The requester is the subscriber.',
    branches: [
      refers('explainable', is('requesterMatch', 'explainable'), {
        override: 'A',
        ja: '請求者の記録に説明のつく違いがある（転居・改姓など）。',
        en: 'Explainable difference.',
      }),
      forbids('different', is('requesterMatch', 'different'), {
        next: 'refusal',
        ja: '請求者が利用者本人ではない。',
        en: 'Not the subscriber.',
      }),
    ],
  }),
  rule('revoke.text', {
    law: '6条10号',
    applies: BY_SIGNED_TEXT,
    ja: '失効請求書は当方が交付し、期限内に署名されたものである。',
    en: 'The text is ours, unchanged, in time.',
    branches: [
      refers('late', isIn('textState', ['expired', 'alreadyUsed', 'otherPortal']), {
        override: 'A',
        ja: '失効請求書の期限・受付窓口・使用済みの別を確かめること。',
        en: 'Late, used before, or of another portal.',
      }),
      refers('other', isIn('textState', ['altered', 'notHandedOut', 'otherTransaction']), {
        override: 'A2',
        ja: '失効請求書ではない、または内容が変わっている。本人に確かめること。',
        en: 'Altered, not ours, or another transaction.',
      }),
    ],
  }),
  rule('revoke.signature', {
    law: 'JPKI法19条1項',
    applies: BY_SIGNED_TEXT,
    ja: '請求の署名が正しい。',
    en: 'The signature verifies.',
    branches: [
      refers('invalid', is('signature', 'invalid'), {
        override: 'A2',
        ja: '署名が正しくない。電話などで本人に確かめること。',
        en: 'Wrong signature.',
      }),
    ],
  }),
  rule('revoke.status', {
    law: 'JPKI法19条1項',
    applies: BY_SIGNED_TEXT,
    ja: '請求に用いた証明書は有効である。',
    en: 'The certificate used for the request is good.',
    branches: [
      refers('revoked', is('requestCertificateStatus', 'revoked'), {
        override: 'A',
        ja: '請求に用いた証明書が失効している。署名によらず、電話などで本人に確かめること。',
        en: 'It has lost effect; confirm by other means.',
      }),
      refers('notKnown', is('requestCertificateStatus', 'notKnown'), {
        override: 'A',
        ja: '請求に用いた証明書の状態が確かめられない。署名によらず、電話などで本人に確かめること。効力停止も検討すること。',
        en: 'Not known; confirm by other means, consider suspension.',
      }),
    ],
  }),
];
