import { countText } from '../count.ts';
import type { Said } from './said.ts';

const of = (count: number): Said => ({
  ja: `${countText(count)}通`,
  en: count === 1 ? '1 letter' : `${countText(count)} letters`,
});

/** What is wrong with an input about a lot, and what to do next. */
const problems = {
  contentUnreadable: {
    ja: '内容を読めません。ページを開き直してください。',
    en: 'What was sent cannot be read. Open the page again.',
  },
  officerUnknown: {
    ja: '職員の登録がありません。管理者に知らせてください。',
    en: 'You are not in the register of staff. Tell an administrator.',
  },
  roleRequired: {
    ja: '受付か発行担当者だけができます。',
    en: 'Only reception and issuing operators may do this.',
  },
  duties: {
    ja: '一人目と二人目は別の人です。別の人に頼んでください。',
    en: 'The two who seal are two persons. Ask somebody else.',
  },
  lotExists: { ja: 'このロットはもうあります。', en: 'This lot is there already.' },
  lotUnknown: { ja: 'このロットはありません。', en: 'There is no such lot.' },
  lotSealed: { ja: 'このロットはもう封をされています。', en: 'This lot is sealed already.' },
  lotClosed: { ja: 'このロットは終わっています。', en: 'This lot is closed.' },
  lotEmpty: {
    ja: '送る手紙が残っていません。提案を取り下げてください。',
    en: 'No letter of it is still to be sent. Give the proposal up.',
  },
  letterTaken: {
    ja: '別のロットの手紙があります。一覧から選び直してください。',
    en: 'A letter is in another lot or void by now. Choose again from the list.',
  },
  letterMissing: {
    ja: '暗号化された手紙が見つかりません。管理者に知らせてください。',
    en: 'An encrypted letter is not where it should be. Tell an administrator.',
  },
  countDiffers: {
    ja: '通数が合いません。数え直してください。',
    en: 'The number is not the number of letters. Count again.',
  },
} as const satisfies Readonly<Record<string, Said>>;

