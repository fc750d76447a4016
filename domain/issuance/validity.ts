import { addMonths, DAY_MS, japanDate, startOfJapanDay } from '../governance/calendar.ts';
import type { EpochMs } from '../governance/calendar.ts';

/** The validity period of a certificate (RFC 5280 §4.1.2.5), both ends included. */
export interface Validity {
  readonly notBefore: EpochMs;
  readonly notAfter: EpochMs;
}

/** The longest time between the anchor's issue and the end of a renewal (規則5条2項: five years). */
const ANCHOR_MONTHS = 60;

/** At decision a renewal is judged as if issued so much later, so that issuing does not fail. */
const DECISION_MARGIN_MS = 30 * DAY_MS;

/**
 * Returns the validity of a certificate whose intent is written now (規則6条4号).
 *
 * notBefore is the time of the intent, cut to the second; notAfter is 23:59:59 in Japan of the day
 * before the same day so many months later, or before the last day where that month lacks the day.
 */
export function certificateValidity(intentAt: EpochMs, months: number): Validity {
  const notBefore = Math.floor(intentAt / 1000) * 1000;
  const dayAfterLast = addMonths(japanDate(notBefore), months);
  return { notBefore, notAfter: startOfJapanDay(dayAfterLast) - 1000 };
}

/** Whether a renewal ends within five years of the issue that followed a full identity check. */
export type AnchorLimit = 'within' | 'exceeded' | 'unknown';

/**
 * Judges a renewal by our own certificate against its anchor (規則5条2項).
 *
 * Stricter than the text can be read: the day of issue counts as the first day of the five years.
 *
 * @param anchorIssuedAt when the certificate after the last full check was issued, if it is known
 */
export function anchorLimit(anchorIssuedAt: EpochMs | undefined, notAfter: EpochMs): AnchorLimit {
  if (anchorIssuedAt === undefined) return 'unknown';
  const afterFiveYears = startOfJapanDay(addMonths(japanDate(anchorIssuedAt), ANCHOR_MONTHS));
  return notAfter < afterFiveYears ? 'within' : 'exceeded';
}

/** Judges the same at decision, when the certificate is not there yet. */
export function anchorLimitAtDecision({
  anchorIssuedAt,
  decidedAt,
  months,
}: {
  readonly anchorIssuedAt: EpochMs | undefined;
  readonly decidedAt: EpochMs;
  readonly months: number;
}): AnchorLimit {
  const { notAfter } = certificateValidity(decidedAt + DECISION_MARGIN_MS, months);
  return anchorLimit(anchorIssuedAt, notAfter);
}
