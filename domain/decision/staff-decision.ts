import type { ActId } from '../governance/acts.ts';
import type { StatedAct } from '../governance/statement.ts';

/** Decisions of staff on a case, as rows of inputs name them. */
export const decisionKinds = [
  'approve',
  'return',
  'reject',
  'transfer',
  'withdrawApproval',
  'instruct',
  'withdraw',
  'notice',
] as const;

/** One of {@link decisionKinds}. */
export type DecisionKind = (typeof decisionKinds)[number];

/** Tells whether a kind of input is a decision of staff. */
export const isDecisionKind = (kind: string): kind is DecisionKind =>
  (decisionKinds as readonly string[]).includes(kind);

/** Decisions about a dossier; a withdrawal or a notice is of the application, whatever is in it. */
export type DossierDecisionKind = Exclude<DecisionKind, 'withdraw' | 'notice'>;

/** Tells whether a decision is about a dossier. */
export const isOnDossier = (kind: DecisionKind): kind is DossierDecisionKind =>
  kind !== 'withdraw' && kind !== 'notice';

/**
 * What a decision says: codes, ids and hashes. The words of letters and the assertion are evidence, because they
 * hold personal data.
 */
export interface DecisionContent {
  readonly v: 1;
  readonly kind: DossierDecisionKind;
  readonly officer: string;
  /** Name of the role in which it is done. */
  readonly role: string;
  readonly terminal: string;
  readonly dossierSha256: string;
  /** As in the statement: `rule/code=reason`, the items to mend, or the one reason of a refusal. */
  readonly reasons: readonly string[];
  /** Of the assertion; taking an approval back needs none, because it only stops. */
  readonly assertionSha256?: string;
  /** Of the letter that the applicant gets. */
  readonly letterSha256?: string;
  /** Until when a correction is awaited, as the letter says it. */
  readonly answerBy?: string;
}

/** What rests on no dossier: `withdraw` (取下げ on request), `notice` (by a third party). */
export type StoppingKind = 'withdraw' | 'notice';

/**
 * What staff record that only stops. Of a withdrawal on request: who took it, and by which channel the applicant asked, as
 * the one reason. Of a notice: about what, and by which way it came, as the two reasons. No passkey signs either, and
 * statements know no such act: whoever takes it back has the case decided anew.
 */
export interface StoppingContent extends Pick<
  DecisionContent,
  'v' | 'officer' | 'role' | 'terminal' | 'reasons'
> {
  readonly kind: StoppingKind;
}

/** What the row of a decision of staff says. */
export type StaffContent = DecisionContent | StoppingContent;

/** A decision with what the table of duties, the table of states and statements call it. */
export interface DecisionRow {
  readonly act: ActId;
  readonly event: string;
  readonly stated: StatedAct | undefined;
  /** Roles in which it may be done, the first before the second where somebody holds both. */
  readonly roles: readonly string[];
}

/** What each decision is in the other tables. */
export const decisionTable: Readonly<Record<DecisionKind, DecisionRow>> = {
  approve: {
    act: 'approve',
    event: 'approvalGiven',
    stated: 'approve',
    roles: ['approver', 'examiner'],
  },
  return: {
    act: 'returnForCorrection',
    event: 'returnedByPerson',
    stated: 'return',
    roles: ['approver', 'examiner'],
  },
  reject: { act: 'reject', event: 'rejected', stated: 'reject', roles: ['approver'] },
  transfer: {
    act: 'returnForCorrection',
    event: 'returnedByPerson',
    stated: 'return',
    roles: ['approver', 'examiner'],
  },
  withdrawApproval: {
    act: 'takeApprovalBack',
    event: 'approvalTakenBack',
    stated: undefined,
    roles: ['approver'],
  },
  instruct: {
    act: 'instructIssuing',
    event: 'instructed',
    stated: 'instruct',
    roles: ['issuingOperator'],
  },
  withdraw: {
    act: 'takeRequest',
    event: 'withdrawn',
    stated: undefined,
    roles: ['approver', 'examiner', 'reception'],
  },
  notice: {
    act: 'takeRequest',
    event: 'evidenceAddedOrRebased',
    stated: undefined,
    roles: ['examiner', 'reception', 'approver'],
  },
};

/** What a statement says of a decision in a role: an examiner's part in an approval is a finding. */
export const statedActOf = (kind: DecisionKind, role: string): StatedAct | undefined =>
  kind === 'approve' && role === 'examiner' ? 'finding' : decisionTable[kind].stated;

/** Act of the table of duties that a decision is in a role: the part of an examiner is a finding. */
export const actOfDecision = (kind: DecisionKind, role: string): ActId =>
  kind === 'approve' && role === 'examiner' ? 'checkDocuments' : decisionTable[kind].act;

/** What a rejection for a reason is in the table of duties: the suspicion of an untrue application takes two (法41条). */
export const actOfRejection = (reasons: readonly string[]): ActId =>
  reasons.includes('untrueApplication') ? 'rejectWithSuspicion' : 'reject';

/**
 * Why a decision has no effect, as `input.refused` says it. A separation of duties is named by its number
 * (`dutiesN1`).
 */
export type DecisionProblem =
  | 'contentUnreadable'
  | 'caseClosed'
  | 'stateMoved'
  | 'dossierMoved'
  | 'assertionInvalid'
  | 'officerUnknown'
  | 'roleRequired'
  | `duties${string}`
  | 'nobodyMayApprove'
  | 'reasonsWrong'
  | 'approvalNotNeeded'
  | 'letterMissing'
  | 'issuingBegun'
  /** Of an order of another code. */
  | 'resendsUsedUp';

/** Reads `rule/code=reason` of an approval; a reason without `=` has the empty code. */
export const overridesIn = (reasons: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    reasons.map((reason) => {
      const at = reason.lastIndexOf('=');
      return at < 0 ? [reason, ''] : [reason.slice(0, at), reason.slice(at + 1)];
    }),
  );
