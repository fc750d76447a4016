import type { ListedCase } from '../../../db/inspection/queue.ts';
import { holdReasons, isHoldReason } from '../../../domain/decision/lease.ts';
import { dueTimeOf, durationOf } from '../clock.ts';
import type { ChipView } from '../components/chip.tsx';
import { attemptView, deadlineView, type DeadlineView } from '../components/deadline.tsx';
import type { OpenedRecords } from '../inspection/sealed-records.ts';
import { queue as words } from '../words/queue.ts';
import type { Said } from '../words/said.ts';
import { states } from '../words/states.ts';
import { times } from '../words/times.ts';
import { notHoldingViews, type FindingView } from './finding-view.ts';
import { refusalLine } from './refusal-view.ts';
import { stateChip } from './state-view.ts';

/** Cases on one page of a list. */
export const PAGE_SIZE = 25;

/** Who holds a case, and how long that lasts. */
export interface HolderView {
  /** Undefined for whoever reads the page. */
  readonly name: string | undefined;
  readonly left: Said;
}

/** One row of a list, and what its panel tells. */
export interface CaseRow {
  readonly id: string;
  /** Undefined once the key of the chain is destroyed. */
  readonly name: string | undefined;
  readonly chip: ChipView;
  /** What is left until a deadline or the next attempt; undefined where no time is set. */
  readonly deadline: DeadlineView | undefined;
  readonly receivedAt: Date;
  readonly closedAt: Date | undefined;
  readonly portal: string;
  readonly edition: number;
  readonly identityRoute: string;
  readonly keyDelivery: string;
  readonly why: Said;
  readonly findings: readonly FindingView[];
  readonly holder: HolderView | undefined;
}

/** Rows under one heading. */
export interface RowGroup {
  readonly heading: Said;
  readonly rows: readonly CaseRow[];
}

const STAYS = ['review', 'waiting', 'inquiring', 'returned'];

function whyOf(row: ListedCase, findings: readonly FindingView[], now: Date): Said {
  const { holdReason, holdUntil } = row;
  const isAside = holdUntil !== null && holdUntil > now && holdReason !== null;
  if (isAside && isHoldReason(holdReason)) return words.aside(holdReasons[holdReason]);
  const [first] = findings;
  const [, check] = /^gate\/(.+)$/.exec(row.notHolding[0] ?? '') ?? [];
  if (check !== undefined && !row.closedAt) return refusalLine(check);
  const [, cause] = /^room\/(.+)$/.exec(row.notHolding[0] ?? '') ?? [];
  if (cause !== undefined && !row.closedAt) return words.awaitsRoom(cause);
  if (first && STAYS.includes(row.state)) return first.sentence;
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

function holderOf(row: ListedCase, readerId: string, now: Date): HolderView | undefined {
  const { holderId, holderName, leaseUntil, holdUntil } = row;
  if (holderId === null || leaseUntil === null) return undefined;
  const left =
    holdUntil && holdUntil > now
      ? words.asideUntil(dueTimeOf(holdUntil, now))
      : times.left(durationOf(leaseUntil.getTime() - now.getTime()));
  return { name: holderId === readerId ? undefined : (holderName ?? holderId), left };
}

const WORST = ['forbids', 'waits', 'refers', 'holds'];

/** A row as a page shows it to somebody at a moment. */
export function rowOf(
  row: ListedCase,
  records: OpenedRecords,
  { now, readerId }: { readonly now: Date; readonly readerId: string },
): CaseRow {
  const findings = notHoldingViews(row.notHolding, row.ruleSetId).toSorted(
    (a, b) => WORST.indexOf(a.outcome) - WORST.indexOf(b.outcome),
  );
  return {
    id: row.id,
    name: records.name(row),
    chip: stateChip({ ...row, outcome: findings[0]?.outcome }),
    deadline: deadlineOf(row, now),
    receivedAt: row.receivedAt,
    closedAt: row.closedAt ?? undefined,
    portal: row.portalName ?? '—',
    edition: row.edition,
    identityRoute: row.identityRoute,
    keyDelivery: row.keyDelivery,
    why: whyOf(row, findings, now),
    findings: row.closedAt ? [] : findings,
    holder: holderOf(row, readerId, now),
  };
}

/** Puts rows, which come in order, under their headings. */
export function groupsOf(
  rows: readonly CaseRow[],
  headingOf: (row: CaseRow) => Said,
): readonly RowGroup[] {
  const groups = new Map<Said, CaseRow[]>();
  for (const row of rows) {
    const heading = headingOf(row);
    groups.set(heading, [...(groups.get(heading) ?? []), row]);
  }
  return Array.from(groups, ([heading, of]) => ({ heading, rows: of }));
}
