import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { certificateDeliveries, certificates } from '../schema/certificates.ts';
import { orders } from '../schema/decision.ts';
import { isNotRevoked } from '../application/not-revoked.ts';
import { uuidV7 } from '../uuid.ts';

/** A certificate that was issued, as a receipt names it. */
export interface NameableCertificate {
  readonly order: number;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly sha256: string;
  /** `issued`, `accepted`, `revoked`, `expired`. */
  readonly state: string;
  /** No revocation of it is recorded or published: what it signs counts. */
  readonly isInForce: boolean;
}

/** A certificate that is handed to its portal. */
export interface Delivery {
  readonly applicationId: string;
  readonly orderId: string;
  readonly certificateSha256: string;
  readonly portalId: string;
  readonly at: Date;
}

/** Certificates after their issue, as the portal sees them. */
export interface PortalCertificates {
  /** Those of a case that was issued, by their number in the application. */
  ofCase(applicationId: string): Promise<NameableCertificate[]>;
  /**
   * Notes that certificates are handed over (`certificate.delivered`), each the first time only.
   *
   * Entry and row share a transaction; if it cannot be written, nothing is handed over.
   */
  deliver(deliveries: readonly Delivery[]): Promise<void>;
}

/** The way in which certificates leave the house. */
const CHANNEL = 'portalApi';

async function deliverOne(db: OfficeDatabase, delivery: Delivery): Promise<void> {
  const { applicationId, orderId, certificateSha256, portalId, at } = delivery;
  await db.transaction(async (tx) => {
    // Of two requests at once one waits here for the other, and then finds its row.
    const [first] = await tx
      .insert(certificateDeliveries)
      .values({ orderId, caseId: applicationId, channel: CHANNEL, at })
      .onConflictDoNothing()
      .returning({ orderId: certificateDeliveries.orderId });
    if (!first) return;
    await writeEntry(tx, {
      id: uuidV7(at.getTime()),
      event: 'certificate.delivered',
      items: ['1ヘ'],
      at: at.toISOString(),
      case: applicationId,
      actor: { kind: 'portal', id: portalId },
      data: { order: orderId, certificateSha256, channel: CHANNEL },
    });
  });
}

/** The certificates in the office database. */
export const createPortalCertificates = (db: OfficeDatabase): PortalCertificates => ({
  async ofCase(applicationId) {
    const rows = await db
      .select({
        order: orders.number,
        issuerKeyId: orders.issuerKeyId,
        serialNumber: orders.serialNumber,
        sha256: orders.certificateSha256,
        state: certificates.state,
        isInForce: sql<boolean>`${isNotRevoked(db)}`,
      })
      .from(certificates)
      .innerJoin(orders, eq(orders.id, certificates.orderId))
      .where(and(eq(certificates.caseId, applicationId), isNotNull(orders.certificateSha256)))
      .orderBy(asc(orders.number));
    return rows as NameableCertificate[];
  },

  async deliver(deliveries) {
    for (const delivery of deliveries) await deliverOne(db, delivery);
  },
});
