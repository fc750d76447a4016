/** What staff do about an act, as rows of inputs name it. */
export const actInputKinds = ['propose', 'approve', 'refuse', 'switchOff'] as const;

/** One of {@link actInputKinds}. */
export type ActInputKind = (typeof actInputKinds)[number];

/** Why somebody does not agree; `act.refused` bears the code. */
export const refusalCodes = [
  'notNeeded',
  'contentWrong',
  'dateWrong',
  'needsMoreReview',
  'withdrawnByProposer',
  'other',
] as const;

/** Why what somebody sent has no effect; `act.refused` bears the code, too. */
export const actProblems = [
  'contentUnreadable',
  'nameUnreadable',
  'actUnknown',
  'stateMoved',
  'proposalLapsed',
  'roleRequired',
  'assertionInvalid',
  'dutiesN5',
  'dutiesN8',
  'dutiesN9',
  'dutiesN10',
  'dutiesN14',
  'switchIsOn',
  'switchTurnedSince',
  'switchUnknown',
  'chainKept',
  'versionTaken',
  'dateOutOfBounds',
  'personFixed',
  'tooFewLeft',
  'officerUnknown',
  'officerWithoutRoles',
  'officerHasRoles',
  'nameNeeded',
  'nothingToChange',
  'identityTaken',
  'portalTaken',
  'portalUnknown',
  'portalKeyUnusable',
] as const;

/** One of {@link actProblems}. */
export type ActProblem = (typeof actProblems)[number];

/** Where an act stands. */
export type ActState = 'proposed' | 'approved' | 'effective' | 'refused' | 'lapsed';
