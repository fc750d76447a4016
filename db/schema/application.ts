import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  pgView,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, octets } from './columns.ts';
import { officers } from './governance.ts';

/**
 * Texts handed out for signing: hashes and terms only, no personal data. A text is used once.
 */
export const applicationTexts = pgTable(
  'application_texts',
  {
    textSha256: text('text_sha256').primaryKey(),
    /** Of the nonce itself no trace may stay: with it, the hash of the text would tell what is in it. */
    nonceSha256: text('nonce_sha256').notNull().unique('nonce_unique'),
    transaction: text('transaction').notNull(),
    /** Number of the application, or of the revocation request that the text makes. */
    applicationId: uuid('application_id').notNull(),
    /** Of a text that has no editions, 1. */
    edition: integer('edition').notNull(),
    portalId: text('portal_id').notNull(),
    service: text('service').notNull(),
    /** 重要事項説明 named in an application: `YYYY-MM-DD` and SHA-256. No other text names one. */
    explanationVersion: text('explanation_version'),
    explanationSha256: text('explanation_sha256'),
    /** Whether the portal said when and how it showed the explanation (規則6条1号). */
    explanationShown: boolean('explanation_shown'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** What used it, an application or an input: set once, in the transaction that receives the signed text. */
    usedBy: uuid('used_by'),
  },
  (t) => [
    index('application_texts_case').on(t.applicationId),
    check(
      'explanation_exactly_in_applications',
      sql`(${t.transaction} = 'application') = (num_nonnulls(explanation_version, explanation_sha256, explanation_shown) = 3)
          and num_nonnulls(explanation_version, explanation_sha256, explanation_shown) in (0, 3)`,
    ),
  ],
);

/** Columns of a case that are known when it is received; in every other it begins as the database says. */
export const receivedColumns = () => ({
  id: uuid('id').primaryKey(),
  portalId: text('portal_id').notNull(),
  service: text('service').notNull(),
  identityRoute: text('identity_route').notNull(),
  keyDelivery: text('key_delivery').notNull(),
  edition: integer('edition').notNull(),
  /** Identity-check chain: the key that seals what lies beside the books. */
  chainId: uuid('chain_id').notNull(),
  ruleSetId: text('rule_set_id').notNull(),
  receivedAt: instant('received_at').notNull(),
  /** 180 days for the whole case (policy). */
  caseDeadline: instant('case_deadline').notNull(),
  /** The name, sealed under the chain key, for the lists of the console. */
  nameSealed: octets('name_sealed').notNull(),
  changedAt: instant('changed_at').notNull(),
});

/** 利用申込み. One row a case, locked by whoever moves it. */
export const certificateApplications = pgTable(
  'certificate_applications',
  {
    ...receivedColumns(),
    /** Whoever receives may not say where a case stands: it begins at the beginning. */
    state: text('state').notNull().default('received'),
    /** Rules that keep the case where it is, `rule/code`, for the queue and the portal. */
    notHolding: text('not_holding')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** What the present state waits for at most: review, answer, instruction. */
    stateDeadline: instant('state_deadline'),
    nextAttemptAt: instant('next_attempt_at'),
    closedAt: instant('closed_at'),
    /** 発行指示 that stands: the document the room reads, by hash. */
    instructionSha256: text('instruction_sha256'),
  },
  (t) => [
    // What an open case is ordered by in the queue: the deadline of its state, the next attempt, its end.
    index('certificate_applications_queue')
      .on(t.state, sql`coalesce(state_deadline, next_attempt_at, case_deadline)`, t.id)
      .where(sql`closed_at is null`),
    index('certificate_applications_closed')
      .on(t.closedAt, t.id)
      .where(sql`closed_at is not null`),
    index('certificate_applications_parked')
      .on(sql`coalesce(state_deadline, next_attempt_at, case_deadline)`, t.id)
      .where(
        sql`closed_at is null and state in ('issuing', 'instructed', 'keyDelivery') and next_attempt_at is null and not_holding[1] like 'gate/%'`,
      ),
    index('certificate_applications_checking')
      .on(t.changedAt)
      .where(sql`state = 'checking'`),
    index('certificate_applications_waiting')
      .using('gin', t.notHolding)
      .where(sql`state = 'waiting'`),
    index('certificate_applications_received').on(t.receivedAt, t.id),
    index('certificate_applications_portal').on(t.portalId, t.receivedAt, t.id),
    check(
      'closed_exactly_when_final',
      sql`(${t.closedAt} is not null) = (${t.state} in ('issued','rejected','withdrawn','lapsed'))`,
    ),
  ],
);

/** Who holds a case, and until when: a lease that runs out by itself. One row a case, changed in place. */
export const caseLeases = pgTable(
  'case_leases',
  {
    caseId: uuid('case_id')
      .primaryKey()
      .references(() => certificateApplications.id),
    officerId: text('officer_id')
      .notNull()
      .references(() => officers.id),
    leaseUntil: instant('lease_until').notNull(),
    /** Why the holder has put the case aside, and until when; null while it is not. */
    holdReason: text('hold_reason'),
    holdUntil: instant('hold_until'),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [
    index('case_leases_officer').on(t.officerId, t.leaseUntil),
    index('case_leases_held')
      .on(t.holdUntil)
      .where(sql`hold_until is not null`),
  ],
);

/** Columns of a decision of staff as it is recorded; what becomes of it is not the console's to say. */
export const decisionColumns = () => ({
  id: uuid('id').primaryKey(),
  caseId: uuid('case_id').notNull(),
  kind: text('kind').notNull(),
  actor: text('actor').notNull(),
  contentSha256: text('content_sha256').notNull(),
  /** Of a decision of staff, of a letter, of a redemption: codes, ids and hashes. What else arrives is evidence. */
  content: jsonb('content'),
  receivedAt: instant('received_at').notNull(),
});

/** Everything that came from outside, one row each; the id is the sender's idempotency key. */
export const caseInputs = pgTable(
  'case_inputs',
  {
    ...decisionColumns(),
    /** What the signature covers: the same signed content counts once, under one application. */
    signedContentSha256: text('signed_content_sha256').unique('signed_content_unique'),
    appliedAt: instant('applied_at'),
    result: jsonb('result'),
  },
  (t) => [
    index('case_inputs_case').on(t.caseId),
    index('case_inputs_pending')
      .on(t.receivedAt)
      .where(sql`${t.appliedAt} is null`),
    // Wrong codes of one end user's address within the hour.
    index('case_inputs_redemption_source')
      .on(sql`(content ->> 'source')`, t.receivedAt)
      .where(sql`kind = 'codeRedemption'`),
  ],
);

/**
 * Redemptions of codes and what became of them: all that the portal may see of results of inputs, of which staff's are
 * not its to see.
 */
export const codeRedemptions = pgView('code_redemptions', {
  id: uuid('id').notNull(),
  caseId: uuid('case_id').notNull(),
  codeNumber: integer('code_number').notNull(),
  /** Keyed hash of the end user's address. */
  source: text('source').notNull(),
  /** Of the evidence `codeRedemption`. */
  redemptionSha256: text('redemption_sha256').notNull(),
  receivedAt: instant('received_at').notNull(),
  /** Null while the room has not answered. */
  outcome: text('outcome'),
  attemptsLeft: integer('attempts_left'),
  /** Whether it is the one that the keys came by. */
  isApplied: boolean('is_applied'),
}).as(sql`
  select id, case_id, (content ->> 'codeNumber')::int as code_number, content ->> 'source' as source,
    content ->> 'redemptionSha256' as redemption_sha256, received_at,
    result ->> 'outcome' as outcome, (result ->> 'attemptsLeft')::int as attempts_left,
    (result ->> 'isApplied')::boolean as is_applied
  from case_inputs where kind = 'codeRedemption'`);
/** Which evidence a case has. The octets lie in the evidence store. */
export const evidenceObjects = pgTable(
  'evidence_objects',
  {
    caseId: uuid('case_id').notNull(),
    kind: text('kind').notNull(),
    sha256: text('sha256').notNull(),
    size: integer('size').notNull(),
    edition: integer('edition').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.caseId, t.sha256, t.kind] })],
);

