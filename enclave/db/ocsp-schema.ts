import { sql } from 'drizzle-orm';
import { check, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { issuerKeys } from './schema.ts';

/** OCSP answers that were signed together, with the root of the tree over them. Rows are never deleted. */
export const ocspBatches = pgTable('ocsp_batches', {
  batch: uuid('batch').primaryKey(),
  issuerKeyId: text('issuer_key_id')
    .notNull()
    .references(() => issuerKeys.issuerKeyId),
  answers: integer('answers').notNull(),
  root: text('root').notNull(),
  thisUpdate: instant('this_update').notNull(),
  /** Read back; until then nobody relies on what is in the files. */
  publishedAt: instant('published_at'),
});

/** The newest OCSP answer of each certificate: which there are, and how old. The answers themselves are files. */
export const ocspAnswers = pgTable(
  'ocsp_answers',
  {
    issuerKeyId: text('issuer_key_id').notNull(),
    serialNumber: text('serial_number').notNull(),
    batch: uuid('batch')
      .notNull()
      .references(() => ocspBatches.batch),
    thisUpdate: instant('this_update').notNull(),
    status: text('status').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.issuerKeyId, t.serialNumber] }),
    check('answer_status_known', sql`${t.status} in ('good', 'revoked')`),
  ],
);
