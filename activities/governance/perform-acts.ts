import { step } from '../../adapters/telemetry/steps.ts';
import { dueActs, markActTried } from '../../db/governance/act-inputs.ts';
import { adoptDocument } from '../../db/governance/adopt-document.ts';
import {
  ActUnreadable,
  approverOf,
  contentOf,
  endAct,
  lockActOf,
  makeActEffective,
  writeRefusal,
  type DualControlAct,
} from '../../db/governance/dual-control.ts';
import { isNameMissing } from '../../db/governance/officer-names.ts';
import { performAccess } from '../../db/governance/perform-access.ts';
import { beginMassRevocation } from '../../db/revocation/mass-revocation.ts';
import { requireErasable } from '../../db/retention/chain-erasure.ts';
import { turnOn } from '../../db/governance/switches.ts';
import type { OfficeDatabase, Queryable } from '../../db/office-database.ts';
import { isDomainError } from '../../domain/errors.ts';
import type { ActProblem } from '../../domain/governance/act-inputs.ts';
import { dutiesOfAct, isAboutAccess } from '../../domain/governance/act-kinds.ts';
import { failureCode, isUnreadable, type ActFailures } from './act-failure.ts';
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
  if (content.actKind === 'massRevocation') {
    const { id, document } = act;
    return beginMassRevocation(tx, { id, document, change: content.change, at });
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

/** What became of an act whose time had come. */
interface Done {
  readonly isErasure?: boolean;
  readonly problem?: ActProblem;
}

/** Ends an act that two people agreed on and that can no longer be done, with its entry: it takes a new one. */
async function endImpossible(
  tx: Queryable,
  act: DualControlAct,
  { problem, at }: { readonly problem: ActProblem; readonly at: Date },
): Promise<Done> {
  const { id: officerId, role, terminal } = approverOf(act);
  await endAct(tx, act.id, { problem, at });
  const by = { officerId, terminal, at, code: problem };
  await writeRefusal(tx, { act: act.id, actKind: act.actKind, role }, by);
  return { problem };
}

/** The act, locked, if it is agreed on, its time has come, and nothing has become of it. */
async function lockDue(tx: Queryable, id: string, at: Date): Promise<DualControlAct | undefined> {
  const act = await lockActOf(tx, id);
  const isDue = act && !act.effectiveAt && !act.refusedAt && act.effectiveFrom <= at;
  return isDue ? act : undefined;
}

async function perform(tx: Queryable, id: string, at: Date): Promise<Done> {
  const act = await lockDue(tx, id, at);
  if (!act) return {};
  if (act.actKind === 'chainErasure') return { isErasure: await isErasable(tx, act, at) };
  const asked = { at, knownAt: act.proposedAt, isAgreed: true } as const;
  const content = contentOf(act);
  const isMissing = await isNameMissing(tx, { id, content });
  const problem = isMissing ? 'nameUnreadable' : await changeProblem(tx, content, asked);
  if (problem) return endImpossible(tx, act, { problem, at });
  await makeActEffective(tx, act, at);
  await change(tx, act, at);
  return {};
}

/** Ends an act of which something cannot be written as it stands, once. */
async function endUnwritable(tx: Queryable, id: string, at: Date): Promise<Done> {
  const act = await lockDue(tx, id, at);
  return act ? endImpossible(tx, act, { problem: 'contentUnreadable', at }) : {};
}

/**
 * Makes an approved act effective whose time has come, with what it changes, in one transaction: once, whoever repeats it.
 * One that can no longer be done ends there, with its entry.
 *
 * A crash before the commit leaves an approved act, and the next look performs it.
 *
 * @returns why it ended without an effect; undefined if it did not.
 * @throws ActUnreadable for an act that another build wrote, which may read it.
 */
export async function performAct(
  { db, startErasure, now }: PerformingOffice,
  id: string,
): Promise<ActProblem | undefined> {
  const { isErasure, problem } = await db
    .transaction((tx) => perform(tx, id, now()))
    .catch((error: unknown) => {
      if (!isUnreadable(error) || error instanceof ActUnreadable) throw error;
      return db.transaction((tx) => endUnwritable(tx, id, now()));
    });
  step('act.2-effective');
  if (isErasure) await startErasure(id);
  return problem;
}

const BATCH_MAX = 50;

/**
 * Performs all acts whose time has come. One that fails is told of by its code and holds up no other, nor does one that
 * waits, as an erasure does: each is tried again behind those that were not.
 */
export async function performActs(office: PerformingOffice & ActFailures): Promise<void> {
  const { db, now, report } = office;
  for (const id of await dueActs(db, { at: now(), limit: BATCH_MAX })) {
    try {
      await performAct(office, id);
    } catch (error) {
      report({ what: 'act', id, code: failureCode(error) });
    }
    await markActTried(db, id, now());
  }
}
