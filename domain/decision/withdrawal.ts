/** Kind of the input by which an applicant takes the application back through a portal (取下書). */
export const WITHDRAWAL_BY_APPLICANT = 'withdrawalByApplicant';

/** How an applicant asked staff to withdraw the application (取下げ), as the entry says it in `identityMethod`. */
export const withdrawalChannels = {
  callBack: {
    ja: '電話（届出の番号にかけ直した）',
    en: 'by telephone, called back on the number on file',
  },
  signedPaper: { ja: '書面（署名または押印がある）', en: 'on paper, signed or sealed' },
  inPerson: { ja: '窓口（本人を確かめた）', en: 'in person, identity checked' },
} as const;

/** The code of such a way. */
export type WithdrawalChannel = keyof typeof withdrawalChannels;

/** Tells whether a text is such a code. */
export const isWithdrawalChannel = (code: string): code is WithdrawalChannel =>
  Object.hasOwn(withdrawalChannels, code);
