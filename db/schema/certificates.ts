import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { certificateApplications } from './application.ts';
import { orders } from './decision.ts';

/**
 * Certificates from their issue on: receipt, reminders, notices, end (RFC 3647 §4.4). One row an order of a case that
 * was issued. What the certificate itself says stands with its order.
 *
 * Every instant is stored when the certificate is issued, by the policy of that day: a later one does not reach into it.
 */
export const certificates = pgTable(
  'certificates',
  {
    orderId: uuid('order_id')
      .primaryKey()
      .references(() => orders.id),
    caseId: uuid('case_id')
      .notNull()
      .references(() => certificateApplications.id),
    state: text('state').notNull(),
    issuedAt: instant('issued_at').notNull(),
    notAfter: instant('not_after').notNull(),
    /** Whether a receipt that is missing leads to revocation (policy `receiptRequired`). */
    receiptRequired: boolean('receipt_required').notNull(),
    acceptanceDeadline: instant('acceptance_deadline').notNull(),
    /** When reminders are due, and how many of them were made. */
    remindersAt: instant('reminders_at').array().notNull(),
    reminded: integer('reminded').notNull().default(0),
    missedAt: instant('missed_at'),
    acceptedAt: instant('accepted_at'),
    /** `receivedCertificate`, `jpki`, `paper`. */
    acceptedBy: text('accepted_by'),
    /** When notices of the expiry are due, and how many of them were made or had passed before the receipt. */
    noticesAt: instant('notices_at').array().notNull(),
    noticed: integer('noticed').notNull().default(0),
    endedAt: instant('ended_at'),
    /** When something is due next, whatever it is; null once it has ended. */
    dueAt: instant('due_at'),
  },
  (t) => [
    index('certificates_case').on(t.caseId),
    index('certificates_due')
      .on(t.dueAt)
      .where(sql`ended_at is null`),
    index('certificates_unaccepted')
      .on(t.acceptanceDeadline)
      .where(sql`state = 'issued'`),
    check('certificate_state_known', sql`${t.state} in ('issued','accepted','revoked','expired')`),
    check(
      'certificate_ended_when_final',
      sql`(${t.endedAt} is not null) = (${t.state} in ('revoked','expired'))`,
    ),
    check('certificate_due_until_end', sql`(${t.dueAt} is null) = (${t.endedAt} is not null)`),
    check('acceptance_complete', sql`(${t.acceptedAt} is null) = (${t.acceptedBy} is null)`),
  ],
);

/** First time that each certificate was handed to its portal; later times are no news. */
export const certificateDeliveries = pgTable('certificate_deliveries', {
  orderId: uuid('order_id')
    .primaryKey()
    .references(() => orders.id),
  caseId: uuid('case_id').notNull(),
  channel: text('channel').notNull(),
  at: instant('at').notNull(),
});
