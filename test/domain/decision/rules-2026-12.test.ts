import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../domain/decision/condition.ts';
import { conditionText } from '../../../domain/decision/condition-text.ts';
import { factDefinitions } from '../../../domain/decision/facts.ts';
import { ruleSetContent } from '../../../domain/decision/rule-set.ts';
import type { PlainValue } from '../../../domain/decision/rule-set.ts';
import { ruleSet202612 } from '../../../domain/decision/rules/2026-12.ts';
import { findRuleSet, ruleSets } from '../../../domain/decision/rule-sets.ts';
import { sentenceFor } from '../../../domain/decision/sentences.ts';
import { vectors } from '../vectors.ts';

const { rules } = ruleSet202612;
const branches = rules.flatMap((rule) => rule.branches.map((branch) => ({ rule, ...branch })));

function factsIn(condition: Condition): string[] {
  if (condition.op === 'and' || condition.op === 'or') return condition.of.flatMap(factsIn);
  return 'fact' in condition ? [condition.fact] : [];
}

function textOf(rule: string, code: string): string | undefined {
  const branch = branches.find((each) => each.rule.id === rule && each.code === code);
  return branch === undefined ? undefined : conditionText(branch.when);
}

const hash = (content: PlainValue) =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex');

describe('rule set 2026-12', () => {
  it('has the 66 rules of the vectors in their order', () => {
    expect(rules.map(({ id }) => id)).toEqual(vectors.ruleOrder);
    expect(rules).toHaveLength(66);
  });

  it('has the parameters of the vectors', () => {
    expect(ruleSet202612.parameters).toEqual(vectors.parameters);
  });

  it('has a probe for every branch but incomplete facts, and a branch for every probe', () => {
    const probed = vectors.probes.map(({ rule, code }) => `${rule}/${code}`);
    const written = branches.map(({ rule, code }) => `${rule.id}/${code}`);
    const named = written.filter((branch) => branch !== 'facts.complete/incomplete');
    expect(named.toSorted()).toEqual(probed.toSorted());
    expect(new Set(named).size).toBe(named.length);
    expect(vectors.incomplete.length).toBeGreaterThan(0);
  });

  it('reads every fact that the vocabulary has', () => {
    const read = rules.flatMap(({ applies, branches: all }) =>
      [...(applies === undefined ? [] : [applies]), ...all.map(({ when }) => when)].flatMap(
        factsIn,
      ),
    );
    const unread = Object.keys(factDefinitions).filter((id) => !read.includes(id));
    expect(unread).toEqual([]);
  });

  it.each(rules)('$id has sentences for staff in both languages and an article', (rule) => {
    for (const { ja, en } of [rule.holds, ...rule.branches.map(({ sentence }) => sentence)]) {
      expect(ja).toMatch(/^[^。]+([。][^。]+)*。$/);
      expect(en).toMatch(/^[A-Z].*[.?]$/);
    }
    expect(rule.law).toMatch(/条/);
  });

  it.each(branches)('$rule.id/$code lets persons decide only what it refers to them', (branch) => {
    expect(branch.override === 'nobody').toBe(branch.outcome !== 'refers');
  });

  it('says what a reader of the page expects', () => {
    expect(textOf('duty.keyDelivery', 'codeRequired')).toBe(
      'keyDelivery = simultaneous and (accreditationsHeld in {act, both} and ' +
        'simultaneousOpenUnderAct = false or accreditationsHeld in {jpkiItem5, both} and ' +
        'simultaneousOpenUnderJpkiItem5 = false)',
    );
    expect(textOf('name.match', 'variant')).toBe(
      'nameMatch = explainable and nameExplanations not subset {space, width}',
    );
    expect(textOf('service.validity', 'tooLong')).toBe(
      'requestedValidityMonths > P.maxValidityMonths',
    );
    expect(textOf('jpki.kind', 'mobile')).toBe(
      'jpkiCertificateKind = signatureMobile and P.mobileAccepted = false',
    );
    expect(textOf('person.openApplication', 'another')).toBe('samePersonOpenApplications >= 1');
    expect(textOf('facts.complete', 'incomplete')).toBe('facts incomplete');
  });
});

describe('findRuleSet', () => {
  it('finds what was released and nothing else', () => {
    expect(findRuleSet('2026-12')).toBe(ruleSet202612);
    expect(findRuleSet('2027-01')).toBeUndefined();
    expect(new Set(ruleSets.map(({ id }) => id)).size).toBe(ruleSets.length);
  });
});

describe('sentenceFor', () => {
  it('gives the sentence of a branch with its article and who may decide against it', () => {
    expect(sentenceFor({ rule: 'name.match', code: 'variant' }, ruleSet202612)).toEqual({
      ja: '字体などの違いがある（説明のつく違い）。',
      en: 'Differs by a named variant rule.',
      law: '6条5号ハ',
      override: 'A2',
    });
  });

  it('gives the sentence of a rule that holds', () => {
    expect(sentenceFor({ rule: 'person.age' }, ruleSet202612)).toEqual({
      ja: '成年である。',
      en: 'The applicant is an adult.',
      law: '5条（私見）',
      override: 'nobody',
    });
  });

  it('has none for what the rule set cannot find', () => {
    expect(() => sentenceFor({ rule: 'person.height' }, ruleSet202612)).toThrow('person.height');
    expect(() => sentenceFor({ rule: 'person.age', code: 'old' }, ruleSet202612)).toThrow('old');
  });
});

describe('ruleSetContent', () => {
  it('holds nothing but strings, integers, booleans, arrays and objects', () => {
    const walk = (value: PlainValue): boolean =>
      typeof value === 'object'
        ? Object.values(value).every(walk)
        : typeof value !== 'number' || Number.isSafeInteger(value);
    expect(walk(ruleSetContent(ruleSet202612))).toBe(true);
    expect(JSON.parse(JSON.stringify(ruleSetContent(ruleSet202612)))).toEqual(
      ruleSetContent(ruleSet202612),
    );
  });

  it('changes with a parameter, a sentence, a condition and the vocabulary', () => {
    const [first, ...others] = rules;
    const changed = [
      { ...ruleSet202612, parameters: { ...ruleSet202612.parameters, nameLengthMax: 65 } },
      { ...ruleSet202612, rules: others },
      { ...ruleSet202612, rules: [{ ...first!, holds: { ja: '', en: '' } }, ...others] },
      { ...ruleSet202612, rules: [{ ...first!, branches: [] }, ...others] },
      { ...ruleSet202612, vocabulary: { ...ruleSet202612.vocabulary, contradictions: [] } },
    ];
    const hashes = [ruleSet202612, ...changed].map((each) => hash(ruleSetContent(each)));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('refuses what canonical JSON would write in more than one way', () => {
    const parameters = { jlisAnswerMaxAgeMinutes: 1.5 };
    expect(() => ruleSetContent({ ...ruleSet202612, parameters })).toThrow('integers');
  });
});
