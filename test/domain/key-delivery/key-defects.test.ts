import { describe, expect, it } from 'vitest';
import { factDefinitions } from '../../../domain/decision/facts.ts';
import { findRuleSet } from '../../../domain/decision/rule-sets.ts';
import { keyDefects } from '../../../domain/key-delivery/key-defects.ts';

describe('keyDefects', () => {
  it.each(Object.entries(keyDefects))('%s is a word of the fact, and has a rule', (_, defect) => {
    expect(factDefinitions.keyParameters.values).toContain(defect.parameters);
    const strength = findRuleSet('2026-12')?.rules.find(({ id }) => id === 'key.strength');
    expect(strength?.branches.map(({ code }) => code)).toContain(defect.parameters);
  });

  it.each(Object.entries(keyDefects))('says %s in both languages', (_, { ja, en }) => {
    expect(ja).toMatch(/。$/);
    expect(en).toMatch(/^[\u0020-\u007e]+\.$/);
  });
});
