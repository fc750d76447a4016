import type { EpochMs } from '../governance/calendar.ts';

/** What is done about checkpoints outside of their log: by a witness, in the other book, by a TSA. */
export const ANCHORING_KINDS = ['cosigned', 'anchored', 'stamped'] as const;

/** One of {@link ANCHORING_KINDS}. */
export type AnchoringKind = (typeof ANCHORING_KINDS)[number];

/** How it stands: `warning` is for the day's work, `alarm` for now. */
export type AnchoringLevel = 'good' | 'warning' | 'alarm';

const HOUR_MS = 3_600_000;

/** After how long without success somebody is warned, and when it is an alarm. */
export const ANCHORING_LIMITS = {
  cosigned: { warningMs: 2 * HOUR_MS, alarmMs: 24 * HOUR_MS },
  anchored: { warningMs: undefined, alarmMs: 2 * HOUR_MS },
  stamped: { warningMs: undefined, alarmMs: 72 * HOUR_MS },
} as const satisfies Record<AnchoringKind, { warningMs: number | undefined; alarmMs: number }>;

/** How long a contradiction stays an alarm, whatever went well since. */
const CONTRADICTION_MS = 7 * 24 * HOUR_MS;

/** What is known of one kind for one log. */
export interface AnchoringStanding {
  readonly kind: AnchoringKind;
  /** From when on it was expected; counts until it first goes well. */
  readonly since: EpochMs;
  readonly succeededAt: EpochMs | undefined;
  /** When a book last contradicted what others know of it. */
  readonly inconsistentAt: EpochMs | undefined;
}

/** Tells whether a book contradicted somebody lately. */
export const isContradicted = (
  { inconsistentAt }: Pick<AnchoringStanding, 'inconsistentAt'>,
  now: EpochMs,
): boolean => inconsistentAt !== undefined && now - inconsistentAt < CONTRADICTION_MS;

/** How long it has not gone well, in milliseconds. */
export const anchoringAge = (
  { since, succeededAt }: Pick<AnchoringStanding, 'since' | 'succeededAt'>,
  now: EpochMs,
): number => now - (succeededAt ?? since);

/** How one kind stands: past its limits, or contradicted. */
export function anchoringLevel(standing: AnchoringStanding, now: EpochMs): AnchoringLevel {
  if (isContradicted(standing, now)) return 'alarm';
  const { warningMs, alarmMs } = ANCHORING_LIMITS[standing.kind];
  const age = anchoringAge(standing, now);
  if (age > alarmMs) return 'alarm';
  return warningMs !== undefined && age > warningMs ? 'warning' : 'good';
}
