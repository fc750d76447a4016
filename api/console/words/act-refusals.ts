/** Why an act is not approved, by the code of it. */
export const actRefusals = {
  notNeeded: { ja: '必要がない', en: 'Not needed' },
  contentWrong: { ja: '内容が違う', en: 'The content is wrong' },
  dateWrong: { ja: '日付が違う', en: 'The date is wrong' },
  needsMoreReview: { ja: 'もっと調べる', en: 'Needs more review' },
  withdrawnByProposer: { ja: '提案者が取り下げる', en: 'Withdrawn by its proposer' },
  other: { ja: 'その他', en: 'Other' },
} as const;
