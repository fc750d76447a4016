import { bigint, boolean, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * What is known of the anchoring of both books, for alarms: a row for each log, kind and witness. The
 * books hold what was said; here stands when it last went well.
 */
export const anchoringMarks = pgTable(
  'anchoring_marks',
  {
    log: text('log').notNull(),
    /** `cosigned`, `anchored` or `stamped`. */
    kind: text('kind').notNull(),
    /** The witness; empty where there is one alone. */
    name: text('name').notNull(),
    /** From when on it is expected. */
    since: instant('since').notNull(),
    /** False once the configuration no longer names it. */
    isExpected: boolean('is_expected').notNull(),
    succeededAt: instant('succeeded_at'),
    /** Size of the checkpoint that it last went well with. */
    size: bigint('size', { mode: 'number' }),
    /** Type of the failure of the last attempt; null once one went well. */
    failure: text('failure'),
    failedAt: instant('failed_at'),
    /** When a book last contradicted what somebody else knows of it. Never cleared. */
    inconsistentAt: instant('inconsistent_at'),
  },
  (t) => [primaryKey({ columns: [t.log, t.kind, t.name] })],
);
