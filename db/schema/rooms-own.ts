import { bigint, pgTable, text } from 'drizzle-orm/pg-core';

/** Up to where the office has taken in what the room did without it: places in the room's book. */
export const roomCursors = pgTable('room_cursors', {
  /** What is taken in: `revocations`. */
  name: text('name').primaryKey(),
  /** Everything up to here is taken in and needs no second look. */
  place: bigint('place', { mode: 'number' }).notNull(),
});
