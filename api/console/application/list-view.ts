import {
  TURNS,
  type CaseCursor,
  type CaseView,
  type ListedCase,
} from '../../../db/inspection/case-list.ts';
import { daysBetween, daysUntilDue } from '../clock.ts';
import type { ChipView } from '../components/chip.tsx';
import { attemptView, deadlineView, type DeadlineView } from '../components/deadline.tsx';
import type { OpenedRecords } from '../inspection/sealed-records.ts';
import { caseList as words } from '../words/case-list.ts';
import type { Said } from '../words/said.ts';
import { states } from '../words/states.ts';
import { notHoldingViews, type FindingView } from './finding-view.ts';
import { stateChip } from './state-view.ts';

/** Cases on one page of the list. */
export const PAGE_SIZE = 25;

/** One row of the list, and what its panel tells. */
export interface ListRow {
  readonly id: string;
  /** Undefined once the key of the chain is destroyed. */
  readonly name: string | undefined;
  readonly chip: ChipView;
  readonly turn: number;
  /** What is left until a deadline or the next attempt; undefined where no time is set. */
  readonly deadline: DeadlineView | undefined;
  readonly receivedAt: Date;
  readonly portal: string;
  readonly edition: number;
  readonly identityRoute: string;
  readonly keyDelivery: string;
  readonly why: Said;
  readonly findings: readonly FindingView[];
}

/** Rows under one heading. */
export interface ListGroup {
  readonly heading: Said;
  readonly rows: readonly ListRow[];
}

/** The list as the page shows it. */
export interface ListView {
  readonly now: Date;
  readonly view: CaseView;
  /** What was typed into the search, if this is its result. */
  readonly typed: string | undefined;
  readonly heading: Said;
  readonly order: Said;
  readonly isByReceipt: boolean;
  readonly groups: readonly ListGroup[];
  readonly counts: Readonly<Partial<Record<CaseView, number>>>;
  readonly isFirst: boolean;
  readonly next: CaseCursor | undefined;
}

function whyOf(row: ListedCase, findings: readonly FindingView[]): Said {
  const [first] = findings;
  const stays = ['review', 'waiting', 'inquiring', 'returned'].includes(row.state);
  if (first && stays) return first.sentence;
  return Object.hasOwn(states, row.state)
    ? states[row.state as keyof typeof states].turn
    : { ja: row.state, en: row.state };
}

function deadlineOf(row: ListedCase, now: Date): DeadlineView | undefined {
  const { state, closedAt, stateDeadline, nextAttemptAt, changedAt } = row;
  if (closedAt) return undefined;
  if (state === 'returned' && stateDeadline) return deadlineView(stateDeadline, now, changedAt);
  if (stateDeadline) return deadlineView(stateDeadline, now);
  return nextAttemptAt ? attemptView(nextAttemptAt, now) : undefined;
}

const WORST = ['forbids', 'waits', 'refers', 'holds'];

function rowOf(row: ListedCase, records: OpenedRecords, now: Date): ListRow {
  const findings = notHoldingViews(row.notHolding, row.ruleSetId).toSorted(
    (a, b) => WORST.indexOf(a.outcome) - WORST.indexOf(b.outcome),
  );
  return {
    id: row.id,
    name: records.name(row),
    chip: stateChip({ ...row, outcome: findings[0]?.outcome }),
    turn: row.turn,
    deadline: deadlineOf(row, now),
    receivedAt: row.receivedAt,
    portal: row.portalName ?? '—',
    edition: row.edition,
    identityRoute: row.identityRoute,
    keyDelivery: row.keyDelivery,
    why: whyOf(row, findings),
    findings: row.closedAt ? [] : findings,
  };
}

function headingByDeadline({ turn, deadline }: ListRow, now: Date): Said {
  if (turn === TURNS.applicant) return words.groups.applicant;
  if (turn === TURNS.machine || !deadline) return words.groups.machine;
  if (deadline.level === 'over') return words.groups.over;
  const days = daysUntilDue(now, deadline.at);
  if (days === 0) return words.groups.today;
  return days === 1 ? words.groups.tomorrow : words.groups.later;
}

function headingByReceipt({ receivedAt }: ListRow, now: Date): Said {
  const days = daysBetween(receivedAt, now);
  if (days <= 0) return words.groups.receivedToday;
  return days === 1 ? words.groups.receivedYesterday : words.groups.receivedEarlier;
}

/** Puts rows, which come in order, under their headings. */
function groupsOf(rows: readonly ListRow[], headingOf: (row: ListRow) => Said): ListGroup[] {
  const groups = new Map<Said, ListRow[]>();
  for (const row of rows) {
    const heading = headingOf(row);
    groups.set(heading, [...(groups.get(heading) ?? []), row]);
  }
  return Array.from(groups, ([heading, of]) => ({ heading, rows: of }));
}

const isNewestFirst = (view: CaseView): boolean => view === 'issued' || view === 'all';

const cursorOf = (row: ListedCase, view: CaseView): CaseCursor => ({
  turn: row.turn,
  at: isNewestFirst(view) ? row.receivedAt : row.orderedBy,
  id: row.id,
});

function countsOf(byState: ReadonlyMap<string, number>): ListView['counts'] {
  const all = [...byState.values()].reduce((sum, count) => sum + count, 0);
  const of = (state: string): number => byState.get(state) ?? 0;
  return {
    open: all,
    jlis: of('waiting'),
    review: of('review'),
    returned: of('returned'),
  };
}

/** What a page of the list is made of. */
export interface ListInput {
  readonly view: CaseView;
  readonly typed?: string | undefined;
  /** One more than a page holds tells that there is a next one. */
  readonly rows: readonly ListedCase[];
  readonly counts: ReadonlyMap<string, number>;
  readonly isFirst: boolean;
}

/** The list as the page shows it at a moment. */
export function listView(input: ListInput, records: OpenedRecords, now: Date): ListView {
  const { view, typed, rows, counts, isFirst } = input;
  const shown = rows.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  const views = shown.map((row) => rowOf(row, records, now));
  const isFound = typed !== undefined;
  const headingOf = (row: ListRow): Said => {
    if (isFound) return words.groups.found;
    return isNewestFirst(view) ? headingByReceipt(row, now) : headingByDeadline(row, now);
  };
  return {
    now,
    view,
    typed,
    heading: isFound ? words.found(typed) : words.heading[view],
    order: isNewestFirst(view) || isFound ? words.newest : words.byDeadline,
    isByReceipt: isNewestFirst(view) && !isFound,
    groups: groupsOf(views, headingOf),
    counts: countsOf(counts),
    isFirst,
    next: last && rows.length > PAGE_SIZE ? cursorOf(last, view) : undefined,
  };
}
