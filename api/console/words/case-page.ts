import type { NameExplanation } from '../../../domain/identity/names.ts';
import type { Said } from './said.ts';

/** The page of a case, but for findings, evidence and events. */
export const casePage = {
  head: {
    reviewDeadline: { ja: '審査の期限', en: 'Review due' },
    answerDeadline: { ja: '答えの期限', en: 'Answer due' },
    instructDeadline: { ja: '指示の期限', en: 'Order due' },
    caseDeadline: { ja: '手続の期限', en: 'Case ends' },
    closed: { ja: '終わった日', en: 'Closed' },
    nextAttempt: { ja: '次の照会', en: 'Next query' },
  },
  sheet: {
    dossier: { ja: '一件書類', en: 'dossier' },
    title: { ja: '案件票', en: 'Case sheet' },
    printed: { ja: '印刷', en: 'printed by' },
    ask: { ja: '案件票を印刷する', en: 'Print the case sheet' },
    lead: {
      ja: '案件のすべてを、紙に合わせて1ページに開きます。畳まれたものはなく、ハッシュは全桁です。',
      en: 'Opens the whole case on one page for paper: nothing is folded, and every hash is whole.',
    },
    recorded: {
      ja: '開くと、あなたの名前・時刻・目的が、印刷として記録されます。',
      en: 'Opening it records your name, the time and the purpose as a print.',
    },
    open: { ja: 'この目的で案件票を開く', en: 'Open the sheet for this purpose' },
    print: { ja: '印刷する', en: 'Print' },
    back: { ja: '案件に戻る', en: 'Back to the case' },
    personal: {
      ja: '個人情報を含みます。使い終わったら溶解箱へ。',
      en: 'Holds personal data. Destroy after use.',
    },
  },
  signed: {
    title: { ja: '申込者が署名した文書', en: 'What the applicant signed' },
    octets: { ja: 'バイト列', en: 'Octets' },
    document: { ja: '文書', en: 'Text' },
    documentHash: { ja: '文書のハッシュ', en: 'Hash of the text' },
    dossier: { ja: '一件書類', en: 'Dossier' },
    dossierHash: { ja: '一件書類のハッシュ', en: 'Hash of the dossier' },
    unreadable: {
      ja: '署名した文書を文字として読めません。バイト列を見てください。',
      en: 'The signed text cannot be read as characters. See its octets.',
    },
    missing: {
      ja: '署名した文書が証拠の中にありません。',
      en: 'The signed text is not among the evidence.',
    },
    exact: {
      ja: '署名は正しく、渡した文書と1バイトも違いません。',
      en: 'The signature is right, and not one byte differs from what we handed out.',
    },
    notExact: {
      ja: '署名か文書に問題があります。見つかったことを見てください。',
      en: 'Signature or text has a problem. See the findings.',
    },
    signedAt: { ja: '署名者の時計', en: "Signer's clock" },
    chainHolds: {
      ja: '署名用電子証明書を、J-LISの署名用認証局まで確認しました。',
      en: "The card's certificate was verified up to the signing CA of J-LIS.",
    },
    chainFails: {
      ja: '署名用電子証明書を確認できていません。',
      en: "The card's certificate is not verified.",
    },
  },
  values: {
    title: { ja: '証明書に載る値', en: 'What the certificate will say' },
    compared: { ja: '氏名の字ごとの比較', en: 'The name, character by character' },
    caption: {
      ja: '氏名を字ごとに並べ、符号位置と代替文字の印を示す',
      en: 'The name by characters, with code points and substitute flags',
    },
    others: { ja: '氏名以外の値の比較', en: 'Other values compared' },
    ours: { ja: '証明書に載る', en: 'In the certificate' },
    oursToo: { ja: '= 署名した文書', en: '= the signed text' },
    card: { ja: 'マイナンバー', en: 'My Number' },
    cardToo: { ja: 'カード(JPKI)', en: 'Card (JPKI)' },
    flags: { ja: '代替文字の印', en: 'Substitute flags' },
    flagOn: { ja: '1 代替', en: '1 subst.' },
    blank: { ja: '空白', en: 'blank' },
    gap: { ja: 'なし', en: 'none' },
    flagsUnusable: {
      ja: '印の数が字数と違うため、使えません。',
      en: 'The number of flags is not that of the characters; they cannot be used.',
    },
    noText: {
      ja: '署名した文書を読めないため、載る値を示せません。',
      en: 'The signed text cannot be read, so the values are not known.',
    },
    noCard: {
      ja: '比べる電子証明書が証拠の中にありません。',
      en: 'There is no certificate among the evidence to compare with.',
    },
    unreadableCard: {
      ja: '署名用電子証明書を読めないため、比べられません。',
      en: "The card's certificate cannot be read, so nothing can be compared.",
    },
    identical: {
      strong: { ja: '氏名は、1字も違いません。', en: 'The names do not differ.' },
      more: {
        ja: 'カードの文字が、そのまま証明書に載ります。',
        en: "The card's characters stand in the certificate as they are.",
      },
    },
    identicalWithSubstitutes: (count: number): Said => ({
      ja: `カードの氏名のうち${count}字は代わりの字です。`,
      en: `${count} characters on the card stand in for others.`,
    }),
    explained: (count: number): Said => ({
      ja: `${count}字の差は、説明できます。`,
      en:
        count === 1
          ? 'One character differs, and is explained.'
          : `${count} characters differ, and are explained.`,
    }),
    different: (count: number): Said => ({
      ja: `${count}字の差があり、説明できません。`,
      en:
        count === 1
          ? 'One character differs, and is not explained.'
          : `${count} characters differ, and are not explained.`,
    }),
    otherName: {
      ja: 'カードの氏名とは別の氏名です。',
      en: "It is another name than the card's.",
    },
    explanation: {
      space: { ja: '空白の種類', en: 'kind of blank' },
      width: { ja: '全角・半角', en: 'full or half width' },
      variantKanji: { ja: '字形対応表にある異体字', en: 'a variant in our table' },
      variationSelector: { ja: '異体字セレクタ', en: 'a variation selector' },
      compatibilityIdeograph: { ja: 'CJK互換漢字', en: 'a compatibility ideograph' },
      longVowel: { ja: '長音の書き方', en: 'how the long vowel is written' },
      latinCase: { ja: '大文字・小文字', en: 'upper or lower case' },
    } satisfies Record<NameExplanation, Said>,
    reasons: (list: Said): Said => ({
      ja: `差の理由: ${list.ja}。`,
      en: `Because of: ${list.en}.`,
    }),
    stands: {
      ja: '証明書には、署名した文書の字が載ります。',
      en: 'The certificate will carry the characters of the signed text.',
    },
    flaggedAt: (places: readonly number[]): Said => ({
      ja: places.length === 0 ? '' : `印は${places.map((n) => `${n}字目`).join('と')}にあります。`,
      en: places.length === 0 ? '' : `Flagged: ${places.join(', ')}.`,
    }),
    subjectNumber: { ja: '主体者の番号', en: 'Subject number' },
    sameAsNumber: { ja: '申込番号', en: 'application number' },
    kind: { ja: '種類', en: 'Kind' },
    validity: { ja: '有効期間', en: 'Validity' },
    fromIssue: (months: number): Said => ({
      ja: `発行の時から${months}か月`,
      en: `${months} months from issuing`,
    }),
    limit: (months: number): Said => ({
      ja: `(上限${months}か月)`,
      en: `(at most ${months} months)`,
    }),
    key: { ja: '公開鍵', en: 'Public key' },
    keyLater: { ja: '利用者識別符号の後に届く', en: 'Comes after the code' },
    inText: { ja: '署名の中', en: 'in the signed text' },
    later: { ja: 'これから', en: 'later' },
    withinLimit: { ja: '上限内', en: 'within the limit' },
    beyondLimit: { ja: '上限を超える', en: 'beyond the limit' },
    birthDate: { ja: '生年月日', en: 'Birth date' },
    address: { ja: '住所', en: 'Address' },
    absent: { ja: '載りません', en: 'not in it' },
    fromCard: { ja: 'カードの記載', en: 'from the card' },
    fromText: { ja: '申込書の記載', en: 'from the text' },
    unknownDate: { ja: '読み取れない', en: 'cannot be read' },
    previous: { ja: 'これまでの証明書', en: 'Earlier certificates' },
    previousKinds: {
      none: { ja: 'なし', en: 'none' },
      revokeAfterAcceptance: { ja: '受領の後に失効', en: 'revoke after acceptance' },
      keep: { ja: 'そのまま使う', en: 'keep' },
    },
  },
  certificate: {
    title: { ja: '発行した証明書', en: 'The certificate issued' },
    titleOf: (number: number): Said => ({
      ja: `発行した証明書 ${number}`,
      en: `Certificate ${number}`,
    }),
    unread: {
      ja: '証明書の本体を読めません。番号と指紋は帳簿のものです。',
      en: 'The certificate itself cannot be read. Number and fingerprint are those of the books.',
    },
    octets: { ja: 'バイト列', en: 'Octets' },
    serial: { ja: '発行番号', en: 'Serial number' },
    issuer: { ja: '発行者', en: 'Issuer' },
    subject: { ja: '主体者', en: 'Subject' },
    validity: { ja: '有効期間', en: 'Validity' },
    from: { ja: ' から ', en: ' to ' },
    until: { ja: ' まで', en: '' },
    key: { ja: '公開鍵', en: 'Public key' },
    usage: { ja: '用途', en: 'Key usage' },
    policy: { ja: '証明書ポリシ', en: 'Policy' },
    fingerprint: { ja: 'SHA-256 指紋', en: 'SHA-256 fingerprint' },
    sameKey: { ja: '申込書の鍵と同じ', en: 'the key of the signed text' },
    otherKey: { ja: '申込書の鍵と違う', en: 'not the key of the signed text' },
  },
  timeline: {
    title: { ja: '経過', en: 'What happened' },
    note: {
      ja: '右は帳簿の番号。すべての行に証明があります。',
      en: 'At the right: the entry in the books. Each line can be proven.',
    },
    unsequenced: { ja: '番号はまもなく', en: 'being numbered' },
    unreadable: {
      ja: 'この記録を読めません。管理者に伝えてください。',
      en: 'This entry cannot be read. Tell the administrator.',
    },
    refusedDecision: (who: string, what: Said, problem: string): Said => ({
      ja: `${who}の${what.ja}は、「拒まれた決定」です。効力はありません(${problem})。`,
      en: `Refused, without effect: the ${what.en} of ${who} (${problem}).`,
    }),
    responsible: (name: string): Said => ({
      ja: `責任を有する者 ${name}`,
      en: `responsible person ${name}`,
    }),
    plan: {
      query: {
        ja: 'もう一度確かめます。結果は、このページに出ます。',
        en: 'Checked again. The outcome will stand on this page.',
      },
      jlis: {
        ja: 'J-LISへ次の照会。回答があれば、このページに出ます。',
        en: 'Next query to J-LIS. Its answer will stand on this page.',
      },
      review: { ja: '審査の期限です。', en: 'The review is due.' },
      answer: {
        ja: 'ここまでに答えがなければ期限切れです。',
        en: 'Without an answer by then it lapses.',
      },
      instruct: { ja: '発行指示の期限です。', en: 'The order to issue is due.' },
      end: { ja: '手続全体の期限です。', en: 'The whole case ends.' },
    },
  },
  readers: {
    title: { ja: '個人情報を見た人', en: 'Who read personal data' },
    times: (count: number): Said => ({ ja: `${count}回`, en: `${count} times` }),
    other: { ja: '別の目的で見る', en: 'Read for another purpose' },
    purpose: { ja: '目的', en: 'Purpose' },
    open: { ja: 'この目的で開く', en: 'Open for this purpose' },
    purposes: {
      review: { ja: '審査', en: 'review' },
      check: { ja: '確認', en: 'check' },
      inquiry: { ja: '申込者への応対', en: 'answering the applicant' },
      correction: { ja: '記録の訂正', en: 'correcting a record' },
      revocation: { ja: '失効の受付', en: 'taking a revocation' },
      inspection: { ja: '検査', en: 'inspection' },
      list: { ja: '一覧', en: 'list' },
      export: { ja: '帳簿の書き出し', en: 'exporting the books' },
      delivery: { ja: '窓口への引渡し', en: 'handing over to the portal' },
      dispatch: { ja: '手紙の発送', en: 'sending a letter' },
    },
  },
  erased: {
    chip: { ja: '消去済み', en: 'Erased' },
    on: (time: string): Said => ({
      ja: `消去済み：${time} に鍵を消したため、この個人情報は読めません。帳簿の証明は有効です。`,
      en: `Erased: this personal data can no longer be read, its key was destroyed at ${time}. The proofs stay valid.`,
    }),
    keysMissing: {
      ja: 'この個人情報の鍵が見つかりません。消去の記録もありません。管理者に知らせてください。',
      en: 'The key of this personal data is missing, and no record says that it was erased. Tell an administrator.',
    },
  },
  bar: {
    label: { ja: 'いまの状態', en: 'Where the case stands' },
    who: { ja: '次に動く', en: 'Next to move' },
    when: { ja: '次の予定', en: 'Next at' },
    told: { ja: '申込者に見えること', en: 'What the applicant reads' },
    quoted: (sentence: string): Said => ({ ja: `「${sentence}」`, en: `“${sentence}”` }),
    deadline: { ja: '期限', en: 'Due' },
  },
} as const;
