import { describe, expect, it } from 'vitest';
import { isAutomationOff, isSigningHeld, stopOfIntake } from '../../../domain/governance/stops.ts';

const CASE = {
  portalId: 'sample',
  identityRoute: 'jpki',
  service: 'together',
  appVersion: '1.4.0',
} as const;

/** Switches about the case, and the same about another. */
const ABOUT = ['portal:sample', 'route:jpki', 'service:together', 'app:1.4.0'];
const OF_OTHERS = ['portal:other', 'route:paper', 'service:by-code', 'app:1.4.1', 'portal:jpki'];

describe('stopOfIntake', () => {
  it.each(ABOUT)('keeps new applications out by %s', (name) => {
    expect(stopOfIntake([name], CASE)).toBe(name);
  });

  it.each([...OF_OTHERS, 'automaticDecisions', 'automaticIssuing', 'allSigning'])(
    'keeps none out by %s',
    (name) => {
      expect(stopOfIntake([name], CASE)).toBeUndefined();
    },
  );

  it('takes no app for stopped where none is known', () => {
    expect(stopOfIntake(['app:1.4.0', 'app:undefined'], { ...CASE, appVersion: undefined })).toBe(
      undefined,
    );
  });
});

describe('isAutomationOff', () => {
  it.each([...ABOUT, 'automaticDecisions'])('sends a case to a person by %s', (name) => {
    expect(isAutomationOff([name], CASE)).toBe(true);
  });

  it.each([...OF_OTHERS, 'automaticIssuing', 'allSigning', 'automaticRevocation'])(
    'leaves a case to the machine by %s',
    (name) => {
      expect(isAutomationOff([name], CASE)).toBe(false);
    },
  );
});

describe('isSigningHeld', () => {
  const byMachine = { ...CASE, decider: 'ruleSet' };
  const byPersons = { ...CASE, decider: 'officer' };

  it.each(['ruleSet', 'officer', undefined])('holds what %s decided by allSigning', (decider) => {
    expect(isSigningHeld(['allSigning'], { ...CASE, decider })).toBe(true);
  });

  it.each([...ABOUT, 'automaticDecisions'])(
    'holds by %s what the machine decided, and not what persons did',
    (name) => {
      expect(isSigningHeld([name], byMachine)).toBe(true);
      expect(isSigningHeld([name], byPersons)).toBe(false);
    },
  );

  it.each([...OF_OTHERS, 'automaticIssuing'])('holds nothing by %s', (name) => {
    expect(isSigningHeld([name], byMachine)).toBe(false);
  });
});
