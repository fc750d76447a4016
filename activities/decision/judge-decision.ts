import { isAssertionValid, readAssertion } from '../../adapters/webauthn/assertion.ts';
import { findOfficer, newestEvaluation, readCaseEvents } from '../../db/decision/staff-input.ts';
import { applicationTransition, isFinal } from '../../domain/application/states.ts';
import { decide, type Verdict } from '../../domain/decision/decide.ts';
import { approvalsNeeded } from '../../domain/decision/overrides.ts';
import {
  actOfDecision,
  actOfRejection,
  decisionTable,
  statedActOf,
  type DecisionContent,
  type DecisionProblem,
} from '../../domain/decision/staff-decision.ts';
import type { ActId } from '../../domain/governance/acts.ts';
import type { Statement } from '../../domain/governance/statement.ts';
import type { ApplicationState } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { roomsIntent } from './rooms-intent.ts';
import { requireRuleSet } from './dossier.ts';
import { readContent, type GivenDecision, type GivenInput } from './given-decision.ts';
import { dutyProblem, holdsRole } from './judge-duty.ts';

/** A decision that may be; or why it has no effect; or the room has to answer first. */
export type Judged =
  | { readonly decision: GivenDecision }
  | { readonly problem: DecisionProblem }
  | 'left';

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
  const stopped = stateProblem(given, content);
  if (stopped) return stopped;
  const officer = await findOfficer(deps.db, content.officer, row.id);
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
  const duty = dutyProblem({ officer, events, act: actFor(content, verdict) });
  if (duty) return refused(duty);
  const { assertion } = signed;
  const decision = { ...given, content, officer, events, evaluation: stored, verdict, assertion };
  return { decision };
}

type Stopped = { readonly problem: DecisionProblem } | 'left' | undefined;

/** What the state says: to whoever takes an approval back from the room, only what the room answered. */
function stateProblem({ file, now }: GivenInput, { kind }: DecisionContent): Stopped {
  const from = file.row.state as ApplicationState;
  if (isFinal(from)) return { problem: 'caseClosed' };
  const { event } = decisionTable[kind];
  const intent = kind === 'withdrawApproval' ? roomsIntent(file, now) : 'none';
  if (intent === 'unknown') return 'left';
  if (intent === 'exists') return { problem: 'issuingBegun' };
  const row = applicationTransition({ from, event, hasIntent: false });
  return row ? undefined : { problem: 'stateMoved' };
}

/** The act of a decision in the table of duties, where it depends on what is decided. */
function actFor({ kind, role, reasons }: DecisionContent, verdict: Verdict): ActId {
  if (kind === 'reject') return actOfRejection(reasons);
  const alone = actOfDecision(kind, role);
  const isOfTwo = alone === 'approve' && (approvalsNeeded(verdict)?.approver ?? 0) > 1;
  return isOfTwo ? 'approveWithSecond' : alone;
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
