import { inArray, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { refusedKeys } from '../schema/application.ts';

/** The register of keys that nobody may certify. */
export interface RefusedKeys {
  /** Whether the register has one of these fingerprints. */
  hasAny(fingerprints: readonly string[]): Promise<boolean>;
}

/** The register in the office database. */
export const createRefusedKeys = (db: OfficeDatabase): RefusedKeys => ({
  async hasAny(fingerprints) {
    if (fingerprints.length === 0) return false;
    const rows = await db
      .select({ one: sql`1` })
      .from(refusedKeys)
      .where(inArray(refusedKeys.fingerprint, [...fingerprints]))
      .limit(1);
    return rows.length > 0;
  },
});
