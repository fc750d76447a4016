import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, transactionNumber } from './columns.ts';
import { certificateApplications } from './application.ts';

/** Everything that leaves the house: letters, mails, webhooks. The truth behind every queue. */
export const dispatches = pgTable(
  'dispatches',
  {
    id: uuid('id').primaryKey(),
    /** Null for what is about no case. */
    caseId: uuid('case_id').references(() => certificateApplications.id),
    portalId: text('portal_id').notNull(),
    /** `codeLetter`, `notice`, `event`. */
    kind: text('kind').notNull(),
    /** `letter`, `mail`, `webhook`. */
    channel: text('channel').notNull(),
    /** What it tells, as a code: `issued`, `returned`, `acceptanceReminder` … */
    noticeKind: text('notice_kind').notNull(),
    /** Id and version of the template that it is made from, `id/YYYY-MM-DD`. */
    template: text('template').notNull(),
    /** Codes, counts and instants that the template takes; no personal data. */
    values: jsonb('template_values').notNull(),
    state: text('state').notNull(),
    attempts: integer('attempts').notNull().default(0),
    preparedAt: instant('prepared_at').notNull(),
    nextAttemptAt: instant('next_attempt_at'),
    sentAt: instant('sent_at'),
    endedAt: instant('ended_at'),
    /** Why it was not sent the last time; a code. */
    failure: text('failure'),
  },
  (t) => [
    index('dispatches_case').on(t.caseId, t.preparedAt),
    index('dispatches_due')
      .on(t.channel, t.nextAttemptAt)
      .where(sql`state = 'prepared'`),
    check(
      'dispatch_state_known',
      sql`${t.state} in ('prepared','sent','returned','delivered','cancelled','failed')`,
    ),
  ],
);

/** Letters that are handed to the print vendor together; their number is sealed by two (規則6条3号の2). */
export const dispatchLots = pgTable(
  'dispatch_lots',
  {
    id: uuid('id').primaryKey(),
    letters: integer('letters').notNull(),
    vendorFileSha256: text('vendor_file_sha256').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: instant('proposed_at').notNull(),
    sealedBy: text('sealed_by'),
    sealedAt: instant('sealed_at'),
    /** Until when the vendor has printed every letter, and then posted every one: past it, people are told. */
    printBy: instant('print_by'),
    postBy: instant('post_by'),
    /** Every letter of it is delivered, returned or void; of a lot that nobody sealed, that it was given up. */
    closedAt: instant('closed_at'),
  },
  (t) => [
    check('lot_sealers_differ', sql`${t.sealedBy} is null or ${t.sealedBy} <> ${t.proposedBy}`),
    index('dispatch_lots_open')
      .on(t.proposedAt)
      .where(sql`closed_at is null`),
  ],
);

/** Columns of what somebody sent about a lot; what becomes of it is not the console's to say. */
export const lotInputColumns = () => ({
  id: uuid('id').primaryKey(),
  lotId: uuid('lot_id').notNull(),
  /** `propose`, `seal`, `discard`. */
  kind: text('kind').notNull(),
  officerId: text('officer_id').notNull(),
  /** Name of the role in which it is done. */
  role: text('role').notNull(),
  terminal: text('terminal').notNull(),
  /** Of a proposal the dispatches, of a seal the number of letters. Ids and numbers, nothing of an applicant. */
  content: jsonb('content').notNull(),
  receivedAt: instant('received_at').notNull(),
});

/** What staff sent about lots: recorded by the console, judged by the office-worker. */
export const lotInputs = pgTable(
  'lot_inputs',
  {
    ...lotInputColumns(),
    appliedAt: instant('applied_at'),
    /** Why it has no effect; a code. */
    refused: text('refused'),
    /** When it was last tried in vain. */
    triedAt: instant('tried_at'),
  },
  (t) => [
    index('lot_inputs_pending')
      .on(t.receivedAt)
      .where(sql`applied_at is null`),
    check('lot_input_kind_known', sql`${t.kind} in ('propose','seal','discard')`),
  ],
);

