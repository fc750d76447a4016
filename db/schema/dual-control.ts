import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, octets } from './columns.ts';

/**
 * Acts that need two people: proposed by one, approved by another, then effective (規則6条15号ロ). The
 * content is canonical JSON of ids, codes and dates: nothing of an applicant, and of an officer a commitment to the name.
 * Contents of version 1 have the name of an officer itself.
 */
export const dualControlActs = pgTable(
  'dual_control_acts',
  {
    id: uuid('id').primaryKey(),
    actKind: text('act_kind').notNull(),
    content: octets('content').notNull(),
    contentSha256: text('content_sha256').notNull(),
    /** Octets of the document that the content names by its hash. */
    document: octets('document'),
    effectiveFrom: instant('effective_from').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: instant('proposed_at').notNull(),
    /** Roles at the time of the act, by name: what somebody is later does not count. */
    proposedInRoles: text('proposed_in_roles').array().notNull(),
    /** SHA-256 of the assertions; the octets are evidence under the act. Null of acts from before there were passkeys. */
    proposalAssertionSha256: text('proposal_assertion_sha256'),
    approvalAssertionSha256: text('approval_assertion_sha256'),
    approvedBy: text('approved_by'),
    approvedAt: instant('approved_at'),
    approvedInRole: text('approved_in_role'),
    approvedAtTerminal: text('approved_at_terminal'),
    effectiveAt: instant('effective_at'),
    refusedBy: text('refused_by'),
    refusedAt: instant('refused_at'),
    refusalCode: text('refusal_code'),
    /** When the office last tried in vain to do what was agreed. */
    triedAt: instant('tried_at'),
  },
  (t) => [
    index('dual_control_acts_open')
      .on(t.proposedAt)
      .where(sql`effective_at is null and refused_at is null`),
    check('approver_is_another_person', sql`${t.approvedBy} <> ${t.proposedBy}`),
    check(
      'approval_complete',
      sql`(${t.approvedBy} is null) = (${t.approvedAt} is null)
          and (${t.approvedBy} is null) = (${t.approvedInRole} is null)
          and (${t.approvedBy} is null) = (${t.approvedAtTerminal} is null)`,
    ),
    check(
      'effective_only_when_approved',
      sql`${t.effectiveAt} is null or ${t.approvedBy} is not null`,
    ),
    check(
      'refusal_complete',
      sql`(${t.refusedBy} is null) = (${t.refusedAt} is null)
          and (${t.refusedBy} is null) = (${t.refusalCode} is null)`,
    ),
    check('refused_has_no_effect', sql`${t.refusedAt} is null or ${t.effectiveAt} is null`),
  ],
);

/** Columns of what somebody sent about an act; what becomes of it is not the console's to say. */
export const actInputColumns = () => ({
  id: uuid('id').primaryKey(),
  /** `propose`, `approve`, `refuse`, `switchOff`. */
  kind: text('kind').notNull(),
  /** The act; of a stop its own id. */
  actId: uuid('act_id').notNull(),
  officerId: text('officer_id').notNull(),
  /** Name of the role in which it is done. */
  role: text('role').notNull(),
  terminal: text('terminal').notNull(),
  /** Of a proposal: its content and its document. */
  content: octets('content'),
  document: octets('document'),
  /** Of a stop: the switch. */
  switch: text('switch'),
  /** Why it is refused or stopped: a code. */
  code: text('code'),
  /** What the passkey signed, of proposals and approvals. */
  assertion: octets('assertion'),
  receivedAt: instant('received_at').notNull(),
});

/** What staff sent about acts: the office-worker judges it and applies it once. Never changed but for its end. */
export const actInputs = pgTable(
  'act_inputs',
  {
    ...actInputColumns(),
    appliedAt: instant('applied_at'),
    /** When it was last tried in vain. */
    triedAt: instant('tried_at'),
    /** Code of why it has no effect. */
    refused: text('refused'),
  },
  (t) => [
    index('act_inputs_pending')
      .on(t.receivedAt)
      .where(sql`applied_at is null`),
    index('act_inputs_act').on(t.actId),
    check('act_input_kind_known', sql`${t.kind} in ('propose', 'approve', 'refuse', 'switchOff')`),
    check(
      'act_input_refused_when_applied',
      sql`${t.refused} is null or ${t.appliedAt} is not null`,
    ),
  ],
);

/**
 * Names of officers beside the acts that register them, each with what opens the commitment to it: of the content that two
 * signed, and of every entry in which the officer decided (規則12条1項1号ニ). Overwritten when nothing needs it any more.
 */
export const officerNames = pgTable(
  'officer_names',
  {
    /** The act; of whoever a command registered, an id of its own. */
    actId: uuid('act_id').primaryKey(),
    /** Null together with `r` once it is overwritten. */
    name: text('name'),
    /** 32 random octets in hexadecimal. */
    r: text('r'),
    receivedAt: instant('received_at').notNull(),
    /** Whose name it is, and since when: said by the office-worker when the act becomes effective. */
    officerId: text('officer_id'),
    inForceAt: instant('in_force_at'),
    erasedAt: instant('erased_at'),
  },
  (t) => [
    index('officer_names_open')
      .on(t.actId)
      .where(sql`name is not null and in_force_at is null`),
    index('officer_names_officer').on(t.officerId),
    check('officer_name_whole', sql`(${t.name} is null) = (${t.r} is null)`),
    check('officer_name_overwritten', sql`(${t.name} is null) = (${t.erasedAt} is not null)`),
    check('officer_name_in_force', sql`(${t.officerId} is null) = (${t.inForceAt} is null)`),
  ],
);
