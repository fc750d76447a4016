import { announcedHolidays, deadlineAfter } from '../governance/business-days.ts';
import { DAY_MS } from '../governance/calendar.ts';
import type { Period, Policy } from '../governance/policy.ts';
import type { AcceptanceState } from './acceptance-states.ts';

/** Milliseconds since 1970. */
type Instant = number;

/** Instants of a certificate, fixed when it is issued. */
export interface CertificatePlan {
  readonly receiptRequired: boolean;
  readonly acceptanceDeadline: Instant;
  /** When reminders of the receipt are due. */
  readonly remindersAt: readonly Instant[];
  /** When notices of the expiry are due. */
  readonly noticesAt: readonly Instant[];
}

/** A certificate from its issue on, as it is stored. */
export interface CertificateCourse extends CertificatePlan {
  readonly state: AcceptanceState;
  readonly notAfter: Instant;
  readonly reminded: number;
  readonly noticed: number;
  readonly missedAt: Instant | undefined;
}

/** What is due next of a certificate, and when; `number` counts reminders and notices from 1. */
export type CourseStep =
  | { readonly event: 'reminderDue' | 'expiryNear'; readonly at: Instant; readonly number: number }
  | { readonly event: 'receiptMissed' | 'expired'; readonly at: Instant };

/**
 * Plans a certificate under the policy of the day on which it is issued. A notice that would have been due before is
 * not made: who gets a certificate for a month knows when it ends.
 */
export function planCertificate(
  { periods, values }: Policy,
  { issuedAt, notAfter }: { readonly issuedAt: Instant; readonly notAfter: Instant },
): CertificatePlan {
  const after = (period: Period): Instant => deadlineAfter(issuedAt, period, announcedHolidays);
  const before = ({ count }: Period): Instant => notAfter - count * DAY_MS;
  return {
    receiptRequired: values.receiptRequired,
    acceptanceDeadline: after(periods.acceptance),
    remindersAt: [after(periods.acceptanceReminderFirst), after(periods.acceptanceReminderSecond)],
    noticesAt: [before(periods.expiryNoticeFirst), before(periods.expiryNoticeSecond)].filter(
      (at) => at > issuedAt,
    ),
  };
}

/** Steps that could come next, each kind once. */
function stepsAhead(course: CertificateCourse): CourseStep[] {
  const { remindersAt, reminded, noticesAt, noticed, acceptanceDeadline, missedAt } = course;
  const steps: CourseStep[] = [{ event: 'expired', at: course.notAfter }];
  const [reminder, notice] = [remindersAt[reminded], noticesAt[noticed]];
  if (course.state === 'issued') {
    if (missedAt === undefined) steps.unshift({ event: 'receiptMissed', at: acceptanceDeadline });
    if (reminder !== undefined) {
      steps.unshift({ event: 'reminderDue', at: reminder, number: reminded + 1 });
    }
  } else if (notice !== undefined) {
    steps.unshift({ event: 'expiryNear', at: notice, number: noticed + 1 });
  }
  return steps;
}

/** Returns what is due next, however long from now; undefined once the certificate has ended. */
export function nextStep(course: CertificateCourse): CourseStep | undefined {
  if (course.state === 'revoked' || course.state === 'expired') return undefined;
  // Of two at one instant the first in order: nobody is reminded after the receipt was missed.
  return stepsAhead(course).reduce((first, step) => (step.at < first.at ? step : first));
}

/**
 * Returns when to look again: when the next step is due, or would be if the receipt came meanwhile, of which nobody is
 * told. Undefined once the certificate has ended.
 */
export function nextLook(course: CertificateCourse, now: Instant): Instant | undefined {
  const next = nextStep(course);
  return next && Math.min(next.at, ...course.noticesAt.filter((at) => at > now));
}

/** The certificate after its next step, taken at an instant. */
export function afterStep(
  course: CertificateCourse,
  step: CourseStep,
  now: Instant,
): CertificateCourse {
  if (step.event === 'reminderDue') return { ...course, reminded: step.number };
  if (step.event === 'expiryNear') return { ...course, noticed: step.number };
  return step.event === 'expired' ? { ...course, state: 'expired' } : { ...course, missedAt: now };
}

/**
 * The certificate after its receipt; undefined where a receipt has no effect: it was accepted before, or has ended.
 *
 * A notice whose time had passed by then is not made any more.
 */
export function afterReceipt(
  course: CertificateCourse,
  receivedAt: Instant,
): CertificateCourse | undefined {
  const isOver = course.state !== 'issued' || receivedAt > course.notAfter;
  if (isOver) return undefined;
  const passed = course.noticesAt.filter((at) => at <= receivedAt).length;
  return { ...course, state: 'accepted', noticed: Math.max(course.noticed, passed) };
}
