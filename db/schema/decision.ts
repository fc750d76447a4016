import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { certificateApplications } from './application.ts';

/** Each question to J-LIS with its answer (規則12条1項1号ハ); the octets are evidence. */
export const jlisQueries = pgTable(
  'jlis_queries',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => certificateApplications.id),
    edition: integer('edition').notNull(),
    attempt: integer('attempt').notNull(),
    purpose: text('purpose').notNull(),
    method: text('method').notNull(),
    askedAt: instant('asked_at').notNull(),
    requestSha256: text('request_sha256').notNull(),
    answeredAt: instant('answered_at'),
    answerSha256: text('answer_sha256'),
    /** The fact `jlisAnswer` of this answer, or `none`. */
    result: text('result'),
    /** Why no answer came, exactly where the result is `none`; a code. */
    noAnswerReason: text('no_answer_reason'),
    /** The revocation list that the status was looked up in as well. */
    listSha256: text('list_sha256'),
  },
  (t) => [
    unique('jlis_query_once').on(t.caseId, t.edition, t.attempt),
    index('jlis_queries_asked').on(t.askedAt),
  ],
);

/**
 * Revocation lists of J-LIS that were received and found in order: one row an entry `jlis.listReceived`. The octets
 * are evidence in pieces, apart from every case: a list has the certificates of many people.
 */
export const jlisLists = pgTable(
  'jlis_lists',
  {
    /** Of the whole list. */
    sha256: text('sha256').primaryKey(),
    /** Of the CA certificate whose key signed it. */
    issuerSha256: text('issuer_sha256').notNull(),
    thisUpdate: instant('this_update').notNull(),
    nextUpdate: instant('next_update').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** SHA-256 of the pieces, in order. */
    pieces: text('pieces').array().notNull(),
  },
  (t) => [
    index('jlis_lists_newest').on(t.issuerSha256, t.thisUpdate),
    index('jlis_lists_in_force').on(t.nextUpdate),
  ],
);

/**
 * Turns to ask J-LIS under the rate limit of the contract: one row for all workers of the office. Every
 * instant in it is of the database's clock.
 */
export const jlisTurns = pgTable(
  'jlis_turns',
  {
    id: integer('id').primaryKey(),
    /** The next turn that nobody has taken. */
    nextAt: instant('next_at').notNull(),
    /** When the newest question was let through, and the turn of the case that asked it. */
    askedAt: instant('asked_at'),
    askedTurn: instant('asked_turn'),
  },
  (t) => [check('jlis_turns_one_row', sql`${t.id} = 1`)],
);

/** One evaluation: facts, findings and the dossier they make. Never changed. */
export const evaluations = pgTable(
  'evaluations',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => certificateApplications.id),
    edition: integer('edition').notNull(),
    number: integer('number').notNull(),
    at: instant('at').notNull(),
    ruleSetId: text('rule_set_id').notNull(),
    ruleSetSha256: text('rule_set_sha256').notNull(),
    extractor: text('extractor').notNull(),
    facts: jsonb('facts').notNull(),
    factsSha256: text('facts_sha256').notNull(),
    findings: jsonb('findings').notNull(),
    findingsSha256: text('findings_sha256').notNull(),
    outcome: text('outcome').notNull(),
    next: text('next').notNull(),
    dossierSha256: text('dossier_sha256').notNull(),
  },
  (t) => [
    unique('evaluation_number').on(t.caseId, t.number),
    // What a night is counted from, without the facts beside it.
    index('evaluations_at').on(t.at, t.outcome, t.next, t.caseId),
  ],
);

/** 諾否. A decision binds a dossier; a voided one stays with the time it ended. */
export const decisions = pgTable(
  'decisions',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => certificateApplications.id),
    edition: integer('edition').notNull(),
    outcome: text('outcome').notNull(),
    /** `ruleSet` or `officer`. */
    decider: text('decider').notNull(),
    dossierSha256: text('dossier_sha256').notNull(),
    responsibleId: text('responsible_id'),
    at: instant('at').notNull(),
    voidedAt: instant('voided_at'),
  },
  (t) => [
    index('decisions_case').on(t.caseId),
    index('decisions_at').on(t.at, t.decider, t.outcome),
  ],
);

/** One certificate to be issued, fixed by its decision. At most one certificate an order. */
export const orders = pgTable(
  'orders',
  {
    id: uuid('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => certificateApplications.id),
    decisionId: uuid('decision_id')
      .notNull()
      .references(() => decisions.id),
    number: integer('order_number').notNull(),
    certificateType: text('certificate_type').notNull(),
    validityMonths: integer('validity_months').notNull(),
    spkiSha256: text('spki_sha256'),
    instructedAt: instant('instructed_at'),
    /** What came back from the room and was verified here. */
    issuerKeyId: text('issuer_key_id'),
    serialNumber: text('serial_number'),
    certificateSha256: text('certificate_sha256'),
    notBefore: instant('not_before'),
    notAfter: instant('not_after'),
    receivedAt: instant('received_at'),
  },
  (t) => [
    unique('order_of_decision').on(t.decisionId, t.number),
    unique('serial_number_unique_per_issuer').on(t.issuerKeyId, t.serialNumber),
    // The newest certificate is the last that the office knows of the room's key.
    index('orders_received').on(t.receivedAt),
    // What expires soon, for the portals that remind of it.
    index('orders_not_after')
      .on(t.notAfter, t.id)
      .where(sql`serial_number is not null`),
    // People who look for a certificate know its number, and not the key behind it.
    index('orders_serial_number').on(t.serialNumber),
    check(
      'certificate_complete',
      sql`(${t.serialNumber} is null) = (${t.certificateSha256} is null)
          and (${t.serialNumber} is null) = (${t.notAfter} is null)`,
    ),
  ],
);
