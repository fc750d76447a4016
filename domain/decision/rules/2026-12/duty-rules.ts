import { all, any } from '../../condition.ts';
import { BY_JPKI, SIMULTANEOUS } from '../../routes.ts';
import { forbids, rule, waits } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is, isAbove, isIn, isNot, isNotIn, parameter } from './words.ts';

/** The accreditation and the duties of the laws it is held under. */
export const dutyRules: readonly Rule[] = [
  rule('duty.accreditation', {
    law: '法7条1項',
    ja: 'この認証業務は本日、認定を受けている。',
    en: 'The certification business is accredited today.',
    branches: [
      waits('none', is('accreditationsHeld', 'none'), {
        next: 'alarm',
        ja: '認定の効力がない。だれも承認できない。',
        en: 'No accreditation in force; nobody may approve.',
      }),
    ],
  }),
  rule('duty.route', {
    law: 'JPKI令8条2号',
    ja: '本人確認の方法が、保有する認定のすべてで認められている。',
    en: 'The identity route is open under every accreditation held.',
    branches: [
      forbids(
        'jpkiOnly',
        all(isIn('accreditationsHeld', ['jpkiItem5', 'both']), isNot('identityRoute', 'jpki')),
        {
          next: 'return',
          ja: 'この認証業務では署名用電子証明書による申込みだけを受け付ける。',
          en: 'This service may accept JPKI-signed applications only.',
        },
      ),
    ],
  }),
  rule('duty.keyDelivery', {
    law: '6条3号の2、JPKI規則26条5号',
    ja: '公開鍵の受取方法が、保有する認定のすべてで認められている。',
    en: 'The way the key arrives is open under every accreditation held (union of duties).',
    branches: [
      forbids(
        'codeRequired',
        all(
          SIMULTANEOUS,
          any(
            all(isIn('accreditationsHeld', ['act', 'both']), is('simultaneousOpenUnderAct', false)),
            all(
              isIn('accreditationsHeld', ['jpkiItem5', 'both']),
              is('simultaneousOpenUnderJpkiItem5', false),
            ),
          ),
        ),
        {
          next: 'return',
          ja: '同時送付は認められていない。利用者識別符号による手順が必要である。',
          en: 'Simultaneous sending is not open; the code is required.',
        },
      ),
      forbids(
        'notSigned',
        all(SIMULTANEOUS, isNotIn('identityRoute', ['jpki', 'ownCertificate'])),
        {
          next: 'return',
          ja: '紙の申込みでは公開鍵を同時に届け出ることができない。',
          en: 'A key cannot come with a paper application.',
        },
      ),
    ],
  }),
  rule('service.type', {
    law: '6条7号（私見）',
    ja: '申し込まれた種類の証明書を発行している。',
    en: 'The certificate types asked for are offered.',
    branches: [
      forbids('notOffered', is('certificateTypes', 'notOffered'), {
        next: 'return',
        ja: 'この種類の証明書は発行していない。',
        en: 'A certificate type is not offered.',
      }),
    ],
  }),
  rule('service.validity', {
    law: '6条4号',
    ja: '有効期間が上限（58か月、法令上は5年）以内である。',
    en: 'Validity is within our limit (58 months; the law allows 5 years).',
    branches: [
      forbids('tooLong', isAbove('requestedValidityMonths', parameter('maxValidityMonths')), {
        next: 'return',
        ja: '有効期間が上限を超えている。',
        en: 'Validity exceeds the limit.',
      }),
    ],
  }),
  rule('service.jlisAgreement', {
    law: 'JPKI法17条',
    applies: BY_JPKI,
    ja: 'J-LISとの取決めが有効である。',
    en: 'The agreement with J-LIS is in force.',
    branches: [
      waits('ended', is('jlisAgreement', 'ended'), {
        next: 'alarm',
        ja: 'J-LISとの取決めがない。署名用電子証明書による確認はできない。',
        en: 'No agreement with J-LIS; the JPKI route is closed.',
      }),
    ],
  }),
];
