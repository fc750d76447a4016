import type { CaseFile, CaseRow } from '../../db/decision/case-file.ts';
import type { Evaluation } from '../contract.ts';
import type { EvaluatedDossier } from './dossier.ts';

/** An evaluation on its way into the books. */
export interface Recording {
  readonly file: CaseFile;
  readonly row: CaseRow;
  readonly evaluation: Evaluation;
  readonly dossier: EvaluatedDossier;
  readonly now: Date;
}

/** `rule/code` of each finding that does not hold. */
export const notHoldingOf = ({ findings }: Evaluation): string[] =>
  findings.filter((f) => f.outcome !== 'holds').map((f) => `${f.rule}/${f.code ?? ''}`);
