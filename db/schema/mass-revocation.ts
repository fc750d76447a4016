import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** 一括失効. A list of certificates that two people agreed to revoke; it bears the id of their act. */
export const massRevocations = pgTable(
  'mass_revocations',
  {
    id: uuid('id').primaryKey(),
    reasonCode: text('reason_code').notNull(),
    certificates: integer('certificates').notNull(),
    begunAt: instant('begun_at').notNull(),
    /** Somebody told it to wait; by whom and since when. */
    pausedBy: text('paused_by'),
    pausedAt: instant('paused_at'),
    /** No line of it is left. */
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('mass_revocations_open')
      .on(t.begunAt)
      .where(sql`finished_at is null`),
    check('mass_pause_complete', sql`(${t.pausedBy} is null) = (${t.pausedAt} is null)`),
  ],
);

/** One certificate of a list. Rows are never deleted. */
export const massRevocationLines = pgTable(
  'mass_revocation_lines',
  {
    massId: uuid('mass_id')
      .notNull()
      .references(() => massRevocations.id),
    line: integer('line').notNull(),
    issuerKeyId: text('issuer_key_id').notNull(),
    serialNumber: text('serial_number').notNull(),
    certificateSha256: text('certificate_sha256').notNull(),
    /** Request that was made for it; null of a certificate that needs none. */
    requestId: uuid('request_id'),
    /** Null until its turn has come and the room has answered. */
    outcome: text('outcome'),
    settledAt: instant('settled_at'),
  },
  (t) => [
    primaryKey({ columns: [t.massId, t.line] }),
    index('mass_lines_left')
      .on(t.massId, t.line)
      .where(sql`outcome is null`),
    check(
      'mass_outcome_known',
      sql`${t.outcome} in ('recorded','alreadyRevoked','notFound','fingerprintMismatch','expired')`,
    ),
    check('mass_line_settled', sql`(${t.outcome} is null) = (${t.settledAt} is null)`),
    check(
      'recorded_at_a_request',
      sql`${t.outcome} is distinct from 'recorded' or ${t.requestId} is not null`,
    ),
  ],
);

/** Columns of what somebody sent about a list; what becomes of it is not the console's to say. */
export const massInputColumns = () => ({
  id: uuid('id').primaryKey(),
  massId: uuid('mass_id').notNull(),
  /** `pause`, `resume`. */
  kind: text('kind').notNull(),
  officerId: text('officer_id').notNull(),
  /** Name of the role in which it is done. */
  role: text('role').notNull(),
  terminal: text('terminal').notNull(),
  receivedAt: instant('received_at').notNull(),
});

/** What staff sent about a list: the office-worker applies it once, with its entry. */
export const massRevocationInputs = pgTable(
  'mass_revocation_inputs',
  { ...massInputColumns(), appliedAt: instant('applied_at') },
  (t) => [
    index('mass_inputs_pending')
      .on(t.receivedAt)
      .where(sql`applied_at is null`),
    check('mass_input_kind_known', sql`${t.kind} in ('pause', 'resume')`),
  ],
);
