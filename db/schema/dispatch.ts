import { sql } from 'drizzle-orm';
import {
  bigserial,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
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
    /** Why the letter came back; a code. */
    returnReason: text('return_reason'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.caseId, t.codeNumber] }),
    index('delivery_codes_state').on(t.state, t.madeAt),
    index('delivery_codes_lot').on(t.lotId),
    check(
      'code_state_known',
      sql`${t.state} in ('generated','sealed','printed','posted','delivered','locked','lapsed','redeemed','voided')`,
    ),
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
  },
  (t) => [index('portal_events_portal').on(t.portalId, t.position)],
);
