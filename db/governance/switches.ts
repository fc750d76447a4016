import { eq } from 'drizzle-orm';
import { writeEntry } from '../books/write-entry.ts';
import type { Queryable } from '../office-database.ts';
import { switches } from '../schema/governance.ts';
import { tellStoppedCases } from './stopped-cases.ts';
import { approverOf, type ActingOfficer, type DualControlAct, actorOf } from './dual-control.ts';

/** How a switch that was ever turned stands. */
export interface TurnedSwitch {
  readonly isOn: boolean;
  readonly changedAt: Date;
}

/** How a switch stands, locked until the transaction ends; undefined if it was never turned, and so is on. */
export async function lockSwitch(tx: Queryable, name: string): Promise<TurnedSwitch | undefined> {
  const [row] = await tx
    .select({ isOn: switches.isOn, changedAt: switches.changedAt })
    .from(switches)
    .where(eq(switches.name, name))
    .for('update');
  return row;
}

interface Turned {
  readonly name: string;
  readonly isOn: boolean;
  readonly cause: string;
}

async function turn(
  tx: Queryable,
  { name, isOn, cause }: Turned,
  { changedBy, at }: { readonly changedBy: string; readonly at: Date },
): Promise<void> {
  const set = { isOn, cause, changedBy, changedAt: at };
  await tx
    .insert(switches)
    .values({ name, ...set })
    .onConflictDoUpdate({ target: switches.name, set });
}

/**
 * Turns a switch off, with its entry: one person does it, at once. One that is off already is stopped anew, by another
 * cause and from then on: who agreed before to turn it on knew nothing of this.
 */
export async function turnOff(
  tx: Queryable,
  { name, cause, role }: { readonly name: string; readonly cause: string; readonly role: string },
  by: ActingOfficer,
): Promise<void> {
  await turn(tx, { name, isOn: false, cause }, { changedBy: by.officerId, at: by.at });
  await tellStoppedCases(tx, { name, by: by.officerId, at: by.at });
  await writeEntry(tx, {
    event: 'switch.set',
    items: ['4ハ'],
    at: by.at.toISOString(),
    actor: actorOf(by, role),
    data: { switch: name, to: 'off', cause },
  });
}

/** Turns a switch on under an act of two people, with its entry. Whoever calls has asked whether it still may. */
export async function turnOn(
  tx: Queryable,
  {
    name,
    cause,
    act,
  }: { readonly name: string; readonly cause: string; readonly act: DualControlAct },
  at: Date,
): Promise<void> {
  const approver = approverOf(act);
  await turn(tx, { name, isOn: true, cause }, { changedBy: approver.id, at });
  await writeEntry(tx, {
    event: 'switch.set',
    items: ['4ハ'],
    at: at.toISOString(),
    actor: approver,
    data: { switch: name, to: 'on', cause, act: act.id },
  });
}
