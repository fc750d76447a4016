/** Acts of two about portals. */
export const portalActs = {
  does: {
    addPortal: { ja: '受付窓口を登録する', en: 'Register the portal' },
    changeKeys: { ja: '鍵を入れ替える', en: 'Replace the keys' },
    changeLimits: { ja: '上限を変える', en: 'Change the limits' },
    closePortal: { ja: '閉じる', en: 'Close it' },
    openPortal: { ja: 'ふたたび開く', en: 'Open it again' },
  },
  portal: { ja: '受付窓口の番号', en: 'Id of the portal' },
  portalHint: { ja: '英小文字と数字と -', en: 'lower-case letters, digits and -' },
  name: { ja: '名称', en: 'Name' },
  onlyAdd: { ja: '登録のときだけ', en: 'only to register' },
  key: { ja: '鍵', en: 'Key' },
  keys: { ja: '鍵（JWKの配列か、JWKS）', en: 'Keys (an array of JWKs, or a JWKS)' },
  keysHint: {
    ja: '登録と鍵の入れ替えのとき。公開鍵だけを、使うものすべて（4つまで）。外した鍵のトークンはすぐに切れます',
    en: 'to register, or to replace them: the public keys, all that shall hold, four at most. Without one that was there, tokens end at once',
  },
  limitsHint: { ja: '登録と上限の変更のとき', en: 'to register, or to change the limits' },
  applicationsPerHour: { ja: '1時間の申込み', en: 'Applications an hour' },
  requestsPerMinute: { ja: '1分間の要求', en: 'Requests a minute' },
  channel: { ja: '入口の種類', en: 'Kind of the portal' },
  app: { ja: 'アプリ（端末を記録する）', en: 'App (devices are recorded)' },
  web: { ja: 'ウェブ（端末の記録なし）', en: 'Web (no devices)' },
  use: { ja: '用途', en: 'Use' },
  real: { ja: '本番', en: 'Real applicants' },
  sandbox: { ja: '試験（架空の申込者だけ）', en: 'Sandbox (invented applicants alone)' },
} as const;
