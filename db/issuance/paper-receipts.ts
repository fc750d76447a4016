import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { pgTable } from 'drizzle-orm/pg-core';
import type { EvidenceReference } from '../../books/entry.ts';
import type { ReceiptContent } from '../../domain/issuance/receipt-content.ts';
import { NO_EDITION } from '../application/signed-inputs.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { applicationTexts, decisionColumns, evidenceObjects } from '../schema/application.ts';
import { certificatesOf, type StoredCertificate } from './certificates.ts';

const recordedInputs = pgTable('case_inputs', decisionColumns());

/** A receipt on paper, on its way in. */
export interface PaperReceiptToRecord {
  readonly caseId: string;
  readonly content: ReceiptContent & {
    readonly officer: string;
    readonly role: string;
    readonly terminal: string;
  };
  readonly contentSha256: string;
  readonly card: EvidenceReference<'physicalOriginal'>;
  /** When the paper came. */
  readonly receivedAt: Date;
  readonly now: Date;
}

/** A receipt text that was handed out. */
export interface ReceiptTerms {
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly isUsed: boolean;
}

/** Id of the input of a paper: one text is one receipt, however often it is entered. UUIDv8 (RFC 9562 §5.8). */
export function paperReceiptId(caseId: string, textSha256: string): string {
  const hex = createHash('sha256')
    .update(`toroku-paper-receipt/1\n${caseId}\n${textSha256}\n`)
    .digest('hex');
  const variant = ((Number.parseInt(hex.slice(15, 16), 16) & 0x3) | 0x8).toString(16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(12, 15)}`];
  return [...parts, `${variant}${hex.slice(16, 19)}`, hex.slice(19, 31)].join('-');
}

/** Receipts on paper, as the console records them. The office-worker judges and applies them. */
export const createPaperReceipts = (db: OfficeDatabase) => ({
  /** Certificates of a case that was issued, in the order of the application. */
  certificates: (caseId: string): Promise<StoredCertificate[]> => certificatesOf(db, caseId),

  /** A receipt text that was handed out for this case; undefined for any other hash. */
  async text(caseId: string, textSha256: string): Promise<ReceiptTerms | undefined> {
    const { createdAt, expiresAt, usedBy } = applicationTexts;
    const [row] = await db
      .select({ createdAt, expiresAt, usedBy })
      .from(applicationTexts)
      .where(
        and(
          eq(applicationTexts.textSha256, textSha256),
          eq(applicationTexts.applicationId, caseId),
          eq(applicationTexts.transaction, 'receipt'),
        ),
      );
    return row && { ...row, isUsed: row.usedBy !== null };
  },

  /**
   * Records a receipt with its entry and its register card, in one transaction; a repeat changes nothing.
   *
   * @returns the input.
   */
  record: ({
    caseId,
    content,
    contentSha256,
    card,
    receivedAt,
    now,
  }: PaperReceiptToRecord): Promise<string> =>
    db.transaction(async (tx) => {
      const id = paperReceiptId(caseId, content.textSha256);
      const { officer, role, terminal, kind } = content;
      const input = { id, caseId, kind, actor: officer, contentSha256, content, receivedAt };
      const inserted = await tx
        .insert(recordedInputs)
        .values(input)
        .onConflictDoNothing()
        .returning({ id: recordedInputs.id });
      if (inserted.length === 0) return id;
      await tx
        .insert(evidenceObjects)
        .values({ ...card, caseId, edition: NO_EDITION, receivedAt: now })
        .onConflictDoNothing();
      await writeEntry(tx, {
        event: 'evidence.received',
        items: ['1ハ'],
        at: now.toISOString(),
        case: caseId,
        actor: { kind: 'officer', id: officer, role, terminal },
        input: id,
        evidence: [card],
        data: { evidenceKind: 'physicalOriginal', supplier: 'subscriber' },
      });
      return id;
    }),
});

/** Receipts on paper. */
export type PaperReceipts = ReturnType<typeof createPaperReceipts>;
