import { and, eq, isNull, sql } from 'drizzle-orm';
import { pgTable } from 'drizzle-orm/pg-core';
import type { OfficeDatabase } from '../office-database.ts';
import {
  applicantKeys,
  applicationTexts,
  caseInputs,
  certificateApplications,
  evidenceObjects,
  misuseIndex,
  receivedColumns,
} from '../schema/application.ts';
import { knowsTipPrepared } from '../books/book-fence.ts';
import { writtenEntries } from '../books/write-entry.ts';
import { caseSequences, openings } from '../schema/books.ts';
import { entryColumns } from './case-entries.ts';

/** Cases as they are received: in which state one begins is not for the portal to say. */
const receivedCases = pgTable('certificate_applications', receivedColumns());

const given = sql.placeholder;

/** A text is used once: for whoever comes second there is no row. */
const markText = (db: OfficeDatabase) =>
  db.$with('used').as(
    db
      .update(applicationTexts)
      .set({ usedBy: sql`${given('applicationId')}::uuid` })
      .where(
        and(eq(applicationTexts.textSha256, given('textSha256')), isNull(applicationTexts.usedBy)),
      )
      .returning({ usedBy: applicationTexts.usedBy }),
  );

/**
 * The number that the octets of the entry carry; for whoever comes second there is no row, nor on a
 * database that has lost what the portal knows of the book.
 */
const takeNumber = (db: OfficeDatabase) =>
  db.$with('numbered').as(
    db
      .update(caseSequences)
      .set({ lastSeq: sql`${caseSequences.lastSeq} + 1` })
      .where(
        and(
          eq(caseSequences.caseId, given('applicationId')),
          sql`${caseSequences.lastSeq} + 1 = ${given('entrySeq')}::integer`,
          knowsTipPrepared(),
        ),
      )
      .returning({ lastSeq: caseSequences.lastSeq }),
  );

/** Without a number the entry breaks `case_and_seq_together`, and the whole statement is undone. */
const writeReceipt = (db: OfficeDatabase) => [
  db
    .$with('entry')
    .as(
      db
        .insert(writtenEntries)
        .values({ ...entryColumns('entry'), seq: sql`(select last_seq from numbered)` }),
    ),
  db.$with('opening').as(
    db.insert(openings).values({
      entryId: given('entryId'),
      field: given('field'),
      kind: given('kind'),
      keyId: given('keyId'),
      sealed: given('sealed'),
    }),
  ),
];

const listEvidence = (db: OfficeDatabase) => [
  db.$with('evidence').as(
    db
      .insert(evidenceObjects)
      .select(
        sql`select ${given('applicationId')}::uuid, e.kind, e.sha256, e.size,
              ${given('edition')}::integer, ${given('receivedAt')}::timestamptz
            from unnest(${given('evidenceKinds')}::text[], ${given('evidenceHashes')}::text[],
              ${given('evidenceSizes')}::integer[]) as e(kind, sha256, size)`,
      )
      // The card of an edition before is the same object.
      .onConflictDoNothing(),
  ),
  db.$with('keys').as(
    db.insert(applicantKeys).select(
      sql`select k.spki_sha256, ${given('applicationId')}::uuid, ${given('edition')}::integer, k.number
            from unnest(${given('keyHashes')}::text[], ${given('keyOrders')}::integer[])
              as k(spki_sha256, number)`,
    ),
  ),
];

/** The row of the input; its case comes from what was done, and must not be missing. */
const inputColumns = (caseId: ReturnType<typeof sql>) => ({
  id: given('inputId'),
  caseId,
  kind: given('inputKind'),
  actor: given('portalId'),
  contentSha256: given('contentSha256'),
  signedContentSha256: given('signedContentSha256'),
  receivedAt: given('receivedAt'),
});

/** Receives a first application: one statement, and so one transaction. */
export function prepareFirstReceipt(db: OfficeDatabase) {
  const received = db.$with('received').as(
    db.insert(receivedCases).values({
      id: given('applicationId'),
      portalId: given('portalId'),
      service: given('service'),
      identityRoute: given('identityRoute'),
      keyDelivery: given('keyDelivery'),
      edition: given('edition'),
      chainId: given('chainId'),
      ruleSetId: given('ruleSetId'),
      receivedAt: given('receivedAt'),
      caseDeadline: given('caseDeadline'),
      nameSealed: given('nameSealed'),
      changedAt: given('receivedAt'),
    }),
  );
  const person = db.$with('person').as(
    db.insert(misuseIndex).values({
      caseId: given('applicationId'),
      person: given('person'),
      device: given('device'),
      contact: given('contact'),
      portalId: given('portalId'),
      service: given('service'),
      receivedAt: given('receivedAt'),
    }),
  );
  return db
    .with(markText(db), takeNumber(db), received, person, ...writeReceipt(db), ...listEvidence(db))
    .insert(caseInputs)
    .values(inputColumns(sql`(select used_by from used)`))
    .prepare('portal_receive_application');
}

/** Receives the next edition of a case that was returned: one statement, and so one transaction. */
export function prepareCorrection(db: OfficeDatabase) {
  const corrected = db.$with('corrected').as(
    db
      .update(certificateApplications)
      .set({
        edition: sql`${given('edition')}::integer`,
        keyDelivery: sql`${given('keyDelivery')}`,
        nameSealed: sql`${given('nameSealed')}::bytea`,
        changedAt: sql`${given('receivedAt')}::timestamptz`,
      })
      .where(
        and(
          eq(certificateApplications.id, given('applicationId')),
          eq(certificateApplications.state, 'returned'),
          sql`${certificateApplications.edition} + 1 = ${given('edition')}::integer`,
        ),
      )
      .returning({ id: certificateApplications.id }),
  );
  const person = db.$with('person').as(
    db
      .update(misuseIndex)
      .set({
        person: sql`${given('person')}`,
        device: sql`${given('device')}`,
        contact: sql`${given('contact')}`,
      })
      .where(eq(misuseIndex.caseId, given('applicationId'))),
  );
  return db
    .with(markText(db), takeNumber(db), corrected, person, ...writeReceipt(db), ...listEvidence(db))
    .insert(caseInputs)
    .values(inputColumns(sql`(select c.id from corrected c, used u where u.used_by = c.id)`))
    .prepare('portal_receive_correction');
}
