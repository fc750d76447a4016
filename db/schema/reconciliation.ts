import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * Days that were reconciled: one row an entry `reconciliation.completed`, whose id it has. The newest of
 * a day counts. The figures lie beside the log.
 */
export const reconciliations = pgTable(
  'reconciliations',
  {
    id: uuid('id').primaryKey(),
    /** `YYYY-MM-DD` in Japan. */
    day: text('day').notNull(),
    at: instant('at').notNull(),
    equations: integer('equations').notNull(),
    /** Numbers of the equations that differ. */
    failed: text('failed').array().notNull(),
    figuresSha256: text('figures_sha256').notNull(),
  },
  (t) => [index('reconciliations_day').on(t.day, t.at)],
);
