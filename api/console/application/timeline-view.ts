import { readEntry, type Entry } from '../../../books/entry.ts';
import { MalformedEntry } from '../../../books/malformed-entry.ts';
import type { StoredEntry } from '../../../db/inspection/book-reader.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { dayAndTimeOf, dueTimeOf } from '../clock.ts';
import type { IconName } from '../components/icon.tsx';
import { casePage } from '../words/case-page.ts';
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

function happeningOf(stored: StoredEntry, names: ReadonlyMap<string, string>, now: Date) {
  const entry = tryReadEntry(stored.octets);
  const event = wordsOfEvent(stored.event);
  const when = (iso: string): Said => dayAndTimeOf(new Date(iso), now);
  const due = (iso: string): Said => dueTimeOf(new Date(iso), now);
  const said = entry && (event?.tells?.(entry.data, when, due) ?? event?.name);
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

/** What happened to a case by its entries, newest first, with what is planned. */
export function timelineView(
  entries: readonly StoredEntry[],
  standing: Standing,
  { staff, now }: { readonly staff: readonly StaffMember[]; readonly now: Date },
): TimelineView {
  const names = new Map(staff.map(({ id, name }) => [id, name]));
  return {
    plans: plansOf(standing),
    happened: entries.map((entry) => happeningOf(entry, names, now)),
  };
}
