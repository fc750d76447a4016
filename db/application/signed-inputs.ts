import { and, eq, isNull } from 'drizzle-orm';
import type { EvidenceReference } from '../../books/entry.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { applicationTexts, caseInputs, evidenceObjects } from '../schema/application.ts';
import type { CaseEntry } from './case-entries.ts';
import { isConflict } from './database-failures.ts';

/** A signed text about a case that is no application, on its way into the database. */
export interface SignedInput {
  readonly inputId: string;
  readonly kind: string;
  readonly applicationId: string;
  readonly portalId: string;
  readonly textSha256: string;
  readonly contentSha256: string;
  readonly signedContentSha256: string;
  /** Codes and hashes that the run needs; no personal data. */
  readonly content: object;
  readonly receivedAt: Date;
  readonly evidence: readonly EvidenceReference[];
  readonly entry: CaseEntry;
}

/** What was stored earlier of a signed text about a case. */
export interface SeenInput {
  readonly inputId: string;
  readonly kind: string;
  readonly isApplied: boolean;
}

/** Storing signed texts about cases. */
export interface SignedInputs {
  /** The input of a case with the same content. */
  sameContent(applicationId: string, contentSha256: string): Promise<SeenInput | undefined>;
  /** A text handed out, by the hash of its nonce: whoever altered it is told so. */
  handedOut(nonceSha256: string): Promise<typeof applicationTexts.$inferSelect | undefined>;
  /**
   * Stores input, evidence and entry, and marks the text as used, in one transaction.
   *
   * @returns `lost` if another request was first: whoever asks looks again.
   */
  store(input: SignedInput): Promise<'stored' | 'lost'>;
}

/** Evidence that belongs to no version of the application: facts are not taken from it. */
export const NO_EDITION = 0;

class Lost extends Error {}

async function storeIn(db: OfficeDatabase, input: SignedInput): Promise<void> {
  await db.transaction(async (tx) => {
    const used = await tx
      .update(applicationTexts)
      .set({ usedBy: input.inputId })
      .where(
        and(eq(applicationTexts.textSha256, input.textSha256), isNull(applicationTexts.usedBy)),
      )
      .returning({ usedBy: applicationTexts.usedBy });
    if (used.length === 0) throw new Lost();
    await tx.insert(caseInputs).values({
      id: input.inputId,
      caseId: input.applicationId,
      kind: input.kind,
      actor: input.portalId,
      contentSha256: input.contentSha256,
      signedContentSha256: input.signedContentSha256,
      content: input.content,
      receivedAt: input.receivedAt,
    });
    await tx
      .insert(evidenceObjects)
      .values(
        input.evidence.map(({ kind, sha256, size }) => ({
          caseId: input.applicationId,
          kind,
          sha256,
          size,
          edition: NO_EDITION,
          receivedAt: input.receivedAt,
        })),
      )
      // The card of the application is the same object.
      .onConflictDoNothing();
    await writeEntry(tx, input.entry);
  });
}

/** Signed texts about cases, in the office database. */
export const createSignedInputs = (db: OfficeDatabase): SignedInputs => ({
  async sameContent(applicationId, contentSha256) {
    const [row] = await db
      .select({ inputId: caseInputs.id, kind: caseInputs.kind, appliedAt: caseInputs.appliedAt })
      .from(caseInputs)
      .where(and(eq(caseInputs.caseId, applicationId), eq(caseInputs.contentSha256, contentSha256)))
      .limit(1);
    return row && { inputId: row.inputId, kind: row.kind, isApplied: row.appliedAt !== null };
  },

  async handedOut(nonceSha256) {
    const [row] = await db
      .select()
      .from(applicationTexts)
      .where(eq(applicationTexts.nonceSha256, nonceSha256));
    return row;
  },

  async store(input) {
    try {
      await storeIn(db, input);
      return 'stored';
    } catch (error) {
      if (error instanceof Lost || isConflict(error)) return 'lost';
      throw error;
    }
  },
});
