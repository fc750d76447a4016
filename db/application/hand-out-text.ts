import { and, desc, eq, inArray, ne, or, sql, type InferInsertModel } from 'drizzle-orm';
import { knowsTipPrepared } from '../books/book-fence.ts';
import { writeEntry, writtenEntries } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { applicationTexts, certificateApplications } from '../schema/application.ts';
import { caseSequences } from '../schema/books.ts';
import { entryColumns, entryValues, type CaseEntry } from './case-entries.ts';
import { isConflict, isConstraint } from './database-failures.ts';

/** A row of the texts handed out, before anybody has used it. */
export type TextRow = Omit<InferInsertModel<typeof applicationTexts>, 'usedBy'>;

/** A text with the entries that record it: that it was handed out, and how the explanation was shown. */
export interface TextToStore {
  readonly row: TextRow;
  readonly entries: readonly [CaseEntry, CaseEntry];
}

/** A text of another transaction, with the entry that it was handed out. */
export interface OtherTextToStore {
  readonly row: TextRow;
  readonly entry: CaseEntry;
}

/** What is known of an application number when a text is asked for once more. */
export interface KnownNumber {
  /** Portal that asked first. */
  readonly portalId: string;
  /** The number is that of a revocation request, and can be no application's. */
  readonly isOfRequest: boolean;
  /** The case, once an application came. */
  readonly case:
    | { readonly state: string; readonly edition: number; readonly textSha256: string }
    | undefined;
}

/**
 * Storing texts, each with its entries at once or not at all. A crash leaves nothing, or a text that may
 * never be signed and lapses.
 */
export interface TextStore {
  /**
   * Stores the first text of a number. @returns `known` if the number is not new.
   *
   * @throws DomainError `BooksBehind` if the database has lost what the portal knows of the book.
   */
  storeFirst(text: TextToStore): Promise<'stored' | 'known'>;
  /** Stores another text of a number. */
  storeAnother(text: TextToStore): Promise<void>;
  /**
   * Stores a text of another transaction: under the number of an application that of this portal, or under a
   * number of its own (revocation).
   *
   * @returns `taken` if the number is another portal's, or another transaction's.
   */
  storeOther(text: OtherTextToStore): Promise<'stored' | 'taken'>;
  knownNumber(applicationId: string): Promise<KnownNumber | undefined>;
}

const given = sql.placeholder;

/** One statement, and so one transaction: text, counter row of the case, entries. */
function prepareFirst(db: OfficeDatabase) {
  const text = db.$with('handed_out').as(
    db.insert(applicationTexts).values({
      textSha256: given('textSha256'),
      nonceSha256: given('nonceSha256'),
      transaction: given('transaction'),
      applicationId: given('applicationId'),
      edition: given('edition'),
      portalId: given('portalId'),
      service: given('service'),
      explanationVersion: given('explanationVersion'),
      explanationSha256: given('explanationSha256'),
      explanationShown: given('explanationShown'),
      createdAt: given('createdAt'),
      expiresAt: given('expiresAt'),
    }),
  );
  // A number that has entries has this row already, and the statement is undone; so it is without a row,
  // where the fence does not let it be written: the entries have no number then.
  const numbered = db.$with('numbered').as(
    db
      .insert(caseSequences)
      .select(sql`select ${given('applicationId')}::uuid, 2 where ${knowsTipPrepared()}`)
      .returning({ lastSeq: caseSequences.lastSeq }),
  );
  return db
    .with(text, numbered)
    .insert(writtenEntries)
    .values([
      { ...entryColumns('first'), seq: sql`(select last_seq - 1 from numbered)` },
      { ...entryColumns('second'), seq: sql`(select last_seq from numbered)` },
    ])
    .prepare('portal_first_text');
}

const prepareKnownNumber = (db: OfficeDatabase) =>
  db
    .select({
      portalId: applicationTexts.portalId,
      transaction: applicationTexts.transaction,
      textSha256: applicationTexts.textSha256,
      state: certificateApplications.state,
      edition: certificateApplications.edition,
    })
    .from(applicationTexts)
    .leftJoin(
      certificateApplications,
      eq(certificateApplications.id, applicationTexts.applicationId),
    )
    .where(
      and(
        eq(applicationTexts.applicationId, given('applicationId')),
        inArray(applicationTexts.transaction, ['application', 'revocation']),
      ),
    )
    // The text of the newest edition that was received comes first.
    .orderBy(sql`(${applicationTexts.usedBy} is null)`, desc(applicationTexts.edition))
    .limit(1)
    .prepare('portal_known_number');

/** Texts under one number: whoever asked for the first of them owns it, and a request has a number of its own. */
async function storeOther(
  db: OfficeDatabase,
  { row, entry }: OtherTextToStore,
): Promise<'stored' | 'taken'> {
  const isRevocation = row.transaction === 'revocation';
  return db.transaction(async (tx) => {
    // Whoever asks for the first text of the number at the same time waits for this row.
    await tx
      .insert(caseSequences)
      .values({ caseId: row.applicationId, lastSeq: 0 })
      .onConflictDoNothing();
    await tx
      .select()
      .from(caseSequences)
      .where(eq(caseSequences.caseId, row.applicationId))
      .for('update');
    const revocation = eq(applicationTexts.transaction, 'revocation');
    const strange = isRevocation ? ne(applicationTexts.transaction, 'revocation') : revocation;
    const [other] = await tx
      .select({ one: sql`1` })
      .from(applicationTexts)
      .where(
        and(
          eq(applicationTexts.applicationId, row.applicationId),
          or(ne(applicationTexts.portalId, row.portalId), strange),
        ),
      )
      .limit(1);
    if (other) return 'taken';
    await tx.insert(applicationTexts).values(row);
    await writeEntry(tx, entry);
    return 'stored';
  });
}

/** The texts in the office database. */
export function createTextStore(db: OfficeDatabase): TextStore {
  const first = prepareFirst(db);
  const known = prepareKnownNumber(db);
  return {
    async storeFirst({ row, entries }) {
      try {
        await first.execute({
          ...row,
          ...entryValues('first', entries[0], 1),
          ...entryValues('second', entries[1], 2),
          ...db.fence.values,
        });
        return 'stored';
      } catch (error) {
        if (isConflict(error)) return 'known';
        if (isConstraint(error, { constraint: 'case_and_seq_together' })) {
          await db.fence.assertHolds(db.$client);
        }
        throw error;
      }
    },

    async storeAnother({ row, entries }) {
      await db.transaction(async (tx) => {
        await tx.insert(applicationTexts).values(row);
        for (const entry of entries) await writeEntry(tx, entry);
      });
    },

    storeOther: ({ row, entry }) => storeOther(db, { row, entry }),

    async knownNumber(applicationId) {
      const [row] = await known.execute({ applicationId });
      if (!row) return undefined;
      const { portalId, transaction, textSha256, state, edition } = row;
      const isCase = state !== null && edition !== null;
      return {
        portalId,
        isOfRequest: transaction === 'revocation',
        case: isCase ? { state, edition, textSha256 } : undefined,
      };
    },
  };
}
