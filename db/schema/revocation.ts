import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
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

/** What was found of a request, and who decided it. Null as long as it is not so far. */
const decidedColumns = () => ({
  /** Of the newest examination: its outcome, what comes next, `rule/code` of what does not hold, and what it rests on. */
  outcome: text('outcome'),
  next: text('next'),
  notHolding: text('not_holding').array(),
  factsSha256: text('facts_sha256'),
  findingsSha256: text('findings_sha256'),
  ruleSetId: text('rule_set_id'),
  examinedAt: instant('examined_at'),
  /** `ruleSet`, `officer`, `custodian`; and the officer who decided, or answers for the machine. */
  decider: text('decider'),
  decidedBy: text('decided_by'),
  decidedAt: instant('decided_at'),
  /** Reason that was granted, or why it was refused; the reason in the room may be upgraded later. */
  reasonCode: text('reason_code'),
  refusalReason: text('refusal_reason'),
  letterSha256: text('letter_sha256'),
  /** Granted in an emergency: until when another has to confirm it, and what that other said. */
  isEmergency: boolean('is_emergency'),
  confirmBy: instant('confirm_by'),
  confirmedAt: instant('confirmed_at'),
  isConfirmed: boolean('is_confirmed'),
});

/** Where the room and the repository are with it. */
const carriedOutColumns = () => ({
  /** When the room suspended it, and when it released it again. */
  suspendedAt: instant('suspended_at'),
  releasedAt: instant('released_at'),
  /** 72 hours after the suspension: an alarm, never a decision. */
  suspendedUntil: instant('suspended_until'),
  /** Until when the room should have it, and until when it should be published: alarms likewise. */
  recordBy: instant('record_by'),
  publishBy: instant('publish_by'),
  recordedAt: instant('recorded_at'),
  /** As the room says it: what the list bears. */
  revocationDate: instant('revocation_date'),
  /** The request at which it was revoked, where that was another. */
  recordedByRequest: uuid('recorded_by_request'),
  publishedAt: instant('published_at'),
  /** Input by which its reason is to be `keyCompromise`, until the room has it so. */
  upgradeInput: uuid('upgrade_input'),
  /** Why the room does not record it: a person has to look. */
  roomRefusal: text('room_refusal'),
});

/**
 * 失効の請求. One row a certificate that somebody asked to have revoked (規則6条10号); it is there before
 * any rule has looked at it, and ends published or refused by a named person.
 */
export const revocationRequests = pgTable(
  'revocation_requests',
  {
    ...requestedColumns(),
    ...decidedColumns(),
    ...carriedOutColumns(),
    state: text('state').notNull().default('received'),
    closedAt: instant('closed_at'),
  },
  (t) => [
    unique('request_of_input').on(t.inputId, t.number),
    index('revocation_requests_case').on(t.caseId),
    index('revocation_requests_undecided')
      .on(t.decideBy)
      .where(sql`state in ('received', 'examining', 'suspended')`),
    index('revocation_requests_serial').on(t.serialNumber),
    // What has still to happen, for the sweeper and the morning check.
    index('revocation_requests_open')
      .on(t.requestedAt)
      .where(sql`closed_at is null`),
    check('recorded_has_date', sql`(${t.recordedAt} is null) = (${t.revocationDate} is null)`),
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
