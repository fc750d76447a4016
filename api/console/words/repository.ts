import type { Said } from './said.ts';

/** The public page of the repository. */
export const repository = {
  title: { ja: 'リポジトリ', en: 'Repository' },
  lead: {
    ja: '電子署名を確かめる人のためのページです。証明書、失効情報、規程を、だれでも無料で取れます。',
    en: 'For everyone who verifies an electronic signature: certificates, status and policies, free to take.',
  },
  certificates: { ja: '認証局の証明書', en: 'CA certificates' },
  none: {
    ja: '認証局の証明書は、まだ公開していません。',
    en: 'No CA certificate has been published yet.',
  },
  noneNext: {
    ja: '鍵を作る手続が終わると、ここに出ます。',
    en: 'It will stand here once the key ceremony has been held.',
  },
  states: {
    valid: { ja: '有効期間内', en: 'In its validity' },
    notYet: { ja: '有効期間の前', en: 'Not yet valid' },
    past: { ja: '有効期間が終わった', en: 'Expired' },
  },
  organization: { ja: '運営者', en: 'Operator' },
  validity: { ja: '有効期間', en: 'Validity' },
  until: (from: string, to: string): Said => ({
    ja: `${from} から ${to} まで`,
    en: `${from} to ${to}`,
  }),
  key: { ja: '鍵と署名', en: 'Key and signature' },
  keyId: { ja: '鍵識別子', en: 'Key identifier' },
  fingerprint: { ja: 'SHA-256 指紋', en: 'SHA-256 fingerprint' },
  announced: { ja: '官報', en: 'Official Gazette' },
  link: (issuer: string): Said => ({
    ja: `${issuer} によるリンク証明書`,
    en: `Link certificate by ${issuer}`,
  }),
  lists: {
    title: { ja: '失効情報', en: 'Revocation status' },
    meaning: {
      ja: '「失効」は、有効期間の途中で証明書の効力を終わらせることです。',
      en: '“Revoked” means that a certificate was ended before its validity was over.',
    },
    whatFollows: {
      ja: '失効の日時より後の署名は、その証明書では確かめられません。前の署名まで無効にはなりません。',
      en: 'What was signed after that time cannot be verified by it. What was signed before is not undone.',
    },
    none: { ja: 'CRLは、まだ公開していません。', en: 'No CRL has been published yet.' },
    noneNext: {
      ja: '公開すると、ここに番号と時刻が出ます。',
      en: 'Once there is one, its number and times stand here.',
    },
    kind: { ja: '種類', en: 'Kind' },
    thisUpdate: { ja: '公開した時刻', en: 'Issued at' },
    nextUpdate: { ja: '次の期限', en: 'Next due' },
    number: { ja: '番号・件数', en: 'Number, entries' },
    take: { ja: '取る', en: 'Take' },
    of: (name: string, shard: number): Said => ({
      ja: `${name} CRL 第${shard}区画`,
      en: `${name}, CRL, shard ${shard}`,
    }),
    ago: (age: Said): Said => ({ ja: `${age.ja}前`, en: `${age.en} ago` }),
    entries: (count: number): Said => ({
      ja: `${count.toLocaleString('en')}件`,
      en: count === 1 ? '1 entry' : `${count.toLocaleString('en')} entries`,
    }),
    inForce: { ja: '期限内', en: 'Current' },
    over: { ja: '期限切れ', en: 'Out of date' },
    unreadable: {
      ja: 'このCRLは読めません。使わないでください。',
      en: 'This CRL cannot be read. Do not use it.',
    },
    earlier: (count: number): Said => ({
      ja: `これまでのCRL(${count.toLocaleString('en')})`,
      en: `Earlier CRLs (${count.toLocaleString('en')})`,
    }),
  },
  ocsp: {
    thisUpdate: { ja: '失効の記録から数秒', en: 'seconds after it is recorded' },
    nextUpdate: { ja: '回答ごと', en: 'in each answer' },
    never: {
      ja: '発行していない番号に「good」と答えません',
      en: 'never “good” for a number that was not issued',
    },
  },
  check: {
    title: { ja: '証明書の確かめ方', en: 'How to check a certificate' },
    lead: {
      ja: '確かめる証明書を cert.pem として、OpenSSL 3 で行う例です。',
      en: 'An example with OpenSSL 3, for a certificate in cert.pem.',
    },
    steps: {
      take: {
        ja: '認証局の証明書を取り、指紋を、ほかの手段で受け取った値と見比べます。',
        en: 'Take the CA certificate, and compare its fingerprint with one you got in another way.',
      },
      list: {
        ja: 'CRLを取り、認証局の署名と期限を確かめ、証明書が載っていないかを見ます。',
        en: 'Take the CRL, check who signed it and until when it holds, and whether the certificate is on it.',
      },
      ocsp: {
        ja: '1枚だけなら、OCSPで状態を尋ねられます。',
        en: 'For a single certificate, ask for its status by OCSP.',
      },
    },
    name: {
      take: { ja: '証明書を取るコマンド', en: 'Commands that take the certificate' },
      list: { ja: 'CRLで確かめるコマンド', en: 'Commands that check by the CRL' },
      ocsp: { ja: 'OCSPで確かめるコマンド', en: 'Command that checks by OCSP' },
    },
    after: {
      ja: '「verify OK」と「OK」は有効、「revoked」は失効です。区画の番号は、証明書の中のURLにあります。',
      en: '“verify OK” and “OK”: valid. “revoked”: revoked. Which shard it is stands in the certificate, as a URL.',
    },
  },
  documents: {
    title: { ja: '規程(CP/CPS)', en: 'Policies (CP/CPS)' },
    none: { ja: '規程は、まだ公開していません。', en: 'No policy has been published yet.' },
    noneNext: {
      ja: '二人が承認して効力が生じると、ここに出ます。',
      en: 'It will stand here once two people have adopted it and it is in force.',
    },
    version: (type: 'cp' | 'cps', version: string): Said =>
      type === 'cps'
        ? {
            ja: `認証業務運用規程 第${version}版`,
            en: `Certification practice statement, version ${version}`,
          }
        : { ja: `証明書ポリシー 第${version}版`, en: `Certificate policy, version ${version}` },
    since: (from: string): Said => ({ ja: `${from} 施行`, en: `in force from ${from}` }),
    span: (from: string, to: string): Said => ({
      ja: `${from} から ${to} まで`,
      en: `${from} to ${to}`,
    }),
    text: { ja: 'テキスト', en: 'Text' },
    earlier: (type: 'cp' | 'cps', count: number): Said =>
      type === 'cps'
        ? { ja: `運用規程のほかの版(${count})`, en: `Other versions of the CPS (${count})` }
        : {
            ja: `証明書ポリシーのほかの版(${count})`,
            en: `Other versions of the CP (${count})`,
          },
    signed: {
      ja: 'このページのファイルの一覧と指紋には、署名があります。',
      en: 'The files of this page, with their hashes, are listed under a signature.',
    },
    noteOfRoom: { ja: '証明書とCRLの一覧', en: 'list of certificates and CRLs' },
    noteOfOffice: { ja: '規程の一覧', en: 'list of policies' },
  },
  archive: {
    title: { ja: 'これまでのCRL', en: 'Earlier CRLs' },
    lead: {
      ja: '公開したCRLは、すべて残します。番号は1970年からの秒数です。',
      en: 'Every CRL that was published stays. Its number is in seconds since 1970.',
    },
    years: { ja: '年', en: 'Year' },
    time: { ja: '公開した時刻', en: 'Issued at' },
  },
  compare: {
    ja: '指紋は、ほかの手段で受け取った値と見比べてください。このページの指紋だけで信じないでください。',
    en: 'Compare a fingerprint with one you got in another way. Do not trust it by this page alone.',
  },
  development: {
    ja: '開発環境の見本です。この証明書を信頼の起点にしないでください。',
    en: 'A sample of a development system. Do not put this certificate into a trust store.',
  },
  notFound: { ja: 'この番地のファイルは公開していません。', en: 'No such file is published.' },
  toStart: { ja: 'リポジトリの初めへ', en: 'To the repository' },
} as const;
