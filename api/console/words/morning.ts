import type { Said } from './said.ts';
import { countText } from '../count.ts';
import { morningStatus } from './morning-status.ts';

/** 朝の点検: may we start issuing today? */
export const morning = {
  title: { ja: '朝の点検', en: 'Morning check' },
  verdicts: {
    good: { ja: '発行を始められます。', en: 'Issuing may start.' },
    look: (count: number): Said => ({
      ja: `発行を始められます。見るものが${count}つあります。`,
      en:
        count === 1
          ? 'Issuing may start. 1 thing to look at.'
          : `Issuing may start. ${count} things to look at.`,
    }),
    stop: (count: number): Said => ({
      ja: `発行を始めないでください。止めるものが${count}つあります。`,
      en:
        count === 1
          ? 'Do not start issuing. 1 thing stops it.'
          : `Do not start issuing. ${count} things stop it.`,
    }),
  },
  refresh: { ja: '最新にする', en: 'Refresh' },
  statistics: { ja: '統計を見る', en: 'Statistics' },
  checks: {
    title: { ja: '動いているか', en: 'Does it run?' },
    counts: (all: number, good: number, look: number): Said => ({
      ja: `${all}項目のうち 正常 ${good}・要確認 ${look}`,
      en: `Of ${all}: ${good} in order, ${look} to look at`,
    }),
    columns: {
      item: { ja: '項目', en: 'Item' },
      state: { ja: '状態', en: 'State' },
      found: { ja: 'わかったこと', en: 'What is known' },
      age: { ja: '経過と期限', en: 'Age and limit' },
    },
  },
  levels: {
    good: { ja: '正常', en: 'In order' },
    look: { ja: '要確認', en: 'Look' },
    wait: { ja: '待つ', en: 'Waits' },
    stop: { ja: '止める', en: 'Stops' },
    none: { ja: 'なし', en: 'None' },
  },
  ago: (age: Said): Said => ({ ja: `${age.ja}前`, en: `${age.en} ago` }),
  left: (rest: Said): Said => ({ ja: `あと ${rest.ja}`, en: `${rest.en} left` }),
  duty: {
    name: { ja: '当番', en: 'Duty' },
    on: (name: string): Said => ({ ja: `${name}が当番です。`, en: `${name} is on duty.` }),
    nobody: {
      ja: '責任を有する者がいません。自動決定は止まっています。人の承認と発行は続けられます。',
      en: 'No responsible person is on duty. The machine approves nothing; people may, and issuing goes on.',
    },
    next: { ja: '当番のページ', en: 'Duty page' },
  },
  jlis: {
    open: { ja: '照会できる時間です。', en: 'It may be asked now.' },
    allDay: {
      ja: '時間の定めはありません(取決めの文書なし)。',
      en: 'No hours are stated: there is no document of the agreement.',
    },
    closed: { ja: 'いまは照会できない時間です。', en: 'It may not be asked now.' },
    opens: (time: Said): Said => ({ ja: `${time.ja} に開きます。`, en: `Opens ${time.en}.` }),
    closes: (time: Said): Said => ({ ja: `${time.ja} まで。`, en: `Until ${time.en}.` }),
    unreadable: {
      ja: '取決めの文書が読めません。照会は止まっています。管理者に知らせてください。',
      en: 'The document of the agreement cannot be read. Nobody is asked. Tell an administrator.',
    },
    answered: (age: Said): Said => ({
      ja: `最後の回答 ${age.ja}前。`,
      en: `Last answer ${age.en} ago.`,
    }),
    neverAsked: { ja: 'まだ照会していません。', en: 'Not asked yet.' },
    silent: (since: Said, age: Said): Said => ({
      ja: `${since.ja} から回答がありません(${age.ja})。`,
      en: `No answer since ${since.en} (${age.en}).`,
    }),
    silentLonger: (since: Said): Said => ({
      ja: `少なくとも ${since.ja} から回答がありません。`,
      en: `No answer since ${since.en} at least.`,
    }),
    nobody: {
      ja: '人が代わりに承認することはできません(JPKI法19条1項)。',
      en: 'Nobody can approve in its place (JPKI Act, Art. 19(1)).',
    },
    waiting: (count: number): Said => ({
      ja: `${countText(count)}件が待っています`,
      en: `${countText(count)} waiting`,
    }),
  },
  lists: {
    name: { ja: 'J-LISの失効リスト', en: 'J-LIS lists' },
    notAgreed: {
      ja: '取決めにありません。1件ずつの照会だけで決めます。',
      en: 'Not part of the agreement. Status comes from single questions alone.',
    },
    none: {
      ja: '期限内のリストがありません。リストの照合は待ちになります。管理者に知らせてください。',
      en: 'No list is in force. What needs one waits. Tell an administrator.',
    },
    some: (count: number, age: Said): Said => ({
      ja: `期限内 ${count}本、最も古いものは ${age.ja}前に作られました。`,
      en: `${count} in force; the oldest was made ${age.en} ago.`,
    }),
  },
  room: {
    name: { ja: 'HSM・認証設備室', en: 'HSM and room' },
    cannotAsk: {
      ja: '事務室からHSMへは問い合わせられません。部屋から届いたものだけで見ています。',
      en: 'The office cannot ask the HSM. This is from what came out of the room alone.',
    },
    heard: (age: Said): Said => ({
      ja: `部屋の帳簿を最後に受け取ったのは ${age.ja}前。`,
      en: `The room's book was last heard ${age.en} ago.`,
    }),
    notHeard: {
      ja: '部屋の帳簿をまだ受け取っていません。',
      en: "The room's book has not been heard yet.",
    },
    certificate: (age: Said): Said => ({
      ja: `最後の証明書は ${age.ja}前。`,
      en: `Last certificate ${age.en} ago.`,
    }),
    noCertificate: { ja: '証明書はまだ届いていません。', en: 'No certificate has come yet.' },
    waits: (count: number, age: Said): Said => ({
      ja: `${countText(count)}件が発行を待っています(最も長いもの ${age.ja})。承認はできますが、発行は待ちます。`,
      en: `${countText(count)} wait to be issued (longest ${age.en}). You can approve; issuing waits.`,
    }),
  },
  status: morningStatus,
  reconciliation: {
    name: { ja: '帳簿の照合', en: 'Reconciliation' },
    agrees: (day: string): Said => ({
      ja: `${day} の照合に差はありません。`,
      en: `Nothing differs on ${day}.`,
    }),
    differs: (day: string, numbers: string): Said => ({
      ja: `${day} の照合に差があります(${numbers})。`,
      en: `${day} differs (${numbers}).`,
    }),
    halts: {
      ja: '署名を止める差です。管理者に知らせてください。',
      en: 'It is a difference that stops signing. Tell an administrator.',
    },
    tell: { ja: '管理者に知らせてください。', en: 'Tell an administrator.' },
    missing: { ja: '昨日の照合が、まだありません。', en: 'Yesterday has not been reconciled yet.' },
    none: {
      ja: '照合は、まだ始まっていません。最初は帳簿を開いた翌日の 00:30 です。',
      en: 'No day has been reconciled yet. The first run is at 00:30 on the day after the books were opened.',
    },
    open: { ja: '照合を見る', en: 'Show it' },
  },
  anchoring: {
    name: { ja: '外の証人', en: 'Witnesses' },
    good: (age: Said): Said => ({
      ja: `両方の帳簿を外に残しました。最も古いものは ${age.ja}前。`,
      en: `Both books are anchored outside; the oldest ${age.en} ago.`,
    }),
    none: { ja: 'まだ始まっていません。', en: 'Not begun yet.' },
    open: { ja: '外の証人を見る', en: 'Show the witnesses' },
  },
  behind: {
    name: { ja: 'データベース', en: 'Database' },
    what: {
      ja: 'データベースが帳簿より古くなっています。何も決めず、何も発行しないでください。',
      en: 'The database is older than the books. Decide nothing, issue nothing.',
    },
  },
  checking: {
    name: { ja: '自動の点検', en: 'Automatic check' },
    good: {
      ja: '10分を超えて点検中の案件はありません。',
      en: 'No case is checked for more than 10 minutes.',
    },
    long: (count: number): Said => ({
      ja: `点検が10分を超えた案件が${countText(count)}件。J-LISの順番待ちなら自動で進みます。`,
      en: `${countText(count)} checked for more than 10 minutes. In turn for J-LIS they go on by themselves.`,
    }),
    open: { ja: '点検中の案件', en: 'Cases in the check' },
  },
  overdue: {
    name: { ja: '期限', en: 'Deadlines' },
    good: { ja: '期限を過ぎた案件はありません。', en: 'No case is past its deadline.' },
    review: (count: number): Said => ({
      ja: `審査の期限を過ぎた案件が${countText(count)}件。`,
      en: `${countText(count)} past the deadline of review.`,
    }),
    approved: (count: number): Said => ({
      ja: `発行指示の期限を過ぎた案件が${countText(count)}件。`,
      en: `${countText(count)} past the deadline of instruction.`,
    }),
    openReview: { ja: '受付箱を開く', en: 'Open the queue' },
  },
  parked: {
    name: { ja: '断られた発行', en: 'Refused issuing' },
    good: { ja: '認証設備室が断ったままの案件はありません。', en: 'The room refuses no case.' },
    some: (count: number): Said => ({
      ja: `認証設備室が断り、誰も試していない案件が${countText(count)}件。`,
      en: `${countText(count)} refused by the room, and nobody tries again.`,
    }),
    open: { ja: '断られた案件', en: 'Cases refused' },
  },
  switches: {
    title: { ja: '停止スイッチ', en: 'Stop switches' },
    row: { ja: '停止スイッチ', en: 'Stop switches' },
    toActs: { ja: '止める・再開を提案する', en: 'Stop, or propose to go on' },
    allOn: { ja: '止めているものはありません。', en: 'Nothing is stopped.' },
    off: (names: Said): Said => ({
      ja: `止めています: ${names.ja}。失効の受付と帳簿は動いています。`,
      en: `Stopped: ${names.en}. Revocation requests and the books go on.`,
    }),
    signing: {
      ja: '部屋はすべての署名を止めています。直したあと、部屋で二人が再開します。',
      en: 'The room has stopped all signing. Once mended, two custodians let it go on there.',
    },
    runs: { ja: '動いている', en: 'Runs' },
    stopped: { ja: '止めている', en: 'Stopped' },
    unknown: { ja: '未確認', en: 'Not known' },
    never: { ja: '止められない', en: 'Cannot be stopped' },
    neverWhat: { ja: '失効の受付・記録と帳簿', en: 'Revocation and books' },
    since: (time: Said): Said => ({ ja: `${time.ja} から`, en: `since ${time.en}` }),
    asReconciled: (time: Said): Said => ({
      ja: `部屋のスイッチ。${time.ja} の照合で聞いたもの`,
      en: `The room's own; as heard at the reconciliation of ${time.en}`,
    }),
    notHeard: {
      ja: '部屋のスイッチ。まだ聞いていません',
      en: "The room's own; not heard yet",
    },
  },
  night: {
    title: { ja: '夜のあいだの自動決定', en: 'Automatic decisions overnight' },
    span: (from: Said, until: Said): Said => ({
      ja: `${from.ja} から ${until.ja} まで`,
      en: `${from.en} to ${until.en}`,
    }),
    kinds: {
      approved: { ja: '自動で承認', en: 'Approved' },
      toPeople: { ja: '人の審査へ', en: 'To a person' },
      returned: { ja: '補正を依頼', en: 'Returned' },
      waiting: { ja: 'J-LIS待ち', en: 'Await J-LIS' },
    },
    lastWeek: (count: string): Said => ({ ja: `先週 ${count}`, en: `last week ${count}` }),
    mean: (mean: string, weeks: number): Said => ({
      ja: `${weeks}週の平均 ${mean}`,
      en: `mean of ${weeks} wk ${mean}`,
    }),
    noWeeks: { ja: '比べる週はまだありません', en: 'no week to compare with yet' },
    share: (now: string): Said => ({
      ja: `自動で承認した割合 ${now}`,
      en: `Share approved by the machine ${now}`,
    }),
    shareBefore: (mean: string): Said => ({
      ja: `(同じ曜日の平均 ${mean})`,
      en: `(mean of the same nights ${mean})`,
    }),
    nothing: { ja: '夜のあいだ、何も決めていません。', en: 'Nothing was decided overnight.' },
    refused: {
      ja: '機械は却下しません。補正を依頼するか、人に回します。',
      en: 'The machine rejects nothing: it returns, or leaves it to a person.',
    },
    ghost: { ja: '点線 = 先週の同じ時間', en: 'dotted = the same hours last week' },
    byHour: { ja: '1時間ごとの件数', en: 'Cases by the hour' },
  },
  held: {
    title: { ja: '置いてある案件', en: 'Cases put aside' },
    count: (count: number): Said => ({
      ja: `${countText(count)}件、すべて持ち主あり`,
      en: `${countText(count)}, each with an owner`,
    }),
    none: { ja: '置いてある案件はありません。', en: 'No case is put aside.' },
    day: (day: number): Said => ({ ja: `${day}日目`, en: `day ${day}` }),
    until: (time: Said): Said => ({ ja: `${time.ja} まで`, en: `until ${time.en}` }),
    more: (count: number): Said => ({ ja: `ほか ${count}件`, en: `${count} more` }),
  },
} as const;
