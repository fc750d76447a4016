import type { RecordedDecision } from '../../../db/decision/record-decision.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import type { DecisionKind } from '../../../domain/decision/staff-decision.ts';
import type { DatedEvent } from '../application/case-events.ts';
import { secondOf } from '../clock.ts';
import { decision as words } from '../words/decision.ts';
import { wordsOfEvent } from '../words/events.ts';
import type { Said } from '../words/said.ts';

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

interface OutcomeInput {
  readonly caseId: string;
  readonly found: RecordedDecision;
  readonly events: readonly DatedEvent[];
  readonly staff: readonly StaffMember[];
}

/** Entries by which somebody decided a case. */
const DECIDING: readonly string[] = [
  'application.approvalGiven',
  'application.approved',
  'application.returned',
  'application.rejected',
  'issuing.instructed',
  'application.approvalVoided',
];

/** Says whether a decision is recorded, and whose turn it is. */
export function outcomeView({ caseId, found, events, staff }: OutcomeInput): OutcomeView {
  const { result, appliedAt } = found;
  const on = { caseId, code: result?.refused };
  if (appliedAt === null) {
    const sentence = words.outcome.pending;
    return { ...on, isPending: true, kind: 'waits', sentence, next: undefined };
  }
  if (result?.refused !== undefined) {
    const sentence = refusalOf(result.refused, events, staff);
    return { ...on, isPending: false, kind: 'forbids', sentence, next: undefined };
  }
  const kind = found.kind as DecisionKind;
  const awaitsAnother = kind === 'approve' && result?.state === 'review';
  return {
    ...on,
    isPending: false,
    kind: 'holds',
    sentence: words.outcome.applied[kind],
    next: awaitsAnother ? words.outcome.another : words.outcome.done,
  };
}

function refusalOf(
  code: string,
  events: readonly DatedEvent[],
  staff: readonly StaffMember[],
): Said {
  const { refused, first } = words.outcome;
  if (code.startsWith('duties') || code === 'roleRequired') return refused.duties;
  if (code === 'dossierMoved') return refused.moved;
  const isSecond = ['caseClosed', 'stateMoved', 'approvalNotNeeded'].includes(code);
  const decided = events.findLast(({ event, actor }) => {
    return DECIDING.includes(event) && actor.kind === 'officer';
  });
  if (!isSecond || !decided) return refused.other;
  const who = staff.find(({ id }) => id === decided.actor.id)?.name ?? decided.actor.id;
  const what = wordsOfEvent(decided.event)?.name.ja ?? decided.event;
  return first(what, who, secondOf(new Date(decided.at)).slice(11));
}
