import type { RecordedDecision } from '../../../db/decision/record-decision.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import type { DecisionKind } from '../../../domain/decision/staff-decision.ts';
import type { DatedEvent } from '../application/case-events.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import { secondOf } from '../clock.ts';
import { decision as words } from '../words/decision.ts';
import { wordsOfEvent } from '../words/events.ts';
import type { Said } from '../words/said.ts';
import { dutyOf, type DutyCase } from './duties.ts';

/** What became of a decision, in words. */
export interface OutcomeView {
  readonly caseId: string;
  readonly isPending: boolean;
  readonly kind: 'holds' | 'waits' | 'forbids';
  readonly sentence: Said;
  readonly next: Said | undefined;
  /** Code of the refusal, for whoever is asked about it. */
  readonly code: string | undefined;
}

interface OutcomeInput extends Omit<DutyCase, 'file' | 'events'> {
  readonly caseId: string;
  readonly found: RecordedDecision;
  readonly file: CaseFile | undefined;
  readonly events: readonly DatedEvent[];
}

/** Entries by which somebody decided a case. */
const DECIDING: readonly string[] = [
  'application.approvalGiven',
  'application.approved',
  'application.returned',
  'application.rejected',
  'issuing.instructed',
  'application.approvalVoided',
  'application.rejectionGiven',
  'application.withdrawn',
];

/** Says whether a decision is recorded, and whose turn it is. */
export function outcomeView(input: OutcomeInput): OutcomeView {
  const { caseId, found, events, staff } = input;
  const { result, appliedAt } = found;
  const on = { caseId, code: result?.refused };
  if (appliedAt === null) {
    const sentence = pendingSentence(input);
    return { ...on, isPending: true, kind: 'waits', sentence, next: undefined };
  }
  if (result?.refused !== undefined) {
    const sentence = refusalOf(result.refused, events, staff);
    return { ...on, isPending: false, kind: 'forbids', sentence, next: undefined };
  }
  const kind = found.kind as DecisionKind;
  const { outcome } = words;
  const isFirst = kind === 'reject' && result?.state !== 'rejected';
  const awaitsAnother = isFirst || (kind === 'approve' && result?.state === 'review');
  return {
    ...on,
    isPending: false,
    kind: 'holds',
    sentence: isFirst ? outcome.firstRejection : outcome.applied[kind],
    next: awaitsAnother ? nextOf(kind, input) : outcome.done,
  };
}

/** What takes a case from the room waits for its answer; anything else is a matter of a moment. */
function pendingSentence({ found, file }: OutcomeInput): Said {
  const takesFromRoom = ['withdraw', 'notice', 'withdrawApproval'].includes(found.kind);
  return takesFromRoom && file?.state === 'issuing' ? words.outcome.room : words.outcome.pending;
}

/** Who can give the second of two, by name; nobody who gave the first. */
function nextOf(kind: DecisionKind, { file, found, ...on }: OutcomeInput): Said {
  const names = on.staff
    .filter(({ id }) => id !== found.actor)
    .filter((each) => file && dutyOf({ ...on, file }, each, kind).may)
    .map(({ name }) => name);
  return names.length > 0 ? words.outcome.next(names) : words.outcome.another;
}

function refusalOf(
  code: string,
  events: readonly DatedEvent[],
  staff: readonly StaffMember[],
): Said {
  const { refused, first } = words.outcome;
  if (code.startsWith('duties') || code === 'roleRequired') return refused.duties;
  if (code === 'dossierMoved') return refused.moved;
  if (code === 'issuingBegun') return refused.begun;
  const isSecond = ['caseClosed', 'stateMoved', 'approvalNotNeeded'].includes(code);
  const decided = events.findLast(({ event, actor }) => {
    return DECIDING.includes(event) && actor.kind === 'officer';
  });
  if (!isSecond || !decided) return refused.other;
  const who = staff.find(({ id }) => id === decided.actor.id)?.name ?? decided.actor.id;
  const what = wordsOfEvent(decided.event)?.name.ja ?? decided.event;
  return first(what, who, secondOf(new Date(decided.at)).slice(11));
}
