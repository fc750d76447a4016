import type { Said } from './said.ts';

/** Deciding a request for revocation: what is chosen, what is signed, and what became of it. */
export const revocationDecision = {
  titles: {
    revocationGrant: { ja: '証明書を失効する', en: 'Grant the revocation' },
    revocationRefusal: { ja: '失効の請求を断る', en: 'Refuse the request' },
    revocationEmergency: {
      ja: 'この証明書の失効を記録する',
      en: 'Revoke this certificate at once',
    },
    revocationConfirmation: { ja: '緊急の失効の事後確認', en: 'Confirm an emergency revocation' },
    revocationSuspension: { ja: '証明書を一時停止する', en: 'Suspend the certificate' },
    revocationReasonUpgrade: {
      ja: '失効の理由を鍵の危険に変える',
      en: 'Change the reason to key compromise',
    },
  },
  confirm: {
    revocationGrant: { ja: '失効を確定する', en: 'Confirm the revocation' },
    revocationRefusal: { ja: '断ることを確定する', en: 'Confirm the refusal' },
    revocationEmergency: { ja: '失効を記録する', en: 'Record the revocation' },
    revocationConfirmation: { ja: '事後確認を確定する', en: 'Confirm' },
    revocationSuspension: { ja: '一時停止を確定する', en: 'Confirm the suspension' },
    revocationReasonUpgrade: { ja: '理由の変更を確定する', en: 'Confirm the reason' },
  },
  notes: {
    revocationGrant: {
      ja: '失効は元に戻せません。15分以内に記録し、公開して本人に知らせます。',
      en: 'It cannot be undone. It is recorded within 15 minutes, published, and told.',
    },
    revocationRefusal: {
      ja: '証明書は有効なままです。一時停止は解かれます。本人に手紙で理由を知らせます。',
      en: 'The certificate stays good, a suspension ends, and the letter gives the reason.',
    },
    revocationEmergency: {
      ja: '失効は元に戻せません。別の承認者が60分以内に事後に確かめます。',
      en: 'It cannot be undone. Another approver confirms it within 60 minutes.',
    },
    revocationConfirmation: {
      ja: '認めないときは事故として扱います。失効は有効なままです。',
      en: 'If you do not confirm it, it is an incident. The revocation stands.',
    },
    revocationSuspension: {
      ja: '疑いのあるあいだ止めます。72時間以内に、失効か断るかを決めます。',
      en: 'It stops while in doubt. Within 72 hours it is granted or refused.',
    },
    revocationReasonUpgrade: {
      ja: '失効の日時は変わりません。次のCRLとOCSPから理由が変わります。',
      en: 'The instant stays. The next CRL and OCSP answers bear the new reason.',
    },
  },
  choose: {
    reason: { ja: '失効の理由(帳簿 2イ・2ロ)', en: 'Reason (book 2)' },
    refusal: { ja: '断る理由(帳簿 2ハ)', en: 'Reason of the refusal (book 2)' },
    overrides: { ja: '判断の理由', en: 'Why it may be decided so' },
    noOverrides: { ja: '理由の要る判断はありません。', en: 'No finding needs a reason.' },
    invalidity: { ja: '危険の生じた日(わかるとき)', en: 'Day the danger arose, if known' },
    invalidityHint: {
      ja: 'YYYY-MM-DD。鍵が他人に使われるおそれのときだけ記します。',
      en: 'YYYY-MM-DD. Only where the key may be used by somebody else.',
    },
    confirmation: { ja: 'あなたの判断', en: 'Your judgement' },
    confirmed: {
      ja: '失効に理由があったことを確かめた',
      en: 'I have confirmed that there was ground',
    },
    notConfirmed: { ja: '認めない(事故として扱う)', en: 'I do not confirm it (an incident)' },
    next: { ja: '署名する内容を見る', en: 'Show what is signed' },
    seen: (name: string, time: string): Said => ({
      ja: `${name}が${time}に、1人で失効を記録しました。`,
      en: `${name} recorded the revocation alone at ${time}.`,
    }),
  },
  notTheirs: {
    ja: '本人の申し出と確かめられません。戻って折返しを記録してください。',
    en: 'It is not shown to be the subscriber. Go back and record the call-back.',
  },
  letter: { ja: '本人に届く手紙', en: 'The letter as it arrives' },
  sign: {
    label: { ja: 'パスキーで署名する', en: 'Sign with your passkey' },
    cancelled: {
      ja: 'パスキーの確認が取り消されました。何も記録していません。もう一度確認してください。',
      en: 'The passkey prompt was cancelled. Nothing is recorded. Confirm again.',
    },
    needsScript: {
      ja: 'パスキーにはJavaScriptが要ります。急ぐときは責任者に電話してください。',
      en: 'Passkeys need JavaScript. If it is urgent, call whoever is responsible.',
    },
    decision: { ja: '決定', en: 'Decision' },
    request: { ja: '請求', en: 'Request' },
    serial: { ja: '発行番号', en: 'Serial number' },
    fingerprint: { ja: '指紋', en: 'Fingerprint' },
    reason: { ja: '理由', en: 'Reason' },
    letter: { ja: '手紙のハッシュ', en: 'Hash of the letter' },
    callback: { ja: '折返しの記録', en: 'Call-back record' },
    invalid: {
      ja: '署名を確かめられません。何も記録していません。もう一度署名してください。',
      en: 'The signature does not hold. Nothing is recorded. Sign again.',
    },
    old: {
      ja: '内容が足りないか、変わりました。何も記録していません。選び直してください。',
      en: 'Something is missing or has changed. Nothing is recorded. Choose again.',
    },
  },
  outcome: {
    title: { ja: '記録の結果', en: 'What became of it' },
    pending: {
      ja: '受け取りました。担当のプログラムが確かめています。ふつう数秒です。',
      en: 'It is received and being judged, usually for some seconds.',
    },
    pendingNext: {
      ja: 'この画面は自動で新しくなります。もう一度押さないでください。',
      en: 'This page renews itself. Do not press again.',
    },
    applied: {
      revocationCallback: { ja: '折返しを記録しました。', en: 'The call-back is recorded.' },
      revocationGrant: {
        ja: '失効を決めました。認証設備室が記録します。',
        en: 'Granted. The room records it now.',
      },
      revocationRefusal: {
        ja: '請求を断りました。本人に手紙で知らせます。',
        en: 'Refused. The requester is told by letter.',
      },
      revocationEmergency: {
        ja: '失効を決めました。公開して読み戻したら、本人にもう一度知らせます。',
        en: 'Granted at once. The subscriber is told again once it is published.',
      },
      revocationConfirmation: {
        ja: '事後確認を記録しました。あなたがすることはありません。',
        en: 'Your confirmation is recorded. Nothing more for you to do.',
      },
      revocationSuspension: {
        ja: '一時停止を決めました。72時間以内に請求を決めてください。',
        en: 'Suspended. The request has to be decided within 72 hours.',
      },
      revocationReasonUpgrade: {
        ja: '理由を変えました。次の公開から新しい理由になります。',
        en: 'The reason is changed from the next publication on.',
      },
    },
    second: (names: readonly string[]): Said => ({
      ja: `記録しました。次は別の承認者です: ${names.join('、') || 'いません'}`,
      en: `Recorded. Another approver is next: ${names.join(', ') || 'nobody'}.`,
    }),
    refused: {
      ja: '効力はありません。「拒まれた入力」として記録しました。',
      en: 'It has no effect, and is recorded as refused.',
    },
    why: {
      requestClosed: { ja: '請求はもう終わっています。', en: 'The request is closed.' },
      stateMoved: { ja: '請求の状態が変わりました。', en: 'The request has moved on.' },
      findingsMoved: {
        ja: '規則の結果が変わりました。見直してください。',
        en: 'The findings have changed. Look again.',
      },
      certificateUnknown: {
        ja: '証明書が見つかりません。',
        en: 'The certificate was not found.',
      },
      alreadyRevoked: { ja: '証明書はもう失効しています。', en: 'It is revoked already.' },
      suspensionOff: { ja: '一時停止は止められています。', en: 'Suspension is switched off.' },
      nobodyMayGrant: { ja: '規則の結果、失効はできません。', en: 'The findings forbid it.' },
      notAnEmergency: {
        ja: '緊急の手順では扱えません。ふつうの手順で決めてください。',
        en: 'It is no emergency. Decide it the usual way.',
      },
      alreadyConfirmed: { ja: '別の人が確かめました。', en: 'Somebody else confirmed it.' },
      duties: { ja: '業務の分担により、できません。', en: 'Separation of duties forbids it.' },
      other: { ja: '請求を見直してください。', en: 'Look at the request again.' },
    },
  },
} as const;
