import { and, asc, eq, gt, gte, isNotNull, isNull, lt, or } from 'drizzle-orm';
import { isNotRevoked } from './not-revoked.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { certificateApplications as cases } from '../schema/application.ts';
import { decisions, orders } from '../schema/decision.ts';

/** A certificate that will expire, without a word of whose it is. */
export interface ExpiringCertificate {
  readonly orderId: string;
  readonly applicationId: string;
  readonly order: number;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly sha256: string;
  readonly notAfter: Date;
}

/** Which certificates are asked for. */
export interface ExpiringQuestion {
  readonly portalId: string;
  readonly from: Date;
  readonly until: Date;
  /** The last one that was answered before. */
  readonly after: { readonly notAfter: Date; readonly orderId: string } | undefined;
  readonly limit: number;
}

/** Looking up what expires. */
export interface ExpiringCertificates {
  /** Certificates of a portal that are in force and expire in a span, by the end of their time. */
  find(question: ExpiringQuestion): Promise<ExpiringCertificate[]>;
}

/** The certificates in the office database. */
export const createExpiringCertificates = (db: OfficeDatabase): ExpiringCertificates => ({
  async find({ portalId, from, until, after, limit }) {
    const rows = await db
      .select({
        orderId: orders.id,
        applicationId: orders.caseId,
        order: orders.number,
        issuerKeyId: orders.issuerKeyId,
        serialNumber: orders.serialNumber,
        sha256: orders.certificateSha256,
        notAfter: orders.notAfter,
      })
      .from(orders)
      .innerJoin(decisions, and(eq(decisions.id, orders.decisionId), isNull(decisions.voidedAt)))
      .innerJoin(cases, and(eq(cases.id, orders.caseId), eq(cases.portalId, portalId)))
      .where(
        and(
          isNotNull(orders.serialNumber),
          gte(orders.notAfter, from),
          lt(orders.notAfter, until),
          after &&
            or(
              gt(orders.notAfter, after.notAfter),
              and(eq(orders.notAfter, after.notAfter), gt(orders.id, after.orderId)),
            ),
          isNotRevoked(db),
        ),
      )
      .orderBy(asc(orders.notAfter), asc(orders.id))
      .limit(limit);
    return rows as ExpiringCertificate[];
  },
});
