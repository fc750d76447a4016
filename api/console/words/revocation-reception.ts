/** Taking a request for revocation: by telephone, on paper, from a third party, on our own motion. */
export const revocationReception = {
  title: { ja: '失効の請求を受ける', en: 'Take a request for revocation' },
  lead: {
    ja: '証明書を探し、請求を記録します。決めるのはそのあとです。',
    en: 'Find the certificate and record the request. It is decided after that.',
  },
  emergency: {
    ja: '電話で「すぐ止めたい」ときは、緊急の失効を使ってください。',
    en: 'If a caller wants it stopped at once, use the emergency page.',
  },
  toEmergency: { ja: '緊急の失効へ', en: 'To the emergency page' },
  choose: { ja: 'この証明書の請求を書く', en: 'Choose this certificate' },
  withoutCertificate: { ja: '証明書が不明のまま受ける', en: 'Take it without a certificate' },
  noCertificate: {
    ja: '証明書は不明です。わかったことだけを記録します。',
    en: 'The certificate is not known. What is known is recorded.',
  },
  another: { ja: '証明書を選び直す', en: 'Choose another certificate' },
  form: { ja: '請求の内容', en: 'The request' },
  channel: { ja: '方法', en: 'Way' },
  reason: { ja: '請求の理由', en: 'Reason given' },
  observed: {
    telephone: {
      ja: '本人の確認は、このあとの折返しでします。',
      en: 'Who it is, the call-back shows afterwards.',
    },
    paperIntent: { ja: '書面の署名・押印', en: 'Signature or seal on the form' },
    requesterMatch: { ja: '請求者と名義人', en: 'Requester and holder' },
    standing: { ja: '届出の資格', en: 'Standing of the third party' },
    untruth: { ja: '職権の根拠', en: 'Our ground' },
  },
  matches: {
    same: { ja: '同じ人', en: 'the same person' },
    explainable: { ja: '違いを説明できる(転居・改姓など)', en: 'explainable (moved, renamed)' },
    different: { ja: '別の人', en: 'another person' },
  },
  grounds: {
    misuse: { ja: '不正な利用がある', en: 'misuse' },
    changedEstablished: { ja: '記載の事実が変わったと判明', en: 'a recorded fact is untrue' },
    changedSuspected: { ja: '記載の事実が違う疑い', en: 'a recorded fact is in doubt' },
    receiptMissing: { ja: '受領の確認がない', en: 'the receipt is missing' },
  },
  receivedOn: { ja: '書面の届いた日', en: 'Day on which the paper came' },
  document: { ja: '資料(PDF・JPEG・PNG、8 MBまで)', en: 'Document (PDF, JPEG, PNG, up to 8 MB)' },
  documentHint: {
    ja: '書面や資料を読み取ったファイル。暗号化して保管します。',
    en: 'A scan of the form or papers. It is kept encrypted.',
  },
  compared: {
    ja: '発行番号と指紋の両方を確かめた',
    en: 'I have compared both serial number and fingerprint',
  },
  send: { ja: '請求を記録する', en: 'Record the request' },
  role: {
    ja: '請求を受けるのは、受付・審査担当者・承認者です。',
    en: 'Reception, examiners and approvers take requests.',
  },
  nothing: { ja: '何も記録していません。', en: 'Nothing was recorded.' },
  problems: {
    channel: { ja: '方法を選んでください。', en: 'Choose the way it came.' },
    observed: { ja: '確かめたことを選んでください。', en: 'Say what you have seen of it.' },
    reason: { ja: '理由を選んでください。', en: 'Choose a reason.' },
    day: { ja: '日は、今日までのYYYY-MM-DDです。', en: 'A day is YYYY-MM-DD, up to today.' },
    document: {
      ja: '資料は、8 MBまでのPDF・JPEG・PNGです。',
      en: 'A document is a PDF, JPEG or PNG of up to 8 MB.',
    },
    compared: {
      ja: '番号と指紋を確かめ、印を付けてください。',
      en: 'Compare number and fingerprint, and mark that.',
    },
  },
  missed: {
    title: { ja: '受領の確認がない証明書', en: 'Certificates without a receipt' },
    lead: {
      ja: '期限を過ぎ、方針により失効の手続が要ります。',
      en: 'Past their deadline; by policy their revocation has to be asked for.',
    },
  },
} as const;
