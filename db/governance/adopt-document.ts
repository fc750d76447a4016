import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { ACT_KINDS, type DocumentType } from '../../books/events/governed.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { Queryable } from '../office-database.ts';
import { dualControlActs } from '../schema/dual-control.ts';
import { governanceDocuments } from '../schema/governance.ts';
import { approverOf, readContentOf, type DualControlAct } from './dual-control.ts';

/** Whether the register has a version of a document. */
export async function hasVersion(
  db: Queryable,
  { documentType, version }: { readonly documentType: string; readonly version: string },
): Promise<boolean> {
  const rows = await db
    .select({ version: governanceDocuments.version })
    .from(governanceDocuments)
    .where(
      and(
        eq(governanceDocuments.documentType, documentType),
        eq(governanceDocuments.version, version),
      ),
    );
  return rows.length > 0;
}

/** Whether an act that is agreed on has put a version of a document into the register, or will. */
export async function isVersionAgreed(
  db: Queryable,
  { actKind, version }: { readonly actKind: string; readonly version: string },
): Promise<boolean> {
  const agreed = await db
    .select({ content: dualControlActs.content })
    .from(dualControlActs)
    .where(
      and(
        eq(dualControlActs.actKind, actKind),
        isNotNull(dualControlActs.approvedBy),
        isNull(dualControlActs.refusedAt),
      ),
    );
  return agreed.some((act) => {
    const change = readContentOf(act)?.change;
    return change !== undefined && 'version' in change && change.version === version;
  });
}

/**
 * Puts the document of an act in force at an instant, with its entry. The book calls it by its type of 規則12条1項3号;
 * the register by what reads it.
 */
export async function adoptDocument(
  tx: Queryable,
  {
    act,
    register,
    version,
  }: { readonly act: DualControlAct; readonly register: string; readonly version: string },
  at: Date,
): Promise<void> {
  const { document } = act;
  if (!document) throw new Error(`act ${act.id} has no document`);
  const sha256 = sha256Hex(document);
  await tx.insert(governanceDocuments).values({
    documentType: register,
    version,
    sha256,
    content: document,
    effectiveFrom: at,
  });
  const documentType = act.actKind as DocumentType & keyof typeof ACT_KINDS;
  await writeEntry(tx, {
    event: 'document.adopted',
    items: [ACT_KINDS[documentType] as '3ロ'],
    at: at.toISOString(),
    actor: approverOf(act),
    evidence: [{ kind: 'governanceDocument', sha256, size: document.length }],
    data: {
      documentType,
      version,
      documentSha256: sha256,
      effectiveFrom: at.toISOString(),
      act: act.id,
    },
  });
}
