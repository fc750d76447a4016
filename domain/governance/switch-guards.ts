import type { SwitchKind } from './switches.ts';

/** What the guards look at; counts only. */
export interface GuardFigures {
  readonly applicationsThisHour: number;
  /** Of the same hour in the four weeks before, all four together. */
  readonly applicationsSameHourFourWeeks: number;
  readonly decisionsThisWeek: number;
  readonly automaticApprovalsThisWeek: number;
  readonly decisionsLastWeek: number;
  readonly automaticApprovalsLastWeek: number;
  readonly secondLooks: number;
  readonly secondLookDisagreements: number;
  /** The reconciliation differs on a line that must always agree. */
  readonly booksDiffer: boolean;
}

/** Why a guard turned a switch off by itself. */
export type GuardId = 'applicationRate' | 'automaticShare' | 'disagreement' | 'booksDiffer';

/** A guard that has tripped, and the switch it turns off. */
export interface TrippedGuard {
  readonly guard: GuardId;
  readonly turnsOff: Extract<SwitchKind, 'automaticDecisions' | 'allSigning'>;
}

/** Below so many cases in its window a guard says nothing: a few cases vary too much. */
const CASES_MIN = 50;

/** Returns the guards that have tripped. All numbers are our choice; the law names none. */
export function trippedGuards(figures: GuardFigures): TrippedGuard[] {
  const tripped: TrippedGuard[] = [];
  const stopDecisions = (guard: GuardId) => tripped.push({ guard, turnsOff: 'automaticDecisions' });
  if (isRateHigh(figures)) stopDecisions('applicationRate');
  if (isShareUnusual(figures)) stopDecisions('automaticShare');
  if (areLooksDisagreeing(figures)) stopDecisions('disagreement');
  if (figures.booksDiffer) tripped.push({ guard: 'booksDiffer', turnsOff: 'allSigning' });
  return tripped;
}

/** More applications than three times the mean of four weeks. */
function isRateHigh(figures: GuardFigures): boolean {
  const { applicationsThisHour, applicationsSameHourFourWeeks } = figures;
  return (
    applicationsThisHour >= CASES_MIN &&
    applicationsThisHour * 4 > applicationsSameHourFourWeeks * 3
  );
}

/** The share of automatic approvals differs by more than 20 points from last week's. */
function isShareUnusual(figures: GuardFigures): boolean {
  const { decisionsThisWeek: now, decisionsLastWeek: before } = figures;
  if (now < CASES_MIN || before === 0) return false;
  const difference =
    figures.automaticApprovalsThisWeek * before - figures.automaticApprovalsLastWeek * now;
  return Math.abs(difference) * 100 > 20 * now * before;
}

/** Two in a hundred second looks disagree. */
function areLooksDisagreeing({ secondLooks, secondLookDisagreements }: GuardFigures): boolean {
  return secondLooks >= CASES_MIN && secondLookDisagreements * 100 >= secondLooks * 2;
}
