import { describe, expect, it } from 'vitest';
import { findingsView, notHoldingViews } from '../../../../api/console/application/finding-view.ts';
import { signedTextView } from '../../../../api/console/application/signed-text-view.ts';
import { decide } from '../../../../domain/decision/decide.ts';
import { ruleSet202612 } from '../../../../domain/decision/rules/2026-12.ts';
import { factsOf, vectors } from '../../../domain/vectors.ts';

const text = signedTextView(Buffer.from(vectors.texts[0]?.text ?? '', 'utf8'));

describe('findingsView', () => {
  it.each(vectors.probes)('has sentence, next step and override for $rule/$code', (probe) => {
    const { findings } = decide(factsOf(probe, vectors.bases), {
      ...ruleSet202612,
      parameters: { ...ruleSet202612.parameters, ...probe.parameters },
    });
    const view = findingsView(findings, '2026-12', text);
    expect(view.open.length + view.holding.length).toBe(findings.length);
    for (const finding of view.open) {
      expect(finding.sentence.ja).toMatch(/。$/);
      expect(finding.sentence.en).not.toBe('');
      expect(finding.next.ja).toMatch(/。$/);
      expect(finding.override.ja).not.toBe('');
      expect(finding.law).not.toBe('');
    }
  });

  it('reads what waits before what forbids, and that before what a person judges', () => {
    const outcomes = ['refers', 'holds', 'forbids', 'waits'] as const;
    const rules = ['guard.contact/shared', 'name.match', 'name.length/tooLong', 'jlis.answer/none'];
    const findings = rules.map((name, index) => {
      const [rule = '', code] = name.split('/');
      return { rule, ...(code ? { code } : {}), outcome: outcomes[index] ?? 'holds' };
    });
    const { open, holding } = findingsView(findings, '2026-12', text);
    expect(open.map(({ outcome }) => outcome)).toEqual(['waits', 'forbids', 'refers']);
    expect(holding.map(({ id }) => id)).toEqual(['name.match']);
  });

  it('points at the line of the signed text that a finding is about', () => {
    const finding = { rule: 'name.match', code: 'different', outcome: 'forbids' } as const;
    expect(findingsView([finding], '2026-12', text).open[0]?.line).toBe(10);
  });

  it('shows a finding by its id if this build has no sentence for it', () => {
    const finding = { rule: 'future.rule', code: 'new', outcome: 'refers' } as const;
    const [shown] = findingsView([finding], '2026-12', text).open;
    expect(shown?.sentence).toEqual({ ja: 'future.rule/new', en: 'future.rule/new' });
    expect(findingsView([finding], '2031-01', text).open[0]?.id).toBe('future.rule/new');
  });
});

describe('notHoldingViews', () => {
  it('takes outcome and sentence of a code from the rule set', () => {
    const [waits, forbids] = notHoldingViews(
      ['jlis.answer/none', 'jlis.status/keyCompromise'],
      '2026-12',
    );
    expect(waits).toMatchObject({ outcome: 'waits', id: 'jlis.answer/none' });
    expect(forbids).toMatchObject({ outcome: 'forbids' });
    expect(forbids?.next.ja).toContain('却下');
  });
});
