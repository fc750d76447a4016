import { and, asc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { WITHDRAWAL_BY_APPLICANT } from '../../domain/decision/withdrawal.ts';
import type { AcceptanceState } from '../../domain/issuance/acceptance-states.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { caseInputs, certificateApplications as cases } from '../schema/application.ts';
import { DOCUMENT_SENT } from './uploads.ts';
import { revocationRequests } from '../schema/revocation.ts';
import { certificates } from '../schema/certificates.ts';
import { decisions, orders } from '../schema/decision.ts';
import { createRedemptionStore, type ToldCode } from './code-redemptions.ts';

/** A certificate that an order of a case has. */
export interface IssuedCertificate {
  readonly order: number;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly sha256: string;
  readonly orderId: string;
  /** From the issue of the case on: `issued`, `accepted`, `revoked`, `expired`. */
  readonly state: AcceptanceState | null;
  readonly acceptanceDeadline: Date | null;
  readonly missedAt: Date | null;
}

/** Where a case stands, as its portal is told. */
export interface StatusRow {
  readonly applicationId: string;
  readonly portalId: string;
  readonly state: string;
  readonly chainId: string;
  readonly ruleSetId: string;
  readonly notHolding: readonly string[];
  readonly stateDeadline: Date | null;
  readonly closedAt: Date | null;
  /** A correction came that the workflow has not seen yet. */
  readonly isCorrected: boolean;
  /** Its applicant takes it back: the workflow has not seen it yet, or it came after the room had begun. */
  readonly withdrawal: 'pending' | 'tooLate' | null;
  /** A receipt came that no run has seen yet. */
  readonly isReceived: boolean;
  readonly certificates: readonly IssuedCertificate[];
  /** The newest code, while the case waits for its keys. */
  readonly code?: ToldCode | undefined;
}

/** Reading where cases stand. */
export interface StatusStore {
  find(applicationId: string): Promise<StatusRow | undefined>;
}

const given = sql.placeholder;

/** States in which an order may have its certificate. */
const MAY_HAVE_CERTIFICATES: ReadonlySet<string> = new Set(['issuing', 'issued']);

const prepareCase = (db: OfficeDatabase) =>
  db
    .select({
      applicationId: cases.id,
      portalId: cases.portalId,
      state: cases.state,
      chainId: cases.chainId,
      ruleSetId: cases.ruleSetId,
      notHolding: cases.notHolding,
      stateDeadline: cases.stateDeadline,
      closedAt: cases.closedAt,
      isCorrected: sql<boolean>`${cases.state} = 'returned' and exists (${db
        .select({ one: sql`1` })
        .from(caseInputs)
        .where(
          and(
            eq(caseInputs.caseId, cases.id),
            inArray(caseInputs.kind, ['correction', DOCUMENT_SENT]),
            isNull(caseInputs.appliedAt),
          ),
        )})`,
      isReceived: sql<boolean>`exists (${db
        .select({ one: sql`1` })
        .from(caseInputs)
        .where(
          and(
            eq(caseInputs.caseId, cases.id),
            eq(caseInputs.kind, 'receipt'),
            isNull(caseInputs.appliedAt),
          ),
        )})`,
      withdrawal: sql<'pending' | 'tooLate' | null>`case
        when ${cases.closedAt} is null and exists (${db
          .select({ one: sql`1` })
          .from(caseInputs)
          .where(
            and(
              eq(caseInputs.caseId, cases.id),
              eq(caseInputs.kind, WITHDRAWAL_BY_APPLICANT),
              isNull(caseInputs.appliedAt),
            ),
          )}) then 'pending'
        when ${inArray(cases.state, [...MAY_HAVE_CERTIFICATES])} and exists (${db
          .select({ one: sql`1` })
          .from(revocationRequests)
          .where(
            and(
              eq(revocationRequests.caseId, cases.id),
              eq(revocationRequests.channel, 'replacement'),
            ),
          )}) then 'tooLate' end`,
    })
    .from(cases)
    .where(eq(cases.id, given('applicationId')))
    .prepare('portal_status');

const prepareCertificates = (db: OfficeDatabase) =>
  db
    .select({
      order: orders.number,
      issuerKeyId: orders.issuerKeyId,
      serialNumber: orders.serialNumber,
      sha256: orders.certificateSha256,
      orderId: orders.id,
      state: certificates.state,
      acceptanceDeadline: certificates.acceptanceDeadline,
      missedAt: certificates.missedAt,
    })
    .from(orders)
    .leftJoin(certificates, eq(certificates.orderId, orders.id))
    .innerJoin(decisions, eq(decisions.id, orders.decisionId))
    .where(
      and(
        eq(orders.caseId, given('applicationId')),
        isNull(decisions.voidedAt),
        isNotNull(orders.certificateSha256),
      ),
    )
    .orderBy(asc(orders.number))
    .prepare('portal_certificates');

/** The status of cases in the office database. */
export function createStatusStore(db: OfficeDatabase): StatusStore {
  const oneCase = prepareCase(db);
  const certificatesOf = prepareCertificates(db);
  const redemptions = createRedemptionStore(db);
  return {
    async find(applicationId) {
      const [row] = await oneCase.execute({ applicationId });
      if (!row) return undefined;
      const found = MAY_HAVE_CERTIFICATES.has(row.state)
        ? await certificatesOf.execute({ applicationId })
        : [];
      const code =
        row.state === 'keyDelivery' ? await redemptions.newestCode(applicationId) : undefined;
      return { ...row, certificates: found as IssuedCertificate[], code };
    },
  };
}
