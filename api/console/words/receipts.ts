import type { Said } from './said.ts';

/** 受領の確認: how it stands, and receipts on paper. */
export const receipts = {
  title: { ja: '受領の確認', en: 'Receipt by the subscriber' },
  certificate: (order: number): Said => ({
    ja: `証明書${order}`,
    en: `Certificate ${order}`,
  }),
  states: {
    issued: { ja: '受領の確認待ち', en: 'Receipt awaited' },
    accepted: { ja: '受領を確認', en: 'Receipt confirmed' },
    revoked: { ja: '失効', en: 'Revoked' },
    expired: { ja: '有効期間満了', en: 'Expired' },
  } as Readonly<Record<string, Said>>,
  methods: {
    receivedCertificate: { ja: '受領した証明書の署名', en: 'signed with the certificate' },
    jpki: { ja: '署名用電子証明書の署名', en: 'signed with the card' },
    paper: { ja: '書面', en: 'on paper' },
  } as Readonly<Record<string, Said>>,
  issued: { ja: '発行', en: 'Issued' },
  confirmed: { ja: '確認', en: 'Confirmed' },
  deadline: { ja: '期限', en: 'Awaited until' },
  reminded: (sent: number, planned: number): Said => ({
    ja: `督促 ${sent}回（予定${planned}回）`,
    en: `Reminders: ${sent} of ${planned}`,
  }),
  missed: { ja: '期限を過ぎました', en: 'Missed' },
  paper: {
    title: { ja: '書面の受領書', en: 'Receipt on paper' },
    record: { ja: '書面の受領書を記録', en: 'Record a receipt on paper' },
    lead: {
      ja: '署名された紙を見ながら記入します。紙は保管してください。',
      en: 'Fill this in from the signed paper, and keep the paper.',
    },
    role: {
      ja: '書面の受領書は受付と審査担当者が記録します。',
      en: 'Reception and examiners record receipts on paper.',
    },
    none: {
      ja: '受領の確認を待つ証明書はありません。',
      en: 'No certificate of this case awaits a receipt.',
    },
    receivedOn: { ja: '紙を受け取った日', en: 'Day on which the paper came' },
    text: {
      ja: '交付した受領書のハッシュ値または全文',
      en: 'Hash of the text that was handed out, or the whole text',
    },
    textHelp: {
      ja: '64桁の16進数。全文なら、改行も含めてそのまま貼ります。',
      en: '64 hexadecimal digits; a whole text with its line breaks as they are.',
    },
    certificates: { ja: '紙に記載の証明書', en: 'Certificates that the paper names' },
    serial: { ja: '番号', en: 'Serial number' },
    compared: {
      ja: '氏名と署名を申込みのものと見比べました。',
      en: 'I have compared name and signature with those of the application.',
    },
    send: { ja: '受領を記録', en: 'Record the receipt' },
    back: { ja: '案件へ戻る', en: 'Back to the case' },
    problems: {
      day: {
        ja: '受け取った日は、発行日から今日までの日です。',
        en: 'The day lies between the issue and today.',
      },
      text: {
        ja: 'この申込みに交付した受領書ではありません。',
        en: 'No such receipt was handed out for this application.',
      },
      used: {
        ja: 'この受領書は、もう使われています。',
        en: 'This receipt was used before.',
      },
      late: {
        ja: '受け取った日が、受領書の有効期間の外です。',
        en: 'The receipt was not valid on that day.',
      },
      certificates: {
        ja: '紙に記載の証明書を選んでください。',
        en: 'Choose the certificates that the paper names.',
      },
      differs: {
        ja: '全文に記載の証明書と、選んだ証明書が違います。',
        en: 'The text names other certificates than were chosen.',
      },
      compared: {
        ja: '氏名と署名を見比べ、印を付けてください。',
        en: 'Compare name and signature, and say so.',
      },
    },
    nothing: { ja: '何も記録していません。', en: 'Nothing was recorded.' },
    outcome: {
      pending: { ja: '記録しました。反映を待っています。', en: 'Recorded; it is being applied.' },
      applied: { ja: '受領を確認しました。', en: 'The receipt is confirmed.' },
      refused: {
        ja: '記録しましたが、効力はありません。案件を確かめてください。',
        en: 'Recorded, but without effect. Look at the case.',
      },
    },
  },
} as const;
