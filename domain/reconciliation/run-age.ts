/** Months after which a run is too old for the build that it is pinned to. */
const MONTHS_MAX = 13;

/** The instant before which no run that is still open may have been started. */
export function oldestRunAllowed(now: Date): Date {
  const oldest = new Date(now);
  oldest.setUTCMonth(oldest.getUTCMonth() - MONTHS_MAX);
  return oldest;
}