/** Who stands behind a case, as keyed hashes, so that only counts come out (decisions on misuse). */
export const misuseIndex = pgTable(
  'misuse_index',
  {
    caseId: uuid('case_id').primaryKey(),
    person: text('person').notNull(),
    device: text('device'),
    contact: text('contact').notNull(),
    portalId: text('portal_id').notNull(),
    service: text('service').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [
    index('misuse_index_person').on(t.person),
    index('misuse_index_device').on(t.device, t.receivedAt),
    index('misuse_index_contact').on(t.contact, t.receivedAt),
    index('misuse_index_portal').on(t.portalId, t.receivedAt),
  ],
);

/** Keys of the orders of a case, as they arrived, for the office's own view of `keySeen`. */
export const applicantKeys = pgTable(
  'applicant_keys',
  {
    spkiSha256: text('spki_sha256').notNull(),
    caseId: uuid('case_id').notNull(),
    edition: integer('edition').notNull(),
    order: integer('order_number').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.spkiSha256, t.caseId, t.edition, t.order] }),
    unique('applicant_keys_order').on(t.caseId, t.edition, t.order),
  ],
);

/** Keys that nobody may certify, as lists and reports name them: SHA-256 of the key, or Debian's fingerprint of a modulus. */
export const refusedKeys = pgTable(
  'refused_keys',
  {
    fingerprint: text('fingerprint').primaryKey(),
    basis: text('basis').notNull(),
    addedAt: instant('added_at').notNull(),
  },
  (t) => [
    check('fingerprint_known', sql`${t.fingerprint} ~ '^([0-9a-f]{20}|[0-9a-f]{64})$'`),
    check('refused_key_basis_known', sql`${t.basis} in ('list', 'reported')`),
  ],
);
