import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../domain/decision/decide.ts';
import {
  approvalsMissing,
  approvalsNeeded,
  overriddenBy,
  overrideReasons,
  readReasons,
  reasonsProblem,
  refusalReasons,
} from '../../../domain/decision/overrides.ts';
import type { GivenApproval } from '../../../domain/decision/overrides.ts';

const refers = (approver: number, examiner: number): Verdict => {
  const finding = { rule: 'name.match', code: 'variant', outcome: 'refers' } as const;
  return {
    outcome: 'refers',
    next: 'review',
    findings: [{ rule: 'facts.complete', outcome: 'holds' }, finding],
    notHolding: [finding],
    approvals: { approver, examiner },
  };
};
const holds: Verdict = { outcome: 'holds', next: 'approve', findings: [], notHolding: [] };
const waits: Verdict = { outcome: 'waits', next: 'retry', findings: [], notHolding: [] };
const forbids: Verdict = { outcome: 'forbids', next: 'return', findings: [], notHolding: [] };

const given = (person: string, more: Partial<GivenApproval> = {}): GivenApproval => ({
  person,
  as: 'approver',
  reasons: { 'name.match/variant': 'notationOnly' },
  ...more,
});

describe('approvalsNeeded', () => {
  it('has nobody who may approve what waits or is forbidden', () => {
    expect(approvalsNeeded(waits)).toBeUndefined();
    expect(approvalsNeeded(forbids)).toBeUndefined();
    expect(approvalsMissing(waits, [given('sato'), given('ito')])).toBeUndefined();
    expect(approvalsMissing(forbids, [given('sato'), given('ito')])).toBeUndefined();
  });

  it('needs one approver where persons decide what holds', () => {
    expect(approvalsNeeded(holds)).toEqual({ approver: 1, examiner: 0 });
  });

  it('needs whom the findings name', () => {
    expect(approvalsNeeded(refers(2, 1))).toEqual({ approver: 2, examiner: 1 });
  });
});

describe('approvalsMissing', () => {
  it('counts distinct persons of each role', () => {
    const examiner = given('abe', { as: 'examiner', reasons: {} });
    expect(approvalsMissing(refers(2, 0), [])).toEqual({ approver: 2, examiner: 0 });
    expect(approvalsMissing(refers(2, 0), [given('sato'), given('sato')])).toEqual({
      approver: 1,
      examiner: 0,
    });
    expect(approvalsMissing(refers(2, 0), [given('sato'), given('ito')])).toEqual({
      approver: 0,
      examiner: 0,
    });
    expect(approvalsMissing(refers(1, 1), [given('sato'), given('ito')])).toEqual({
      approver: 0,
      examiner: 1,
    });
    expect(approvalsMissing(refers(1, 1), [given('sato'), examiner])).toEqual({
      approver: 0,
      examiner: 0,
    });
  });

  it('counts one person in one role only', () => {
    const both = [given('sato'), given('sato', { as: 'examiner' })];
    expect(approvalsMissing(refers(1, 1), both)).toEqual({ approver: 1, examiner: 0 });
  });
});

describe('overriddenBy', () => {
  it('names the findings that refer and no other', () => {
    expect(overriddenBy(refers(1, 0))).toEqual(['name.match/variant']);
    expect(overriddenBy(holds)).toEqual([]);
  });
});

describe('reasonsProblem', () => {
  it.each<[string, Partial<GivenApproval>, string | undefined]>([
    ['a coded reason', {}, undefined],
    ['no reason', { reasons: {} }, 'no reason for name.match/variant'],
    ['no reason by an examiner', { as: 'examiner', reasons: {} }, undefined],
    ['other without note', { reasons: { 'name.match/variant': 'other' } }, 'other needs a note'],
    ['other with note', { reasons: { 'name.match/variant': 'other' }, note: 'seen' }, undefined],
    [
      'a reason for what was not found',
      { reasons: { 'name.match/variant': 'documentSeen', 'person.age/minor': 'documentSeen' } },
      'a reason for person.age/minor, which was not found',
    ],
    [
      'a reason that is not in the list',
      { reasons: { 'name.match/variant': 'toString' as never } },
      'an unknown reason',
    ],
  ])('%s', (_, change, problem) => {
    expect(reasonsProblem(refers(1, 0), given('sato', change))).toBe(problem);
  });
});

describe('readReasons', () => {
  it('reads a reason for each finding', () => {
    const reasons = ['key.letter/changed=other', 'name.match/variant=notationOnly'];
    expect(readReasons(reasons)).toEqual({
      'key.letter/changed': 'other',
      'name.match/variant': 'notationOnly',
    });
    expect(readReasons([])).toEqual({});
  });

  it.each([
    ['an unknown reason', ['name.match/variant=becauseIWant']],
    ['a name of every object', ['name.match/variant=constructor']],
    ['no finding', ['notationOnly']],
    ['two reasons for one finding', ['a.b/c=documentSeen', 'a.b/c=other']],
    ['words around it', ['name.match/variant=notationOnly ']],
  ])('refuses %s', (_, reasons) => {
    expect(readReasons(reasons)).toBeUndefined();
  });
});

describe('coded reasons', () => {
  it('have a text for staff in both languages', () => {
    for (const { ja, en } of [
      ...Object.values(overrideReasons),
      ...Object.values(refusalReasons),
    ]) {
      expect([ja, en]).not.toContain('');
    }
    expect(Object.keys(overrideReasons)).toHaveLength(10);
    expect(Object.keys(refusalReasons)).toHaveLength(9);
    for (const { law } of Object.values(refusalReasons)) expect(law).not.toBe('');
  });
});
