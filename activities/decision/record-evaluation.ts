import { step } from '../../adapters/telemetry/steps.ts';
import type { EvidenceReference } from '../../adapters/evidence-store/packs.ts';
import type { CaseFile } from '../../db/decision/case-file.ts';
import type { ActEntry, CaseAct } from '../../db/decision/commit-case.ts';
import { readCaseEvents } from '../../db/decision/staff-input.ts';
import { uuidV7 } from '../../db/uuid.ts';
import { actOnCase } from '../application/act-on-case.ts';
import { lapseAct } from '../application/lapse-act.ts';
import { decide } from '../../domain/decision/decide.ts';
import { isForPersons, standingApprovals } from '../../domain/decision/given-approvals.ts';
import type { CaseEvent } from '../../domain/governance/past-acts.ts';
import type { Evaluation, Situation, Verdict } from '../contract.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { readListedEvidence } from '../identity/case-evidence.ts';
import { runOf } from '../run-of.ts';
import { approveAutomatically, type PreparedApproval } from './approve-automatically.ts';
import { dossierOf, requireRuleSet } from './dossier.ts';
import { sendToReview, waitForAnswer } from './keep-open.ts';
import { voidedByMachine } from './refuse-decision.ts';
import { notHoldingOf, type Recording } from './recording.ts';
import { returnForCorrection } from './return-for-correction.ts';

/** Names the extractor in the books, so that an auditor can run the same one again. */
const extractorOf = ({ identityRoute }: Pick<CaseFile['row'], 'identityRoute'>): string =>
  identityRoute === 'ownCertificate' ? 'own-facts/1' : 'jpki-facts/1';

/**
 * Stores an evaluation and what follows from it in one transaction: approved and instructed, to a
 * person, waiting, or returned (state table of applications, rows 4 to 8).
 *
 * A case whose time has passed meanwhile lapses instead (row 30): nothing is decided after it.
 *
 * Safe to run again: once the case has left `checking`, or a newer edition came, nothing is stored and
 * the present situation is the answer. A crash before the commit leaves evidence files that nothing
 * names; after it, the retry finds the case moved.
 */
export async function recordCaseEvaluation(
  deps: OfficeDependencies,
  applicationId: string,
  verdict: Verdict,
): Promise<Situation> {
  const situation = await actOnCase(deps, applicationId, (file, now) => {
    const { row } = file;
    if (row.state !== 'checking' || row.edition !== verdict.edition) return undefined;
    const ends = row.caseDeadline;
    if (ends.getTime() <= now.getTime()) return lapseAct(deps, row, { now, ends });
    return evaluated(deps, file, { evaluation: withFindings(verdict, row.ruleSetId), now });
  });
  step('case.4-evaluated');
  return situation;
}

/** The findings behind a verdict. @throws Error if the facts say otherwise: two builds, or a bug. */
function withFindings(verdict: Verdict, ruleSetId: string): Evaluation {
  const { findings, outcome, next } = decide(verdict.facts, requireRuleSet(ruleSetId));
  if (outcome !== verdict.outcome || next !== verdict.next) {
    throw new Error(`verdict ${verdict.outcome} does not follow from the facts: ${outcome}`);
  }
  return { ...verdict, findings };
}

async function evaluated(
  deps: OfficeDependencies,
  file: CaseFile,
  { evaluation, now }: { readonly evaluation: Evaluation; readonly now: Date },
): Promise<CaseAct> {
  const { row, generation } = file;
  const listed = readListedEvidence(deps, file);
  const dossier = dossierOf(row, listed, { ...evaluation, generation });
  const recording: Recording = { file, row, evaluation, dossier, now };
  const before = await whatPersonsDid(deps, file);
  const isAutomatic = evaluation.outcome === 'holds' && !isForPersons(before);
  const approval = isAutomatic ? approveAutomatically.prepare(recording, listed) : undefined;
  const kept = await deps.evidence.put<'facts' | 'findings' | 'issuingInstruction'>(
    { caseId: row.id, chainId: row.chainId },
    [
      { kind: 'facts', ring: 'none', octets: dossier.facts },
      { kind: 'findings', ring: 'none', octets: dossier.findings },
      ...(approval ? [approval.instruction] : []),
    ],
  );
  const ofEvaluation = kept.filter(isOfEvaluation);
  const following = await follow(deps, recording, approval);
  return {
    ...following,
    change: { notHolding: notHoldingOf(evaluation), ...following.change },
    entries: [
      evaluatedEntry(deps, recording, ofEvaluation),
      ...outdated(before, dossier.dossierSha256).map((old) => voidedByMachine(deps, old, now)),
      ...(following.entries ?? []),
    ],
    evidence: [...ofEvaluation, ...(following.evidence ?? [])],
    evaluations: [evaluationRow(recording)],
  };
}

/** Entries of a case that may have approvals in it: before its first evaluation there is none. */
const whatPersonsDid = async ({ db }: OfficeDependencies, file: CaseFile): Promise<CaseEvent[]> =>
  file.evaluations === 0 ? [] : readCaseEvents(db, file.row.id);

/** The dossier that approvals stand on, where it is another than this one: a new dossier voids them (rows 11 and 16). */
function outdated(events: readonly CaseEvent[], dossierSha256: string): string[] {
  const others = standingApprovals(events).filter((given) => given.dossierSha256 !== dossierSha256);
  return others.slice(0, 1).map((given) => given.dossierSha256);
}

const isOfEvaluation = (
  reference: EvidenceReference,
): reference is EvidenceReference<'facts' | 'findings'> =>
  reference.kind === 'facts' || reference.kind === 'findings';

function evaluationRow({ file, row, evaluation, dossier, now }: Recording) {
  return {
    id: uuidV7(),
    case_id: row.id,
    edition: row.edition,
    number: file.evaluations + 1,
    at: now,
    rule_set_id: row.ruleSetId,
    rule_set_sha256: dossier.ruleSetSha256,
    extractor: extractorOf(row),
    facts: evaluation.facts,
    facts_sha256: dossier.factsSha256,
    findings: evaluation.findings,
    findings_sha256: dossier.findingsSha256,
    outcome: evaluation.outcome,
    next: evaluation.next,
    dossier_sha256: dossier.dossierSha256,
  };
}

function evaluatedEntry(
  { build }: OfficeDependencies,
  { file, evaluation, dossier, now }: Recording,
  kept: readonly EvidenceReference<'facts' | 'findings'>[],
): ActEntry {
  return {
    entry: {
      event: 'case.evaluated',
      items: ['1ハ'],
      at: now.toISOString(),
      actor: OFFICE_WORKER,
      evidence: kept,
      data: {
        factsSha256: dossier.factsSha256,
        extractor: extractorOf(file.row),
        findingsSha256: dossier.findingsSha256,
        outcome: evaluation.outcome,
        notHolding: notHoldingOf(evaluation),
        ruleSetSha256: dossier.ruleSetSha256,
        reevaluation: file.evaluations === 0 ? 'first' : 'again',
      },
      ...runOf(build),
    },
  };
}

/** What follows from the outcome (rows 4 to 8). */
function follow(
  deps: OfficeDependencies,
  recording: Recording,
  approval: PreparedApproval | undefined,
): Promise<CaseAct> | CaseAct {
  if (approval) return approveAutomatically.apply(deps, recording, approval);
  const { outcome, next } = recording.evaluation;
  if (outcome === 'waits') return waitForAnswer(deps, recording);
  if (outcome === 'forbids' && next === 'return') return returnForCorrection(deps, recording);
  return sendToReview(recording);
}
