import type { OfficeDatabase } from '../office-database.ts';

/** CA certificates are few and never change: what was read once is kept. */
const known = new WeakMap<OfficeDatabase, Map<string, Buffer>>();

/** The CA certificate of an issuer key, DER, as two people put it into the register. */
export async function issuerCertificate(
  db: OfficeDatabase,
  issuerKeyId: string,
): Promise<Buffer | undefined> {
  const kept = known.get(db) ?? new Map<string, Buffer>();
  known.set(db, kept);
  const found = kept.get(issuerKeyId);
  if (found) return found;
  const { rows } = await db.$client.query<{ content: Buffer }>(
    `select content from governance_documents
     where document_type = 'issuerCertificate' and version = $1`,
    [issuerKeyId],
  );
  if (rows[0]) kept.set(issuerKeyId, rows[0].content);
  return rows[0]?.content;
}
