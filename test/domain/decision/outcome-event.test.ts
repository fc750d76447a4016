import { describe, expect, it } from 'vitest';
import { applicationTransition } from '../../../domain/application/states.ts';
import { decide } from '../../../domain/decision/decide.ts';
import { outcomeEvent } from '../../../domain/decision/outcome-event.ts';
import { ruleSet202612 } from '../../../domain/decision/rules/2026-12.ts';
import { factsOf, vectors } from '../vectors.ts';

const eventOf = (base: string, change: Record<string, unknown>) =>
  outcomeEvent(decide({ ...vectors.bases[base], ...change }, ruleSet202612));

describe('outcomeEvent', () => {
  it.each([
    ['jpkiSimultaneous', {}, 'outcomeHolds'],
    ['jpkiSimultaneous', { personOnWatch: 'watched' }, 'outcomeRefers'],
    ['jpkiSimultaneous', { nameMatch: 'different' }, 'outcomeForbidsReturn'],
    ['jpkiSimultaneous', { deathNotice: 'received' }, 'outcomeForbidsRefusal'],
    ['jpkiSimultaneous', { jlisAnswerAgeMinutes: 1441 }, 'outcomeWaits'],
    ['jpkiSimultaneous', { jlisStatus: 'nonsense' }, 'outcomeWaits'],
    ['paperInquiry', { originals: 'notRegistered' }, 'outcomeWaitsForOffice'],
    ['paperInquiry', { inquiry: 'sent' }, 'outcomeWaitsForInquiry'],
    ['paperInquiry', { inquiry: 'sent', paperDataMatch: 'notCompared' }, 'outcomeWaitsForInquiry'],
    ['paperInquiry', { inquiry: 'sent', accreditationsHeld: 'none' }, 'outcomeWaits'],
  ])('%s with %j is %s', (base, change, expected) => {
    expect(eventOf(base, change)).toBe(expected);
  });

  it('leaves the case as it is where only a redemption is refused', () => {
    const probe = vectors.probes.find(({ expected }) => expected.next === 'keepCode');
    expect(outcomeEvent(decide(factsOf(probe!, vectors.bases), ruleSet202612))).toBeUndefined();
  });

  it('is an event of the table of applications for every probe', () => {
    for (const probe of vectors.probes) {
      const event = outcomeEvent(decide(factsOf(probe, vectors.bases), ruleSet202612));
      if (event === undefined) continue;
      expect(applicationTransition({ from: 'checking', event, hasIntent: false })).toBeDefined();
    }
  });
});
