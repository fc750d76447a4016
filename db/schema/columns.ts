import { customType, timestamp } from 'drizzle-orm/pg-core';

/** Raw octets. */
export const octets = customType<{ data: Buffer; driverData: Buffer }>({
  dataType: () => 'bytea',
});

/** An instant to the millisecond, always with its zone. */
export const instant = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** Number of a transaction, as PostgreSQL counts them over all its life. */
export const transactionNumber = customType<{ data: string }>({ dataType: () => 'xid8' });
