import { and, desc, eq, gt, isNull, lte, or } from 'drizzle-orm';
import type {
  AccreditationsDocument,
  CertificateService,
  ExplanationVersion,
} from '../../domain/governance/certificate-service.ts';
import type { Queryable } from '../office-database.ts';
import { governanceDocuments } from '../schema/governance.ts';

/** The document of a type that is in force at an instant: the newest that has begun and not ended. */
export async function documentInForce(
  db: Queryable,
  documentType: string,
  at: Date,
): Promise<{ version: string; sha256: string; content: Buffer } | undefined> {
  const [row] = await db
    .select()
    .from(governanceDocuments)
    .where(
      and(
        eq(governanceDocuments.documentType, documentType),
        lte(governanceDocuments.effectiveFrom, at),
        or(isNull(governanceDocuments.withdrawnFrom), gt(governanceDocuments.withdrawnFrom, at)),
      ),
    )
    .orderBy(desc(governanceDocuments.effectiveFrom))
    .limit(1);
  return row;
}

/** One version of a document, whether it is in force or not; undefined if it was never adopted. */
export async function documentOfVersion(
  db: Queryable,
  documentType: string,
  version: string,
): Promise<{ version: string; sha256: string; content: Buffer } | undefined> {
  const [row] = await db
    .select()
    .from(governanceDocuments)
    .where(
      and(
        eq(governanceDocuments.documentType, documentType),
        eq(governanceDocuments.version, version),
      ),
    )
    .orderBy(desc(governanceDocuments.effectiveFrom))
    .limit(1);
  return row;
}

/** The certificate services of the operator at an instant. */
export async function servicesInForce(db: Queryable, at: Date): Promise<CertificateService[]> {
  const document = await documentInForce(db, 'accreditations', at);
  if (!document) return [];
  return [...(JSON.parse(document.content.toString('utf8')) as AccreditationsDocument).services];
}

/** Every version of the 重要事項説明, newest first. */
export async function explanationVersions(db: Queryable): Promise<ExplanationVersion[]> {
  const rows = await db
    .select()
    .from(governanceDocuments)
    .where(eq(governanceDocuments.documentType, 'explanation'))
    .orderBy(desc(governanceDocuments.effectiveFrom));
  return rows.map((row) => ({
    version: row.version,
    sha256: row.sha256,
    effectiveFrom: row.effectiveFrom,
    withdrawnFrom: row.withdrawnFrom ?? undefined,
  }));
}
