const HOUR_MS = 3_600_000;

/**
 * How lists of revoked certificates are made. It stands in code, and whatever is signed is held against it, because a policy
 * in a configuration is wrong for as long as nobody looks.
 */
export const statusPolicy = {
  /** A list is made at least so often, whatever happens. */
  listEveryMs: 24 * HOUR_MS,
  /** A list is good for so long: two may fail, and the third is in time. */
  listValidMs: 72 * HOUR_MS,
  /** With so much of its time behind the newest list, people are told. */
  alarmAfterMs: 36 * HOUR_MS,
  /**
   * Revoked certificates stay on the list after their end: whoever verifies a signature years later needs them (X.509,
   * expiredCertsOnCRL). Without, they stay for one list past it (RFC 5280 §3.3).
   */
  keepsExpired: true,
} as const;

/** The same, with values that a test may set. */
export type StatusPolicy = { readonly [K in keyof typeof statusPolicy]: StatusValue<K> };

type StatusValue<K extends keyof typeof statusPolicy> = (typeof statusPolicy)[K] extends boolean
  ? boolean
  : number;
