import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** 失効情報の公開. What the office has heard of the newest list of each issuer key; the room alone knows it. */
export const statusPublications = pgTable('status_publications', {
  issuerKeyId: text('issuer_key_id').primaryKey(),
  /** Until when the list is good; null of a key that makes no more lists. */
  nextUpdate: instant('next_update'),
  notedAt: instant('noted_at').notNull(),
});
