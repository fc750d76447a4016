import { findOfficer, readCaseEvents, type Officer } from '../../db/decision/staff-input.ts';
import { applicationTransition, isFinal } from '../../domain/application/states.ts';
import {
  decisionTable,
  type DecisionProblem,
  type StoppingContent,
} from '../../domain/decision/staff-decision.ts';
import { isWithdrawalChannel, type WithdrawalChannel } from '../../domain/decision/withdrawal.ts';
import type { ApplicationState } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { roomsIntent } from './rooms-intent.ts';
import { readStopping, type GivenInput } from './given-decision.ts';
import { dutyProblem, holdsRole } from './judge-duty.ts';

/** A withdrawal that may be. */
export interface GivenWithdrawal {
  readonly content: StoppingContent;
  readonly officer: Officer;
  readonly channel: WithdrawalChannel;
}

/** It may be; or why it has no effect; or the room has to answer first. */
export type JudgedWithdrawal = GivenWithdrawal | { readonly problem: DecisionProblem } | 'left';

/**
 * Judges whether an application may be withdrawn at the request of its applicant (row 28): any time before the room has an
 * intent. It rests on no dossier: whatever is in the application, its applicant may take it back.
 */
export async function judgeWithdrawal(
  { db }: OfficeDependencies,
  { input, file, now }: GivenInput,
): Promise<JudgedWithdrawal> {
  const content = readStopping(input, 'withdraw');
  const [channel = ''] = content?.reasons ?? [];
  if (!content || !isWithdrawalChannel(channel)) return { problem: 'contentUnreadable' };
  const from = file.row.state as ApplicationState;
  if (isFinal(from)) return { problem: 'caseClosed' };
  const officer = await findOfficer(db, content.officer, file.row.id);
  if (!officer) return { problem: 'officerUnknown' };
  if (!holdsRole(officer, content)) return { problem: 'roleRequired' };
  const events = await readCaseEvents(db, file.row.id);
  const duty = dutyProblem({ officer, events, act: decisionTable.withdraw.act });
  if (duty) return { problem: duty };
  const intent = roomsIntent(file, now);
  if (intent === 'unknown') return 'left';
  const { event } = decisionTable.withdraw;
  const row = applicationTransition({ from, event, hasIntent: intent === 'exists' });
  return row?.to === 'withdrawn' ? { content, officer, channel } : { problem: 'issuingBegun' };
}
