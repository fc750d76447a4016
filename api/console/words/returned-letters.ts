import type { Said } from './said.ts';

/** 戻った手紙: scanning them, and ordering another one. */
export const returnedLetters = {
  title: { ja: '戻った手紙', en: 'Returned letters' },
  lead: {
    ja: '封筒のバーコードを読み取り、理由を選んでEnterを押します。',
    en: 'Scan the barcode of the envelope, choose the reason, press Enter.',
  },
  final: {
    ja: '取り消せません。記録すると符号は無効になります。',
    en: 'This cannot be undone: the code of the letter is void from then on.',
  },
  closed: {
    ja: '封筒は開けず、鍵のかかる場所に置いてください。',
    en: 'Leave the envelope closed, and lock it away.',
  },
  barcode: { ja: 'バーコード(発送番号)', en: 'Barcode (dispatch)' },
  reason: { ja: '戻った理由', en: 'Why it came back' },
  record: { ja: '記録して次へ', en: 'Record, and next' },
  role: {
    ja: '戻った手紙は受付と審査担当者が記録します。',
    en: 'Reception and examiners record returned letters.',
  },
  scanned: {
    title: { ja: '読み取った手紙', en: 'Scanned' },
    none: { ja: 'まだ読み取っていません。', en: 'Nothing scanned yet.' },
    count: (count: string): Said => ({ ja: `${count}通`, en: `${count} scanned` }),
  },
  results: {
    recorded: { ja: '記録しました。', en: 'Recorded.' },
    known: {
      ja: '前に読み取った手紙です。二重には数えません。',
      en: 'Scanned before; it does not count twice.',
    },
    unknown: {
      ja: 'この番号の手紙はありません。何も記録していません。',
      en: 'There is no such letter. Nothing was recorded.',
    },
    malformed: {
      ja: '発送番号として読めません。何も記録していません。',
      en: 'This is no number of a dispatch. Nothing was recorded.',
    },
    notPosted: {
      ja: '発送の知らせが先です。業者のCSVを取り込んでください。',
      en: 'Nothing was recorded: import first that the vendor posted it.',
    },
    refused: {
      ja: '記録を拒まれました。案件を開いて確かめてください。',
      en: 'It was refused. Open the case.',
    },
  },
  next: (reason: Said, left: number): Said => ({
    ja:
      left > 0
        ? `手紙が戻りました(${reason.ja})。再送はあと${left}回です。先に住所を確かめてください。`
        : `手紙が戻りました(${reason.ja})。再送はもうできません。申込者に知らせてください。`,
    en:
      left > 0
        ? `The letter came back (${reason.en}). ${left === 1 ? 'One re-send' : `${left} re-sends`} left. Check the address first.`
        : `The letter came back (${reason.en}). No re-send is left. Tell the applicant.`,
  }),
  toCase: { ja: '案件を開く', en: 'Open the case' },
  resend: {
    title: { ja: '符号の再送', en: 'Re-sending a code' },
    order: { ja: '再送を指示する', en: 'Order a re-send' },
    left: (left: number): Said => ({
      ja: `再送はあと${left}回です。`,
      en: left === 1 ? 'One re-send left.' : `${left} re-sends left.`,
    }),
    what: {
      ja: '新しい符号を作り、新しい手紙で送ります。前の符号は使えません。',
      en: 'A new code goes out in a new letter. The code before can no longer be used.',
    },
    addressed: {
      ja: '手紙は確認ずみの住所に送ります。変えるには新しい申込みが要ります。',
      en: 'The letter goes to the verified address. To change it takes a new application.',
    },
    checked: { ja: '住所を確かめた', en: 'I have checked the address' },
    reasons: {
      letterReturned: { ja: '手紙が戻った', en: 'the letter came back' },
      lapsed: { ja: '期限が切れた', en: 'the code lapsed' },
      locked: { ja: '入力の誤りで停止した', en: 'locked by wrong entries' },
    },
    reason: { ja: '理由', en: 'Reason' },
    code: { ja: '終わった符号', en: 'Code that is over' },
    application: { ja: '申込番号', en: 'Application' },
    act: { ja: 'すること', en: 'Act' },
    label: { ja: '再送の署名', en: 'Signing the re-send' },
    confirm: { ja: 'パスキーで署名し、再送を指示する', en: 'Sign with a passkey, and order it' },
    cancelled: {
      ja: '署名していません。何も記録していません。もう一度押せます。',
      en: 'Not signed, and nothing recorded. You can press again.',
    },
    needsScript: {
      ja: '署名にはJavaScriptが要ります。何も記録していません。',
      en: 'Signing needs JavaScript. Nothing was recorded.',
    },
    invalid: {
      ja: '署名を確かめられません。何も記録していません。やり直してください。',
      en: 'The signature does not hold. Nothing was recorded. Try again.',
    },
    refusals: {
      state: {
        ja: 'いま再送できる符号はありません。',
        en: 'No code of this case can be re-sent now.',
      },
      usedUp: {
        ja: '再送は2回までです。もう指示できません。',
        en: 'Two re-sends at most; none is left.',
      },
      role: { ja: '承認者だけが指示できます。', en: 'Only approvers order a re-send.' },
      N7: {
        ja: '前のロットに封をした人は指示できません。',
        en: 'Whoever sealed the old lot may not order it.',
      },
      other: {
        ja: 'この案件では、あなたは指示できません。',
        en: 'You may not order it on this case.',
      },
    },
    may: (names: string): Said => ({
      ja: `指示できる人: ${names}`,
      en: `Who may order it: ${names}`,
    }),
    outcome: {
      pending: { ja: '受け取りました。確かめています。', en: 'Received, and being judged.' },
      applied: {
        ja: '再送を記録しました。新しい手紙は発送の一覧に出ます。',
        en: 'The re-send is recorded. The new letter will stand in the list of letters.',
      },
      refused: {
        ja: '再送に効力はありません。拒んだことを記録しました。',
        en: 'The re-send has no effect, and that it was refused is recorded.',
      },
    },
    /** Why an order has no effect, by the code of the refusal. */
    judged: {
      resendsUsedUp: {
        ja: '再送は2回までです。申込者に知らせてください。',
        en: 'A code is re-sent twice at most. Tell the applicant.',
      },
      stateMoved: {
        ja: '先に別の手続が済みました。案件を確かめてください。',
        en: 'Something else came first. Look at the case.',
      },
      caseClosed: { ja: '案件は終了しています。', en: 'The case has ended.' },
      assertionInvalid: { ja: '署名を確かめられません。', en: 'The signature does not hold.' },
      roleRequired: { ja: '承認者だけが指示できます。', en: 'Only an approver may order it.' },
      dutiesN7: {
        ja: '前のロットに封をした人は指示できません。',
        en: 'Whoever sealed the old lot may not order it.',
      },
    } as Readonly<Record<string, Said>>,
    backToCase: { ja: '案件に戻る', en: 'Back to the case' },
  },
  ofCase: {
    title: { ja: '利用者識別符号と手紙', en: 'Codes and letters' },
  },
} as const;
