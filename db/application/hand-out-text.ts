import { desc, eq, sql, type InferInsertModel } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { OfficeDatabase } from '../office-database.ts';
import { applicationTexts, certificateApplications } from '../schema/application.ts';
import { caseSequences } from '../schema/books.ts';
import { prepareCaseEntries, type IdentifiedEntry } from './case-entries.ts';
import { preparedTransactions } from './prepared-transactions.ts';

/** A row of the texts handed out, before anybody has used it. */
export type TextRow = Omit<InferInsertModel<typeof applicationTexts>, 'usedBy'>;

/** What is known of an application number when a text is asked for. */
export interface KnownNumber {
  /** Portal that asked first. */
  readonly portalId: string;
  /** The case, once an application came. */
  readonly case:
    | { readonly state: string; readonly edition: number; readonly textSha256: string }
    | undefined;
}

/** Storing texts, and what has to be known before. */
export interface TextStore {
  knownNumber(applicationId: string): Promise<KnownNumber | undefined>;
  /**
   * Stores a text with its two entries in one transaction.
   *
   * A crash before the commit leaves nothing; after it, a text that may never be signed and lapses.
   */
  handOut(text: TextRow, entries: readonly [IdentifiedEntry, IdentifiedEntry]): Promise<void>;
}

const given = sql.placeholder;

const prepareKnownNumber = (db: OfficeDatabase) =>
  db
    .select({
      portalId: applicationTexts.portalId,
      textSha256: applicationTexts.textSha256,
      state: certificateApplications.state,
      edition: certificateApplications.edition,
    })
    .from(applicationTexts)
    .leftJoin(
      certificateApplications,
      eq(certificateApplications.id, applicationTexts.applicationId),
    )
    .where(eq(applicationTexts.applicationId, given('applicationId')))
    // The text of the newest edition that was received comes first.
    .orderBy(sql`(${applicationTexts.usedBy} is null)`, desc(applicationTexts.edition))
    .limit(1)
    .prepare('portal_known_number');

function prepareHandingOut(connection: NodePgDatabase) {
  const text = connection.$with('handed_out').as(
    connection.insert(applicationTexts).values({
      textSha256: given('textSha256'),
      nonce: given('nonce'),
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
  const insertText = connection
    .with(text)
    .insert(caseSequences)
    .values({ caseId: given('applicationId'), lastSeq: 2 })
    .onConflictDoUpdate({
      target: caseSequences.caseId,
      set: { lastSeq: sql`${caseSequences.lastSeq} + 2` },
    })
    .returning({ lastSeq: caseSequences.lastSeq })
    .prepare('portal_hand_out_text');
  return { insertText, entries: prepareCaseEntries(connection) };
}

/** The texts in the office database. */
export function createTextStore(db: OfficeDatabase): TextStore {
  const known = prepareKnownNumber(db);
  const inTransaction = preparedTransactions(db.$client, prepareHandingOut);
  return {
    async knownNumber(applicationId) {
      const [row] = await known.execute({ applicationId });
      if (!row) return undefined;
      const { portalId, textSha256, state, edition } = row;
      const isCase = state !== null && edition !== null;
      return { portalId, case: isCase ? { state, edition, textSha256 } : undefined };
    },

    async handOut(text, entries) {
      await inTransaction(async (statements) => {
        const [row] = await statements.insertText.execute({ ...text });
        if (!row) throw new Error('case sequence was not returned');
        await statements.entries.writeTwo(entries, row.lastSeq);
      });
    },
  };
}
