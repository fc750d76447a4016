import type { Reconciliation } from '../../../db/reconciliation/reconciliations.ts';
import { anchoring as anchoringWords } from '../words/anchoring.ts';
import { morning } from '../words/morning.ts';
import { worstOf, type AnchoringLine } from './anchoring-view.ts';
import { alarmOf, standingOf } from './reconciliation-view.ts';
import { since, type MorningRow } from './morning-row.ts';

/** Whether the database is as old as the book; undefined where it is. */
export const behindRow = (isBehind: boolean): MorningRow[] =>
  isBehind
    ? [{ id: 'behind', name: morning.behind.name, level: 'stop', what: [morning.behind.what] }]
    : [];

/** Whether both books and both databases agree. */
export function reconciliationRow(newest: readonly Reconciliation[], now: Date): MorningRow {
  const words = morning.reconciliation;
  const [first] = newest;
  const row = { id: 'reconciliation', name: words.name };
  if (!first) return { ...row, level: 'none', what: [words.none] };
  const { day, failed, at } = first;
  const shown = {
    ...row,
    link: { href: `/reconciliations/${day}`, name: words.open },
    age: morning.ago(since(at, now)),
  };
  const standing = standingOf(newest, now);
  if (standing === 'missing') return { ...shown, level: 'look', what: [words.missing, words.tell] };
  if (standing !== 'differs') return { ...shown, level: 'good', what: [words.agrees(day)] };
  const halts = alarmOf(newest, now)?.halts === true;
  return {
    ...shown,
    level: halts ? 'stop' : 'look',
    what: [words.differs(day, failed.join(' ')), halts ? words.halts : words.tell],
  };
}

/** Whether the books were left outside in time. */
export function anchoringRow(lines: readonly AnchoringLine[]): MorningRow {
  const words = morning.anchoring;
  const { banner } = anchoringWords;
  const link = { href: '/inspection/anchoring', name: words.open, needs: 'alarms' } as const;
  const row = { id: 'anchoring', name: words.name, link };
  const [oldest] = lines.toSorted((a, b) => b.ageMs - a.ageMs);
  if (!oldest) return { ...row, level: 'none', what: [words.none] };
  const worst = worstOf(lines);
  const age = morning.ago((worst ?? oldest).age);
  if (!worst) return { ...row, level: 'good', what: [words.good(oldest.age)], age };
  if (worst.isContradicted) {
    return { ...row, level: 'stop', what: [banner.contradicted, banner.contradictedNext], age };
  }
  return { ...row, level: 'look', what: [banner[worst.kind](worst.age), banner.next], age };
}
