import { readEntry, type Entry } from '../../../books/entry.ts';
import { MalformedEntry } from '../../../books/malformed-entry.ts';
import type { StoredEntry } from '../../../db/inspection/book-reader.ts';
import type { RefusedDecision } from '../../../db/decision/record-decision.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { isDecisionKind } from '../../../domain/decision/staff-decision.ts';
import { dayAndTimeOf, dueTimeOf } from '../clock.ts';
import type { IconName } from '../components/icon.tsx';
import { casePage } from '../words/case-page.ts';
import { decision as decisionWords } from '../words/decision.ts';
import { wordsOfEvent } from '../words/events.ts';
import type { Said } from '../words/said.ts';
import type { Standing } from './state-view.ts';

const words = casePage.timeline;

/** Ground of the dot before an event. */
export type DotKind = 'holds' | 'refers' | 'waits' | 'forbids' | undefined;

/** One line of what happened, with its place in the books. */
export interface HappeningView {
  readonly at: Date;
  readonly icon: IconName;
  readonly kind: DotKind;
  readonly said: Said;
  /** Name of the person who did it. */
  readonly person: string | undefined;
  /** Name of the 責任を有する者, where the machine decided. */
  readonly responsible: string | undefined;
  readonly item: string;
  /** Undefined until the sequencer gave it. */
  readonly index: number | undefined;
  readonly href: string;
}

/** What will happen by itself. */
export interface PlanView {
  readonly at: Date;
  /** A deadline, not something that the machine will do. */
  readonly isDue: boolean;
  readonly said: Said;
}

/** The course of a case: what is planned on top, then what happened, newest first. */
export interface TimelineView {
  readonly plans: readonly PlanView[];
  readonly happened: readonly HappeningView[];
}

/** Address of an entry of the office book. */
export const entryHref = ({ index, id }: Pick<StoredEntry, 'index' | 'id'>): string =>
  `/inspection/books/entries/office/${index ?? id}`;

/** The entry, or undefined if it cannot be read: that is shown, and is a matter for the verifier. */
export function tryReadEntry(octets: Buffer): Entry | undefined {
  try {
    return readEntry(octets);
  } catch (error) {
    if (error instanceof MalformedEntry) return undefined;
    throw error;
  }
}

const PERSONS = ['officer', 'auditor', 'custodian'];

/** People by their id, and whose decisions were refused by the id of their input. */
interface Naming {
  readonly names: ReadonlyMap<string, string>;
  readonly refused: ReadonlyMap<string, RefusedDecision>;
}

/** Whose decision it is that has no effect; undefined for anything else that was refused, or done. */
function refusalOf(entry: Entry | undefined, { names, refused }: Naming): Said | undefined {
  if (entry?.event !== 'input.refused') return undefined;
  const decision = refused.get(entry.input ?? '');
  if (!decision || !isDecisionKind(decision.kind)) return undefined;
  const who = names.get(decision.actor) ?? decision.actor;
  return words.refusedDecision(who, decisionWords.nouns[decision.kind], entry.data.problem);
}

function happeningOf(stored: StoredEntry, naming: Naming, now: Date) {
  const { names } = naming;
  const entry = tryReadEntry(stored.octets);
  const event = wordsOfEvent(stored.event);
  const when = (iso: string): Said => dayAndTimeOf(new Date(iso), now);
  const due = (iso: string): Said => dueTimeOf(new Date(iso), now);
  const told = entry && (event?.tells?.(entry.data, when, due) ?? event?.name);
  const said = refusalOf(entry, naming) ?? told;
  const nameOf = (id: string): string => names.get(id) ?? id;
  const isPerson = entry !== undefined && PERSONS.includes(entry.actor.kind);
  return {
    at: stored.at,
    icon: event?.icon ?? 'note',
    kind: event?.kind,
    said: said ?? words.unreadable,
    person: isPerson ? nameOf(entry.actor.id) : undefined,
    responsible: entry?.responsible && nameOf(entry.responsible.id),
    item: stored.items[0] ?? '',
    index: stored.index ?? undefined,
    href: entryHref(stored),
  } satisfies HappeningView;
}

const DEADLINES: Readonly<Record<string, Said>> = {
  review: words.plan.review,
  returned: words.plan.answer,
  approved: words.plan.instruct,
};

function plansOf(standing: Standing): PlanView[] {
  const { state, nextAttemptAt, stateDeadline, notHolding } = standing;
  const isJlis = notHolding.some((rule) => rule.startsWith('jlis.'));
  const query = isJlis ? words.plan.jlis : words.plan.query;
  const attempt =
    state === 'waiting' && nextAttemptAt ? [{ at: nextAttemptAt, said: query, isDue: false }] : [];
  const due = DEADLINES[state];
  const deadline = due && stateDeadline ? [{ at: stateDeadline, said: due, isDue: true }] : [];
  return [...deadline, ...attempt];
}

/** What names the people of a timeline. */
export interface TimelineInput {
  readonly staff: readonly StaffMember[];
  /** Decisions on the case that have no effect. */
  readonly refused: readonly RefusedDecision[];
  readonly now: Date;
}

/** What happened to a case by its entries, newest first, with what is planned. */
export function timelineView(
  entries: readonly StoredEntry[],
  standing: Standing,
  { staff, refused, now }: TimelineInput,
): TimelineView {
  const naming = {
    names: new Map(staff.map(({ id, name }) => [id, name])),
    refused: new Map(refused.map((each) => [each.id, each])),
  };
  return {
    plans: plansOf(standing),
    happened: entries.map((entry) => happeningOf(entry, naming, now)),
  };
}
