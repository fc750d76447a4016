import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import {
  applicationTransition,
  type ApplicationState,
} from '../../../domain/application/states.ts';
import { decide, type Verdict } from '../../../domain/decision/decide.ts';
import type { FactSet } from '../../../domain/decision/vocabulary.ts';
import { standingApprovals } from '../../../domain/decision/given-approvals.ts';
import { approvalsMissing, approvalsNeeded } from '../../../domain/decision/overrides.ts';
import { noticeMove } from '../../../domain/decision/notice.ts';
import { findRuleSet } from '../../../domain/decision/rule-sets.ts';
import {
  actOfDecision,
  decisionKinds,
  decisionTable,
  isOnDossier,
  type DecisionKind,
} from '../../../domain/decision/staff-decision.ts';
import { permissionOf } from '../../../domain/governance/acts.ts';
import { pastActsOf, withPersons, type CaseEvent } from '../../../domain/governance/past-acts.ts';
import { rolesNamed } from '../../../domain/governance/role-names.ts';
import { mayAct, type SeparationRule } from '../../../domain/governance/separation.ts';

/** A case as duties are judged on it: the page and the office-worker judge by the same functions. */
export interface DutyCase {
  readonly file: Pick<CaseFile, 'state' | 'evaluation' | 'orders'>;
  /** Entries of the case, in their order. */
  readonly events: readonly CaseEvent[];
  readonly staff: readonly StaffMember[];
  /** Officers whose own case it is, or whose household's (N12). */
  readonly ownCaseOf: readonly string[];
}

/** Why somebody may not. */
export type DutyRefusal = 'state' | 'outcome' | 'complete' | 'role' | SeparationRule;

/** Whether a person may take a decision now: in which role, or why not and who could. */
export type Duty = { readonly kind: DecisionKind } & (
  | { readonly may: true; readonly role: string }
  | { readonly may: false; readonly because: DutyRefusal; readonly people: readonly string[] }
);

/** What the rules say of the newest evaluation; undefined before it, or for a rule set of another build. */
export function verdictOf({ evaluation }: Pick<CaseFile, 'evaluation'>): Verdict | undefined {
  const ruleSet = evaluation && findRuleSet(evaluation.ruleSetId);
  return ruleSet && decide(evaluation.facts as FactSet, ruleSet);
}

/** The duties of one person on a case, in the order in which a page shows them. */
export const dutiesOf = (on: DutyCase, officer: StaffMember): Duty[] =>
  decisionKinds.map((kind) => dutyOf(on, officer, kind));

/** Whether a person may take this decision now. */
export function dutyOf(on: DutyCase, officer: StaffMember, kind: DecisionKind): Duty {
  const closed = closedBy(on, kind);
  if (closed) return { kind, may: false, because: closed, people: [] };
  const own = leaveOf(on, officer, kind);
  if ('role' in own) return { kind, may: true, role: own.role };
  const people = on.staff.filter((each) => 'role' in leaveOf(on, each, kind));
  return { kind, may: false, because: own.because, people: people.map(({ name }) => name) };
}

/** What keeps everybody from a decision. */
function closedBy(on: DutyCase, kind: DecisionKind): DutyRefusal | undefined {
  const { file } = on;
  const from = file.state as ApplicationState;
  const { event } = decisionTable[kind];
  // Of the room's intents the office knows those that became certificates; of others the room's answer decides.
  const hasIntent = file.orders.some(({ serialNumber }) => serialNumber !== null);
  if (kind === 'notice') return noticeMove(from, hasIntent) ? undefined : 'state';
  const row = applicationTransition({ from, event, hasIntent });
  const isTooLate = kind === 'withdraw' && row?.to === 'same';
  if (!row || isTooLate || (isOnDossier(kind) && !file.evaluation)) return 'state';
  return kind === 'approve' && !missingOf(on) ? 'outcome' : undefined;
}

/** Whom the approvals in the book still lack; undefined where nobody may approve. */
export function missingOf({ file, events, staff }: Pick<DutyCase, 'file' | 'events' | 'staff'>) {
  const verdict = verdictOf(file);
  if (!verdict) return undefined;
  const given = standingApprovals(withPersons(events, staff))
    .filter(({ dossierSha256 }) => dossierSha256 === file.evaluation?.dossierSha256)
    .map(({ person, as }) => ({ person, as, reasons: {} }));
  return approvalsMissing(verdict, given);
}

type Leave = { readonly role: string } | { readonly because: DutyRefusal };

function leaveOf(on: DutyCase, officer: StaffMember, kind: DecisionKind): Leave {
  const { id, roles, person, personRoles } = officer;
  const held = decisionTable[kind].roles.filter((role) => roles.includes(role));
  const asked = kind === 'approve' ? held.filter((role) => isAsked(on, role)) : held;
  if (asked.length === 0) return { because: held.length > 0 ? 'complete' : 'role' };
  const past = pastActsOf(withPersons(on.events, on.staff));
  const isOwnCase = on.ownCaseOf.includes(id);
  const leaves = asked.map((role) => {
    const act = actFor(on, kind, role);
    if (permissionOf(act, rolesNamed([role])) === undefined) return { because: 'role' } as const;
    const proposal = { act, person, roles: rolesNamed(personRoles), isOwnCase };
    const leave = mayAct(proposal, past);
    return leave.may ? { role } : { because: leave.because };
  });
  return leaves.find((leave) => 'role' in leave) ?? leaves[0] ?? { because: 'role' };
}

const isAsked = (on: DutyCase, role: string): boolean =>
  (missingOf(on)?.[role === 'examiner' ? 'examiner' : 'approver'] ?? 0) > 0;

function actFor({ file }: DutyCase, kind: DecisionKind, role: string) {
  const act = actOfDecision(kind, role);
  const verdict = verdictOf(file);
  const isOfTwo = act === 'approve' && verdict && (approvalsNeeded(verdict)?.approver ?? 0) > 1;
  return isOfTwo ? 'approveWithSecond' : act;
}
