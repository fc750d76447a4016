import { sql } from 'drizzle-orm';
import { check, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant, octets } from './columns.ts';

/**
 * Acts that need two people: proposed by one, approved by another, then effective (規則6条15号ロ). The
 * content is canonical JSON of ids, codes and dates, without personal data.
 */
export const dualControlActs = pgTable(
  'dual_control_acts',
  {
    id: uuid('id').primaryKey(),
    actKind: text('act_kind').notNull(),
    content: octets('content').notNull(),
    contentSha256: text('content_sha256').notNull(),
    effectiveFrom: instant('effective_from').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: instant('proposed_at').notNull(),
    /** Roles at the time of the act, by name: what somebody is later does not count. */
    proposedInRoles: text('proposed_in_roles').array().notNull(),
    approvedBy: text('approved_by'),
    approvedAt: instant('approved_at'),
    approvedInRole: text('approved_in_role'),
    approvedAtTerminal: text('approved_at_terminal'),
    effectiveAt: instant('effective_at'),
  },
  (t) => [
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
  ],
);
