import { actProblemWords } from './act-problems.ts';
import { accessActs } from './access-acts.ts';
import { actRefusals } from './act-refusals.ts';
import { keyStateForm, keyStateWords } from './key-states.ts';
import { massRevocationWords } from './mass-revocation.ts';
import type { Said } from './said.ts';
import { switchWords } from './switches.ts';

const people = (names: readonly string[]): Said =>
  names.length > 0
    ? {
        ja: `いま承認できる人: ${names.join('、')}`,
        en: `Available now: ${names.join(', ')}.`,
      }
    : { ja: 'いま承認できる人はいません。', en: 'Nobody is available now.' };

/** Acts of two people and stop switches. */
export const governance = {
  title: { ja: '二者の承認', en: 'Acts of two' },
  lead: {
    ja: '一人が提案し、もう一人が承認して、効力が生じます。',
    en: 'One person proposes, another approves, and then it takes effect.',
  },
  waitingCount: { ja: '件が二人目を待っています', en: ' wait for a second person' },
  waiting: { ja: '二人目を待っている提案', en: 'Waiting for a second person' },
  recent: { ja: 'これまで', en: 'Before' },
  noneWaiting: {
    ja: '二人目を待っている提案はありません。',
    en: 'Nothing waits for a second person.',
  },
  noneRecent: { ja: 'まだ何もありません。', en: 'Nothing yet.' },
  proposeNew: { ja: '提案する', en: 'Propose' },
  columns: {
    kind: { ja: '種類', en: 'Kind' },
    what: { ja: '内容', en: 'What' },
    by: { ja: '提案', en: 'Proposed by' },
    due: { ja: '期限', en: 'Due' },
    state: { ja: '状態', en: 'State' },
  },
  kinds: {
    switchOn: { ja: '停止スイッチの再開', en: 'Switch on again' },
    chainErasure: { ja: '個人情報の消去(廃棄)', en: 'Erasure of a chain' },
    jlisAgreement: { ja: 'J-LISの利用時間と上限', en: 'Hours and limits of J-LIS' },
    accreditations: { ja: '認証業務と認定', en: 'Services and accreditations' },
    explanation: { ja: '重要事項説明', en: 'Explanation' },
    certificatePolicy: { ja: '証明書ポリシー(CP)', en: 'Certificate policy (CP)' },
    certificationPracticeStatement: {
      ja: '認証業務運用規程(CPS)',
      en: 'Certification practice statement (CPS)',
    },
    ruleSet: { ja: '規則セット', en: 'Rule set' },
    officerRegister: { ja: '認証設備室の担当者名簿', en: "The room's register of officers" },
    keyGeneration: { ja: '鍵生成の手順書', en: 'Script of a key ceremony' },
    keyState: { ja: '発行者の鍵の状態', en: 'State of an issuer key' },
    massRevocation: { ja: '一括失効', en: 'Mass revocation' },
    ...accessActs.kinds,
  },
  states: {
    proposed: { ja: '二人目を待つ', en: 'Waits for a second' },
    approved: { ja: '承認済み', en: 'Approved' },
    effective: { ja: '効力あり', en: 'In effect' },
    refused: { ja: '取りやめ', en: 'Refused' },
    lapsed: { ja: '期限切れ', en: 'Lapsed' },
  },
  act: {
    change: { ja: '変わること', en: 'What changes' },
    from: { ja: '効力の始まり', en: 'In effect from' },
    hash: { ja: '内容のハッシュ', en: 'Hash of the content' },
    document: { ja: '文書', en: 'Document' },
    documentHash: { ja: '文書のハッシュ', en: 'Hash of the document' },
    told: { ja: '知らせる人', en: 'Who has to know' },
    effect: { ja: '直近30日では', en: 'In the last 30 days' },
    effectCases: (cases: number, counted: number): Said => ({
      ja: `申込み ${cases.toLocaleString('en-US')}件が対象でした(うち自動の承認 ${counted.toLocaleString('en-US')}件)。`,
      en: `It would have touched ${cases.toLocaleString('en-US')} applications (${counted.toLocaleString('en-US')} approved automatically).`,
    }),
    effectErasure: (cases: number, counted: number): Said => ({
      ja: `案件 ${cases}件、証明書 ${counted}枚の個人情報が読めなくなります。元に戻せません。`,
      en: `Personal data of ${cases} cases and ${counted} certificates can no longer be read. It cannot be undone.`,
    }),
    effectUnknown: {
      ja: '対象の数は、ここでは数えられません。',
      en: 'Whom it touches cannot be counted here.',
    },
    pair: { ja: '二人の手続', en: 'Two people' },
    proposedBy: (name: string): Said => ({ ja: `${name} が提案`, en: `Proposed by ${name}` }),
    approvedBy: (name: string): Said => ({ ja: `${name} が承認`, en: `Approved by ${name}` }),
    refusedBy: (name: string, code: string): Said => ({
      ja: `${name} が取りやめ(${code})`,
      en: `Refused by ${name} (${code})`,
    }),
    endedByOffice: (why: Said): Said => ({
      ja: `自動で終わりました。効力はありません。帳簿に記録しました。${why.ja}`,
      en: `It ended by itself, without effect, and that is in the book. ${why.en}`,
    }),
    secondOpen: { ja: '二人目の承認', en: 'Second person' },
    notYet: { ja: 'まだ', en: 'Not yet' },
    byPasskey: { ja: 'パスキー確認済み', en: 'Passkey verified' },
    roomPerforms: {
      ja: '認証設備室で、鍵の保管者が同じ内容を受け入れて初めて使われます。',
      en: 'It is used once custodians have taken the same content into the room.',
    },
    officePerforms: {
      ja: '承認のあと、効力の始まりに自動で行われます。',
      en: 'It is done by itself after the approval, from that time.',
    },
    bothPerform: {
      ja: '事務の側は承認のあと自動で再開します。認証設備室は、室内の命令で再開します。',
      en: 'The office goes on by itself after the approval; the room by a command given in it.',
    },
    roomCommand: { ja: '認証設備室の命令', en: 'Command in the room' },
    waitsForSecond: (name: string, due: Said): Said => ({
      ja: `二人目の承認を待っています。提案は${name}。提案者は承認できません。期限 ${due.ja}`,
      en: `Waiting for a second person. Proposed by ${name}, who cannot approve it. Due ${due.en}.`,
    }),
    proposerCannot: (names: readonly string[]): Said => ({
      ja: `この提案はあなたのものです。承認は別の人がします。${people(names).ja}`,
      en: `You proposed this, so another person must approve. ${people(names).en}`,
    }),
    roleMissing: (names: readonly string[]): Said => ({
      ja: `あなたの役割では承認できません。${people(names).ja}`,
      en: `Your roles do not allow you to approve. ${people(names).en}`,
    }),
    needsCustodian: (names: readonly string[]): Said => ({
      ja: `二人のうち一人は鍵の保管者でなければなりません。${people(names).ja}`,
      en: `One of the two must be a custodian. ${people(names).en}`,
    }),
    closed: {
      ja: 'この提案は、もう承認を待っていません。',
      en: 'This proposal no longer waits for an approval.',
    },
    refuse: { ja: '承認しない', en: 'Refuse' },
    refuseWhy: { ja: '理由', en: 'Reason' },
    refuseNote: {
      ja: '取りやめは一人でできます。署名は要りません。',
      en: 'One person refuses, without a signature: it only stops.',
    },
    code: { ja: '理由', en: 'Cause' },
    switchName: { ja: 'スイッチ', en: 'Switch' },
    version: { ja: '版', en: 'Version' },
    chain: { ja: '本人確認の連鎖', en: 'Identity-check chain' },
    dueOn: { ja: '保存の期限', en: 'Kept until' },
    reason: { ja: '消去の理由', en: 'Why it is erased' },
  },
  refusalCodes: actRefusals,
  sign: {
    label: { ja: '署名する', en: 'Sign' },
    act: { ja: '行うこと', en: 'Act' },
    subject: { ja: '提案の番号', en: 'Number of the act' },
    propose: { ja: '提案', en: 'Proposal' },
    approve: { ja: '承認(2人目)', en: 'Approval (second person)' },
    confirmPropose: { ja: '提案を確定する', en: 'Confirm the proposal' },
    confirmApprove: { ja: '承認を確定する', en: 'Confirm the approval' },
    cancelled: {
      ja: 'パスキーの確認が取り消されました。何も記録されていません。続けるなら、もう一度確認してください。',
      en: 'The passkey prompt was cancelled. Nothing is recorded. To go on, confirm again.',
    },
    noScript: {
      ja: 'パスキーの確認には、JavaScriptが必要です。何も記録されていません。',
      en: 'A passkey needs JavaScript. Nothing is recorded.',
    },
    invalid: {
      ja: '署名を確かめられません。何も記録されていません。もう一度確認してください。',
      en: 'The signature cannot be verified. Nothing is recorded. Confirm again.',
    },
  },
  form: {
    title: { ja: '提案する', en: 'Propose an act' },
    kind: { ja: '何を', en: 'What' },
    switch: { ja: '再開するスイッチ', en: 'Switch to turn on' },
    noneOff: { ja: '止まっているスイッチはありません。', en: 'No switch is off.' },
    cause: { ja: '直ったこと', en: 'What was mended' },
    chain: { ja: '申込番号、または連鎖の番号', en: 'Number of an application, or of a chain' },
    reason: { ja: '消去の理由', en: 'Why it is erased' },
    version: { ja: '版の名前', en: 'Name of the version' },
    versionHint: {
      ja: '重要事項説明では日付(2026-12-01)',
      en: 'Of an explanation its day (2026-12-01)',
    },
    from: { ja: '効力の始まり(日本時間)', en: 'In effect from (Japan Standard Time)' },
    fromHint: {
      ja: '日本時間で 2026-12-01 09:00 のように。空なら、承認されたとき',
      en: 'in Japan time, like 2026-12-01 09:00; left empty: once it is approved',
    },
    document: { ja: '文書の全文', en: 'The whole document' },
    ...keyStateForm,
    next: { ja: '署名する内容を見る', en: 'See what will be signed' },
    invalid: {
      ja: '何も記録されていません。書かれた内容は、この種類の提案として読めません。直してください。',
      en: 'Nothing is recorded. What was written cannot be read as an act of this kind. Mend it.',
    },
    kept: (why: string): Said => ({
      ja: `何も記録されていません。この連鎖は消去できません(${why})。`,
      en: `Nothing is recorded. This chain may not be erased (${why}).`,
    }),
    mayNot: {
      ja: 'あなたの役割では、この種類を提案できません。',
      en: 'Your roles do not allow you to propose this kind.',
    },
  },
  keyStates: keyStateWords,
  massRevocation: massRevocationWords,
  erasureReasons: {
    retentionEnded: { ja: '保存の期間が終わった', en: 'Retention has ended' },
    trialData: { ja: '試験のデータ', en: 'Data of a trial' },
  },
  switches: switchWords,
  outcome: {
    pending: {
      ja: '受け付けました。帳簿に書いています。このままお待ちください。',
      en: 'Received. It is being written into the book. Please wait.',
    },
    applied: {
      propose: {
        ja: '提案を記録しました。次は別の人の承認です。',
        en: 'The proposal is recorded. Another person approves next.',
      },
      approve: {
        ja: '承認を記録しました。あなたがすることはありません。',
        en: 'The approval is recorded. Nothing more for you to do.',
      },
      // Of an approval that opens an enrolment.
      always: {
        ja: '承認を記録しました。効力が生じると、登録の番号が二つに分かれて「担当者」に出ます。あなたの番号を受け取り、本人に渡してください。もう一つは提案した人が受け取ります。',
        en: 'The approval is recorded. Once it is in effect, draw your half of the code under "People" and hand it over. Whoever proposed draws the other.',
      },
      ifNew: {
        ja: '承認を記録しました。新しい担当者なら、効力が生じると、登録の番号が二つに分かれて「担当者」に出ます。あなたの番号を受け取り、本人に渡してください。もう一つは提案した人が受け取ります。',
        en: 'The approval is recorded. If this person is new, once it is in effect, draw your half of the code under "People" and hand it over. Whoever proposed draws the other.',
      },
      refuse: { ja: '取りやめを記録しました。', en: 'The refusal is recorded.' },
      switchOff: {
        ja: '止めました。帳簿に記録しました。',
        en: 'Stopped, and recorded in the book.',
      },
    },
    refused: (why: Said): Said => ({
      ja: `拒まれた操作として記録され、効力はありません。${why.ja}`,
      en: `It is recorded as refused and has no effect. ${why.en}`,
    }),
    back: { ja: '二者の承認へ', en: 'To the acts of two' },
  },
  problems: actProblemWords,
  banner: {
    waits: (name: string, kind: Said): Said => ({
      ja: `二人目の承認を待っています。${kind.ja}。提案は${name}。`,
      en: `Waiting for a second person. ${kind.en}, proposed by ${name}.`,
    }),
    youCan: {
      ja: 'あなたは提案者ではないので、承認できます。',
      en: 'You did not propose it, so you can approve.',
    },
    open: { ja: '開く', en: 'Open' },
    more: (count: number): Said => ({ ja: `ほかに${count}件。`, en: `${count} more.` }),
  },
} as const;
