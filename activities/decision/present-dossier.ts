import { decide } from '../../domain/decision/decide.ts';
import { factsAfterApproval, newlyFailing } from '../../domain/decision/dossier.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { readListedEvidence, type ListedEvidence } from '../identity/case-evidence.ts';
import { collectCaseFacts } from '../identity/collect-facts.ts';
import { dossierOf, requireRuleSet, type EvaluatedDossier } from './dossier.ts';
import type { GivenDecision } from './given-decision.ts';

/** The dossier of a decision as the evidence gives it now, with that evidence. */
export interface PresentDossier {
  readonly dossier: EvaluatedDossier;
  readonly evidence: ListedEvidence;
}

/** Rules that ask who may decide; a person does (規則6条15号ロ). */
const isOfDecider = (finding: string): boolean =>
  finding.startsWith('control.automation/') || finding.startsWith('control.responsiblePerson/');

/**
 * The dossier that a decision is on, made again from the evidence and evaluated with facts of now. Undefined if
 * an octet of it is another, or a branch fails that did not: then it is not what was decided on.
 *
 * Stricter than it has to be where the answer of J-LIS has grown old: the case is evaluated anew with a new
 * answer, and persons look at that.
 */
export async function presentDossier(
  deps: OfficeDependencies,
  { file, evaluation, verdict, content }: GivenDecision,
): Promise<PresentDossier | undefined> {
  const { row, generation } = file;
  const { facts, findings, edition } = evaluation;
  const { outcome, next } = verdict;
  const evidence = readListedEvidence(deps, file);
  const made = { facts, findings, edition, outcome, next, generation };
  const dossier = dossierOf(row, evidence, made);
  if (dossier.dossierSha256 !== content.dossierSha256) return undefined;

  const collected = await collectCaseFacts(deps, row.id);
  if (collected.edition !== edition) return undefined;
  const isApproved = content.kind === 'instruct';
  const now = isApproved ? factsAfterApproval(collected.facts, facts) : collected.facts;
  const failing = newlyFailing(decide(now, requireRuleSet(row.ruleSetId)), verdict);
  return failing.every(isOfDecider) ? { dossier, evidence } : undefined;
}
