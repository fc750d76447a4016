import type { Said } from './said.ts';

/** Stop switches: what they are called, what it means that one is off, and why it is turned. */
export const switchWords = {
  title: { ja: '停止スイッチ', en: 'Stop switches' },
  on: { ja: '動いている', en: 'On' },
  off: { ja: '止めている', en: 'Off' },
  allOn: { ja: 'すべて動いています。', en: 'All are on.' },
  since: (who: string): Said => ({ ja: `${who} が止めた`, en: `Stopped by ${who}` }),
  turnOff: { ja: '止める', en: 'Stop' },
  turnOn: { ja: '再開を提案する', en: 'Propose to turn on' },
  subject: { ja: '名前(番号)', en: 'Name (id)' },
  which: { ja: '止めるもの', en: 'What to stop' },
  cause: { ja: '止める理由', en: 'Why' },
  stopTitle: { ja: '止める', en: 'Stop something' },
  stopNote: {
    ja: '止めるのは一人でできます。すぐに止まります。再開には二人が要ります。止まっているものを止め直すと、それより前に出た再開の提案は終わります。失効とCRL・OCSPは止まりません。',
    en: 'One person stops, at once; turning on takes two. Stopped again, proposals from before to turn it on end. Revocation and status never stop.',
  },
  mayNotStop: {
    ja: 'あなたの役割では止められません。',
    en: 'Your roles do not allow you to stop.',
  },
  kinds: {
    automaticDecisions: { ja: '自動決定', en: 'Automatic decisions' },
    automaticIssuing: { ja: '自動の発行指示', en: 'Automatic instruction' },
    automaticRevocation: { ja: '失効の自動決定', en: 'Automatic decisions on revocation' },
    allSigning: { ja: 'すべての署名', en: 'All signing' },
    suspension: { ja: '効力の一時停止', en: 'Suspension' },
    portal: { ja: '受付窓口', en: 'Portal' },
    route: { ja: '本人確認の方法', en: 'Identity route' },
    service: { ja: '認証業務', en: 'Service' },
    app: { ja: 'アプリ', en: 'App' },
  },
  means: {
    automaticDecisions: {
      ja: '自動決定を止めています。すべての申込みが人の審査に来ます。失効とCRL・OCSPは動いています。',
      en: 'Automatic decisions are stopped. Every application comes to a person. Revocation and status go on.',
    },
    automaticIssuing: {
      ja: '自動の発行指示を止めています。承認した申込みは、人が発行を指示します。',
      en: 'Automatic instruction is stopped. A person instructs issuing.',
    },
    automaticRevocation: {
      ja: '失効の自動決定を止めています。失効の請求は人が決めます。受付は続いています。',
      en: 'Automatic decisions on revocation are stopped. A person decides; requests are still received.',
    },
    allSigning: {
      ja: '署名を止めています。承認はできますが、発行は待ちます。失効の受付は続いています。',
      en: 'Signing is stopped. You can approve; issuing waits. Revocation requests are still received.',
    },
    suspension: { ja: '効力の一時停止を止めています。', en: 'Suspension is stopped.' },
    portal: {
      ja: 'この受付窓口の新しい申込みを止めています。受付済みの申込みは人の審査に来ます。',
      en: 'New applications of this portal are stopped. Open cases come to a person.',
    },
    route: {
      ja: 'この本人確認の方法の新しい申込みを止めています。受付済みの申込みは人の審査に来ます。',
      en: 'New applications by this route are stopped. Open cases come to a person.',
    },
    service: {
      ja: 'この認証業務の新しい申込みを止めています。受付済みの申込みは人の審査に来ます。',
      en: 'New applications for this service are stopped. Open cases come to a person.',
    },
    app: {
      ja: 'このアプリの新しい申込みを止めています。受付済みの申込みは人の審査に来ます。',
      en: 'New applications of this app are stopped. Open cases come to a person.',
    },
  },
  stopCauses: {
    suspectedError: { ja: '誤りの疑い', en: 'Suspected error' },
    suspectedMisuse: { ja: '悪用の疑い', en: 'Suspected misuse' },
    equipmentFailure: { ja: '設備の故障', en: 'Equipment failure' },
    unusualNumbers: { ja: '件数がふつうでない', en: 'Unusual numbers' },
    portalTrouble: { ja: '受付窓口の不具合', en: 'Trouble at a portal' },
    instructedByAuthority: { ja: '監督官庁の求め', en: 'Asked by the authority' },
    maintenance: { ja: '保守', en: 'Maintenance' },
    other: { ja: 'その他', en: 'Other' },
  },
  resumeCauses: {
    causeRemoved: { ja: '原因を取り除いた', en: 'The cause was removed' },
    noFaultFound: { ja: '異常はなかった', en: 'No fault was found' },
    fixDeployed: { ja: '修正を反映した', en: 'A fix was deployed' },
    equipmentRepaired: { ja: '設備を直した', en: 'The equipment was repaired' },
    maintenanceEnded: { ja: '保守が終わった', en: 'Maintenance has ended' },
    authorityAgreed: { ja: '監督官庁が認めた', en: 'The authority agreed' },
    other: { ja: 'その他', en: 'Other' },
  },
} as const;
