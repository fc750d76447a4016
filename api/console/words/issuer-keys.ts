import type { Said } from './said.ts';

/** The end of issuing of the issuer keys, in the morning check. */
export const issuerKeys = {
  name: { ja: '発行者の鍵の期限', en: 'End of issuing of the keys' },
  good: (name: string, day: string): Said => ({
    ja: `${name} は ${day} まで発行できます。`,
    en: `${name} may issue until ${day}.`,
  }),
  warning: (name: string, day: string): Said => ({
    ja: `${name} が発行できるのは ${day} までです。一年を切りました。次の鍵の生成と変更の認定を進めてください。`,
    en: `${name} issues until ${day}, less than a year from now. Have the next key made and its accreditation changed.`,
  }),
  ended: (name: string, day: string): Said => ({
    ja: `${name} は ${day} に発行の期限が過ぎました。この鍵では発行できません。`,
    en: `${name} reached its end of issuing on ${day}. It issues no more.`,
  }),
  none: { ja: '認証局の証明書がまだありません。', en: 'There is no CA certificate yet.' },
} as const;
