import { and, eq, or, sql, type InferSelectModel } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { applicationTexts, caseInputs, certificateApplications } from '../schema/application.ts';
import { bookEntries } from '../schema/books.ts';

/** A case as the intake needs it, and whether this very content came before. */
export interface StoredCase {
  readonly portalId: string;
  readonly state: string;
  readonly edition: number;
  readonly chainId: string;
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

/** What was stored earlier of the things a request names. */
export interface IntakeLookups {
  storedCase(applicationId: string, contentSha256: string): Promise<StoredCase | undefined>;
  /** The text by its hash, else the one that has its nonce. */
  handedOut(text: { textSha256: string; nonce: string }): Promise<HandedOutText | undefined>;
  /** Whether we know the number: a text was handed out for it, or a case is there. */
  isOurs(applicationId: string): Promise<boolean>;
}

const given = sql.placeholder;

const prepareStoredCase = (db: OfficeDatabase) =>
  db
    .select({
      portalId: certificateApplications.portalId,
      state: certificateApplications.state,
      edition: certificateApplications.edition,
      chainId: certificateApplications.chainId,
      caseDeadline: certificateApplications.caseDeadline,
      inputId: caseInputs.id,
      inputKind: caseInputs.kind,
      appliedAt: caseInputs.appliedAt,
    })
    .from(certificateApplications)
    .leftJoin(
      caseInputs,
      and(
        eq(caseInputs.caseId, certificateApplications.id),
        eq(caseInputs.contentSha256, given('contentSha256')),
        sql`${caseInputs.kind} in ('application', 'correction')`,
        sql`${caseInputs.signedContentSha256} is not null`,
      ),
    )
    .where(eq(certificateApplications.id, given('applicationId')))
    .limit(1)
    .prepare('portal_stored_case');

const prepareHandedOut = (db: OfficeDatabase) =>
  db
    .select({ text: applicationTexts, explanationEntry: bookEntries.octets })
    .from(applicationTexts)
    // The entries of a text are written with it, at its very time.
    .leftJoin(
      bookEntries,
      and(
        eq(bookEntries.caseId, applicationTexts.applicationId),
        eq(bookEntries.event, 'explanation.shown'),
        eq(bookEntries.at, applicationTexts.createdAt),
      ),
    )
    .where(
      or(
        eq(applicationTexts.textSha256, given('textSha256')),
        eq(applicationTexts.nonce, given('nonce')),
      ),
    )
    .orderBy(sql`(${applicationTexts.textSha256} <> ${given('textSha256')})`, bookEntries.seq)
    .limit(1)
    .prepare('portal_handed_out');

const prepareIsOurs = (db: OfficeDatabase) =>
  db
    .select({ id: applicationTexts.applicationId })
    .from(applicationTexts)
    .where(eq(applicationTexts.applicationId, given('applicationId')))
    .limit(1)
    .prepare('portal_is_ours');

/** The lookups in the office database. */
export function createIntakeLookups(db: OfficeDatabase): IntakeLookups {
  const stored = prepareStoredCase(db);
  const handedOut = prepareHandedOut(db);
  const isOurs = prepareIsOurs(db);
  return {
    async storedCase(applicationId, contentSha256) {
      const [row] = await stored.execute({ applicationId, contentSha256 });
      if (!row) return undefined;
      const { inputId, inputKind, appliedAt, ...found } = row;
      const isSame = inputId !== null && inputKind !== null;
      return {
        ...found,
        sameInput: isSame
          ? { id: inputId, kind: inputKind, isApplied: appliedAt !== null }
          : undefined,
      };
    },
    async handedOut(text) {
      const [row] = await handedOut.execute(text);
      return row && { ...row.text, explanationEntry: row.explanationEntry };
    },
    async isOurs(applicationId) {
      return (await isOurs.execute({ applicationId })).length > 0;
    },
  };
}
