import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Columns of a request as it is received; in which state it begins the database says. */
export const requestedColumns = () => ({
  id: uuid('id').primaryKey(),
  /** Row of inputs that brought it: the requests of one text have one. */
  inputId: uuid('input_id').notNull(),
  /** Place of the certificate in the text, from 1. */
  number: integer('request_number').notNull(),
  /** Application and order of the certificate, as far as they were known. */
  caseId: uuid('case_id'),
  orderId: uuid('order_id'),
  /** Key that seals its evidence: that of the certificate's chain, else one of its own. */
  chainId: uuid('chain_id').notNull(),
  /** Null for what no portal sent. */
  portalId: text('portal_id'),
  /** Fact `channel`, and by what the requester says who they are: `jpki`, `ownCertificate`, `paper`. */
  channel: text('channel').notNull(),
  identityMethod: text('identity_method').notNull(),
  textSha256: text('text_sha256'),
  /** Fact `textState`, as it was on receipt. */
  textState: text('text_state'),
  issuerKeyId: text('issuer_key_id'),
  serialNumber: text('serial_number'),
  certificateSha256: text('certificate_sha256'),
  reasonAsked: text('reason_asked').notNull(),
  /** Day the danger arose, `YYYY-MM-DD` in Japan. */
  invalidityDate: text('invalidity_date'),
  requestedAt: instant('requested_at').notNull(),
  /** An hour after receipt, day and night: an alarm, never a decision. */
  decideBy: instant('decide_by').notNull(),
});

/**
 * 失効の請求. One row a certificate that somebody asked to have revoked (規則6条10号); it is there before
 * any rule has looked at it, and ends published or refused by a named person.
 */
export const revocationRequests = pgTable(
  'revocation_requests',
  {
    ...requestedColumns(),
    state: text('state').notNull().default('received'),
    closedAt: instant('closed_at'),
  },
  (t) => [
    unique('request_of_input').on(t.inputId, t.number),
    index('revocation_requests_case').on(t.caseId),
    index('revocation_requests_undecided')
      .on(t.decideBy)
      .where(sql`state in ('received', 'examining', 'suspended')`),
    check(
      'revocation_state_known',
      sql`${t.state} in ('received','examining','suspended','granted','recorded','published','refused')`,
    ),
    check(
      'request_closed_exactly_when_final',
      sql`(${t.closedAt} is not null) = (${t.state} in ('published','refused'))`,
    ),
  ],
);
