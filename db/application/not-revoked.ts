import { and, eq, notExists, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { orders } from '../schema/decision.ts';
import { revocationRequests } from '../schema/revocation.ts';

/** Of orders: no revocation of its certificate is recorded or published. */
export const isNotRevoked = (db: OfficeDatabase) =>
  notExists(
    db
      .select({ one: sql`1` })
      .from(revocationRequests)
      .where(
        and(
          eq(revocationRequests.serialNumber, orders.serialNumber),
          eq(revocationRequests.issuerKeyId, orders.issuerKeyId),
          sql`${revocationRequests.state} in ('recorded', 'published')`,
        ),
      ),
  );
