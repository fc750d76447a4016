/**
 * By how much the clocks of the office, portals, J-LIS and a time-stamp authority may differ, in seconds.
 * Our choice: OCSP itself sets no bound (RFC 6960 §4.2.2.1), and one number keeps office, room and verifier
 * from judging the same answer differently.
 */
export const CLOCK_SKEW_SECONDS = 300;

/** The same in milliseconds. */
export const CLOCK_SKEW_MS = CLOCK_SKEW_SECONDS * 1000;
