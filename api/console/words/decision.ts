import type { Said } from './said.ts';

const people = (names: readonly string[]): Said =>
  names.length > 0
    ? {
        ja: `いまできる人: ${names.join('、')}`,
        en: `Available now: ${names.join(', ')}.`,
      }
    : { ja: 'いまできる人はいません。', en: 'Nobody is available now.' };

const because =
  (ja: string, en: string) =>
  (names: readonly string[]): Said => ({
    ja: `${ja}${people(names).ja}`,
    en: `${en} ${people(names).en}`,
  });

/** Decisions: what they are called, what is signed, and why one may not be. */
export const decision = {
  acts: {
    approve: { ja: '承認する', en: 'Approve' },
    return: { ja: '補正を求める', en: 'Return for correction' },
    reject: { ja: '却下する', en: 'Reject' },
    transfer: { ja: '別の経路にする', en: 'Another route' },
    withdrawApproval: { ja: '承認を取り消す', en: 'Take the approval back' },
    instruct: { ja: '発行を指示する', en: 'Instruct issuing' },
    withdraw: { ja: '取下げを受ける', en: 'Take a withdrawal' },
    notice: { ja: '連絡を記録する', en: 'Record a notice' },
  },
  /** As a noun, of somebody's. */
  nouns: {
    approve: { ja: '承認', en: 'approval' },
    return: { ja: '補正の求め', en: 'return' },
    reject: { ja: '却下', en: 'rejection' },
    transfer: { ja: '別の経路の求め', en: 'other route' },
    withdrawApproval: { ja: '承認の取消し', en: 'taking back' },
    instruct: { ja: '発行指示', en: 'instruction' },
    withdraw: { ja: '取下げ', en: 'withdrawal' },
    notice: { ja: '第三者の連絡', en: 'notice' },
  },
  titles: {
    approve: { ja: '申込みを承認する', en: 'Approve the application' },
    return: { ja: '補正を求める', en: 'Return for correction' },
    reject: { ja: '申込みを却下する', en: 'Reject the application' },
    transfer: { ja: '別の本人確認の方法を求める', en: 'Ask for another route' },
    withdrawApproval: { ja: '承認を取り消す', en: 'Take the approval back' },
    instruct: { ja: '発行を指示する', en: 'Instruct issuing' },
    withdraw: { ja: '申込みの取下げを受ける', en: 'Take a withdrawal of the application' },
    notice: { ja: '第三者の連絡を記録する', en: 'Record a notice by a third party' },
  },
  confirm: {
    approve: { ja: '承認を確定する', en: 'Confirm the approval' },
    return: { ja: '補正の求めを確定する', en: 'Confirm the return' },
    reject: { ja: '却下を確定する', en: 'Confirm the rejection' },
    transfer: { ja: '別の経路の求めを確定する', en: 'Confirm the other route' },
    withdrawApproval: { ja: '取消しを確定する', en: 'Confirm' },
    instruct: { ja: '発行指示を確定する', en: 'Confirm the instruction' },
    withdraw: { ja: '取下げを確定する', en: 'Confirm the withdrawal' },
    notice: { ja: '連絡の記録を確定する', en: 'Confirm the record' },
  },
  notes: {
    approve: {
      ja: '承認は、この一件書類だけに効きます。1字でも変わると無効になります。',
      en: 'The approval is for this dossier alone. If an octet of it changes, it is void.',
    },
    return: {
      ja: '申込者の答えを待つ間、審査の時計は止まります。',
      en: 'The clock of the review stops while the applicant is awaited.',
    },
    reject: {
      ja: '取り消せません。申込者は新しく申し込めます。',
      en: 'This cannot be undone. The applicant may apply anew.',
    },
    transfer: {
      ja: '申込者は、新しい版に署名します。前の版と証拠は残り、前の版への承認は無効になります。待つ間、審査の時計は止まります。',
      en: 'The applicant signs a new version. The version before stays with its evidence; approvals of it become void. The clock of the review stops meanwhile.',
    },
    withdrawApproval: {
      ja: '申込みは、もう一度点検してから審査に戻ります。署名は要りません。認証設備室が発行の手続を始めていれば、取り消せません。',
      en: 'The application is checked anew and comes back to review. No signature is needed. Once the room has begun to issue, nothing is taken back.',
    },
    withdraw: {
      ja: '申込者本人の求めによるときだけ、記録してください。取り消せません。署名は要りません。認証設備室が発行の手続を始めていれば、取下げはできません。',
      en: 'Only at the request of the applicant in person. This cannot be undone. No signature is needed. Once the room has begun to issue, nothing can be withdrawn.',
    },
    notice: {
      ja: '死亡の連絡があると、承認はできなくなり、これまでの承認は無効になります。申込みは、この連絡とともにもう一度点検します。同じ人のほかの申込みにも効きます。記録した人は、この申込みを承認も却下もできません。署名は要りません。認証設備室が発行の手続を始めていれば、失効の手続を取ってください。',
      en: 'After a notice of death nobody can approve, and approvals that were given are void. The application is checked anew with it; it counts for other applications of the person, too. Whoever records it neither approves nor rejects this application. No signature is needed. Once the room has begun to issue, have the certificate revoked.',
    },
    instruct: {
      ja: '認証設備室は、承認と指示をもう一度確かめてから発行します。',
      en: 'The room verifies approvals and instruction again before it issues.',
    },
  },
  choose: {
    reason: {
      ja: '却下の理由(帳簿 1ホ に残ります)',
      en: 'Reason of the rejection (kept in the books)',
    },
    items: { ja: '直していただく点', en: 'What has to be mended' },
    overrides: { ja: '規則の判断に代わる理由', en: 'Reason for each finding decided against' },
    twoPersons: {
      ja: '法41条の疑いによる却下は、二人で決めます。一人目の決定は記録され、二人目を待ちます。',
      en: 'A rejection on suspicion under Art. 41 takes two persons. The first is recorded and waits for the second.',
    },
    isSecond: (who: string): Said => ({
      ja: `${who}が、法41条の疑いで却下を決めました。同じ理由を選ぶと、あなたが二人目です。`,
      en: `${who} has rejected on suspicion under Art. 41. Choose the same reason to be the second.`,
    }),
    route: { ja: '申込者に求める本人確認の方法', en: 'Route that is asked for' },
    about: { ja: '連絡の内容', en: 'What were we told?' },
    noticeChannel: { ja: '連絡の方法', en: 'How did it reach us?' },
    wordsInNote: {
      ja: 'だれから、何を聞いたかは、案件の「申し送り」に書いてください。',
      en: 'Who said what belongs into the note of the case.',
    },
    channel: { ja: '申込者は、どのように求めましたか', en: 'How did the applicant ask?' },
    noRouteYet: {
      ja: '書面の申込みの受付は、この仕組みの外です。届いた申込書は、まだ取り込めません。',
      en: 'Paper is received outside this system; what arrives cannot be entered here yet.',
    },
    otherNeedsNote: {
      ja: '「その他」を選ぶ人は、先に申し送りを書いてください。',
      en: 'Whoever chooses "other" writes a note first.',
    },
    next: { ja: '署名する内容を見る', en: 'See what will be signed' },
    nextUnsigned: { ja: '記録する内容を見る', en: 'See what will be recorded' },
    nothing: {
      ja: '理由を付ける点はありません。',
      en: 'No finding needs a reason.',
    },
  },
  sign: {
    label: { ja: '決定に署名する', en: 'Sign the decision' },
    decision: { ja: '決定', en: 'Decision' },
    application: { ja: '申込み', en: 'Application' },
    dossier: { ja: '一件書類', en: 'Dossier' },
    reasons: { ja: '理由', en: 'Reasons' },
    letter: { ja: '手紙', en: 'Letter' },
    back: { ja: '案件に戻る', en: 'Back to the case' },
    letterHead: { ja: '申込者に届く手紙', en: 'The letter to the applicant' },
    cancelled: {
      ja: 'パスキーの確認が取り消されました。決定は記録されていません。続けるなら、もう一度確認してください。',
      en: 'The passkey prompt was cancelled. Nothing is recorded. To go on, confirm again.',
    },
    invalid: {
      ja: 'パスキーを確かめられませんでした。決定は記録されていません。もう一度確認してください。',
      en: 'The passkey could not be verified. Nothing is recorded. Confirm again.',
    },
    old: {
      ja: 'この画面は古くなりました。決定は記録されていません。いまの内容を見て、確認してください。',
      en: 'This page has grown old. Nothing is recorded. Look at it as it is now, and confirm.',
    },
    noScript: {
      ja: 'パスキーの確認にはJavaScriptが要ります。使えない端末では決定できません。別の端末で開いてください。',
      en: 'A passkey needs JavaScript. Without it nothing can be decided here; use another terminal.',
    },
  },
  may: {
    state: () => ({
      ja: 'いまの状態では決められません。',
      en: 'Not open in this state.',
    }),
    outcome: () => ({
      ja: '規則により、だれも承認できません。補正を求めるか、却下してください。',
      en: 'By the rules nobody may approve. Return it, or reject it.',
    }),
    complete: because(
      'あなたの役割の承認は、要らないか、もうそろっています。',
      'No approval of your role is needed, or none is missing.',
    ),
    role: because('あなたの役割ではできません。', 'Not open to your role.'),
    N1: because(
      'この案件はあなたが受け付け、または点検しました。承認と却下は別の人がします。',
      'You took this case in or examined it, so another person must decide.',
    ),
    N2: because(
      'あなたはもう承認しました。次は別の人です。',
      'You have approved. Another person is next.',
    ),
    N12: because(
      'この案件は、あなたかご家族の申込みです。だれでも自分の案件は扱えません。',
      'This case is your own or of your household. Nobody acts on such a case.',
    ),
    N3: because(
      'この案件はあなたが承認しました。発行の指示は別の人がします。',
      'You approved this case, so another person must instruct.',
    ),
    other: because(
      '職務の分担により、あなたはできません。',
      'The separation of duties keeps you from this.',
    ),
  },
  lease: {
    claim: { ja: '引き受ける', en: 'Take on' },
    extend: { ja: '30分のばす', en: '30 minutes more' },
    release: { ja: '手放す', en: 'Let go' },
    hold: { ja: '置いておく', en: 'Put aside' },
    aside: (reason: Said): Said => ({
      ja: `置いてあります: ${reason.ja}。審査の時計は進んでいます。時刻が来ると、誰でも引き受けられます。`,
      en: `Put aside: ${reason.en}. The clock of the review goes on. At that time anybody may take it.`,
    }),
    until: { ja: 'いつまで', en: 'Until' },
    hours: (hours: number): Said => ({ ja: `${hours}時間後まで`, en: `${hours} hours from now` }),
    why: { ja: '理由', en: 'Why' },
    note: { ja: '申し送り', en: 'Note' },
    noteHint: {
      ja: '申込者には見えません。帳簿に残り、消せません。',
      en: 'Not shown to the applicant. Kept in the books, and never deleted.',
    },
    noteAdd: { ja: '申し送りを書く', en: 'Add the note' },
    refused: {
      notInReview: {
        ja: '審査中の案件ではありません。何も記録していません。',
        en: 'The case is not in review. Nothing is recorded.',
      },
      heldByAnother: {
        ja: '別の人が担当しています。何も記録していません。',
        en: 'Somebody else holds the case. Nothing is recorded.',
      },
      notHeld: {
        ja: 'あなたの担当ではありません。何も記録していません。',
        en: 'You do not hold the case. Nothing is recorded.',
      },
      ownCase: {
        ja: 'この案件は、あなたかご家族の申込みです。引き受けられません。何も記録していません。',
        en: 'This case is your own or of your household; you cannot take it. Nothing is recorded.',
      },
      roleRequired: {
        ja: 'あなたの役割ではできません。何も記録していません。',
        en: 'Not open to your role. Nothing is recorded.',
      },
    },
  },
  outcome: {
    title: { ja: '決定の記録', en: 'The decision' },
    pending: {
      ja: '決定を受け取りました。帳簿に書くまで、このままお待ちください。もう一度押さないでください。',
      en: 'Your decision was received and is not in the book yet. Do not press again; wait here.',
    },
    applied: {
      approve: { ja: '承認を記録しました。', en: 'Approval recorded.' },
      return: {
        ja: '補正をお願いしました。時計は止まっています。',
        en: 'Correction requested. The clock has stopped.',
      },
      reject: { ja: '却下を記録しました。', en: 'Rejection recorded.' },
      transfer: {
        ja: '別の方法での申込みをお願いしました。時計は止まっています。',
        en: 'Another route was asked for. The clock has stopped.',
      },
      withdrawApproval: { ja: '承認を取り消しました。', en: 'The approval was taken back.' },
      instruct: { ja: '発行の指示を記録しました。', en: 'Instruction recorded.' },
      withdraw: { ja: '取下げを記録しました。', en: 'Withdrawal recorded.' },
      notice: {
        ja: '連絡を記録しました。申込みは、もう一度点検します。',
        en: 'Notice recorded. The application is checked anew.',
      },
    },
    firstRejection: { ja: '一人目の却下を記録しました。', en: 'First rejection recorded.' },
    next: (names: readonly string[]): Said => ({
      ja: `次は${names.join('か')}です。あなたがすることはありません。`,
      en: `Next: ${names.join(' or ')}. Nothing more for you to do.`,
    }),
    room: {
      ja: '認証設備室の答えを待っています。発行の手続が始まっていなければ、効力が生じます。もう一度押さないでください。',
      en: 'The room has to answer first. If it has not begun to issue, this takes effect. Do not press again.',
    },
    another: {
      ja: 'もう一人の承認を待っています。あなたがすることはありません。',
      en: 'Another approval is awaited. Nothing more for you to do.',
    },
    done: { ja: 'あなたがすることはありません。', en: 'Nothing more for you to do.' },
    first: (what: string, who: string, when: string): Said => ({
      ja: `${who}が先に決めました(${what}、${when})。あなたの決定は「拒まれた決定」として記録され、効力はありません。`,
      en: `${who} was first (${what}, ${when}). Your decision is recorded as refused and has no effect.`,
    }),
    refused: {
      begun: {
        ja: '認証設備室が、先に発行の手続を始めていました。あなたの決定は「拒まれた決定」として記録し、効力はありません。発行された電子証明書は、失効の手続をしてください。',
        en: 'The room had begun to issue. Your decision is recorded as refused and has no effect. Have the certificate revoked.',
      },
      moved: {
        ja: '申込みの内容が変わりました。前の内容への承認は無効です。あなたの決定は「拒まれた決定」として記録しました。',
        en: 'The application has changed. Approvals of what was before are void. Your decision is recorded as refused.',
      },
      duties: {
        ja: '職務の分担により、この決定に効力はありません。「拒まれた決定」として記録しました。',
        en: 'By the separation of duties this decision has no effect. It is recorded as refused.',
      },
      other: {
        ja: 'この決定に効力はありません。「拒まれた決定」として記録しました。',
        en: 'This decision has no effect. It is recorded as refused.',
      },
    },
  },
} as const;
