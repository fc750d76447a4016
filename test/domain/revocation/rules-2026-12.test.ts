import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decide.ts';
import { ruleSetContent } from '../../../domain/decision/rule-set.ts';
import { sentenceFor } from '../../../domain/decision/sentences.ts';
import { revocationFactsProblem } from '../../../domain/revocation/facts.ts';
import { findRevocationRuleSet, revocationRuleSets } from '../../../domain/revocation/rule-sets.ts';
import { revocationRuleSet202612 } from '../../../domain/revocation/rules/2026-12.ts';
import { factsOf, vectors } from '../vectors.ts';

const { rules } = revocationRuleSet202612;
const { bases, ruleOrder } = vectors.revocation;

describe('rule set revocation-2026-12', () => {
  it('has the rules of the vectors in their order', () => {
    expect(rules.map(({ id }) => id)).toEqual(ruleOrder);
  });

  it.each(vectors.revocationProbes)('$rule/$code of $base: $expected.outcome', (probe) => {
    const { findings, ...verdict } = decide(factsOf(probe, bases), revocationRuleSet202612);
    expect(verdict).toEqual(probe.expected);
    expect(findings[0]).toEqual({ rule: 'facts.complete', outcome: 'holds' });
  });

  it('has a probe for every branch but incomplete facts, and a branch for every probe', () => {
    const probed = vectors.revocationProbes.map(({ rule, code }) => `${rule}/${code}`);
    const written = rules.flatMap(({ id, branches }) =>
      branches.map(({ code }) => `${id}/${code}`),
    );
    expect(written.toSorted()).toEqual([...probed, 'facts.complete/incomplete'].toSorted());
  });

  it.each(['portalJpki', 'portalOwnCertificate', 'replacement'])(
    'grants a request by %s',
    (base) => {
      const verdict = decide(bases[base] ?? {}, revocationRuleSet202612);
      expect(verdict).toMatchObject({ outcome: 'holds', next: 'grant', notHolding: [] });
    },
  );

  it.each(['telephone', 'paperForm', 'thirdParty', 'exOfficio'])(
    'leaves %s to a person',
    (base) => {
      const verdict = decide(bases[base] ?? {}, revocationRuleSet202612);
      expect(verdict).toMatchObject({ outcome: 'refers', next: 'review' });
    },
  );

  it('offers suspension before review', () => {
    const facts = { ...bases['exOfficio'], untruth: 'suspected', target: 'fingerprintMismatch' };
    expect(decide(facts, revocationRuleSet202612)).toMatchObject({
      next: 'suspend',
      approvals: { approver: 2, examiner: 0 },
    });
  });

  it('compares the requester of a call only once the call-back has confirmed', () => {
    const notReached = { ...bases['telephone'], callback: 'notReached' };
    expect(revocationFactsProblem(notReached)).toBe('extra: requesterMatch');
    const { requesterMatch: _, ...complete } = notReached as Record<string, unknown>;
    expect(revocationFactsProblem(complete)).toBeUndefined();
    expect(decide(notReached, revocationRuleSet202612)).toMatchObject({
      outcome: 'waits',
      next: 'alarm',
      notHolding: [{ rule: 'facts.complete', code: 'incomplete' }],
    });
  });

  it.each(rules)('$id has sentences for staff in both languages and an article', (rule) => {
    for (const { ja, en } of [rule.holds, ...rule.branches.map(({ sentence }) => sentence)]) {
      expect(ja).toMatch(/。$/);
      expect(en).toMatch(/^[A-Z].*[.]$/);
    }
    expect(sentenceFor({ rule: rule.id }, revocationRuleSet202612).law).toMatch(/条/);
  });
});

describe('findRevocationRuleSet', () => {
  it('finds what was released and nothing else', () => {
    expect(findRevocationRuleSet('revocation-2026-12')).toBe(revocationRuleSet202612);
    expect(findRevocationRuleSet('2026-12')).toBeUndefined();
    expect(ruleSetContent(revocationRuleSets[0]!)).toMatchObject({ id: 'revocation-2026-12' });
  });
});
