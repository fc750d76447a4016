import { and, eq, inArray } from 'drizzle-orm';
import type { EvidenceReference } from '../../books/entry.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { caseInputs, evidenceObjects } from '../schema/application.ts';
import type { CaseEntry } from './case-entries.ts';
import { isConflict } from './database-failures.ts';

/** Kind of the input that brings a document apart from a text (state table, row 16). */
export const DOCUMENT_SENT = 'evidence';

/** A document of a case on its way into the database. */
export interface Upload {
  readonly inputId: string;
  readonly applicationId: string;
  readonly portalId: string;
  readonly edition: number;
  readonly evidence: EvidenceReference;
  readonly receivedAt: Date;
  readonly entry: CaseEntry;
}

/** A document that a case has. */
export interface HeldDocument {
  readonly kind: string;
  readonly sha256: string;
  readonly size: number;
  readonly edition: number;
}

/** Storing documents. */
export interface Uploads {
  /** Documents of some kinds that a case has, of all its editions. */
  held(applicationId: string, kinds: readonly string[]): Promise<readonly HeldDocument[]>;
  /**
   * Stores input, listing and entry in one transaction. A crash before it leaves a pack that nothing names,
   * which reconciliation (Q22) reports; after it, an input that the sweeper nudges.
   *
   * @returns `known` if the case has the document already.
   */
  store(upload: Upload): Promise<'stored' | 'known'>;
}

/** Documents in the office database. */
export const createUploads = (db: OfficeDatabase): Uploads => ({
  held(applicationId, kinds) {
    const { caseId, kind, sha256, size, edition } = evidenceObjects;
    return db
      .select({ kind, sha256, size, edition })
      .from(evidenceObjects)
      .where(and(eq(caseId, applicationId), inArray(kind, [...kinds])));
  },
  async store({ inputId, applicationId, portalId, edition, evidence, receivedAt, entry }) {
    const { kind, sha256, size } = evidence;
    try {
      await db.transaction(async (tx) => {
        await tx
          .insert(evidenceObjects)
          .values({ caseId: applicationId, kind, sha256, size, edition, receivedAt });
        await tx.insert(caseInputs).values({
          id: inputId,
          caseId: applicationId,
          kind: DOCUMENT_SENT,
          actor: portalId,
          contentSha256: sha256,
          receivedAt,
        });
        await writeEntry(tx, entry);
      });
      return 'stored';
    } catch (error) {
      if (isConflict(error)) return 'known';
      throw error;
    }
  },
});
