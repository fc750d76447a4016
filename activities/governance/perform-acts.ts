import { step } from '../../adapters/telemetry/steps.ts';
import { dueActs } from '../../db/governance/act-inputs.ts';
import { adoptDocument } from '../../db/governance/adopt-document.ts';
import {
  approverOf,
  contentOf,
  endAct,
  lockActOf,
  makeActEffective,
  writeRefusal,
  type DualControlAct,
} from '../../db/governance/dual-control.ts';
import { performAccess } from '../../db/governance/perform-access.ts';
import { requireErasable } from '../../db/retention/chain-erasure.ts';
import { turnOn } from '../../db/governance/switches.ts';
import type { OfficeDatabase, Queryable } from '../../db/office-database.ts';
import { isDomainError } from '../../domain/errors.ts';
import type { ActProblem } from '../../domain/governance/act-inputs.ts';
import { dutiesOfAct, isAboutAccess } from '../../domain/governance/act-kinds.ts';
import { changeProblem } from './judge-act-input.ts';

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

/** Ends an act that two people agreed on and that can no longer be done, with its entry: it takes a new one. */
async function endImpossible(
  tx: Queryable,
  act: DualControlAct,
  { problem, at }: { readonly problem: ActProblem; readonly at: Date },
): Promise<void> {
  const { id: officerId, role, terminal } = approverOf(act);
  await endAct(tx, act.id, { problem, at });
  const by = { officerId, terminal, at, code: problem };
  await writeRefusal(tx, { act: act.id, actKind: act.actKind, role }, by);
}

/**
 * Makes an approved act effective whose time has come, with what it changes, in one transaction: once, whoever repeats it.
 * One that can no longer be done ends there, with its entry.
 *
 * A crash before the commit leaves an approved act, and the next look performs it.
 *
 * @returns why it ended without an effect; undefined if it did not.
 */
export async function performAct(
  office: PerformingOffice,
  id: string,
): Promise<ActProblem | undefined> {
  const done = await office.db.transaction(async (tx) => {
    const act = await lockActOf(tx, id);
    const at = office.now();
    if (!act || act.effectiveAt || act.refusedAt || act.effectiveFrom > at) return {};
    if (act.actKind === 'chainErasure') return { isErasure: await isErasable(tx, act, at) };
    const asked = { at, knownAt: act.proposedAt, isAgreed: true } as const;
    const problem = await changeProblem(tx, contentOf(act), asked);
    if (problem) {
      await endImpossible(tx, act, { problem, at });
      return { problem };
    }
    await makeActEffective(tx, act, at);
    await change(tx, act, at);
    return {};
  });
  step('act.2-effective');
  if (done.isErasure) await office.startErasure(id);
  return done.problem;
}

const BATCH_MAX = 50;

/** Performs all acts whose time has come; one that fails holds up no other. */
export async function performActs(office: PerformingOffice): Promise<void> {
  for (const id of await dueActs(office.db, office.now(), BATCH_MAX)) {
    await performAct(office, id).catch(() => undefined);
  }
}
