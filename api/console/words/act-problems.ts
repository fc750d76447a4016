/** Why an act, or what somebody sent about one, has no effect; by its code. */
export const actProblemWords = {
  contentUnreadable: { ja: '内容を読めません。', en: 'The content cannot be read.' },
  nameUnreadable: {
    ja: '氏名がないか、署名された内容と合いません。だれの登録かを示せないので、承認できません。',
    en: 'The name is gone or is not the one that was signed for. Nobody can say who is registered, so nobody can approve it.',
  },
  actUnknown: { ja: 'その提案はありません。', en: 'There is no such act.' },
  stateMoved: {
    ja: '先に別の人が承認したか、取りやめました。',
    en: 'Another person approved or refused it first.',
  },
  proposalLapsed: { ja: '提案の期限が切れています。', en: 'The proposal has lapsed.' },
  roleRequired: { ja: '役割が足りません。', en: 'A role is missing.' },
  assertionInvalid: { ja: '署名を確かめられません。', en: 'The signature does not hold.' },
  dutiesN5: {
    ja: '提案した人は承認できません。または、二人のうち一人は鍵の保管者でなければなりません。',
    en: 'Whoever proposed cannot approve; or one of the two must be a custodian.',
  },
  dutiesN8: { ja: '鍵の保管者は承認者を兼ねられません。', en: 'A custodian is no approver.' },
  dutiesN9: {
    ja: '監査担当者は他の役割を兼ねられません。',
    en: 'An auditor holds no other role.',
  },
  dutiesN10: {
    ja: 'システム管理者が兼ねられない役割です。',
    en: 'An administrator may not hold it.',
  },
  dutiesN14: { ja: '機械は二人目になれません。', en: "The machine is nobody's second person." },
  switchIsOn: { ja: 'そのスイッチは動いています。', en: 'The switch is on.' },
  switchTurnedSince: {
    ja: '提案のあとに、だれかがこのスイッチを止めました。承認した人は、その停止を知りませんでした。',
    en: 'Somebody stopped it after the proposal; whoever agreed knew nothing of that stop.',
  },
  switchUnknown: { ja: 'そのスイッチはありません。', en: 'There is no such switch.' },
  chainKept: { ja: 'この連鎖は、いま消去できません。', en: 'The chain may not be erased now.' },
  versionTaken: { ja: 'その版は、もうあります。', en: 'The version is there already.' },
  dateOutOfBounds: { ja: '効力の始まりが先すぎます。', en: 'The date is too far ahead.' },
  personFixed: {
    ja: 'この担当者の番号は別の人のものです。役割をなくし、新しい番号で登録してください。',
    en: 'This account is another person’s. Take its roles away, and register a new one.',
  },
  tooFewLeft: {
    ja: 'これを行うと、承認できる人が二人に足りないか、使える登録用端末がなくなります。先に、もう一人か、もう一台を使えるようにしてください。',
    en: 'It would leave fewer than two people who can agree, or no terminal. Add another person or terminal first.',
  },
  officerUnknown: { ja: 'その番号の担当者はいません。', en: 'There is no such officer.' },
  officerWithoutRoles: {
    ja: 'その担当者には役割がありません。先に役割を与えてください。',
    en: 'The officer has no role. Give one first.',
  },
  officerHasRoles: {
    ja: 'その担当者には役割があります。氏名を消去できるのは、役割のない担当者だけです。',
    en: 'The officer has a role. Only the name of somebody without any can be erased.',
  },
  nameNeeded: {
    ja: 'この人がかかわった申込みの記録が、まだ保存されています。諾否を決めた人の氏名は、その間、残します(規則12条)。',
    en: 'Cases that this person acted on are still kept, and as long the name of who decided them (規則12条).',
  },
  nothingToChange: {
    ja: '変えるものがありません。すでに済んでいるか、番号が違います。',
    en: 'There is nothing to change: it is done already, or the id is another.',
  },
  identityTaken: {
    ja: 'その利用者は、前に結ばれています。',
    en: 'The identity was mapped before.',
  },
  portalTaken: {
    ja: 'その番号の受付窓口は、もうあります。',
    en: 'There is a portal of this id already.',
  },
  portalUnknown: { ja: 'その番号の受付窓口はありません。', en: 'There is no such portal.' },
  portalKeyUnusable: {
    ja: '鍵の一つは、鍵として成り立ちません。作り直してもらってください。',
    en: 'One of the keys is no key. Have it made anew.',
  },
} as const;
