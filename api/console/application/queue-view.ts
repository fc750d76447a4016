import { createHash } from 'node:crypto';
import type { CaseCursor, ListedCase, QueueSnapshot } from '../../../db/inspection/queue.ts';
import { QUEUE_VIEWS, type QueueView } from '../../../db/inspection/queue-statements.ts';
import { daysBetween, daysUntilDue } from '../clock.ts';
import type { OpenedRecords } from '../inspection/sealed-records.ts';
import { queue as words } from '../words/queue.ts';
import type { Said } from '../words/said.ts';
import { groupsOf, PAGE_SIZE, rowOf, type CaseRow, type RowGroup } from './case-row.ts';

/** The beginning of a view as somebody sees it: enough to tell that it has changed. */
export interface ViewMark {
  readonly count: number;
  readonly hash: string;
}

/** The queue as the page shows it. */
export interface QueueSheet {
  readonly now: Date;
  readonly view: QueueView;
  readonly groups: readonly RowGroup[];
  readonly counts: Readonly<Record<QueueView, number>>;
  readonly mark: ViewMark;
  /** The case that is taken next. */
  readonly nextFree: string | undefined;
  /** Cases that the machine has been checking for long. */
  readonly inChecking: number;
  readonly isFirst: boolean;
  readonly next: CaseCursor | undefined;
}

const idsOf = (snapshot: QueueSnapshot, view: QueueView, officerId: string): readonly string[] =>
  (view === 'mine' ? snapshot.held.get(officerId)?.toSorted() : snapshot.shared.get(view)) ?? [];

/** How a view stands in a snapshot. */
export function markOf(snapshot: QueueSnapshot, view: QueueView, officerId: string): ViewMark {
  const ids = idsOf(snapshot, view, officerId);
  const hash = createHash('sha256').update(ids.join()).digest('hex').slice(0, 16);
  return { count: ids.length, hash };
}

/** The page that somebody is for, where none was asked for: what they hold, then what nobody does. */
export function usualView(snapshot: QueueSnapshot, officer: Reader): QueueView {
  if ((snapshot.held.get(officer.id) ?? []).length > 0) return 'mine';
  const { roles } = officer;
  const judges = roles.includes('examiner') || roles.includes('approver');
  return roles.includes('issuingOperator') && !judges ? 'instruct' : 'free';
}

interface Reader {
  readonly id: string;
  readonly roles: readonly string[];
}

function headingOf(row: CaseRow, view: QueueView, now: Date): Said {
  const { deadline, closedAt } = row;
  if (closedAt) {
    const days = daysBetween(closedAt, now);
    if (days <= 0) return words.groups.closedToday;
    return days === 1 ? words.groups.closedYesterday : words.groups.closedEarlier;
  }
  if (deadline?.level === 'stopped') return words.groups.stopped;
  if (view === 'machine' || view === 'jlis' || !deadline) return words.groups.machine;
  if (deadline.level === 'over') return words.groups.over;
  const days = daysUntilDue(now, deadline.at);
  if (days === 0) return words.groups.today;
  return days === 1 ? words.groups.tomorrow : words.groups.later;
}

/** What a page of the queue is made of. */
export interface QueueInput {
  readonly view: QueueView;
  /** One more than a page holds tells that there is a next one. */
  readonly rows: readonly ListedCase[];
  readonly snapshot: QueueSnapshot;
  readonly inChecking: number;
  readonly isFirst: boolean;
  readonly officer: Reader;
}

/** The queue as the page shows it at a moment. */
export function queueView(input: QueueInput, records: OpenedRecords, now: Date): QueueSheet {
  const { view, rows, snapshot, inChecking, isFirst, officer } = input;
  const shown = rows.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  const views = shown.map((row) => rowOf(row, records, { now, readerId: officer.id }));
  const counts = Object.fromEntries(
    QUEUE_VIEWS.map((each) => [each, idsOf(snapshot, each, officer.id).length]),
  ) as Record<QueueView, number>;
  return {
    now,
    view,
    groups: groupsOf(views, (row) => headingOf(row, view, now)),
    counts,
    mark: markOf(snapshot, view, officer.id),
    nextFree: snapshot.shared.get('free')?.[0],
    inChecking,
    isFirst,
    next: last && rows.length > PAGE_SIZE ? { at: last.orderedBy, id: last.id } : undefined,
  };
}
