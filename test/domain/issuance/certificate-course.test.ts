import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/governance/policy.ts';
import { acceptanceTransitions } from '../../../domain/issuance/acceptance-states.ts';
import {
  afterReceipt,
  afterStep,
  nextStep,
  planCertificate,
  type CertificateCourse,
} from '../../../domain/issuance/certificate-course.ts';
import { certificateValidity } from '../../../domain/issuance/validity.ts';
import { findTransition } from '../../../domain/governance/state-table.ts';

const DAY_MS = 86_400_000;

/** Ten in the morning in Japan. */
const ISSUED_AT = Date.parse('2026-12-01T10:00:00+09:00');

const issuedFor = (months: number): CertificateCourse => {
  const { notAfter } = certificateValidity(ISSUED_AT, months);
  const plan = planCertificate(defaultPolicy, { issuedAt: ISSUED_AT, notAfter });
  return { ...plan, state: 'issued', notAfter, reminded: 0, noticed: 0, missedAt: undefined };
};

const day = (text: string): number => Date.parse(`${text}T00:00:00+09:00`);

/** Everything that is due by an instant, in its order, and the course after it. */
function until(course: CertificateCourse, instant: number) {
  const done: string[] = [];
  let at = course;
  for (let step = nextStep(at); step && step.at <= instant; step = nextStep(at)) {
    expect(findTransition(acceptanceTransitions, at.state, step.event)).toBeDefined();
    done.push('number' in step ? `${step.event} ${step.number}` : step.event);
    at = afterStep(at, step, instant);
  }
  return { done, course: at };
}

const ALWAYS = ISSUED_AT + 10_000 * DAY_MS;

describe('planCertificate', () => {
  it('counts whole days in Japan for reminders and the deadline, and back from notAfter for notices', () => {
    const { remindersAt, acceptanceDeadline, noticesAt, notAfter } = issuedFor(24);
    expect(remindersAt).toEqual([day('2026-12-16'), day('2027-01-01')]);
    expect(acceptanceDeadline).toBe(day('2027-01-16'));
    expect(noticesAt).toEqual([notAfter - 60 * DAY_MS, notAfter - 30 * DAY_MS]);
    expect(issuedFor(24).receiptRequired).toBe(false);
  });

  it('plans no notice that would be due before the issue', () => {
    expect(issuedFor(1).noticesAt).toHaveLength(1);
    expect(issuedFor(2).noticesAt).toHaveLength(2);
  });

  it('takes the values of the policy it is given', () => {
    const values = { ...defaultPolicy.values, receiptRequired: true };
    const periods = {
      ...defaultPolicy.periods,
      acceptance: { count: 2, unit: 'days' as const },
    };
    const plan = planCertificate(
      { periods, values },
      { issuedAt: ISSUED_AT, notAfter: ISSUED_AT + DAY_MS * 700 },
    );
    expect(plan).toMatchObject({ receiptRequired: true, acceptanceDeadline: day('2026-12-04') });
  });
});

describe('nextStep', () => {
  it('reminds twice, notes the missed receipt, and ends with notAfter', () => {
    expect(until(issuedFor(24), ALWAYS).done).toEqual([
      'reminderDue 1',
      'reminderDue 2',
      'receiptMissed',
      'expired',
    ]);
  });

  it('tells of the expiry twice once it is accepted, and reminds no more', () => {
    const accepted = afterReceipt(issuedFor(24), ISSUED_AT + DAY_MS);
    expect(accepted && until(accepted, ALWAYS).done).toEqual([
      'expiryNear 1',
      'expiryNear 2',
      'expired',
    ]);
  });

  it('has nothing more for a certificate that has ended', () => {
    for (const state of ['revoked', 'expired'] as const) {
      expect(nextStep({ ...issuedFor(24), state })).toBeUndefined();
    }
  });

  it('ends a certificate whose time is over before its receipt is', () => {
    expect(until(issuedFor(1), ALWAYS).done).not.toContain('receiptMissed');
  });
});

describe('afterReceipt', () => {
  it('accepts after the deadline, too', () => {
    const { course } = until(issuedFor(24), ISSUED_AT + 60 * DAY_MS);
    expect(course.missedAt).toBeDefined();
    expect(afterReceipt(course, ISSUED_AT + 60 * DAY_MS)).toMatchObject({ state: 'accepted' });
  });

  it('has no effect twice, nor after the end', () => {
    const course = issuedFor(24);
    expect(afterReceipt(course, course.notAfter + 1)).toBeUndefined();
    for (const state of ['accepted', 'revoked', 'expired'] as const) {
      expect(afterReceipt({ ...course, state }, ISSUED_AT)).toBeUndefined();
    }
  });

  it('makes no notice whose time has passed', () => {
    const course = issuedFor(3);
    const late = afterReceipt(course, course.notAfter - 40 * DAY_MS);
    expect(late && until(late, ALWAYS).done).toEqual(['expiryNear 2', 'expired']);
  });

  it('leaves each step done at most once, and none out, wherever it comes between looks', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 800 }), { maxLength: 12 });
    const receipt = fc.option(fc.integer({ min: 0, max: 800 }), { nil: undefined });
    fc.assert(
      fc.property(looks, receipt, fc.integer({ min: 1, max: 24 }), (days, receiptDay, months) => {
        let course = issuedFor(months);
        const done: string[] = [];
        const receivedAt = receiptDay === undefined ? undefined : ISSUED_AT + receiptDay * DAY_MS;
        let isReceived = false;
        for (const each of [...days.toSorted((a, b) => a - b), 1_000]) {
          const now = ISSUED_AT + each * DAY_MS;
          if (!isReceived && receivedAt !== undefined && receivedAt <= now) {
            isReceived = true;
            course = afterReceipt(course, receivedAt) ?? course;
          }
          const step = until(course, now);
          done.push(...step.done);
          course = step.course;
        }
        expect(new Set(done).size).toBe(done.length);
        expect(course.state).toBe('expired');
        const isAccepted = !done.includes('receiptMissed') && !done.includes('reminderDue 2');
        const isUnreceived = receivedAt === undefined || receivedAt > course.notAfter;
        // Without a receipt everything that lies before notAfter was done.
        const lies = (at: number): boolean => at < course.notAfter;
        if (isUnreceived) {
          expect(done.filter((name) => name.startsWith('reminderDue'))).toHaveLength(
            course.remindersAt.filter(lies).length,
          );
          expect(done.includes('receiptMissed')).toBe(lies(course.acceptanceDeadline));
        } else if (isAccepted) {
          const ahead = course.noticesAt.filter((at) => at > (receivedAt ?? 0)).length;
          expect(done.filter((name) => name.startsWith('expiryNear')).length).toBe(ahead);
        }
      }),
    );
  });
});
