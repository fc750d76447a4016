import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { dualControlActs } from './dual-control.ts';

/**
 * Chains that are erased or being erased: one row a chain, for good. The key is committed to while it is
 * still there; `r` without the key says nothing, and whoever finds a key later can tell with it whether it
 * is the one that was to be destroyed.
 */
export const chainErasures = pgTable('chain_erasures', {
  chainId: uuid('chain_id').primaryKey(),
  actId: uuid('act_id')
    .notNull()
    .unique('one_chain_an_act')
    .references(() => dualControlActs.id),
  /** `YYYY-MM-DD` in Japan. */
  dueOn: text('due_on').notNull(),
  keyCommitment: text('key_commitment').notNull(),
  keyCommitmentR: text('key_commitment_r').notNull(),
  begunAt: instant('begun_at').notNull(),
  /** With the entry `chain.erased`; the office's key goes right after it. */
  erasedAt: instant('erased_at'),
});
