import type { Said } from './said.ts';

const people = (names: readonly string[]): Said =>
  names.length > 0
    ? { ja: `いまできる人: ${names.join('、')}`, en: `Available now: ${names.join(', ')}.` }
    : { ja: 'いまできる人はいません。', en: 'Nobody is available now.' };

const because =
  (ja: string, en: string) =>
  (names: readonly string[]): Said => ({
    ja: `${ja}${people(names).ja}`,
    en: `${en} ${people(names).en}`,
  });

/** Requests for revocation: states, ways, reasons, and the page of one. */
export const revocationRequest = {
  title: { ja: '失効の請求', en: 'Request for revocation' },
  number: { ja: '請求番号', en: 'Request number' },
  states: {
    received: { ja: '受け付けた', en: 'Received' },
    examining: { ja: '人の判断', en: 'For a person' },
    suspended: { ja: '一時停止中', en: 'Suspended' },
    granted: { ja: '失効を決めた', en: 'Granted' },
    recorded: { ja: '失効を記録した', en: 'Recorded' },
    published: { ja: '公開した', en: 'Published' },
    refused: { ja: 'お断りした', en: 'Refused' },
  },
  /** What comes next, by state. */
  whatNext: {
    received: {
      ja: '機械が点検しています。ふつう数秒です。',
      en: 'The machine is examining it, usually for some seconds.',
    },
    examining: {
      ja: '担当者が決めます。決めるのは承認者です。',
      en: 'A person decides: an approver.',
    },
    suspended: {
      ja: '証明書は一時停止中です。失効するか、断るかを決めてください。',
      en: 'The certificate is suspended. Grant or refuse the request.',
    },
    granted: {
      ja: '認証設備室が失効を記録します。15分以内です。',
      en: 'The room records the revocation, within 15 minutes.',
    },
    recorded: {
      ja: '失効は記録済みです。公開して読み戻したら、本人にもう一度知らせます。',
      en: 'It is recorded. The subscriber is told again once it is published and read back.',
    },
    published: {
      ja: '失効は公開済みです。本人に知らせました。',
      en: 'The revocation is published. The subscriber has been told.',
    },
    refused: {
      ja: 'この請求は終わりました。証明書は失効していません。',
      en: 'The request is closed. The certificate was not revoked by it.',
    },
  },
  /** What the deadline of a state is for. */
  deadlines: {
    received: { ja: '決める期限', en: 'Decide by' },
    examining: { ja: '決める期限', en: 'Decide by' },
    suspended: { ja: '一時停止の見直し', en: 'Decide the suspension by' },
    granted: { ja: '記録の期限', en: 'Record by' },
    recorded: { ja: '公開の期限', en: 'Publish by' },
    confirmation: { ja: '事後確認の期限', en: 'Confirm by' },
  },
  channels: {
    portalJpki: { ja: '窓口(マイナンバーカード)', en: 'Portal (My Number card)' },
    portalOwnCertificate: { ja: '窓口(いまの証明書)', en: 'Portal (own certificate)' },
    replacement: { ja: '取替え', en: 'Replacement' },
    telephone: { ja: '電話', en: 'Telephone' },
    paperForm: { ja: '書面', en: 'Paper form' },
    thirdParty: { ja: '第三者の届出', en: 'Third party' },
    exOfficio: { ja: '職権', en: 'On our own motion' },
  },
  noReason: { ja: '不明', en: 'unknown' },
  next: {
    waits: { ja: '確認が済むまで待ちます。', en: 'It waits until that is known.' },
    refusal: {
      ja: '失効はできません。請求を断ってください。',
      en: 'It cannot be granted. Refuse the request.',
    },
    done: {
      ja: '今の状態を伝えて、請求を閉じてください。',
      en: 'Tell the present state, and close the request.',
    },
    suspend: {
      ja: '一時停止も考えて、承認者が決めます。',
      en: 'An approver decides; consider suspension first.',
    },
    review: { ja: '承認者が決めます。', en: 'An approver decides.' },
  },
  sections: {
    certificate: { ja: '対象の証明書', en: 'The certificate' },
    said: { ja: '請求の内容', en: 'What was asked' },
    signed: { ja: '署名した請求書', en: 'The signed request' },
    findings: { ja: '規則の結果', en: 'Findings' },
    course: { ja: 'これまでの経過', en: 'Course' },
    acts: { ja: '決める', en: 'Decide' },
    confirm: { ja: '緊急の失効の事後確認', en: 'Confirmation of the emergency' },
  },
  certificate: {
    holder: { ja: '名義人', en: 'Holder' },
    serial: { ja: '発行番号', en: 'Serial number' },
    fingerprint: { ja: '指紋', en: 'Fingerprint' },
    issuer: { ja: '発行者の鍵', en: 'Issuer key' },
    open: { ja: '証明書を見る', en: 'Show the certificate' },
    notOurs: {
      ja: 'この番号の証明書は、登録にありません。',
      en: 'No certificate of ours has this number.',
    },
    differs: {
      ja: '番号と指紋が、別の証明書を指しています。',
      en: 'Serial number and fingerprint name different certificates.',
    },
    both: {
      ja: '番号と指紋の両方が、登録と一致します。',
      en: 'Both serial number and fingerprint agree with the register.',
    },
    unnamed: { ja: '名指しされていません', en: 'not named' },
  },
  said: {
    requestedAt: { ja: '受付', en: 'Received' },
    channel: { ja: '方法', en: 'Way' },
    portal: { ja: '窓口', en: 'Portal' },
    reason: { ja: '請求の理由', en: 'Reason given' },
    invalidity: { ja: '危険の生じた日', en: 'Day the danger arose' },
    method: { ja: '本人の確認', en: 'Identity' },
    granted: { ja: '決めた理由', en: 'Granted for' },
    refused: { ja: '断った理由', en: 'Refused because' },
    recorded: { ja: '失効の日時', en: 'Revoked at' },
    published: { ja: '公開の日時', en: 'Published at' },
    suspendedUntil: { ja: '一時停止の見直し', en: 'Suspension to be decided by' },
    documents: { ja: '資料', en: 'Documents' },
    noText: {
      ja: '署名した請求書はありません。申し出を職員が受け付けました。',
      en: 'There is no signed text: a member of staff took the request.',
    },
    textGone: {
      ja: '請求書を読めません。ハッシュは帳簿に残っています。',
      en: 'The request cannot be read. Its hash stays in the books.',
    },
  },
  methods: {
    jpki: { ja: 'マイナンバーカードの署名', en: 'signature of the My Number card' },
    ownCertificate: { ja: 'いまの証明書の署名', en: 'signature of the certificate itself' },
    paper: { ja: '書面', en: 'on paper' },
    callBack: { ja: '登録の番号への折返し', en: 'call-back to the number on file' },
    signed: { ja: '署名のある書面', en: 'signed form' },
    sealedWithRegistration: { ja: '実印と印鑑登録証明書', en: 'registered seal with certificate' },
    sealedWithoutRegistration: { ja: '押印だけの書面', en: 'seal without certificate' },
    missing: { ja: '署名も押印もない書面', en: 'neither signature nor seal' },
    shown: { ja: '資格の資料がある', en: 'standing is shown' },
    notShown: { ja: '資格の資料がない', en: 'standing is not shown' },
    established: { ja: '事実と違うと判明した', en: 'untruth established' },
    suspected: { ja: '事実と違う疑いがある', en: 'untruth suspected' },
    otherGround: { ja: '規程に定めるほかの事由', en: 'another ground of the CPS' },
  },
  findings: {
    none: { ja: 'まだ点検していません。', en: 'Not examined yet.' },
    allHold: { ja: 'すべての規則を満たします。', en: 'Every rule holds.' },
    needsOne: { ja: '承認者1人で決められます。', en: 'One approver decides.' },
    needsTwo: { ja: '承認者2人で決めます。', en: 'It takes two approvers.' },
    nobody: { ja: 'いまは誰も失効を決められません。', en: 'Nobody may grant it now.' },
  },
  roomRefused: (code: string): Said => ({
    ja: `認証設備室が記録しませんでした(${code})。手順書を見てください。`,
    en: `The room did not record it (${code}). See the runbook.`,
  }),
  firstGave: (name: string): Said => ({
    ja: `${name}が先に認めました。もう1人の承認者が決めます。`,
    en: `${name} has agreed. A second approver decides.`,
  }),
  confirmation: {
    lead: (time: string): Said => ({
      ja: `1人で記録した失効です。別の承認者が${time}までに確かめます。`,
      en: `Recorded by one person. Another approver confirms it by ${time}.`,
    }),
    late: {
      ja: '60分を過ぎました。失効は有効です。すぐに確かめてください。',
      en: 'The 60 minutes have passed. The revocation stands. Confirm it at once.',
    },
    open: { ja: '事後確認をする', en: 'Confirm' },
    done: { ja: '別の人が確かめました。', en: 'Another person confirmed it.' },
    denied: {
      ja: '別の人が認めませんでした。失効は有効です。事故として扱います。',
      en: 'Another person did not confirm it. The revocation stands; it is an incident.',
    },
  },
  suspendedLate: {
    ja: '72時間を過ぎました。証明書は停止したままです。すぐに決めてください。',
    en: 'The 72 hours have passed. The certificate stays suspended. Decide at once.',
  },
  acts: {
    revocationCallback: { ja: '折返しを記録する', en: 'Record a call-back' },
    revocationGrant: { ja: '失効する', en: 'Grant' },
    revocationRefusal: { ja: '断る', en: 'Refuse' },
    revocationEmergency: { ja: '緊急の失効', en: 'Revoke at once' },
    revocationConfirmation: { ja: '事後確認', en: 'Confirm' },
    revocationSuspension: { ja: '一時停止する', en: 'Suspend' },
    revocationReasonUpgrade: { ja: '理由を鍵の危険に変える', en: 'Reason: key compromise' },
  },
  may: {
    state: because('いまの状態ではできません。', 'Not possible in this state.'),
    outcome: because('規則の結果、失効はできません。', 'The findings forbid it.'),
    off: because('一時停止は止められています。', 'Suspension is switched off.'),
    role: because('承認者が決めます。', 'An approver decides.'),
    N2: because('あなたが先に決めました。', 'You have decided already.'),
    N6: because(
      'あなたが受け付けたか、緊急に失効した請求です。',
      'You took it, or revoked at once.',
    ),
    N12: because('あなたか、ご家族の証明書です。', 'It is your own or your household’s.'),
    other: because('業務の分担により、できません。', 'Separation of duties forbids it.'),
  },
  emergencyLink: { ja: '緊急の手順で進める', en: 'Go on by the emergency script' },
  back: { ja: '請求に戻る', en: 'Back to the request' },
  toList: { ja: '請求の一覧', en: 'All requests' },
  toCase: { ja: '案件を見る', en: 'Show the case' },
  otherRequests: { ja: 'この証明書のほかの請求', en: 'Other requests for this certificate' },
} as const;
