import { portalActs } from './portal-acts.ts';

/** Acts of two about officers, what lets them in, terminals and portals. */
export const accessActs = {
  kinds: {
    officer: { ja: '担当者と役割', en: 'Officer and roles' },
    permission: { ja: '入る手段', en: 'Means of coming in' },
    terminal: { ja: '登録用端末', en: 'Terminal' },
    portal: { ja: '受付窓口', en: 'Portal' },
  },
  does: {
    enrol: { ja: 'パスキーを1つ作れるようにする', en: 'Let one passkey be made' },
    unlock: { ja: 'ふたたび入れるようにする', en: 'Let sign in again' },
    withdrawPasskey: { ja: 'パスキーを使えなくする', en: 'Withdraw a passkey' },
    mapIdentity: { ja: 'IDプロバイダーの利用者と結ぶ', en: 'Map an identity of the provider' },
    withdrawIdentity: { ja: 'IDプロバイダーとの結びを解く', en: 'Withdraw the identity' },
    eraseName: { ja: '辞めた人の氏名を消去する', en: 'Erase the name of somebody who left' },
    register: { ja: '端末を登録する', en: 'Register the terminal' },
    withdraw: { ja: '端末を使えなくする', en: 'Withdraw the terminal' },
    ...portalActs.does,
  },
  whatIsDone: { ja: 'すること', en: 'What is done' },
  officer: { ja: '担当者の番号', en: 'Id of the officer' },
  officerHint: { ja: '英数字と . _ -', en: 'letters, digits and . _ -' },
  person: { ja: '人の番号', en: 'Code of the person' },
  personHint: {
    ja: '同じ人の番号が「担当者」のページにあれば、それを。初めての人には新しい番号を',
    en: 'the one on the page of people if this person has an account; of a new person a new one',
  },
  personAsBefore: {
    ja: '書かれていません。番号の持ち主は変わりません',
    en: 'not said: the account stays whose it is',
  },
  otherAccounts: { ja: '同じ人のほかの番号', en: 'Other accounts of this person' },
  noOtherAccount: { ja: 'なし', en: 'none' },
  name: { ja: '氏名', en: 'Name' },
  /** Where a name would stand and there is none. */
  names: {
    none: { ja: '(ありません)', en: '(none)' },
    missing: { ja: '(読めません)', en: '(cannot be read)' },
    overwritten: { ja: '(消去しました)', en: '(overwritten)' },
  },
  roles: { ja: '役割', en: 'Roles' },
  rolesHint: {
    ja: 'ひとつも選ばなければ、この人はもう入れません。',
    en: 'With none, this person can no longer come in.',
  },
  noRoles: { ja: 'なし', en: 'none' },
  credential: { ja: 'パスキーのハッシュ(SHA-256)', en: 'Hash of the passkey (SHA-256)' },
  issuer: { ja: 'IDプロバイダー(issuer)', en: 'Identity provider (issuer)' },
  subject: { ja: '利用者(sub)', en: 'Subject (sub)' },
  subjectHint: { ja: 'ハッシュだけを残します', en: 'kept as a hash alone' },
  identity: { ja: '結びのハッシュ', en: 'Hash of the identity' },
  terminal: { ja: '端末の番号', en: 'Id of the terminal' },
  place: { ja: '置き場所', en: 'Where it stands' },
  onlyFor: { ja: 'その手段のときだけ', en: 'only where it is about that' },
} as const;
