import type { Persona } from './persona.ts';

/** Personas that differ by what J-LIS answers about their certificate. */
export const STATUSES = {
  moved: {
    ja: '引っ越しで証明書が失効した人（affiliationChanged）。返戻を確かめる。',
    en: 'Has moved, which revoked the certificate (affiliationChanged).',
    status: 'affiliationChanged',
  },
  renamed: {
    ja: '婚姻などで氏名が変わり、証明書が失効した人。申込書には新しい姓を書く。',
    en: 'Changed the name, which revoked the certificate; writes the new one.',
    person: { surname: '田中', writtenSurname: '鈴木' },
    status: 'affiliationChanged',
  },
  replaced: {
    ja: '申込みの後、30分たってからカードを作り直す人。問い合わせの時期で回答が変わる。',
    en: 'Has the card replaced half an hour later: good at first, superseded from then on.',
    status: 'superseded',
    revokedInMinutes: 30,
  },
  deceased: {
    ja: '亡くなった人のカード。失効の理由は引っ越しと同じで、回答だけでは区別できない。',
    en: 'Has died; the reason is the same as for a move, so the answer alone cannot tell.',
    status: 'affiliationChanged',
  },
  stolen: {
    ja: 'カードの盗難を届け出た人（keyCompromise）。なりすましの疑いを確かめる。',
    en: 'Reported the card stolen (keyCompromise); whoever signs now may be someone else.',
    status: 'keyCompromise',
  },
  caCompromised: {
    ja: '認証局の鍵の危殆化で失効した証明書（cACompromise）。',
    en: 'Revoked because the CA key was compromised (cACompromise).',
    status: 'cACompromise',
  },
  renewed: {
    ja: '証明書を更新したのに古いカードで署名した人（superseded）。',
    en: 'Signed with the old card after a renewal (superseded).',
    status: 'superseded',
  },
  surrendered: {
    ja: '利用をやめて失効させた人（cessationOfOperation）。',
    en: 'Gave the certificate up (cessationOfOperation).',
    status: 'cessationOfOperation',
  },
  destroyed: {
    ja: '交付の前に破棄された証明書（unspecified）。',
    en: 'Destroyed before it was handed over (unspecified).',
    status: 'unspecified',
  },
  onHold: {
    ja: '効力が一時停止中の証明書（certificateHold）。停止は解除されない。',
    en: 'On hold (certificateHold), and a hold is never released.',
    status: 'onHold',
  },
  unknownStatus: {
    ja: 'J-LISが「不明」と答える証明書。良好とみなさないことを確かめる。',
    en: 'J-LIS answers unknown, which must never be taken for good.',
    status: 'unknown',
  },
  silent: {
    ja: 'J-LISが何日も応答しない証明書。状態の変更（behaviour: normal）で応答に戻る。',
    en: 'J-LIS answers nothing, for days, until its behaviour is set back to normal.',
    behaviour: 'silent',
  },
  garbage: {
    ja: '応答がOCSPの形をしていない証明書（メンテナンス中の画面など）。',
    en: 'The answer is no OCSP response at all, such as a maintenance page.',
    behaviour: 'garbage',
  },
  tryLater: {
    ja: 'J-LISが「後で再試行」と答える証明書。',
    en: 'J-LIS answers tryLater.',
    behaviour: 'tryLater',
  },
  internalError: {
    ja: 'J-LISが内部エラーを返す証明書。',
    en: 'J-LIS answers internalError.',
    behaviour: 'internalError',
  },
  unauthorized: {
    ja: 'J-LISが問い合わせの権限なしと答える証明書。',
    en: 'J-LIS answers unauthorized.',
    behaviour: 'unauthorized',
  },
  wrongNonce: {
    ja: '応答のノンスが問い合わせと違う証明書。再送攻撃を見抜けるかを確かめる。',
    en: 'The nonce differs from the one sent, as in a replay.',
    behaviour: 'wrongNonce',
  },
  noNonce: {
    ja: '応答にノンスがない証明書。',
    en: 'The answer carries no nonce.',
    behaviour: 'noNonce',
  },
  otherCertificate: {
    ja: '別の証明書についての応答が返る証明書。',
    en: 'The answer is about another certificate.',
    behaviour: 'otherCertificate',
  },
  stale: {
    ja: '3日前の情報による応答が返る証明書（次回更新の期限内）。',
    en: 'The answer is three days old, though its nextUpdate lies ahead.',
    behaviour: 'stale',
  },
  overdue: {
    ja: '次回更新の期限を1時間過ぎた応答が返る証明書。',
    en: 'The nextUpdate of the answer passed an hour ago.',
    behaviour: 'overdue',
  },
  future: {
    ja: '1時間先の時刻の応答が返る証明書。時計のずれを確かめる。',
    en: 'The answer is dated an hour ahead, as by a wrong clock.',
    behaviour: 'future',
  },
  badSignature: {
    ja: '応答の署名が正しくない証明書。',
    en: 'The signature on the answer does not verify.',
    behaviour: 'badSignature',
  },
  bystander: {
    ja: '応答権限のない、同じ認証局の証明書で署名された応答が返る証明書。',
    en: 'The answer is signed under a certificate of the right CA that may not answer.',
    behaviour: 'bystander',
  },
  foreignResponder: {
    ja: '同じ名前の偽認証局のレスポンダが答える証明書。',
    en: 'The answer comes from the responder of an impostor CA of the same name.',
    behaviour: 'foreignResponder',
  },
  contradicted: {
    ja: '応答は「有効」だが、失効リストには載っている証明書（移転による失効）。リストを使わないと見抜けない。',
    en: 'The answer says good, the revocation list says revoked (affiliationChanged); without the list nobody can tell.',
    status: 'affiliationChanged',
    behaviour: 'lagging',
  },
} as const satisfies Record<string, Persona>;
