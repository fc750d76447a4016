import { step } from '../../adapters/telemetry/steps.ts';
import { dueActs } from '../../db/governance/act-inputs.ts';
import { adoptDocument } from '../../db/governance/adopt-document.ts';
import {
  approverOf,
  contentOf,
  lockActOf,
  makeActEffective,
  type DualControlAct,
} from '../../db/governance/dual-control.ts';
import { performAccess } from '../../db/governance/perform-access.ts';
import { requireErasable } from '../../db/retention/chain-erasure.ts';
import { turnOn } from '../../db/governance/switches.ts';
import type { OfficeDatabase, Queryable } from '../../db/office-database.ts';
import { isDomainError } from '../../domain/errors.ts';
import { dutiesOfAct, isAboutAccess } from '../../domain/governance/act-kinds.ts';

/** What acts are performed with. */
export interface PerformingOffice {
  readonly db: OfficeDatabase;
  /** Starts the run that erases a chain, or joins it; the act becomes effective in it. May be repeated. */
  readonly startErasure: (act: string) => Promise<void>;
  readonly now: () => Date;
}

/** What an act changes in the office, in the transaction that makes it effective. */
async function change(tx: Queryable, act: DualControlAct, at: Date): Promise<void> {
  const content = contentOf(act);
  if (content.actKind === 'switchOn') {
    const { switch: name, cause } = content.change;
    return turnOn(tx, { name, cause, act }, at);
  }
  if (isAboutAccess(content)) {
    const { id: approvedBy, role, terminal } = approverOf(act);
    const pair = { proposedBy: act.proposedBy, approvedBy };
    const agreed = { act: act.id, pair, by: { id: approvedBy, role, terminal }, at };
    return performAccess(tx, { kind: content.actKind, change: content.change }, agreed);
  }
  const { register } = dutiesOfAct(content);
  if (register === undefined) throw new Error(`${act.actKind} is not the office's to perform`);
  const { version } = content.change as { readonly version: string };
  return adoptDocument(tx, { act, register, version }, at);
}

/** A hold that came after the approval keeps the chain: then no run is started, and each look asks again. */
async function isErasable(tx: Queryable, act: DualControlAct, at: Date): Promise<boolean> {
  const { change: erasure } = contentOf<'chainErasure'>(act);
  return requireErasable(tx, erasure, { now: at }).then(
    () => true,
    (error: unknown) => {
      if (isDomainError(error, 'IllegalTransition')) return false;
      throw error;
    },
  );
}

/**
 * Makes an approved act effective whose time has come, with what it changes, in one transaction: once, whoever repeats it.
 *
 * A crash before the commit leaves an approved act, and the next look performs it.
 */
export async function performAct(office: PerformingOffice, id: string): Promise<void> {
  const isErasure = await office.db.transaction(async (tx) => {
    const act = await lockActOf(tx, id);
    const at = office.now();
    if (!act || act.effectiveAt || act.refusedAt || act.effectiveFrom > at) return false;
    if (act.actKind === 'chainErasure') return isErasable(tx, act, at);
    await makeActEffective(tx, act, at);
    await change(tx, act, at);
    return false;
  });
  step('act.2-effective');
  if (isErasure) await office.startErasure(id);
}

const BATCH_MAX = 50;

/** Performs all acts whose time has come; one that fails holds up no other. */
export async function performActs(office: PerformingOffice): Promise<void> {
  for (const id of await dueActs(office.db, office.now(), BATCH_MAX)) {
    await performAct(office, id).catch(() => undefined);
  }
}
