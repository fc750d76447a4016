import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decide.ts';
import {
  decideForPersons,
  factsAfterApproval,
  isCovered,
  newlyFailing,
} from '../../../domain/decision/dossier.ts';
import { overriddenBy } from '../../../domain/decision/overrides.ts';
import { ruleSet202612 } from '../../../domain/decision/rules/2026-12.ts';
import { vectors } from '../vectors.ts';

const base = vectors.bases['jpkiSimultaneous'] ?? {};
const verdict = (change: Record<string, unknown>) => decide({ ...base, ...change }, ruleSet202612);

describe('factsAfterApproval', () => {
  it('keeps duty and guards as they were, and takes the rest of now', () => {
    const now = {
      ...base,
      minutesSinceReceipt: 900,
      responsiblePersonOnDuty: false,
      personsOnThisContact30Days: 9,
      applicationsFromThisDevice30Days: 9,
      personsFromThisDevice30Days: 9,
      portalRate: 'high',
    };
    expect(factsAfterApproval(now, base)).toEqual({ ...base, minutesSinceReceipt: 900 });
  });

  it('makes no fact that is not there now', () => {
    const { portalRate: _, ...paper } = base as Record<string, unknown>;
    expect(factsAfterApproval(paper, base)).not.toHaveProperty('portalRate');
  });
});

describe('newlyFailing', () => {
  const watched = verdict({ personOnWatch: 'watched' });

  it('finds none while the same branches fail, or fewer', () => {
    expect(newlyFailing(watched, watched)).toEqual([]);
    expect(newlyFailing(verdict({}), watched)).toEqual([]);
    expect(newlyFailing(verdict({ minutesSinceReceipt: 5000 }), verdict({}))).toEqual([]);
  });

  it('finds another branch, and another code of the same rule', () => {
    const stale = verdict({ jlisAnswerAgeMinutes: 1441, personOnWatch: 'watched' });
    expect(newlyFailing(stale, watched)).toEqual(['jlis.fresh/stale']);
    const [changed, renewed] = ['affiliationChanged', 'superseded'].map((reason) =>
      verdict({
        jlisStatus: 'revoked',
        jlisRevocationReason: reason,
        jlisRevocationTiming: 'afterReceipt',
      }),
    );
    expect(newlyFailing(renewed!, changed!)).toEqual(['jlis.status/renewed']);
  });
});

describe('decideForPersons', () => {
  it('asks everything but who may decide', () => {
    const persons = (change: Record<string, unknown>) =>
      decideForPersons({ ...base, ...change }, ruleSet202612);
    const nobodyThere = { automaticDecisions: 'off', responsiblePersonOnDuty: false };
    expect(verdict(nobodyThere).outcome).toBe('refers');
    expect(persons(nobodyThere).outcome).toBe('holds');
    const watched = { ...nobodyThere, personOnWatch: 'watched' };
    expect(overriddenBy(persons(watched))).toEqual(['person.watch/watched']);
    expect(persons({ deathNotice: 'received' }).outcome).toBe('forbids');
    const { personOnWatch: _, ...incomplete } = base as Record<string, unknown>;
    expect(decideForPersons(incomplete, ruleSet202612).outcome).toBe('waits');
  });
});

describe('isCovered', () => {
  const watched = verdict({ personOnWatch: 'watched' });
  const byOfficers = { decider: 'officer', overridden: overriddenBy(watched) } as const;
  const byMachine = { decider: 'ruleSet', overridden: [] } as const;

  it('covers what holds, and what the approvers decided against', () => {
    expect(isCovered(verdict({}), byMachine)).toBe(true);
    expect(isCovered(watched, byOfficers)).toBe(true);
  });

  it('covers no other finding', () => {
    expect(isCovered(watched, byMachine)).toBe(false);
    expect(isCovered(verdict({ residence: 'abroad' }), byOfficers)).toBe(false);
  });

  it('asks for duty and automation again only where the machine decided', () => {
    for (const change of [{ responsiblePersonOnDuty: false }, { automaticDecisions: 'off' }]) {
      expect(isCovered(verdict(change), byOfficers)).toBe(true);
      expect(isCovered(verdict(change), byMachine)).toBe(false);
    }
  });

  it('covers nothing that waits or is forbidden', () => {
    const stale = verdict({ jlisAnswerAgeMinutes: 1441 });
    const dead = verdict({ deathNotice: 'received' });
    for (const now of [stale, dead]) {
      const overridden = now.notHolding.map(({ rule, code }) => `${rule}/${code}`);
      expect(isCovered(now, { decider: 'officer', overridden })).toBe(false);
    }
  });
});
