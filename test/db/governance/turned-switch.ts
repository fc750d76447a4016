import { eq } from 'drizzle-orm';
import { turnOff } from '../../../db/governance/switches.ts';
import type { OfficeDatabase } from '../../../db/office-database.ts';
import { switches } from '../../../db/schema/governance.ts';

/** Turns a stop switch off as one person does, in the transaction that tells the cases it is about. */
export const stop = (db: OfficeDatabase, name: string, at: Date = new Date()): Promise<void> =>
  db.transaction((tx) =>
    turnOff(
      tx,
      { name, cause: 'suspectedError', role: 'responsiblePerson' },
      { officerId: 'officer-01', terminal: 'T-07', at },
    ),
  );

/** Turns it on as an act of two that is performed leaves it. */
export async function resume(db: OfficeDatabase, name: string): Promise<void> {
  await db.update(switches).set({ isOn: true }).where(eq(switches.name, name));
}