/** 発送: lots of letters with codes. */
export const letters = {
  title: { ja: '手紙の発送', en: 'Letters' },
  lead: {
    ja: '利用者識別符号の手紙をまとめ、二人で封をして印刷業者に渡します。',
    en: 'Letters with codes go to the print vendor in lots that two people seal.',
  },
  toConfirmations: { ja: '業者のCSVを取り込む', en: 'Import the vendor’s CSV' },
  toReturned: { ja: '戻った手紙を読み取る', en: 'Scan returned letters' },
  of,
  waiting: {
    title: { ja: 'ロットを待つ手紙', en: 'Letters without a lot' },
    none: { ja: '待っている手紙はありません。', en: 'No letter waits.' },
    note: {
      ja: '選んだ手紙で一人目の封をします。二人目は別の人です。',
      en: 'You seal the chosen letters as the first; somebody else is the second.',
    },
    more: (count: number): Said => ({
      ja: `ほか${countText(count)}通は次のロットに入ります。`,
      en: `${countText(count)} more go into the next lot.`,
    }),
    propose: { ja: '一人目として封をする', en: 'Seal as the first' },
    role: {
      ja: 'ロットは受付と発行担当者が作ります。',
      en: 'Reception and issuing operators make lots.',
    },
  },
  open: {
    title: { ja: '動いているロット', en: 'Open lots' },
    none: { ja: '動いているロットはありません。', en: 'No lot is open.' },
  },
  closed: {
    title: { ja: '終わったロット', en: 'Closed lots' },
    none: { ja: '終わったロットはまだありません。', en: 'No lot is closed yet.' },
  },
  columns: {
    choose: { ja: '選ぶ', en: 'Choose' },
    application: { ja: '申込番号', en: 'Application' },
    dispatch: { ja: '発送番号', en: 'Dispatch' },
    code: { ja: '符号', en: 'Code' },
    made: { ja: '作成', en: 'Made' },
    state: { ja: '状態', en: 'State' },
    course: { ja: '経過', en: 'Course' },
    lot: { ja: 'ロット', en: 'Lot' },
  },
  wrongCodes: (count: number, max: number): Said => ({
    ja: `入力の誤り${count}回(${max}回まで)`,
    en: `Wrong entries: ${count} of ${max}`,
  }),
  codeNumber: (number: number, resend: number): Said => ({
    ja: resend > 0 ? `${number}通目(再送${resend}回目)` : `${number}通目`,
    en: resend > 0 ? `No. ${number} (re-send ${resend})` : `No. ${number}`,
  }),
  states: {
    generated: { ja: '作成ずみ', en: 'made' },
    sealed: { ja: '封をした', en: 'sealed' },
    printed: { ja: '印刷した', en: 'printed' },
    posted: { ja: '発送した', en: 'posted' },
    delivered: { ja: '届いた', en: 'delivered' },
    locked: { ja: '入力誤りで停止', en: 'locked' },
    lapsed: { ja: '期限切れ', en: 'lapsed' },
    redeemed: { ja: '使われた', en: 'used' },
    voided: { ja: '無効', en: 'void' },
  },
  course: {
    printed: { ja: '印刷', en: 'printed' },
    posted: { ja: '発送', en: 'posted' },
    delivered: { ja: '配達', en: 'delivered' },
    returned: (reason: Said): Said => ({
      ja: `戻った(${reason.ja})`,
      en: `came back (${reason.en})`,
    }),
  },
  lot: {
    title: (id: string): Said => ({ ja: `ロット ${id}`, en: `Lot ${id}` }),
    standings: {
      proposed: { ja: '二人目の封を待つ', en: 'awaits the second seal' },
      sealed: { ja: '業者にある', en: 'with the vendor' },
      late: { ja: '期限を過ぎた', en: 'past its deadline' },
      closed: { ja: '終わった', en: 'closed' },
      discarded: { ja: '取り下げた', en: 'given up' },
    },
    count: { ja: '通数', en: 'Letters' },
    uncounted: {
      ja: '二人目が数えます',
      en: 'for the second to count',
    },
    first: { ja: '一人目の封', en: 'First seal' },
    second: { ja: '二人目の封', en: 'Second seal' },
    printBy: { ja: '印刷の期限', en: 'To be printed by' },
    postBy: { ja: '発送の期限', en: 'To be posted by' },
    closedAt: { ja: '終わり', en: 'Closed' },
    fileSha256: { ja: '業者ファイルのSHA-256', en: 'SHA-256 of the vendor’s file' },
    letters: { ja: '手紙', en: 'Letters' },
    noLetters: { ja: 'このロットに手紙はありません。', en: 'No letter is in this lot.' },
    back: { ja: '発送の一覧へ', en: 'To all lots' },
    late: {
      ja: '期限を過ぎました。業者に電話で確かめてください。',
      en: 'It is past its deadline. Call the vendor.',
    },
  },
  seal: {
    title: { ja: '二人目の封', en: 'Second seal' },
    what: {
      ja: '一覧か印刷した紙で手紙を数え、その数を入れてください。',
      en: 'Count the letters, on the list or on paper, and type how many there are.',
    },
    field: { ja: '数えた通数', en: 'Letters counted' },
    confirm: { ja: '二人目として封をする', en: 'Seal as the second' },
    final: {
      ja: '封をしたロットは変えられません。',
      en: 'A sealed lot cannot be changed.',
    },
    may: (names: string): Said => ({
      ja: `封をできる人: ${names}`,
      en: `Who may seal: ${names}`,
    }),
    own: {
      ja: '一人目はあなたです。別の人が数えて封をします。',
      en: 'You are the first. Somebody else counts and seals.',
    },
    role: {
      ja: '受付か発行担当者が封をします。',
      en: 'Reception or an issuing operator seals it.',
    },
  },
  discard: {
    what: {
      ja: '間違えたロットは取り下げます。手紙は一覧に戻ります。',
      en: 'A lot made by mistake is given up; its letters go back to the list.',
    },
    confirm: { ja: 'ロットを取り下げる', en: 'Give the lot up' },
  },
  file: {
    title: { ja: '業者ファイル', en: 'The vendor’s file' },
    what: {
      ja: '手紙は業者の鍵だけで開きます。当社では誰も読めません。',
      en: 'Only the vendor’s key opens the letters. Nobody here can read them.',
    },
    download: { ja: '業者ファイルを保存する', en: 'Save the vendor’s file' },
    logged: {
      ja: '保存は記録されます。',
      en: 'Saving it is recorded.',
    },
    gone: {
      ja: '手紙が印刷ずみで消えたため、もう作れません。',
      en: 'It cannot be made any more: letters that are printed are deleted here.',
    },
    differs: {
      ja: 'ハッシュが封と違います。渡さず、管理者に知らせてください。',
      en: 'Its hash is not the sealed one. Hand nothing over; tell an administrator.',
    },
    role: {
      ja: '保存できるのは受付と発行担当者です。',
      en: 'Reception and issuing operators may save it.',
    },
  },
  cancelled: {
    title: { ja: '業者に止めてもらう手紙', en: 'Letters for the vendor to stop' },
    what: {
      ja: '封のあとで無効になりました。業者に番号を知らせてください。',
      en: 'They became void after the seal. Tell the vendor their numbers.',
    },
    harmless: {
      ja: '届いても、この符号はもう使えません。',
      en: 'Should one arrive, its code no longer works.',
    },
  },
  outcome: {
    pending: {
      ja: '受け取りました。確かめています。',
      en: 'Received, and being judged.',
    },
    applied: {
      propose: {
        ja: '一人目の封を記録しました。別の人に二人目を頼んでください。',
        en: 'The first seal is recorded. Ask somebody else for the second.',
      },
      seal: {
        ja: '封を記録しました。業者ファイルを保存してください。',
        en: 'The seal is recorded. Save the vendor’s file.',
      },
      discard: {
        ja: '取り下げました。手紙は一覧に戻りました。',
        en: 'Given up. Its letters are back on the list.',
      },
    },
    refused: (why: Said): Said => ({
      ja: `効力はありません。拒んだことを記録しました。${why.ja}`,
      en: `It has no effect, and that it was refused is recorded. ${why.en}`,
    }),
    toLot: { ja: 'ロットを開く', en: 'Open the lot' },
  },
  problems,
  morning: {
    name: { ja: '手紙の発送', en: 'Letters' },
    good: { ja: '遅れている手紙はありません。', en: 'No letter is late.' },
    toPrint: (lots: number): Said => ({
      ja: `印刷が遅れているロットが${countText(lots)}件。`,
      en: `${countText(lots)} past the deadline of printing.`,
    }),
    toPost: (lots: number): Said => ({
      ja: `発送が遅れているロットが${countText(lots)}件。`,
      en: `${countText(lots)} past the deadline of posting.`,
    }),
    call: { ja: '業者に電話で確かめてください。', en: 'Call the vendor.' },
    toSeal: (lots: number): Said => ({
      ja: `二人目の封を待つロットが${countText(lots)}件。`,
      en: `${countText(lots)} await the second seal.`,
    }),
    waits: (age: Said): Said => ({
      ja: `最も古い手紙は${age.ja}前から封を待っています。`,
      en: `The oldest letter has waited ${age.en} for its seals.`,
    }),
    open: { ja: '発送を開く', en: 'Open the letters' },
  },
} as const;
