import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { officers } from './governance.ts';

/** Who of an identity provider's people is which officer. Mapped by an act of two, never by name or address. */
export const officerIdentities = pgTable('officer_identities', {
  /** Over issuer and subject: the table cannot tell a subject that nobody asks for. */
  identitySha256: text('identity_sha256').primaryKey(),
  issuer: text('issuer').notNull(),
  officerId: text('officer_id')
    .notNull()
    .references(() => officers.id),
  actId: uuid('act_id').notNull(),
  addedAt: instant('added_at').notNull(),
  withdrawnAt: instant('withdrawn_at'),
});

/** 登録用端末: where people may act from. Its secret lies in its browser, or its certificate behind the proxy. */
export const terminals = pgTable(
  'terminals',
  {
    id: text('id').primaryKey(),
    /** Where it stands, in words. */
    place: text('place').notNull(),
    actId: uuid('act_id').notNull(),
    registeredAt: instant('registered_at').notNull(),
    /** Null until its code is entered at it. */
    secretSha256: text('secret_sha256').unique('terminal_secret_unique'),
    claimedAt: instant('claimed_at'),
    withdrawnAt: instant('withdrawn_at'),
    /** Whether people there see the glyphs that names are compared by. */
    displayCheck: text('display_check'),
    displayCheckedAt: instant('display_checked_at'),
  },
  (t) => [
    check('terminal_display_check_known', sql`${t.displayCheck} in ('differ', 'alike')`),
    check('terminal_claim_complete', sql`(${t.secretSha256} is null) = (${t.claimedAt} is null)`),
  ],
);

/**
 * Leave to make one passkey, or to make one browser a terminal, by a code of two halves. Each half is drawn by
 * one of the two who agreed, so that neither has the whole; kept as hashes.
 */
export const enrolments = pgTable(
  'enrolments',
  {
    /** The act of two; of the first persons of an installation, an id of its own. */
    actId: uuid('act_id').primaryKey(),
    officerId: text('officer_id').references(() => officers.id),
    terminalId: text('terminal_id').references(() => terminals.id),
    proposedBy: text('proposed_by'),
    approvedBy: text('approved_by'),
    firstSha256: text('first_sha256').unique('enrolment_first_half_unique'),
    secondSha256: text('second_sha256').unique('enrolment_second_half_unique'),
    openedAt: instant('opened_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [
    check(
      'enrolment_of_officer_or_terminal',
      sql`(${t.officerId} is null) <> (${t.terminalId} is null)`,
    ),
    check('enrolment_halves_of_two', sql`${t.proposedBy} <> ${t.approvedBy}`),
    check(
      'enrolment_used_with_both_halves',
      sql`${t.usedAt} is null or (${t.firstSha256} is not null and ${t.secondSha256} is not null)`,
    ),
  ],
);

/** Sign-ins that failed, for the lock of an officer. */
export const signInFailures = pgTable(
  'sign_in_failures',
  {
    id: uuid('id').primaryKey(),
    at: instant('at').notNull(),
    officerId: text('officer_id')
      .notNull()
      .references(() => officers.id),
    terminal: text('terminal').notNull(),
    method: text('method').notNull(),
  },
  (t) => [index('sign_in_failures_officer').on(t.officerId, t.at)],
);

/** Officers who may not sign in until two people say so. A lock stays when it is over. */
export const signInLocks = pgTable(
  'sign_in_locks',
  {
    id: uuid('id').primaryKey(),
    officerId: text('officer_id')
      .notNull()
      .references(() => officers.id),
    lockedAt: instant('locked_at').notNull(),
    cause: text('cause').notNull(),
    unlockedAt: instant('unlocked_at'),
    unlockAct: uuid('unlock_act'),
  },
  (t) => [
    uniqueIndex('one_lock_an_officer')
      .on(t.officerId)
      .where(sql`unlocked_at is null`),
    check('unlock_complete', sql`(${t.unlockedAt} is null) = (${t.unlockAct} is null)`),
  ],
);
