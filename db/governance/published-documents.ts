import { asc, inArray } from 'drizzle-orm';
import type { Queryable } from '../office-database.ts';
import { governanceDocuments } from '../schema/governance.ts';

/** Documents that everyone may read (RFC 3647), by their types in the books. */
export const PUBLIC_DOCUMENT_TYPES = [
  'certificatePolicy',
  'certificationPracticeStatement',
] as const;

export type PublicDocumentType = (typeof PUBLIC_DOCUMENT_TYPES)[number];

/** A version of a document that was adopted, whatever became of it. */
export interface PublicDocument {
  readonly documentType: PublicDocumentType;
  readonly version: string;
  readonly sha256: string;
  readonly effectiveFrom: Date;
  readonly withdrawnFrom: Date | undefined;
}

/** Every version of every public document, oldest first, without its octets. */
export async function publicDocuments(db: Queryable): Promise<PublicDocument[]> {
  const { documentType, version, sha256, effectiveFrom, withdrawnFrom } = governanceDocuments;
  const rows = await db
    .select({ documentType, version, sha256, effectiveFrom, withdrawnFrom })
    .from(governanceDocuments)
    .where(inArray(documentType, [...PUBLIC_DOCUMENT_TYPES]))
    .orderBy(asc(effectiveFrom), asc(documentType));
  return rows.map((row) => ({
    ...row,
    documentType: row.documentType as PublicDocumentType,
    withdrawnFrom: row.withdrawnFrom ?? undefined,
  }));
}
