import { ruleSets } from '../../domain/decision/rule-sets.ts';
import { announcedHolidays, deadlineAfter } from '../../domain/governance/business-days.ts';
import { defaultPeriods } from '../../domain/governance/policy.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** Waiting cases that staff have to look at. */
export interface JlisWaits {
  /** Waiting for so long that somebody looks (policy `waitStaffLook`). */
  readonly long: number;
  /** Whose answer is not one that J-LIS should ever give: an alarm of the rules. */
  readonly odd: number;
}

/**
 * From the look of staff to the lapse. Both are counted in days from the same day, and a day in Japan
 * always has as many hours, so the stored lapse gives the look.
 */
const LOOK_BEFORE_LAPSE_MS =
  deadlineAfter(0, defaultPeriods.waitLapse, announcedHolidays) -
  deadlineAfter(0, defaultPeriods.waitStaffLook, announcedHolidays);

/** `rule/code` of every finding on J-LIS that is an alarm, in any rule set. */
const ALARMS = [
  ...new Set(
    ruleSets.flatMap(({ rules }) =>
      rules
        .filter(({ id }) => id.startsWith('jlis.'))
        .flatMap(({ id, branches }) =>
          branches.filter(({ next }) => next === 'alarm').map(({ code }) => `${id}/${code}`),
        ),
    ),
  ),
];

const WAITS = `
select count(*) filter (where state_deadline <= $1)::int as long,
  count(*) filter (where not_holding && $2::text[])::int as odd
from certificate_applications where state = 'waiting'`;

/** Counts the waiting cases that staff have to look at. */
export async function countJlisWaits({ $client }: OfficeDatabase, now: Date): Promise<JlisWaits> {
  const { rows } = await $client.query<JlisWaits>({
    name: 'count-jlis-waits',
    text: WAITS,
    values: [new Date(now.getTime() + LOOK_BEFORE_LAPSE_MS), ALARMS],
  });
  return rows[0] ?? { long: 0, odd: 0 };
}
