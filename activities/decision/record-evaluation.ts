import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { step } from '../../adapters/telemetry/steps.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import { findCase, listEvidence, lockCase, type CaseRow } from '../../db/decision/case-rows.ts';
import type { Queryable } from '../../db/office-database.ts';
import { decisions, evaluations } from '../../db/schema/decision.ts';
import { uuidV7 } from '../../db/uuid.ts';
import type { EvidenceReference } from '../../adapters/evidence-store/evidence-store.ts';
import { situationOf } from '../application/situation.ts';
import type { Evaluation, Situation } from '../contract.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { readCaseEvidence } from '../identity/case-evidence.ts';
import { runOf } from '../run-of.ts';
import { approveAutomatically } from './approve-automatically.ts';
import { dossierOf } from './dossier.ts';
import { notHoldingOf, type Recording } from './recording.ts';
import { returnForCorrection } from './return-for-correction.ts';
import { sendToReview, waitForAnswer } from './keep-open.ts';

/** Names the extractor in the books, so that an auditor can run the same one again. */
const EXTRACTOR = 'jpki-facts/1';

/**
 * Stores an evaluation and what follows from it in one transaction: approved and instructed, to a
 * person, waiting, or returned (state table of applications, rows 4 to 8).
 *
 * Safe to run again: once the case has left `checking`, or a newer edition came, nothing is stored and
 * the present situation is the answer. A crash before the commit leaves evidence files that nothing
 * names; after it, the retry finds the case moved.
 */
export async function recordCaseEvaluation(
  deps: OfficeDependencies,
  applicationId: string,
  evaluation: Evaluation,
): Promise<Situation> {
  const { db, evidence } = deps;
  const seen = await findCase(db, applicationId);
  const now = deps.now();
  if (!isAwaited(seen, evaluation)) return situationOf(db, seen, now);
  const generation = await voidedDecisions(db, seen);
  const caseEvidence = await readCaseEvidence(deps, seen);
  const dossier = dossierOf(seen, caseEvidence, { ...evaluation, generation });
  const recording = { row: seen, evaluation, dossier, now };
  const isHolding = evaluation.outcome === 'holds';
  const approval = isHolding
    ? await approveAutomatically.prepare(deps, recording, caseEvidence)
    : undefined;
  const kept = await evidence.put<'facts' | 'findings' | 'issuingInstruction'>(
    { caseId: seen.id, chainId: seen.chainId },
    [
      { kind: 'facts', ring: 'none', octets: dossier.facts },
      { kind: 'findings', ring: 'none', octets: dossier.findings },
      ...(approval ? [approval.instruction] : []),
    ],
  );

  const situation = await db.transaction(async (tx) => {
    const row = await lockCase(tx, applicationId);
    if (!isAwaited(row, evaluation)) return situationOf(tx, row, now);
    await recordEvaluation(tx, deps, {
      recording: { ...recording, row },
      kept: kept.filter(isOfEvaluation),
    });
    const moved = approval
      ? await approveAutomatically.apply(tx, deps, { recording: { ...recording, row }, approval })
      : await follow(tx, deps, { ...recording, row });
    return situationOf(tx, moved, now);
  });
  step('case.4-evaluated');
  return situation;
}

const isOfEvaluation = (
  reference: EvidenceReference,
): reference is EvidenceReference<'facts' | 'findings'> =>
  reference.kind === 'facts' || reference.kind === 'findings';

const isAwaited = (row: CaseRow, evaluation: Evaluation): boolean =>
  row.state === 'checking' && row.edition === evaluation.edition;

async function voidedDecisions(db: Queryable, row: CaseRow): Promise<number> {
  const [counted] = await db
    .select({ n: sql<number>`count(*)::int` })
    .from(decisions)
    .where(
      and(
        eq(decisions.caseId, row.id),
        eq(decisions.edition, row.edition),
        isNotNull(decisions.voidedAt),
      ),
    );
  return counted?.n ?? 0;
}

async function recordEvaluation(
  tx: Queryable,
  { build }: OfficeDependencies,
  {
    recording,
    kept,
  }: { recording: Recording; kept: readonly EvidenceReference<'facts' | 'findings'>[] },
): Promise<void> {
  const { row, evaluation, dossier, now } = recording;
  const number = sql<number>`(select coalesce(max(number), 0) + 1 from evaluations where case_id = ${row.id})`;
  const [stored] = await tx
    .insert(evaluations)
    .values({
      id: uuidV7(),
      caseId: row.id,
      edition: row.edition,
      number,
      at: now,
      ruleSetId: row.ruleSetId,
      ruleSetSha256: dossier.ruleSetSha256,
      extractor: EXTRACTOR,
      facts: evaluation.facts,
      factsSha256: dossier.factsSha256,
      findings: evaluation.findings,
      findingsSha256: dossier.findingsSha256,
      outcome: evaluation.outcome,
      next: evaluation.next,
      dossierSha256: dossier.dossierSha256,
    })
    .returning({ number: evaluations.number });
  await listEvidence(tx, row, { references: kept, at: now });
  await writeEntry(tx, {
    event: 'case.evaluated',
    items: ['1ハ'],
    at: now.toISOString(),
    case: row.id,
    actor: OFFICE_WORKER,
    evidence: kept,
    data: {
      factsSha256: dossier.factsSha256,
      extractor: EXTRACTOR,
      findingsSha256: dossier.findingsSha256,
      outcome: evaluation.outcome,
      notHolding: notHoldingOf(evaluation),
      ruleSetSha256: dossier.ruleSetSha256,
      reevaluation: stored?.number === 1 ? 'first' : 'again',
    },
    ...runOf(build),
  });
}

/** What follows when not every finding holds. */
function follow(tx: Queryable, deps: OfficeDependencies, recording: Recording): Promise<CaseRow> {
  switch (recording.evaluation.outcome) {
    case 'waits':
      return waitForAnswer(tx, deps, recording);
    case 'forbids':
      return recording.evaluation.next === 'return'
        ? returnForCorrection(tx, deps, recording)
        : sendToReview(tx, recording);
    default:
      return sendToReview(tx, recording);
  }
}
