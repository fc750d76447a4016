import type { CaseRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { uuidV7 } from '../../db/uuid.ts';
import type { EvaluatedDossier } from './dossier.ts';

/** An approval on its way into the tables. */
export interface DecisionToStore {
  readonly row: CaseRow;
  readonly dossier: EvaluatedDossier;
  readonly now: Date;
  readonly decider: 'ruleSet' | 'officer';
  /** 責任を有する者 who answers for a decision of the machine. */
  readonly responsibleId?: string;
  readonly instructedAt?: Date;
}

/** The approval and its orders as they are stored. */
export function decisionRows(decision: DecisionToStore): Pick<CaseAct, 'decisions' | 'orders'> {
  const { row, dossier, now, decider, responsibleId = null, instructedAt = null } = decision;
  const decisionId = uuidV7();
  return {
    decisions: [
      {
        id: decisionId,
        case_id: row.id,
        edition: row.edition,
        outcome: 'approved',
        decider,
        dossier_sha256: dossier.dossierSha256,
        responsible_id: responsibleId,
        at: now,
      },
    ],
    orders: dossier.orders.map((order, i) => ({
      id: order.order,
      case_id: row.id,
      decision_id: decisionId,
      order_number: i + 1,
      certificate_type: order.certificateType,
      validity_months: order.validityMonths,
      spki_sha256: order.spkiSha256 ?? null,
      instructed_at: instructedAt,
    })),
  };
}
