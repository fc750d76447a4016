import { step } from '../../adapters/telemetry/steps.ts';
import { findAccount } from '../../db/governance/accounts.ts';
import {
  endInput,
  lockPendingInput,
  markInputTried,
  pendingActInputs,
  type ActInput,
  type InputTurn,
} from '../../db/governance/act-inputs.ts';
import {
  approveAct,
  contentOf,
  endAct,
  lockActOf,
  proposeAct,
  refuseAct,
  type ActingOfficer,
  type DualControlAct,
  type KeptAssertion,
} from '../../db/governance/dual-control.ts';
import { isNameMissing } from '../../db/governance/officer-names.ts';
import { turnOff } from '../../db/governance/switches.ts';
import type { OfficeDatabase, Queryable } from '../../db/office-database.ts';
import { dutiesOfAct } from '../../domain/governance/act-kinds.ts';
import { refusalCodes, type ActProblem } from '../../domain/governance/act-inputs.ts';
import { isSwitchedByOne, stopCauses } from '../../domain/governance/switches.ts';
import type { StaffSignatures } from '../dependencies.ts';
import { keepAssertion, type ActEvidence } from './act-evidence.ts';
import { failureCode, isUnreadable, type ActFailures } from './act-failure.ts';
import {
  changeProblem,
  dutyProblem,
  pairProblem,
  readProposal,
  stateProblem,
  type Sender,
} from './judge-act-input.ts';
import { refuseInput, refuseUnreadable } from './refuse-act-input.ts';
import { isAssertionOf } from './verify-assertion.ts';

/** What acts are judged and applied with. */
export interface ActOffice {
  readonly db: OfficeDatabase;
  readonly evidence: ActEvidence;
  /** Absent where nobody has a passkey: then nothing is agreed on. */
  readonly staff?: StaffSignatures;
  readonly now: () => Date;
}

/** An input with its sender, and the assertion where it is valid over what the input is about. */
interface Given {
  readonly input: ActInput;
  readonly sender: Sender;
  readonly assertion: KeptAssertion | undefined;
  readonly by: ActingOfficer;
}

/** Judges under the lock of the row, and writes; or says why it has no effect. */
type Apply = (tx: Queryable, given: Given) => Promise<ActProblem | undefined>;

const propose: Apply = async (tx, { input, sender, assertion, by }) => {
  const content = readProposal(input);
  if (!content) return 'contentUnreadable';
  if (await lockActOf(tx, input.actId)) return 'stateMoved';
  const problem = dutyProblem(sender, dutiesOfAct(content).row);
  if (problem) return problem;
  if (!assertion) return 'assertionInvalid';
  const kept = await changeProblem(tx, content, { at: by.at, knownAt: input.receivedAt });
  if (kept) return kept;
  const { actId: id, document } = input;
  if (await isNameMissing(tx, { id, content })) return 'nameUnreadable';
  await proposeAct(tx, { id, content, document: document ?? undefined, assertion }, by);
  return undefined;
};

/** The state first, so that whoever was second is told that. */
async function judgeAnswer(
  tx: Queryable,
  { input, sender, by }: Given,
): Promise<{ readonly act: DualControlAct } | { readonly problem: ActProblem }> {
  const act = await lockActOf(tx, input.actId);
  if (!act) return { problem: 'actUnknown' };
  const problem =
    (input.kind === 'approve' ? stateProblem(act, by.at) : undefined) ??
    dutyProblem(sender, dutiesOfAct(contentOf(act)).row);
  return problem ? { problem } : { act };
}

const approve: Apply = async (tx, given) => {
  const judged = await judgeAnswer(tx, given);
  if ('problem' in judged) return judged.problem;
  const { act } = judged;
  const { sender, assertion, by } = given;
  const pair = await pairProblem(tx, act, sender);
  if (pair) return pair;
  if (!assertion) return 'assertionInvalid';
  const content = contentOf(act);
  if (await isNameMissing(tx, { id: act.id, content })) return 'nameUnreadable';
  const kept = await changeProblem(tx, content, { at: by.at, knownAt: act.proposedAt });
  // A stop that came after the proposal does not go away: nobody can ever approve it.
  if (kept === 'switchTurnedSince') await endAct(tx, act.id, { problem: kept, at: by.at });
  if (kept) return kept;
  await approveAct(tx, act, { ...by, assertion });
  return undefined;
};

