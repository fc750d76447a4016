import { and, desc, eq, inArray, isNull, type InferSelectModel } from 'drizzle-orm';
import { DomainError } from '../../domain/errors.ts';
import type { Queryable } from '../office-database.ts';
import { certificateApplications, evidenceObjects } from '../schema/application.ts';
import { decisions, evaluations, jlisQueries, orders } from '../schema/decision.ts';

/** A case as it is stored. */
export type CaseRow = InferSelectModel<typeof certificateApplications>;

/** A question to J-LIS as it is stored. */
export type JlisQueryRow = InferSelectModel<typeof jlisQueries>;

/** An order as it is stored. */
export type OrderRow = InferSelectModel<typeof orders>;

/** The case. @throws DomainError `ApplicationNotFound` */
export async function findCase(db: Queryable, id: string): Promise<CaseRow> {
  const [row] = await db
    .select()
    .from(certificateApplications)
    .where(eq(certificateApplications.id, id));
  if (!row) throw new DomainError('ApplicationNotFound', id);
  return row;
}

/** The case, locked until the transaction ends. @throws DomainError `ApplicationNotFound` */
export async function lockCase(tx: Queryable, id: string): Promise<CaseRow> {
  const [row] = await tx
    .select()
    .from(certificateApplications)
    .where(eq(certificateApplications.id, id))
    .for('update');
  if (!row) throw new DomainError('ApplicationNotFound', id);
  return row;
}

/** Changes the case that the transaction has locked. */
export async function changeCase(
  tx: Queryable,
  row: CaseRow,
  change: Partial<CaseRow>,
): Promise<CaseRow> {
  await tx
    .update(certificateApplications)
    .set(change)
    .where(eq(certificateApplications.id, row.id));
  return { ...row, ...change };
}

/** The newest question to J-LIS for an edition of a case. */
export async function newestJlisQuery(
  db: Queryable,
  { id, edition }: Pick<CaseRow, 'id' | 'edition'>,
): Promise<JlisQueryRow | undefined> {
  const [row] = await db
    .select()
    .from(jlisQueries)
    .where(and(eq(jlisQueries.caseId, id), eq(jlisQueries.edition, edition)))
    .orderBy(desc(jlisQueries.attempt))
    .limit(1);
  return row;
}

/** Evidence of an edition, of the kinds named. */
export async function evidenceOf(
  db: Queryable,
  { id, edition }: Pick<CaseRow, 'id' | 'edition'>,
  kinds: readonly string[],
): Promise<{ kind: string; sha256: string }[]> {
  return db
    .select({ kind: evidenceObjects.kind, sha256: evidenceObjects.sha256 })
    .from(evidenceObjects)
    .where(
      and(
        eq(evidenceObjects.caseId, id),
        eq(evidenceObjects.edition, edition),
        inArray(evidenceObjects.kind, [...kinds]),
      ),
    );
}

/** The newest evaluation of a case. */
export async function newestEvaluation(db: Queryable, caseId: string) {
  const [row] = await db
    .select()
    .from(evaluations)
    .where(eq(evaluations.caseId, caseId))
    .orderBy(desc(evaluations.number))
    .limit(1);
  return row;
}

/** Orders of the decision of a case that stands, by number. */
export async function standingOrders(db: Queryable, caseId: string): Promise<OrderRow[]> {
  const rows = await db
    .select({ order: orders })
    .from(orders)
    .innerJoin(decisions, eq(decisions.id, orders.decisionId))
    .where(and(eq(orders.caseId, caseId), isNull(decisions.voidedAt)))
    .orderBy(orders.number);
  return rows.map((row) => row.order);
}

/** What of a piece of evidence is listed; its octets lie in the evidence store. */
export interface ListedEvidence {
  readonly kind: string;
  readonly sha256: string;
  readonly size: number;
}

/** Lists evidence of the present edition of a case; what is listed already stays as it is. */
export async function listEvidence(
  tx: Queryable,
  { id, edition }: Pick<CaseRow, 'id' | 'edition'>,
  { references, at }: { readonly references: readonly ListedEvidence[]; readonly at: Date },
): Promise<void> {
  if (references.length === 0) return;
  await tx
    .insert(evidenceObjects)
    .values(
      references.map(({ kind, sha256, size }) => ({
        caseId: id,
        kind,
        sha256,
        size,
        edition,
        receivedAt: at,
      })),
    )
    .onConflictDoNothing();
}
