/**
 * Where the evidence of an act of two people lies: by itself, under keys of its own, so that both sides read it and no
 * case's erasure takes it away.
 */
export const placeOfAct = (act: string) =>
  ({ caseId: `act-${act}`, chainId: `act-${act}` }) as const;
