import { addDays, addMonths, dayNumber, japanDate, printDate } from '../governance/calendar.ts';
import type { CivilDate, EpochMs } from '../governance/calendar.ts';

/** Books 1 to 3 are kept ten years from the day after a certificate's end (規則12条2項; JPKI規則82条). */
const YEARS_AFTER_CERTIFICATE = 10;

/** Without a certificate the law names no date: five years of validity that were not, and ten. */
const YEARS_AFTER_REFUSAL = 15;

/** A case of an identity-check chain, as far as retention asks. */
export interface ChainCase {
  readonly state: string;
  /** Undefined while the case is open. */
  readonly closedAt: EpochMs | undefined;
}

/** What decides when a chain may be erased. */
export interface ChainStanding {
  readonly cases: readonly ChainCase[];
  /** End of validity of every certificate that rests on the chain; revocation does not shorten it. */
  readonly notAfters: readonly EpochMs[];
  readonly holds: readonly RetentionHold[];
}

/** 保存の延長: the chain is kept for a cause, until an instant or until further notice. */
export interface RetentionHold {
  readonly cause: string;
  readonly until: EpochMs | undefined;
}

/** Why a chain is erased: its time is over, or everything in it was made up for a trial. */
export type ErasureReason = 'retentionEnded' | 'trialData';

/** What keeps a chain from being erased. */
export type ErasureProblem = 'noCase' | 'openCase' | 'held' | 'liveCertificate' | 'notDue';

const dayAfter = (instant: EpochMs, years: number): CivilDate =>
  addDays(addMonths(japanDate(instant), 12 * years), 1);

/**
 * First day, in Japan, on which nothing requires the chain any more; undefined while a case is open, and
 * for a chain without a case. Where the year has no 29 February the day is 1 March.
 */
export function erasureDueOn({
  cases,
  notAfters,
}: Pick<ChainStanding, 'cases' | 'notAfters'>): CivilDate | undefined {
  const days = notAfters.map((end) => dayAfter(end, YEARS_AFTER_CERTIFICATE));
  for (const { state, closedAt } of cases) {
    if (closedAt === undefined) return undefined;
    if (state !== 'issued') days.push(dayAfter(closedAt, YEARS_AFTER_REFUSAL));
  }
  return days.toSorted((a, b) => dayNumber(b) - dayNumber(a))[0];
}

/** Whether a hold is in force; of each cause the newest counts, and holds come oldest first. */
function isHeld(holds: readonly RetentionHold[], now: EpochMs): boolean {
  const newest = new Map(holds.map((hold) => [hold.cause, hold.until]));
  return [...newest.values()].some((until) => until === undefined || until > now);
}

/**
 * Returns what keeps a chain from being erased at an instant, or undefined.
 *
 * For data of a trial neither the end of a certificate nor the date counts; an open case and a hold do.
 */
export function erasureProblem(
  standing: ChainStanding,
  { reason, now }: { readonly reason: ErasureReason; readonly now: EpochMs },
): ErasureProblem | undefined {
  if (standing.cases.length === 0) return 'noCase';
  if (standing.cases.some(({ closedAt }) => closedAt === undefined)) return 'openCase';
  if (isHeld(standing.holds, now)) return 'held';
  if (reason === 'trialData') return undefined;
  if (standing.notAfters.some((end) => end >= now)) return 'liveCertificate';
  const dueOn = erasureDueOn(standing);
  const isDue = dueOn !== undefined && dayNumber(dueOn) <= dayNumber(japanDate(now));
  return isDue ? undefined : 'notDue';
}

/** The date as entries and acts write it. */
export const dueOnText = (standing: Pick<ChainStanding, 'cases' | 'notAfters'>): string => {
  const dueOn = erasureDueOn(standing);
  return dueOn === undefined ? '' : printDate(dueOn);
};
