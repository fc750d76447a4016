import { and, eq, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { governanceDocuments } from '../schema/governance.ts';

/**
 * Looks up CA certificates (DER) by issuer key id. One that was found is kept: a certificate of a key
 * never changes.
 */
export function createIssuerCertificates(
  db: OfficeDatabase,
): (issuerKeyId: string) => Promise<Buffer | undefined> {
  const known = new Map<string, Buffer>();
  const byKey = db
    .select({ content: governanceDocuments.content })
    .from(governanceDocuments)
    .where(
      and(
        eq(governanceDocuments.documentType, 'issuerCertificate'),
        eq(governanceDocuments.version, sql.placeholder('issuerKeyId')),
      ),
    )
    .prepare('portal_issuer_certificate');
  return async (issuerKeyId) => {
    const kept = known.get(issuerKeyId);
    if (kept) return kept;
    const [document] = await byKey.execute({ issuerKeyId });
    if (document) known.set(issuerKeyId, document.content);
    return document?.content;
  };
}
