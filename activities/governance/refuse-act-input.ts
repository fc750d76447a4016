import { endInput, lockPendingInput, type ActInput } from '../../db/governance/act-inputs.ts';
import { lockActOf, writeRefusal } from '../../db/governance/dual-control.ts';
import type { Queryable } from '../../db/office-database.ts';
import type { ActProblem } from '../../domain/governance/act-inputs.ts';
import { readProposal, type Sender } from './judge-act-input.ts';

/** Why an input has no effect, when that was found, and who had sent it. */
export interface RefusedInput {
  readonly problem: ActProblem;
  readonly sender: Sender;
  readonly at: Date;
}

/** What an entry can name; a row can hold anything. */
const nameable = (id: string): string => (/^[!-~]{1,200}$/.test(id) ? id : 'unknown');

/** Ends an input that has no effect, with its entry. The role that stands in it is one that its bearer has. */
export async function refuseInput(
  tx: Queryable,
  input: ActInput,
  { problem, sender, at }: RefusedInput,
): Promise<void> {
  const { roles, role } = sender;
  const held = roles.includes(role) ? role : (roles[0] ?? 'none');
  const act = await lockActOf(tx, input.actId);
  const actKind = act?.actKind ?? readProposal(input)?.actKind ?? '';
  const [officerId, terminal] = [nameable(sender.id), nameable(input.terminal)];
  const by = { officerId, terminal, at, code: problem };
  await writeRefusal(tx, { act: input.actId, actKind, role: held }, by);
  await endInput(tx, input.id, { at, refused: problem });
}

/** Ends an input that cannot be written as it stands, once. */
export async function refuseUnreadable(
  tx: Queryable,
  input: ActInput,
  refused: Omit<RefusedInput, 'problem'>,
): Promise<ActProblem | undefined> {
  if (!(await lockPendingInput(tx, input.id))) return undefined;
  await refuseInput(tx, input, { ...refused, problem: 'contentUnreadable' });
  return 'contentUnreadable';
}
