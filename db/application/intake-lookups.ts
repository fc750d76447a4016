import { and, eq, or, sql, type InferSelectModel, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { OfficeDatabase } from '../office-database.ts';
import { applicationTexts, caseInputs, certificateApplications } from '../schema/application.ts';
import { bookEntries, caseSequences } from '../schema/books.ts';

/** A case as the intake needs it. */
export interface StoredCase {
  readonly portalId: string;
  readonly state: string;
  readonly edition: number;
  readonly chainId: string;
  readonly identityRoute: string;
  readonly caseDeadline: Date;
  /** The input with the same content, if there is one; `isApplied` once the workflow has seen it. */
  readonly sameInput:
    | { readonly id: string; readonly kind: string; readonly isApplied: boolean }
    | undefined;
}

/** A text handed out, with the entry that says how the explanation was shown with it. */
export interface HandedOutText extends InferSelectModel<typeof applicationTexts> {
  readonly explanationEntry: Buffer | null;
}

/** What was stored earlier of the things a submission names. */
export interface Seen {
  /** The case of the number, if an application came before. */
  readonly case: StoredCase | undefined;
  /** The text by its hash, else the one that has its nonce. */
  readonly handedOut: HandedOutText | undefined;
  /** Number of the last entry of the case; 0 if there is none. */
  readonly lastSeq: number;
  /** Whether a text was handed out to this portal under the number: whose it is otherwise is not told. */
  readonly isOwnNumber: boolean;
}

/** Numbers and hashes of a submission, and the portal it came from. */
export interface SubmissionNames {
  readonly applicationId: string;
  readonly portalId: string;
  readonly contentSha256: string;
  readonly textSha256: string;
  /** Of the octets that the signature covers. */
  readonly signedContentSha256: string;
  readonly nonceSha256: string;
}

/** Looking up what was stored earlier. */
export interface IntakeLookups {
  see(names: SubmissionNames): Promise<Seen>;
  /** Whether a text was handed out to this portal under the number. A number has one portal for ever. */
  isOwnNumber(applicationId: string, portalId: string): Promise<boolean>;
}

const given = sql.placeholder;

/** The texts of the number asked about; beside them stands the text that was sent. */
const ownTexts = alias(applicationTexts, 'own_texts');

const textOfPortal = (db: OfficeDatabase, applicationId: SQL) =>
  db
    .select({ one: sql`1` })
    .from(ownTexts)
    .where(and(eq(ownTexts.applicationId, applicationId), eq(ownTexts.portalId, given('portalId'))))
    .limit(1);

/** One question, whatever of it is there: the row of the question itself always is. */
const prepareSee = (db: OfficeDatabase) =>
  db
    .select({
      case: {
        portalId: certificateApplications.portalId,
        state: certificateApplications.state,
        edition: certificateApplications.edition,
        chainId: certificateApplications.chainId,
        identityRoute: certificateApplications.identityRoute,
        caseDeadline: certificateApplications.caseDeadline,
      },
      input: { id: caseInputs.id, kind: caseInputs.kind, appliedAt: caseInputs.appliedAt },
      text: applicationTexts,
      explanationEntry: bookEntries.octets,
      lastSeq: caseSequences.lastSeq,
      isOwnNumber: sql<boolean>`exists (${textOfPortal(db, sql`asked.id`)})`,
    })
    .from(sql`(select ${given('applicationId')}::uuid as id) as asked`)
    .leftJoin(certificateApplications, sql`${certificateApplications.id} = asked.id`)
    .leftJoin(
      caseInputs,
      and(
        eq(caseInputs.caseId, certificateApplications.id),
        eq(caseInputs.contentSha256, given('contentSha256')),
        // What was refused has no signed content.
        eq(caseInputs.signedContentSha256, given('signedContentSha256')),
      ),
    )
    .leftJoin(
      applicationTexts,
      or(
        eq(applicationTexts.textSha256, given('textSha256')),
        eq(applicationTexts.nonceSha256, given('nonceSha256')),
      ),
    )
    // The entries of a text are written with it, at its very time.
    .leftJoin(
      bookEntries,
      and(
        eq(bookEntries.caseId, applicationTexts.applicationId),
        eq(bookEntries.event, 'explanation.shown'),
        eq(bookEntries.at, applicationTexts.createdAt),
      ),
    )
    .leftJoin(caseSequences, sql`${caseSequences.caseId} = asked.id`)
    .orderBy(bookEntries.seq)
    .limit(1)
    .prepare('portal_see');

const prepareIsOwnNumber = (db: OfficeDatabase) =>
  textOfPortal(db, sql`${given('applicationId')}::uuid`).prepare('portal_is_own_number');

/** The lookups in the office database. */
export function createIntakeLookups(db: OfficeDatabase): IntakeLookups {
  const see = prepareSee(db);
  const isOwnNumber = prepareIsOwnNumber(db);
  return {
    async see(names) {
      const [row] = await see.execute({ ...names });
      if (!row) throw new Error('a question has no answer');
      const { input, text } = row;
      const sameInput = input && {
        id: input.id,
        kind: input.kind,
        isApplied: input.appliedAt !== null,
      };
      return {
        case: row.case ? { ...row.case, sameInput: sameInput ?? undefined } : undefined,
        handedOut: text ? { ...text, explanationEntry: row.explanationEntry } : undefined,
        lastSeq: row.lastSeq ?? 0,
        isOwnNumber: row.isOwnNumber,
      };
    },
    async isOwnNumber(applicationId, portalId) {
      return (await isOwnNumber.execute({ applicationId, portalId })).length > 0;
    },
  };
}