const refuse: Apply = async (tx, given) => {
  const code = refusalCodes.find((known) => known === given.input.code);
  if (!code) return 'contentUnreadable';
  const judged = await judgeAnswer(tx, given);
  if ('problem' in judged) return judged.problem;
  const state = stateProblem(judged.act, given.by.at);
  const mayStillStop =
    judged.act.approvedBy !== null &&
    judged.act.effectiveAt === null &&
    judged.act.refusedAt === null &&
    dutiesOfAct(contentOf(judged.act)).performedBy === 'office';
  if (state && !mayStillStop) return state;
  await refuseAct(tx, judged.act, { ...given.by, code });
  return undefined;
};

const switchOff: Apply = async (tx, { input, sender, by }) => {
  const { switch: name, code } = input;
  const cause = stopCauses.find((known) => known === code);
  if (name === null || !cause || !isSwitchedByOne(name)) return 'switchUnknown';
  const problem = dutyProblem(sender, 'switchOff');
  if (problem) return problem;
  await turnOff(tx, { name, cause, role: sender.role }, by);
  return undefined;
};

const applications: Readonly<Record<string, Apply>> = { propose, approve, refuse, switchOff };

/** The octets that the assertion has to be over. */
async function signedContent({ db }: ActOffice, input: ActInput): Promise<Buffer | undefined> {
  if (input.kind === 'propose') return input.content ?? undefined;
  if (input.kind !== 'approve') return undefined;
  return db.transaction(async (tx) => (await lockActOf(tx, input.actId))?.content);
}

/**
 * Verifies and keeps an assertion, before the transaction whose entry names it: files are slow. One that does not hold is
 * kept in the row of the input alone.
 */
async function keptIfValid(office: ActOffice, input: ActInput): Promise<KeptAssertion | undefined> {
  const content = await signedContent(office, input);
  if (!content || !input.assertion) return undefined;
  if (!(await isAssertionOf(input, content, office.staff))) return undefined;
  const kept = await keepAssertion(office.evidence, input.actId, {
    assertion: input.assertion,
    ...(input.kind === 'propose' && { content, document: input.document ?? undefined }),
  });
  step('act.0-assertion-kept');
  return kept;
}

/** Whoever sent an input, with what they may in this transaction. */
async function senderOf(tx: Queryable, { officerId: id, role }: ActInput): Promise<Sender> {
  const nobody = { id, person: id, roles: [], personRoles: [] };
  return { ...((await findAccount(tx, id)) ?? nobody), role };
}

/** Judges an input and writes what follows from it, under its row. */
async function judgeInput(office: ActOffice, input: ActInput): Promise<ActProblem | undefined> {
  const assertion = await keptIfValid(office, input);
  return office.db.transaction(async (tx) => {
    if (!(await lockPendingInput(tx, input.id))) return undefined;
    const sender = await senderOf(tx, input);
    const at = office.now();
    const by = { officerId: sender.id, terminal: input.terminal, role: sender.role, at };
    const apply = applications[input.kind];
    const problem = apply ? await apply(tx, { input, sender, assertion, by }) : 'contentUnreadable';
    if (problem) await refuseInput(tx, input, { problem, sender, at });
    else await endInput(tx, input.id, { at });
    return problem;
  });
}

/**
 * Applies what somebody sent about an act: once, whoever repeats it. What may not be is recorded as refused, with its
 * entry, and has no effect; so is what no entry can say.
 *
 * A crash before the commit leaves the row pending and perhaps an assertion that nothing names; the next look applies it.
 *
 * @returns why it has no effect; undefined if it has.
 */
export async function applyActInput(
  office: ActOffice,
  input: ActInput,
): Promise<ActProblem | undefined> {
  const refused = await judgeInput(office, input).catch((error: unknown) => {
    if (!isUnreadable(error)) throw error;
    const at = office.now();
    return office.db.transaction(async (tx) =>
      refuseUnreadable(tx, input, { sender: await senderOf(tx, input), at }),
    );
  });
  step('act.1-input-applied');
  return refused;
}

/** Inputs taken at one look. */
const BATCH_MAX = 50;

/**
 * Applies what waits. A row that fails is told of by its code and holds up no other: it is tried again behind those that
 * were not.
 */
export async function applyActInputs(
  office: ActOffice & ActFailures,
  turn: InputTurn,
): Promise<void> {
  const { db, now, report } = office;
  const inputs = await pendingActInputs(db, turn, { at: now(), limit: BATCH_MAX });
  for (const input of inputs) {
    try {
      await applyActInput(office, input);
    } catch (error) {
      report({ what: 'act input', id: input.id, code: failureCode(error) });
      await markInputTried(db, input.id, now());
    }
  }
}
