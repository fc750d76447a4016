import { describe, expect, it } from 'vitest';
import { asksJlis, isAnswerUnseen } from '../../../activities/application/act-on-case.ts';
import type { CaseFile } from '../../../db/decision/case-file.ts';

const now = new Date('2026-12-01T12:00:00Z');
const at = (time: string): Date => new Date(`2026-12-01T${time}Z`);

/** A case by the JPKI route, as far as it tells whether J-LIS has to be asked. */
const caseWith = (
  answer: { result: string; answeredAt: Date | undefined } | undefined,
  more: {
    evaluatedAt?: Date;
    notHolding?: string[];
    identityRoute?: string;
    state?: string;
    caseDeadline?: Date;
  } = {},
): CaseFile => {
  const { evaluatedAt, notHolding = [], identityRoute = 'jpki', state = 'checking' } = more;
  const { caseDeadline = new Date('2027-06-01T00:00:00Z') } = more;
  const jlis = answer && { id: 'q', attempt: 1, requestSha256: 'r', answerSha256: 'a', ...answer };
  const row = { identityRoute, notHolding, state, caseDeadline };
  return { row, jlis, evaluatedAt } as unknown as CaseFile;
};

const asks = (file: CaseFile): boolean => asksJlis(file, file.row, now);

describe('asksJlis', () => {
  it('asks where nothing was asked, or the question has no answer', () => {
    expect(asks(caseWith(undefined))).toBe(true);
    expect(asks(caseWith({ result: 'none', answeredAt: undefined }))).toBe(true);
    expect(asks(caseWith(undefined, { identityRoute: 'ownCertificate' }))).toBe(false);
  });

  it.each(['received', 'waiting', 'withdrawn', 'lapsed', 'approved', 'issued'])(
    'asks nothing about a case that is %s',
    (state) => {
      expect(asks(caseWith(undefined, { state }))).toBe(false);
    },
  );

  it('asks nothing about a case whose time has passed while it waited for its turn', () => {
    expect(asks(caseWith(undefined, { caseDeadline: new Date(now.getTime() + 1) }))).toBe(true);
    expect(asks(caseWith(undefined, { caseDeadline: now }))).toBe(false);
  });

  it.each(['verified', 'none', 'badSignature'])(
    'asks nothing twice where no evaluation has seen that the answer was %s',
    (result) => {
      const file = caseWith({ result, answeredAt: at('11:00:00') });
      expect(isAnswerUnseen(file)).toBe(true);
      expect(asks(file)).toBe(false);
      const again = caseWith(
        { result, answeredAt: at('11:00:00') },
        { evaluatedAt: at('10:00:00'), notHolding: ['jlis.answer/none'] },
      );
      expect(asks(again)).toBe(false);
    },
  );

  it('asks again for an answer that an evaluation has seen and that kept the case waiting', () => {
    const evaluatedAt = at('11:00:01');
    const answeredAt = at('11:00:00');
    expect(asks(caseWith({ result: 'none', answeredAt }, { evaluatedAt }))).toBe(true);
    const stale = { evaluatedAt, notHolding: ['jlis.fresh/stale'] };
    expect(asks(caseWith({ result: 'verified', answeredAt }, stale))).toBe(true);
  });

  it('does not ask again while the case waits for something else, until the answer is a day old', () => {
    const waits = { evaluatedAt: at('11:00:01'), notHolding: ['duty.accreditation/none'] };
    expect(asks(caseWith({ result: 'verified', answeredAt: at('11:00:00') }, waits))).toBe(false);
    const old = new Date(now.getTime() - 24 * 3_600_000 - 1);
    expect(asks(caseWith({ result: 'verified', answeredAt: old }, waits))).toBe(true);
    expect(asks(caseWith({ result: 'verified', answeredAt: old }))).toBe(true);
  });
});
