import { and, eq, isNull, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import {
  applicantKeys,
  applicationTexts,
  caseInputs,
  certificateApplications,
  evidenceObjects,
  misuseIndex,
} from '../schema/application.ts';
import { caseSequences } from '../schema/books.ts';
import { prepareCaseEntries } from './case-entries.ts';

const given = sql.placeholder;

/** Parts of a statement that are the same for a first application and for a correction. */
function commonParts(connection: NodePgDatabase) {
  return {
    /** A text is used once: whoever comes second updates nothing. */
    used: connection.$with('used').as(
      connection
        .update(applicationTexts)
        .set({ usedBy: sql`${given('applicationId')}::uuid` })
        .where(
          and(
            eq(applicationTexts.textSha256, given('textSha256')),
            isNull(applicationTexts.usedBy),
          ),
        )
        .returning({ textSha256: applicationTexts.textSha256 }),
    ),
    input: connection.$with('input').as(
      connection.insert(caseInputs).values({
        id: given('inputId'),
        caseId: given('applicationId'),
        kind: given('inputKind'),
        actor: given('portalId'),
        contentSha256: given('contentSha256'),
        signedContentSha256: given('signedContentSha256'),
        receivedAt: given('receivedAt'),
      }),
    ),
    evidence: connection.$with('evidence').as(
      connection
        .insert(evidenceObjects)
        .select(
          sql`select ${given('applicationId')}::uuid, e.kind, e.sha256, e.size,
                ${given('edition')}::integer, ${given('receivedAt')}::timestamptz
              from unnest(${given('evidenceKinds')}::text[], ${given('evidenceHashes')}::text[],
                ${given('evidenceSizes')}::integer[]) as e(kind, sha256, size)`,
        )
        .onConflictDoNothing(),
    ),
    keys: connection.$with('keys').as(
      connection.insert(applicantKeys).select(
        sql`select k.spki_sha256, ${given('applicationId')}::uuid, ${given('edition')}::integer, k.number
              from unnest(${given('keyHashes')}::text[], ${given('keyOrders')}::integer[])
                as k(spki_sha256, number)`,
      ),
    ),
  };
}

function prepareFirst(connection: NodePgDatabase) {
  const { used, input, evidence, keys } = commonParts(connection);
  const received = connection.$with('received').as(
    connection.insert(certificateApplications).values({
      id: given('applicationId'),
      portalId: given('portalId'),
      service: given('service'),
      identityRoute: given('identityRoute'),
      keyDelivery: given('keyDelivery'),
      edition: given('edition'),
      chainId: given('chainId'),
      ruleSetId: given('ruleSetId'),
      state: 'received',
      receivedAt: given('receivedAt'),
      caseDeadline: given('caseDeadline'),
      nameSealed: given('nameSealed'),
      changedAt: given('receivedAt'),
    }),
  );
  const person = connection.$with('person').as(
    connection.insert(misuseIndex).values({
      caseId: given('applicationId'),
      person: given('person'),
      device: given('device'),
      contact: given('contact'),
      portalId: given('portalId'),
      service: given('service'),
      receivedAt: given('receivedAt'),
    }),
  );
  return connection
    .with(received, used, input, evidence, keys, person)
    .insert(caseSequences)
    .select(sql`select ${given('applicationId')}::uuid, 1 from used`)
    .onConflictDoUpdate({
      target: caseSequences.caseId,
      set: { lastSeq: sql`${caseSequences.lastSeq} + 1` },
    })
    .returning({ seq: caseSequences.lastSeq })
    .prepare('portal_receive_application');
}

function prepareCorrection(connection: NodePgDatabase) {
  const { used, input, evidence, keys } = commonParts(connection);
  const corrected = connection.$with('corrected').as(
    connection
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
  const person = connection.$with('person').as(
    connection
      .update(misuseIndex)
      .set({
        person: sql`${given('person')}`,
        device: sql`${given('device')}`,
        contact: sql`${given('contact')}`,
      })
      .where(eq(misuseIndex.caseId, given('applicationId'))),
  );
  return connection
    .with(corrected, used, input, evidence, keys, person)
    .update(caseSequences)
    .set({ lastSeq: sql`${caseSequences.lastSeq} + 1` })
    .where(
      and(
        eq(caseSequences.caseId, given('applicationId')),
        sql`exists (select 1 from corrected) and exists (select 1 from used)`,
      ),
    )
    .returning({ seq: caseSequences.lastSeq })
    .prepare('portal_receive_correction');
}

/** Statements that receive an application or its correction; each gives the number of its entry. */
export function prepareReceiving(connection: NodePgDatabase) {
  return {
    first: prepareFirst(connection),
    correction: prepareCorrection(connection),
    entries: prepareCaseEntries(connection),
  };
}
