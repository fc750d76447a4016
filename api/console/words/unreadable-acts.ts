/** An act whose content the build that runs cannot read. */
export const unreadableActs = {
  line: { ja: '(この版では内容を読めません)', en: '(this build cannot read it)' },
  what: {
    ja: '動いている版のプログラムでは、この提案の内容を読めません。承認も取りやめも、いまはできません。何も変わっていません。',
    en: 'The build that runs cannot read the content of this act. It can be neither approved nor refused now. Nothing has changed.',
  },
  next: {
    ja: 'システム管理者に番号を伝えてください。新しい版で提案されたものなら、その版で読めます。',
    en: 'Give its number to an administrator. One that was proposed with a newer build is read by that build.',
  },
} as const;
