import { announcedHolidays, deadlineAfter } from '../../domain/governance/business-days.ts';
import { defaultPeriods } from '../../domain/governance/policy.ts';

/** Instant at which a period of the policy, begun at `from`, is over. */
export const deadlineOf = (period: keyof typeof defaultPeriods, from: Date): Date =>
  new Date(deadlineAfter(from.getTime(), defaultPeriods[period], announcedHolidays));
