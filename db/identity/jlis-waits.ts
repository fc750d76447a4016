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

/** The most that is counted: as many as anybody has to be told of. */
const COUNTED_MAX = 100;

/**
 * Rows and not counts, each kind from an index of its own and only as far as it is counted: every page
 * asks this. The alarms are part of the text, so that the planner knows that they are rare.
 */
const WAITS = `
(select 'long' as kind from certificate_applications
 where closed_at is null and state = 'waiting' and state_deadline <= $1::timestamptz
   and coalesce(state_deadline, next_attempt_at, case_deadline) <= $1::timestamptz
 limit ${COUNTED_MAX})
union all
(select 'odd' from certificate_applications
 where state = 'waiting' and not_holding && '{${ALARMS.join(',')}}'::text[] limit ${COUNTED_MAX})`;

/** Counts the waiting cases that staff have to look at, up to a hundred of a kind. */
export async function countJlisWaits({ $client }: OfficeDatabase, now: Date): Promise<JlisWaits> {
  const { rows } = await $client.query<{ kind: keyof JlisWaits }>({
    name: 'count-jlis-waits',
    text: WAITS,
    values: [new Date(now.getTime() + LOOK_BEFORE_LAPSE_MS)],
  });
  const of = (wanted: string): number => rows.filter(({ kind }) => kind === wanted).length;
  return { long: of('long'), odd: of('odd') };
}
