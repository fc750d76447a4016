import { step } from '../../adapters/telemetry/steps.ts';
import { findAccount } from '../../db/governance/accounts.ts';
import {
  endInput,
  lockPendingInput,
  pendingActInputs,
  type ActInput,
} from '../../db/governance/act-inputs.ts';
import {
  approveAct,
  contentOf,
  lockActOf,
  proposeAct,
  refuseAct,
  writeRefusal,
  type ActingOfficer,
  type DualControlAct,
  type KeptAssertion,
} from '../../db/governance/dual-control.ts';
import { isSwitchOn, turnOff } from '../../db/governance/switches.ts';
import type { OfficeDatabase, Queryable } from '../../db/office-database.ts';
import { dutiesOfAct } from '../../domain/governance/act-kinds.ts';
import { refusalCodes, type ActProblem } from '../../domain/governance/act-inputs.ts';
import { isSwitchedByOne, stopCauses } from '../../domain/governance/switches.ts';
import type { StaffSignatures } from '../dependencies.ts';
import { keepAssertion, type ActEvidence } from './act-evidence.ts';
import {
  changeProblem,
  dutyProblem,
  pairProblem,
  readProposal,
  stateProblem,
  type Sender,
} from './judge-act-input.ts';
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
  const kept = await changeProblem(tx, content, by.at);
  if (kept) return kept;
  const { actId: id, document } = input;
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
  const kept = await changeProblem(tx, contentOf(act), by.at);
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
  if (!(await isSwitchOn(tx, name))) return 'switchIsOff';
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

/**
 * Applies what somebody sent about an act: once, whoever repeats it. What may not be is recorded as refused, with its
 * entry, and has no effect.
 *
 * A crash before the commit leaves the row pending and perhaps an assertion that nothing names; the next look applies it.
 *
 * @returns why it has no effect; undefined if it has.
 */
export async function applyActInput(
  office: ActOffice,
  input: ActInput,
): Promise<ActProblem | undefined> {
  const { officerId, role, terminal } = input;
  const assertion = await keptIfValid(office, input);
  const nobody = { id: officerId, person: officerId, roles: [], personRoles: [] };
  const refused = await office.db.transaction(async (tx) => {
    if (!(await lockPendingInput(tx, input.id))) return undefined;
    const at = office.now();
    const by = { officerId, terminal, role, at };
    const apply = applications[input.kind];
    const account = (await findAccount(tx, officerId)) ?? nobody;
    const given = { input, sender: { ...account, role }, assertion, by };
    const problem = apply ? await apply(tx, given) : 'contentUnreadable';
    if (problem) await writeProblem(tx, { given, problem });
    await endInput(tx, input.id, { at, ...(problem && { refused: problem }) });
    return problem;
  });
  step('act.1-input-applied');
  return refused;
}

/** The role that stands in the entry is one that its bearer has. */
async function writeProblem(
  tx: Queryable,
  { given, problem }: { readonly given: Given; readonly problem: ActProblem },
): Promise<void> {
  const { input, sender, by } = given;
  const { roles, role } = sender;
  const held = roles.includes(role) ? role : (roles[0] ?? 'none');
  const act = await lockActOf(tx, input.actId);
  const actKind = act?.actKind ?? readProposal(input)?.actKind ?? '';
  await writeRefusal(tx, { act: input.actId, actKind, role: held }, { ...by, code: problem });
}

/** Inputs taken at one look. */
const BATCH_MAX = 50;

/** Applies all that waits, in the order of its arrival; a row that fails holds up no other. */
export async function applyActInputs(office: ActOffice): Promise<void> {
  for (const input of await pendingActInputs(office.db, BATCH_MAX)) {
    await applyActInput(office, input).catch(() => undefined);
  }
}
