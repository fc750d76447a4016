import type { Verdict } from '../../domain/decision/decide.ts';
import { isCovered } from '../../domain/decision/dossier.ts';
import {
  approvalsMissing,
  approvalsNeeded,
  overriddenBy,
  readReasons,
  type GivenApproval,
} from '../../domain/decision/overrides.ts';
import type { PastAct } from '../../domain/governance/separation.ts';
import type { Room } from '../room.ts';
import { require } from './gate-refusal.ts';
import {
  readOfficerAct,
  requireEntitled,
  requireStated,
  type DecidedReading,
  type Judging,
  type OfficerAct,
} from './officer-acts.ts';

/** The room as far as it knows officers. */
type OfficersRoom = Pick<Room, 'now' | 'relyingParty'> & {
  readonly registers: Pick<Room['registers'], 'officers'>;
};

/**
 * Judges the persons behind an instruction, believing nobody: who approved and who instructed, each by an assertion over
 * this dossier, against the room's own register of officers and the verdict over the room's own facts. A decision of the
 * machine has no approvals; where an issuing operator instructed it, that assertion is judged all the same.
 *
 * @param verdict one that persons may approve; see `decideForPersons`.
 * @throws GateRefusal
 */
export async function judgePersons(
  { registers, now, relyingParty }: OfficersRoom,
  reading: DecidedReading,
  verdict: Verdict,
): Promise<void> {
  const judging = { reading, officers: registers.officers(), at: now().getTime(), relyingParty };
  const { decider, approvals, instructedBy } = reading.instruction;
  const history = decider === 'officer' ? await judgeApprovals(judging, approvals, verdict) : [];
  require(instructedBy, 'instructionMissing', 'instructedBy');
  const instructed = await readOfficerAct(judging, instructedBy);
  requireStated(instructed, 'instruct');
  requireEntitled(judging, instructed, { act: 'instructIssuing', history });
}

/** The approvals are as many and of such persons as the verdict asks, each with a reason for all that it approves. */
async function judgeApprovals(
  judging: Judging,
  approvals: readonly string[],
  verdict: Verdict,
): Promise<readonly PastAct[]> {
  const acts = await Promise.all(approvals.map((sha256) => readOfficerAct(judging, sha256)));
  for (const act of acts) requireStated(act, 'finding', 'approve');
  const isForTwo = (approvalsNeeded(verdict)?.approver ?? 0) > 1;
  const approving = isForTwo ? 'approveWithSecond' : 'approve';
  const history: PastAct[] = [];
  // Findings go first: whoever examined a case does not approve it, in whichever order the two signed.
  for (const act of acts.toSorted(findingsFirst)) {
    const done = isFinding(act) ? 'checkDocuments' : approving;
    history.push(requireEntitled(judging, act, { act: done, history }));
  }
  const given = acts.map((act) => givenApproval(act, verdict));
  const missing = approvalsMissing(verdict, given);
  require(missing, 'outcomeNotHolding', 'nobody may approve');
  const { approver, examiner } = missing;
  const lacking = `approver ${approver} examiner ${examiner}`;
  require(approver + examiner === 0, 'approvalsMissing', lacking);
  return history;
}

const isFinding = ({ statement }: OfficerAct): boolean => statement.act === 'finding';

const findingsFirst = (a: OfficerAct, b: OfficerAct): number =>
  Number(isFinding(b)) - Number(isFinding(a));

/**
 * An approval with its reasons. One for a finding that is no longer there may stand, since a dossier stands while nothing
 * fails that did not fail in it. The note that goes with `other` is the office's to keep.
 */
function givenApproval(act: OfficerAct, verdict: Verdict): GivenApproval {
  const reasons = readReasons(act.statement.reasons);
  require(reasons, 'approvalsMissing', `reasons ${act.sha256}`);
  const { person } = act.officer;
  if (isFinding(act)) return { person, as: 'examiner', reasons };
  const overridden = Object.keys(reasons);
  const without = overriddenBy(verdict).filter((finding) => !overridden.includes(finding));
  const covers = isCovered(verdict, { decider: 'officer', overridden });
  require(covers, 'approvalsMissing', without.slice(0, 8).join(' '));
  return { person, as: 'approver', reasons };
}