/** 利用者識別符号 as the office knows it: one row a code, its letter and what became of both. The code itself is nowhere. */
export const deliveryCodes = pgTable(
  'delivery_codes',
  {
    caseId: uuid('case_id')
      .notNull()
      .references(() => certificateApplications.id),
    codeNumber: integer('code_number').notNull(),
    /** Edition of the signed text that it was made for. */
    edition: integer('edition').notNull(),
    state: text('state').notNull(),
    /** Salt of the derivation of K, 32 hexadecimal digits; public. */
    salt: text('salt').notNull(),
    dispatchId: uuid('dispatch_id').notNull().unique('code_dispatch_unique'),
    lotId: uuid('lot_id').references(() => dispatchLots.id),
    /** The letter for the print vendor, encrypted by the room; its octets lie in the letters folder until they are printed. */
    ciphertextSha256: text('ciphertext_sha256').notNull(),
    vendorKeySha256: text('vendor_key_sha256').notNull(),
    /** 1, 2 of the resends; 0 of a code that is none. */
    resend: integer('resend').notNull().default(0),
    failures: integer('failures').notNull().default(0),
    madeAt: instant('made_at').notNull(),
    lapsesAt: instant('lapses_at').notNull(),
    printedAt: instant('printed_at'),
    postedAt: instant('posted_at'),
    deliveredAt: instant('delivered_at'),
    /** When it was locked, lapsed or returned: a resend is ordered within 14 days or the case ends. */
    unusableAt: instant('unusable_at'),
    /** When an approver ordered another code in its place. */
    resendOrderedAt: instant('resend_ordered_at'),
    /** The instruction that it was made for: a case that is decided anew gets another code. */
    instructionSha256: text('instruction_sha256'),
    /** Why the letter came back; a code. */
    returnReason: text('return_reason'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.caseId, t.codeNumber] }),
    index('delivery_codes_state').on(t.state, t.madeAt),
    index('delivery_codes_lot').on(t.lotId),
    // Two letters of one case are never both of use.
    uniqueIndex('one_live_code')
      .on(t.caseId)
      .where(sql`state not in ('locked','lapsed','redeemed','voided')`),
    // What the room has still to be told of where the case went on (sweeper).
    index('delivery_codes_not_ended')
      .on(t.caseId)
      .where(sql`state not in ('lapsed','redeemed','voided')`),
    check(
      'code_state_known',
      sql`${t.state} in ('generated','sealed','printed','posted','delivered','locked','lapsed','redeemed','voided')`,
    ),
  ],
);

/** 乱数 for one redemption, by hash; valid for 24 hours. Success spends it, as the code is redeemed with it. */
export const redemptionNonces = pgTable(
  'redemption_nonces',
  {
    nonceSha256: text('nonce_sha256').primaryKey(),
    caseId: uuid('case_id').notNull(),
    codeNumber: integer('code_number').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    index('redemption_nonces_case').on(t.caseId, t.expiresAt),
    // What has expired is forgotten by `forget_ended_of_portals()`.
    index('redemption_nonces_expiry').on(t.expiresAt),
  ],
);

/** What portals are told: a row for each step of a case that its applicant may know. Codes only, no personal data. */
export const portalEvents = pgTable(
  'portal_events',
  {
    position: bigserial('position', { mode: 'number' }).primaryKey(),
    id: uuid('id').notNull().unique('portal_event_id_unique'),
    portalId: text('portal_id').notNull(),
    caseId: uuid('case_id').notNull(),
    kind: text('kind').notNull(),
    at: instant('at').notNull(),
    data: jsonb('data').notNull(),
    /** The transaction of the step: with the position it orders events so that none comes before one that was read. */
    transaction: transactionNumber('transaction')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (t) => [
    index('portal_events_portal').on(t.portalId, t.transaction, t.position),
    index('portal_events_case').on(t.caseId, t.position),
  ],
);

/**
 * Since when transactions and numbers of events count, in seconds of Unix time: one row. A recovery sets it anew, because the
 * database may then count again what it counted before.
 */
export const portalEventEpoch = pgTable(
  'portal_event_epoch',
  {
    isOnly: boolean('is_only').primaryKey().default(true),
    epoch: bigint('epoch', { mode: 'number' }).notNull(),
  },
  (t) => [check('one_epoch', sql`${t.isOnly}`)],
);

/** Where a portal wants its events posted; at most one address a portal. */
export const portalWebhooks = pgTable('portal_webhooks', {
  portalId: text('portal_id').primaryKey(),
  url: text('url').notNull(),
  setAt: instant('set_at').notNull(),
  removedAt: instant('removed_at'),
});

/** Public halves of the keys that sign webhooks (Ed25519). One that was taken out of use is shown for some days more. */
export const webhookKeys = pgTable('webhook_keys', {
  /** Thumbprint (RFC 7638), Base64url. */
  kid: text('kid').primaryKey(),
  x: text('x').notNull(),
  sinceAt: instant('since_at').notNull(),
  withdrawnAt: instant('withdrawn_at'),
});

/** Orders to send again: a portal's events after a place, or one dispatch that failed. The dispatch-worker carries them out. */
export const dispatchRepeats = pgTable(
  'dispatch_repeats',
  {
    id: uuid('id').primaryKey(),
    /** Of events: whose, and after which place. */
    portalId: text('portal_id'),
    after: text('after'),
    /** Of one dispatch. */
    dispatchId: uuid('dispatch_id').references(() => dispatches.id),
    /** The officer; null of a portal. */
    officerId: text('officer_id'),
    askedAt: instant('asked_at').notNull(),
    appliedAt: instant('applied_at'),
  },
  (t) => [
    index('dispatch_repeats_open')
      .on(t.askedAt)
      .where(sql`applied_at is null`),
    // A portal that asks and asks has no more carried out than one that asks once.
    uniqueIndex('one_open_repeat_of_portal')
      .on(t.portalId)
      .where(sql`applied_at is null and portal_id is not null`),
    check(
      'repeat_of_one_kind',
      sql`(${t.dispatchId} is null) = (${t.portalId} is not null and ${t.after} is not null)
        and (${t.dispatchId} is null) = (${t.officerId} is null)`,
    ),
  ],
);
