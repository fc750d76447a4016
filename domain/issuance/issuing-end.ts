import { addMonths, DAY_MS, japanDate, startOfJapanDay } from '../governance/calendar.ts';
import type { EpochMs } from '../governance/calendar.ts';

/** The longest validity that a text may ask for (規則6条4号: five years). */
export const VALIDITY_MONTHS_MAX = 60;

/** So long ahead of the end of issuing somebody is told: another key needs an accreditation of its change first. */
const TOLD_AHEAD_MS = 365 * DAY_MS;

/**
 * When an issuer key stops issuing by itself: every certificate that it signs before ends within its own CA certificate,
 * whatever validity a service offers, so relying parties never meet a certificate that outlives its issuer.
 *
 * @param notAfter of the CA certificate
 */
export function issuingEnd(notAfter: EpochMs): EpochMs {
  const day = japanDate(notAfter);
  return startOfJapanDay(addMonths(day, -VALIDITY_MONTHS_MAX));
}

/** How near the end of issuing is. */
export type IssuingEndLevel = 'good' | 'warning' | 'ended';

/** Judges the end of issuing now: `warning` a year ahead. */
export function issuingEndLevel(notAfter: EpochMs, now: EpochMs): IssuingEndLevel {
  const end = issuingEnd(notAfter);
  if (now >= end) return 'ended';
  return now >= end - TOLD_AHEAD_MS ? 'warning' : 'good';
}
