/** What a page says where a passkey signs an act, whatever the act. */
export const signing = {
  what: { ja: 'あなたのパスキーで署名する内容', en: 'What your passkey signs' },
  cancel: { ja: 'やめる', en: 'Cancel' },
  software: {
    ja: '開発用のパスキーで署名する',
    en: 'Sign with the passkey for development',
  },
  noPasskeys: {
    ja: 'この構成ではパスキーを使えません。何も記録できません。',
    en: 'Passkeys are not set up here. Nothing can be recorded.',
  },
  noneOfYours: {
    ja: 'あなたのパスキーは、まだありません。先に登録してください。',
    en: 'You have no passkey yet. Register one first.',
  },
  toSettings: { ja: 'パスキーを登録する', en: 'Register a passkey' },
} as const;
