import { findOfficer, readCaseEvents, type Officer } from '../../db/decision/staff-input.ts';
import {
  isNoticeChannel,
  isNoticeSubject,
  mayRecordNotice,
  noticeMove,
  type NoticeChannel,
  type NoticeSubject,
} from '../../domain/decision/notice.ts';
import { isFinal } from '../../domain/application/states.ts';
import {
  decisionTable,
  type DecisionProblem,
  type StoppingContent,
} from '../../domain/decision/staff-decision.ts';
import type { CaseEvent } from '../../domain/governance/past-acts.ts';
import type { ApplicationState } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { readStopping, type GivenInput } from './given-decision.ts';
import { dutyProblem, holdsRole } from './judge-duty.ts';
import { roomsIntent } from './rooms-intent.ts';

/** A notice that may be recorded, and where it takes the case. */
export interface GivenNotice {
  readonly content: StoppingContent;
  readonly officer: Officer;
  readonly about: NoticeSubject;
  readonly channel: NoticeChannel;
  readonly to: 'checking' | 'same';
  readonly events: readonly CaseEvent[];
}

/** It may be; or why it has no effect; or the room has to answer first. */
export type JudgedNotice = GivenNotice | { readonly problem: DecisionProblem } | 'left';

/**
 * Judges whether a notice by a third party may be recorded on a case: any time before the room has an intent. It rests on no
 * dossier: it makes another one.
 */
export async function judgeNotice(
  { db }: OfficeDependencies,
  { input, file, now }: GivenInput,
): Promise<JudgedNotice> {
  const content = readStopping(input, 'notice');
  const [about = '', channel = ''] = content?.reasons ?? [];
  if (!content || !isNoticeSubject(about) || !isNoticeChannel(channel)) {
    return { problem: 'contentUnreadable' };
  }
  const from = file.row.state as ApplicationState;
  if (isFinal(from)) return { problem: 'caseClosed' };
  const officer = await findOfficer(db, content.officer, file.row.id);
  if (!officer) return { problem: 'officerUnknown' };
  if (!holdsRole(officer, content) || !mayRecordNotice(about, content.role)) {
    return { problem: 'roleRequired' };
  }
  const events = await readCaseEvents(db, file.row.id);
  const duty = dutyProblem({ officer, events, act: decisionTable.notice.act });
  if (duty) return { problem: duty };
  const intent = roomsIntent(file, now);
  if (intent === 'unknown') return 'left';
  const to = noticeMove(from, intent === 'exists');
  return to ? { content, officer, about, channel, to, events } : { problem: 'issuingBegun' };
}
