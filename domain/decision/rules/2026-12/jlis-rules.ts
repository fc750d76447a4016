import { all } from '../../condition.ts';
import { WITH_JPKI_CERTIFICATE } from '../../routes.ts';
import { forbids, rule, waits } from '../../rule-set.ts';
import type { Rule } from '../../rule-set.ts';
import { is, isAbove, isIn, parameter, parameterIs } from './words.ts';

/** The status of the JPKI certificate at J-LIS (公的個人認証法19条1項). */
export const jlisRules: readonly Rule[] = [
  rule('jlis.answer', {
    law: 'JPKI法19条1項',
    applies: WITH_JPKI_CERTIFICATE,
    ja: 'J-LISの回答を受け取り、その署名を確かめた。',
    en: 'An answer of J-LIS was received and verifies.',
    branches: [
      waits('none', is('jlisAnswer', 'none'), {
        next: 'retry',
        ja: 'J-LISから回答がない。',
        en: 'No answer from J-LIS.',
      }),
      waits('errorStatus', is('jlisAnswer', 'errorStatus'), {
        next: 'retry',
        ja: 'J-LISがエラーを返した。',
        en: 'J-LIS answered with an error status.',
      }),
      waits('malformed', is('jlisAnswer', 'malformed'), {
        next: 'alarm',
        ja: 'J-LISの回答を読み取れない。',
        en: 'The answer cannot be read.',
      }),
      waits('badSignature', is('jlisAnswer', 'badSignature'), {
        next: 'alarm',
        ja: 'J-LISの回答の署名が正しくない。',
        en: "The answer's signature is wrong.",
      }),
      waits('unauthorisedResponder', is('jlisAnswer', 'unauthorisedResponder'), {
        next: 'alarm',
        ja: '回答者がJ-LISの権限あるレスポンダではない。',
        en: 'The responder is not authorised.',
      }),
      waits('otherCertificate', is('jlisAnswer', 'otherCertificate'), {
        next: 'alarm',
        ja: '別の証明書についての回答である。',
        en: 'The answer is about another certificate.',
      }),
      waits('nonceMismatch', is('jlisAnswer', 'nonceMismatch'), {
        next: 'alarm',
        ja: '回答のノンスが問合せと一致しない。',
        en: 'The nonce differs.',
      }),
      waits('clockSkew', is('jlisAnswer', 'clockSkew'), {
        next: 'alarm',
        ja: '回答の時刻が許容範囲を外れている。',
        en: 'Times in the answer are out of range.',
      }),
    ],
  }),
  rule('jlis.method', {
    law: 'JPKI法19条1項',
    applies: WITH_JPKI_CERTIFICATE,
    ja: 'OCSPで確かめた。',
    en: 'The status was asked by OCSP (or by OCSP and CRL).',
    branches: [
      waits('crlAlone', all(is('jlisMethod', 'crl'), parameterIs('crlAloneSuffices', false)), {
        next: 'retry',
        ja: '失効リストだけの確認であり、OCSPの回答を待つ。',
        en: 'CRL alone; waiting for OCSP.',
      }),
      waits('none', is('jlisMethod', 'none'), {
        next: 'retry',
        ja: '失効の有無をまだ確認していない。',
        en: 'No status check was made.',
      }),
    ],
  }),
  rule('jlis.status', {
    law: '5条1項2号、JPKI法19条1項',
    applies: WITH_JPKI_CERTIFICATE,
    ja: '署名用電子証明書は失効していない。',
    en: 'The certificate has not lost effect.',
    branches: [
      forbids(
        'changed',
        all(is('jlisStatus', 'revoked'), is('jlisRevocationReason', 'affiliationChanged')),
        {
          next: 'return',
          ja: '住所・氏名などの変更により失効している（転居・改姓・消除を含む）。',
          en: 'Lost effect: recorded details changed.',
        },
      ),
      forbids(
        'renewed',
        all(is('jlisStatus', 'revoked'), is('jlisRevocationReason', 'superseded')),
        {
          next: 'return',
          ja: '更新により失効している。新しい証明書での署名が必要である。',
          en: 'Lost effect: renewed.',
        },
      ),
      forbids(
        'stopped',
        all(is('jlisStatus', 'revoked'), is('jlisRevocationReason', 'cessationOfOperation')),
        {
          next: 'return',
          ja: '利用をやめたため失効している。',
          en: 'Lost effect: no longer needed.',
        },
      ),
      forbids(
        'keyCompromise',
        all(is('jlisStatus', 'revoked'), is('jlisRevocationReason', 'keyCompromise')),
        {
          next: 'refusal',
          ja: '鍵の危殆化により失効している。',
          en: 'Lost effect: holder key compromised.',
        },
      ),
      forbids(
        'caCompromise',
        all(is('jlisStatus', 'revoked'), is('jlisRevocationReason', 'cACompromise')),
        {
          next: 'refusal',
          ja: '認証局の鍵の危殆化により失効している。',
          en: 'Lost effect: CA key compromised.',
        },
      ),
      forbids(
        'revokedOther',
        all(is('jlisStatus', 'revoked'), isIn('jlisRevocationReason', ['unspecified', 'other'])),
        {
          next: 'return',
          ja: '失効している（理由の記載なし、またはその他）。',
          en: 'Lost effect, reason unspecified or other.',
        },
      ),
      forbids('onHold', is('jlisStatus', 'onHold'), {
        next: 'return',
        ja: '効力が停止されている（停止は解除されない）。',
        en: 'On hold; JPKI never releases a hold.',
      }),
      waits('unknown', is('jlisStatus', 'unknown'), {
        next: 'retry',
        ja: 'J-LISが「不明」と回答した。',
        en: 'J-LIS answers unknown.',
      }),
      waits('contradictory', is('jlisStatus', 'contradictory'), {
        next: 'alarm',
        ja: 'OCSPと失効リストの結果が食い違う。',
        en: 'OCSP and CRL contradict.',
      }),
      waits('notChecked', is('jlisStatus', 'notChecked'), {
        next: 'retry',
        ja: '失効の有無が確かめられていない。',
        en: 'Status not established.',
      }),
    ],
  }),
  rule('jlis.signedAfterReport', {
    law: 'JPKI法19条1項、法41条',
    applies: WITH_JPKI_CERTIFICATE,
    ja: '失効の届出より前に署名されている。',
    en: 'Not signed after the holder reported a compromised key.',
    branches: [
      forbids(
        'misuse',
        all(
          is('jlisRevocationReason', 'keyCompromise'),
          isIn('jlisRevocationTiming', ['beforeText', 'betweenTextAndReceipt']),
        ),
        {
          next: 'refusal',
          ja: '鍵の危殆化の届出後に署名された疑いがある。事故として記録すること。',
          en: 'Signed after the key was reported compromised; open an incident.',
        },
      ),
    ],
  }),
  rule('jlis.fresh', {
    law: 'JPKI法19条1項（時間は私見）',
    applies: all(WITH_JPKI_CERTIFICATE, is('jlisAnswer', 'verified')),
    ja: 'J-LISの回答は24時間以内のものである。',
    en: 'The answer is at most 24 hours old.',
    branches: [
      waits('stale', isAbove('jlisAnswerAgeMinutes', parameter('jlisAnswerMaxAgeMinutes')), {
        next: 'retry',
        ja: 'J-LISの回答が古い。問い合わせ直す。',
        en: 'The answer is too old; asked again.',
      }),
    ],
  }),
  rule('jlis.linkInformation', {
    law: 'JPKI法19条',
    applies: WITH_JPKI_CERTIFICATE,
    ja: 'J-LISの紐付け情報が必要な場合は得られている。',
    en: 'Link information, where asked for, is there.',
    branches: [
      waits('notYetSynced', is('jlisLinkInformation', 'notYetSynced'), {
        next: 'retry',
        ja: '発行直後の証明書であり、紐付け情報がまだない。',
        en: 'Too new: link information not yet there.',
      }),
      waits('failed', is('jlisLinkInformation', 'failed'), {
        next: 'retry',
        ja: '紐付け情報を取得できない。',
        en: 'Link information could not be had.',
      }),
    ],
  }),
];
