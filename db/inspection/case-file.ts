import { asc, desc, eq, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { certificateApplications as cases, evidenceObjects } from '../schema/application.ts';
import { decisions, evaluations, orders } from '../schema/decision.ts';
import { officers, portals } from '../schema/governance.ts';
import { chainErasures } from '../schema/retention.ts';

const given = sql.placeholder;

const prepareCase = (db: OfficeDatabase) =>
  db
    .select({
      id: cases.id,
      state: cases.state,
      edition: cases.edition,
      identityRoute: cases.identityRoute,
      keyDelivery: cases.keyDelivery,
      service: cases.service,
      ruleSetId: cases.ruleSetId,
      notHolding: cases.notHolding,
      receivedAt: cases.receivedAt,
      caseDeadline: cases.caseDeadline,
      stateDeadline: cases.stateDeadline,
      nextAttemptAt: cases.nextAttemptAt,
      changedAt: cases.changedAt,
      closedAt: cases.closedAt,
      portalName: portals.name,
      chainId: cases.chainId,
      nameSealed: cases.nameSealed,
      /** When the chain was erased, by the book; null while its keys should be there. */
      erasedAt: chainErasures.erasedAt,
    })
    .from(cases)
    .leftJoin(portals, eq(portals.id, cases.portalId))
    .leftJoin(chainErasures, eq(chainErasures.chainId, cases.chainId))
    .where(eq(cases.id, given('id')))
    .prepare('console_case');

const prepareEvaluation = (db: OfficeDatabase) =>
  db
    .select({
      at: evaluations.at,
      ruleSetId: evaluations.ruleSetId,
      facts: evaluations.facts,
      findings: evaluations.findings,
      outcome: evaluations.outcome,
      next: evaluations.next,
      dossierSha256: evaluations.dossierSha256,
    })
    .from(evaluations)
    .where(eq(evaluations.caseId, given('id')))
    .orderBy(desc(evaluations.number))
    .limit(1)
    .prepare('console_case_evaluation');

const prepareDecision = (db: OfficeDatabase) =>
  db
    .select({
      outcome: decisions.outcome,
      decider: decisions.decider,
      dossierSha256: decisions.dossierSha256,
      responsibleName: officers.name,
      at: decisions.at,
    })
    .from(decisions)
    .leftJoin(officers, eq(officers.id, decisions.responsibleId))
    .where(sql`${decisions.caseId} = ${given('id')} and ${decisions.voidedAt} is null`)
    .orderBy(desc(decisions.at))
    .limit(1)
    .prepare('console_case_decision');

const prepareEvidence = (db: OfficeDatabase) =>
  db
    .select({
      kind: evidenceObjects.kind,
      sha256: evidenceObjects.sha256,
      size: evidenceObjects.size,
      edition: evidenceObjects.edition,
      receivedAt: evidenceObjects.receivedAt,
    })
    .from(evidenceObjects)
    .where(eq(evidenceObjects.caseId, given('id')))
    .orderBy(asc(evidenceObjects.receivedAt), asc(evidenceObjects.kind))
    .prepare('console_case_evidence');

const prepareOrders = (db: OfficeDatabase) =>
  db
    .select({
      number: orders.number,
      certificateType: orders.certificateType,
      validityMonths: orders.validityMonths,
      spkiSha256: orders.spkiSha256,
      serialNumber: orders.serialNumber,
      certificateSha256: orders.certificateSha256,
      receivedAt: orders.receivedAt,
    })
    .from(orders)
    .innerJoin(decisions, eq(decisions.id, orders.decisionId))
    // By its decisions: orders have no index of their own by case.
    .where(sql`${decisions.caseId} = ${given('id')} and ${decisions.voidedAt} is null`)
    .orderBy(asc(orders.number))
    .prepare('console_case_orders');

/** Everything the database knows of one case; the octets of its evidence lie in the store. */
export function prepareCaseFile(db: OfficeDatabase) {
  const oneCase = prepareCase(db);
  const evaluation = prepareEvaluation(db);
  const decision = prepareDecision(db);
  const evidence = prepareEvidence(db);
  const ordersOf = prepareOrders(db);

  /** Returns undefined if there is no such case. */
  return async function caseFile(id: string) {
    const [[found], [evaluated], [decided], objects, ordered] = await Promise.all([
      oneCase.execute({ id }),
      evaluation.execute({ id }),
      decision.execute({ id }),
      evidence.execute({ id }),
      ordersOf.execute({ id }),
    ]);
    if (!found) return undefined;
    return {
      ...found,
      /** The newest evaluation; none before the first. */
      evaluation: evaluated,
      /** The decision in force; none before it, or when it was voided. */
      decision: decided,
      evidence: objects,
      orders: ordered,
    };
  };
}

/** A case as the console reads it. */
export type CaseFile = NonNullable<Awaited<ReturnType<ReturnType<typeof prepareCaseFile>>>>;
