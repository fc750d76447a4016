import { isAssertionValid, readAssertion } from '../../adapters/webauthn/assertion.ts';
import {
  findOfficer,
  newestEvaluation,
  readCaseEvents,
  type Officer,
} from '../../db/decision/staff-input.ts';
import { applicationTransition, isFinal } from '../../domain/application/states.ts';
import { decide, type Verdict } from '../../domain/decision/decide.ts';
import { approvalsNeeded } from '../../domain/decision/overrides.ts';
import {
  actOfDecision,
  decisionTable,
  statedActOf,
  type DecisionContent,
  type DecisionProblem,
} from '../../domain/decision/staff-decision.ts';
import { permissionOf } from '../../domain/governance/acts.ts';
import { pastActsOf, type CaseEvent } from '../../domain/governance/past-acts.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { mayAct } from '../../domain/governance/separation.ts';
import type { Statement } from '../../domain/governance/statement.ts';
import type { ApplicationState } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { requireRuleSet } from './dossier.ts';
import { readContent, type GivenDecision, type GivenInput } from './given-decision.ts';

/** A decision that may be; or why it has no effect. */
export type Judged = { readonly decision: GivenDecision } | { readonly problem: DecisionProblem };

const refused = (problem: DecisionProblem): Judged => ({ problem });

/**
 * Judges whether a decision of staff may be on the case as it stands: state, person, signature, duties, and the
 * dossier it was made on (規則6条15号イ・ロ). The state comes first, so that whoever was second is told that.
 */
export async function judgeDecision(deps: OfficeDependencies, given: GivenInput): Promise<Judged> {
  const { input, file } = given;
  const { row } = file;
  const content = readContent(input);
  if (!content) return refused('contentUnreadable');
  const moved = stateProblem(row.state, content);
  if (moved) return refused(moved);
  const officer = await findOfficer(deps.db, content.officer);
  if (!officer) return refused('officerUnknown');
  if (!holdsRole(officer, content)) return refused('roleRequired');
  const signed = await readSigned(deps, given, content);
  if (!signed.isValid) return refused('assertionInvalid');

  const evaluation = await newestEvaluation(deps.db, row.id);
  const isNewest =
    evaluation?.edition === row.edition && evaluation.dossierSha256 === content.dossierSha256;
  if (!evaluation || !isNewest) return refused('dossierMoved');
  const stored = evaluation as GivenDecision['evaluation'];
  const verdict = decide(stored.facts, requireRuleSet(row.ruleSetId));
  const events = await readCaseEvents(deps.db, row.id);
  const duty = dutyProblem({ officer, content, events, verdict });
  if (duty) return refused(duty);
  const { assertion } = signed;
  const decision = { ...given, content, officer, events, evaluation: stored, verdict, assertion };
  return { decision };
}

/** An approval is taken back before it is instructed: what the room may have begun it alone can stop. */
function stateProblem(state: string, { kind }: DecisionContent): DecisionProblem | undefined {
  const from = state as ApplicationState;
  if (isFinal(from)) return 'caseClosed';
  const { event } = decisionTable[kind];
  const row = applicationTransition({ from, event, hasIntent: false });
  const isBegun = kind === 'withdrawApproval' && from !== 'approved';
  return row && !isBegun ? undefined : 'stateMoved';
}

/** The role of the statement is held now, and gives the act by itself (N13). */
function holdsRole({ roles }: Officer, { kind, role }: DecisionContent): boolean {
  const may = permissionOf(actOfDecision(kind, role), rolesNamed([role]));
  return roles.includes(role) && decisionTable[kind].roles.includes(role) && may !== undefined;
}

interface ForDuty {
  readonly officer: Officer;
  readonly content: DecisionContent;
  readonly events: readonly CaseEvent[];
  readonly verdict: Verdict;
}

function dutyProblem({ officer, content, events, verdict }: ForDuty): DecisionProblem | undefined {
  const { kind, role } = content;
  const alone = actOfDecision(kind, role);
  const isOfTwo = alone === 'approve' && (approvalsNeeded(verdict)?.approver ?? 0) > 1;
  const act = isOfTwo ? 'approveWithSecond' : alone;
  const proposal = { act, person: officer.id, roles: rolesNamed(officer.roles), isOwnCase: false };
  const leave = mayAct(proposal, pastActsOf(events));
  if (leave.may) return undefined;
  return leave.because === 'role' ? 'roleRequired' : `duties${leave.because}`;
}

interface Signed {
  readonly isValid: boolean;
  readonly assertion: GivenDecision['assertion'];
}

/** The assertion of a decision: over these very words, by a passkey of this officer. */
async function readSigned(
  { evidence, staff }: OfficeDependencies,
  { file }: GivenInput,
  content: DecisionContent,
): Promise<Signed> {
  const { assertionSha256: sha256 } = content;
  if (sha256 === undefined) return { isValid: true, assertion: undefined };
  const { id: caseId, chainId } = file.row;
  const octets = evidence.get({ caseId, chainId }, [sha256]).get(sha256) as Buffer;
  const read = readAssertion(octets);
  const passkey = read && (await staff?.passkeys.find(content.officer, read.credentialId));
  const isValid =
    read !== undefined &&
    passkey !== undefined &&
    staff !== undefined &&
    isOver(read.statement, content, caseId) &&
    (await isAssertionValid(read, passkey, staff.relyingParty));
  return { isValid, assertion: { kind: 'webauthnAssertion', sha256, size: octets.length } };
}

/** Whether a statement says exactly what the recorded decision does. */
const isOver = (statement: Statement, content: DecisionContent, caseId: string): boolean =>
  statement.act === statedActOf(content.kind, content.role) &&
  statement.subject === caseId &&
  statement.contentSha256 === content.dossierSha256 &&
  statement.officer === content.officer &&
  statement.role === content.role &&
  statement.terminal === content.terminal &&
  JSON.stringify(statement.reasons) === JSON.stringify(content.reasons);
