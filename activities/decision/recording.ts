import { changeCase, type CaseRow } from '../../db/decision/case-rows.ts';
import type { Queryable } from '../../db/office-database.ts';
import type { Evaluation } from '../contract.ts';
import type { EvaluatedDossier } from './dossier.ts';

/** An evaluation on its way into the books. */
export interface Recording {
  readonly row: CaseRow;
  readonly evaluation: Evaluation;
  readonly dossier: EvaluatedDossier;
  readonly now: Date;
}

/** `rule/code` of each finding that does not hold. */
export const notHoldingOf = ({ findings }: Evaluation): string[] =>
  findings.filter((f) => f.outcome !== 'holds').map((f) => `${f.rule}/${f.code ?? ''}`);

/** Moves the case on behalf of an evaluation. */
export const moveCase = (
  tx: Queryable,
  { row, evaluation, now }: Recording,
  change: Partial<CaseRow>,
): Promise<CaseRow> =>
  changeCase(tx, row, { notHolding: notHoldingOf(evaluation), changedAt: now, ...change });
