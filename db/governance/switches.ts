import { eq } from 'drizzle-orm';
import { DomainError } from '../../domain/errors.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { Queryable } from '../office-database.ts';
import { switches } from '../schema/governance.ts';
import { tellStoppedCases } from './stopped-cases.ts';
import { approverOf, type ActingOfficer, type DualControlAct, actorOf } from './dual-control.ts';

/** Whether a switch is on; one that was never turned is. */
export async function isSwitchOn(db: Queryable, name: string): Promise<boolean> {
  const [row] = await db
    .select({ isOn: switches.isOn })
    .from(switches)
    .where(eq(switches.name, name));
  return row?.isOn ?? true;
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

/** Turns a switch off, with its entry: one person does it, at once. */
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

/**
 * Turns a switch on under an act of two people, with its entry.
 *
 * @throws DomainError `IllegalTransition` if somebody turned it after the proposal: what two people agreed on was another stop.
 */
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
  const [row] = await tx
    .select({ changedAt: switches.changedAt })
    .from(switches)
    .where(eq(switches.name, name))
    .for('update');
  if (row && row.changedAt > act.proposedAt) {
    throw new DomainError('IllegalTransition', `${name} was turned after ${act.id} was proposed`);
  }
  await turn(tx, { name, isOn: true, cause }, { changedBy: approver.id, at });
  await writeEntry(tx, {
    event: 'switch.set',
    items: ['4ハ'],
    at: at.toISOString(),
    actor: approver,
    data: { switch: name, to: 'on', cause, act: act.id },
  });
}
