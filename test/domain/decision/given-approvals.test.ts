import { describe, expect, it } from 'vitest';
import { isForPersons, standingApprovals } from '../../../domain/decision/given-approvals.ts';
import type { CaseEvent } from '../../../domain/governance/past-acts.ts';

const given = (id: string, role: string): CaseEvent => ({
  event: 'application.approvalGiven',
  actor: { kind: 'officer', id, role },
  data: { dossierSha256: `of ${id}`, assertionSha256: `by ${id}` },
});

const voided = (cause: string): CaseEvent => ({
  event: 'application.approvalVoided',
  actor: { kind: 'system', id: 'office-worker' },
  data: { cause },
});

describe('standingApprovals', () => {
  it('are those since the last void, in their order', () => {
    const events = [given('a', 'approver'), voided('newDossier'), given('b', 'examiner')];
    expect(standingApprovals([...events, given('c', 'approver')])).toEqual([
      { person: 'b', as: 'examiner', dossierSha256: 'of b', assertionSha256: 'by b' },
      { person: 'c', as: 'approver', dossierSha256: 'of c', assertionSha256: 'by c' },
    ]);
    expect(standingApprovals([...events, voided('takenBack')])).toEqual([]);
  });
});

describe('isForPersons', () => {
  it.each([
    [[], false],
    [['newDossier', 'newDossier'], false],
    [['gate jlisTooOld', 'gate jlisTooOld', 'gate jlisTooOld'], false],
    [['gate outcomeNotHolding'], false],
    [['gate outcomeNotHolding', 'gate keyRefused'], true],
    [['takenBack'], true],
    [['takenBack', 'newDossier'], true],
  ])('after %j is %j', (causes, expected) => {
    expect(isForPersons(causes.map(voided))).toBe(expected);
  });
});
