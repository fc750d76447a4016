import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decide.ts';
import type { Verdict } from '../../../domain/decision/decide.ts';
import type { RuleSet } from '../../../domain/decision/rule-set.ts';
import { ruleSet202612 } from '../../../domain/decision/rules/2026-12.ts';
import { factsOf, vectors } from '../vectors.ts';
import type { VectorProbe, VectorVerdict } from '../vectors.ts';

const withParameters = (probe: VectorProbe): RuleSet => ({
  ...ruleSet202612,
  parameters: { ...ruleSet202612.parameters, ...probe.parameters },
});

/** Compares all that the vector fixes, and that nothing is there which it does not name. */
function expectVerdict(verdict: Verdict, expected: VectorVerdict) {
  const { findings, notHolding, ...others } = expected;
  const { findings: found, notHolding: failed, ...rest } = verdict;
  expect(rest).toEqual(others);
  if (findings !== undefined) expect(found).toEqual(findings);
  const failing = notHolding ?? findings?.filter(({ outcome }) => outcome !== 'holds');
  expect(failed).toEqual(failing);
}

const steps = vectors.cases.flatMap(({ id, steps: all }) => all.map((step) => ({ id, ...step })));

describe('decide', () => {
  it.each(steps)('$id, $at: $expected.outcome', ({ facts, expected }) => {
    expectVerdict(decide(facts, ruleSet202612), expected);
  });

  it.each(vectors.probes)('$rule/$code of $base: $expected.outcome', (probe) => {
    expectVerdict(decide(factsOf(probe, vectors.bases), withParameters(probe)), probe.expected);
  });

  it.each(vectors.incomplete)('waits for complete facts: $title', (probe) => {
    expectVerdict(decide(factsOf(probe, vectors.bases), ruleSet202612), probe.expected);
  });

  it.each(Object.entries(vectors.bases))('answers for the base %s', (_, facts) => {
    const verdict = decide(facts, ruleSet202612);
    expect(verdict.findings[0]).toEqual({ rule: 'facts.complete', outcome: 'holds' });
  });

  it('lists findings in the order of the rule set', () => {
    for (const facts of Object.values(vectors.bases)) {
      const tried = decide(facts, ruleSet202612).findings.map(({ rule }) => rule);
      expect(tried).toEqual(vectors.ruleOrder.filter((rule) => tried.includes(rule)));
    }
  });

  it('takes the larger number of each role when several findings refer', () => {
    const facts = {
      ...vectors.bases['paperInquiry'],
      samePersonOpenApplications: 1,
      personOnWatch: 'watched',
    };
    expect(decide(facts, ruleSet202612)).toMatchObject({
      outcome: 'refers',
      approvals: { approver: 2, examiner: 1 },
    });
  });

  it('prefers refusal to return, and any of both to waiting and to persons', () => {
    const facts = {
      ...vectors.bases['jpkiSimultaneous'],
      nameMatch: 'different',
      deathNotice: 'received',
      personOnWatch: 'watched',
      jlisAnswer: 'none',
      jlisMethod: 'none',
      jlisStatus: 'notChecked',
    };
    const { jlisAnswerAgeMinutes: _, ...complete } = facts as Record<string, unknown>;
    const verdict = decide(complete, ruleSet202612);
    expect(verdict).toMatchObject({ outcome: 'forbids', next: 'refusal' });
    expect(verdict.notHolding.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['forbids', 'waits', 'refers']),
    );
    expect(verdict).not.toHaveProperty('approvals');
  });
});
