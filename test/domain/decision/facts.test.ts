import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { conditionText } from '../../../domain/decision/condition-text.ts';
import { factDefinitions, factsProblem } from '../../../domain/decision/facts.ts';
import type { Facts } from '../../../domain/decision/facts.ts';
import type { FactDefinition } from '../../../domain/decision/vocabulary.ts';
import { factsOf, vectors } from '../vectors.ts';

const definitions: [string, FactDefinition][] = Object.entries(factDefinitions);
const base = vectors.bases['jpkiSimultaneous'] ?? {};

const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
};

const expectProblem = (change: Record<string, unknown>, problem: string) => {
  const changed = Object.entries({ ...base, ...change }).filter(([, value]) => value !== undefined);
  expect(factsProblem(Object.fromEntries(changed))).toContain(problem);
};

describe('factDefinitions', () => {
  it('has the facts, types, values and conditions of the vectors, in their order', () => {
    const written = definitions.map(([id, definition]) => ({
      id,
      type: definition.type,
      ...('values' in definition ? { values: definition.values } : {}),
      presentWhen: definition.when === undefined ? 'always' : conditionText(definition.when),
    }));
    expect(written).toEqual(vectors.facts);
  });

  it.each(definitions)('%s says where it comes from and where the room takes it', (_, fact) => {
    expect(fact.from.length).toBeGreaterThan(0);
    expect(fact.room).toBeDefined();
  });
});

describe('Facts', () => {
  it('is a type that knows values and what may be absent', () => {
    const part = { identityRoute: 'jpki', keyReceived: true, nameExplanations: ['space'] } as const;
    const facts: Pick<Facts, keyof typeof part> & Partial<Facts> = part;
    expect(facts.jlisStatus).toBeUndefined();
  });
});

describe('factsProblem', () => {
  const steps = vectors.cases.flatMap(({ id, steps: all }) => all.map((step) => ({ id, ...step })));

  it.each(steps)(
    'finds none in $id, $at, whose facts have their hash',
    ({ facts, factsSha256 }) => {
      expect(factsProblem(facts)).toBeUndefined();
      const octets = JSON.stringify(canonical({ v: 1, facts }));
      expect(createHash('sha256').update(octets).digest('hex')).toBe(factsSha256);
    },
  );

  it.each(Object.entries(vectors.bases))('finds none in base %s', (_, facts) => {
    expect(factsProblem(facts)).toBeUndefined();
  });

  it.each(vectors.incomplete)('finds one in: $title', (probe) => {
    expect(factsProblem(factsOf(probe, vectors.bases))).toBeDefined();
  });

  it('finds the lack of each fact that is there', () => {
    for (const facts of Object.values(vectors.bases)) {
      for (const id of Object.keys(facts)) {
        const { [id]: _, ...without } = facts;
        expect(factsProblem(without)).toBeDefined();
      }
    }
  });

  it('finds each fact that should not be there', () => {
    for (const [id, definition] of definitions) {
      if (Object.hasOwn(base, id)) continue;
      const value = 'values' in definition ? definition.values[0] : 0;
      expectProblem({ [id]: value }, `extra: ${id}`);
    }
    expectProblem({ fullName: '山田' }, 'extra');
    expect(factsProblem({ ...base, fullName: '山田' })).not.toContain('山田');
  });

  it.each([
    ['a fraction', { minutesSinceReceipt: 0.5 }],
    ['a negative zero', { minutesSinceReceipt: -0 }],
    ['a number beyond 31 bits', { minutesSinceReceipt: 2 ** 31 }],
    ['a number as text', { minutesSinceReceipt: '5' }],
    ['a boolean as number', { keyReceived: 1 }],
    ['null', { textState: null }],
    ['an inherited name', { textState: 'toString' }],
    ['a set with a repeat', { nameMatch: 'explainable', nameExplanations: ['space', 'space'] }],
    ['a set with a stranger', { nameMatch: 'explainable', nameExplanations: ['mood'] }],
    ['a text for a set', { nameMatch: 'explainable', nameExplanations: 'space' }],
  ])('finds %s', (_, change) => {
    expectProblem(change, 'outside its values');
  });

  it('accepts the largest number', () => {
    expect(factsProblem({ ...base, minutesSinceReceipt: 2 ** 31 - 1 })).toBeUndefined();
  });

  it.each([
    [{ signatureContainer: 'unreadable' }],
    [{ nameExplanations: ['space'] }],
    [{ nameMatch: 'explainable' }],
    [{ jlisStatus: 'notChecked' }],
    [{ jlisAnswer: 'badSignature', jlisAnswerAgeMinutes: undefined }],
    [{ jlisMethod: 'none' }],
    [
      {
        jlisAnswer: 'none',
        jlisStatus: 'notChecked',
        jlisAnswerAgeMinutes: undefined,
      },
    ],
    [{ jlisStatus: 'revoked', jlisRevocationTiming: 'beforeText' }],
    [{ jlisStatus: 'revoked', jlisRevocationReason: 'superseded' }],
    [{ jlisRevocationReason: 'superseded' }],
    [{ jlisRevocationTiming: 'afterReceipt' }],
    [
      {
        keyReceived: false,
        keyParameters: undefined,
        proofOfPossession: undefined,
        keySeen: undefined,
      },
    ],
    [{ substituteBasis: 'signedConsent' }],
  ] as [Record<string, unknown>][])('finds the contradiction in %j', (change) => {
    expectProblem(change, 'contradiction');
  });

  it('finds a signature judged with an unreadable certificate', () => {
    const probe = vectors.probes.find(
      ({ rule, code }) => rule === 'signature.certificateEncoding' && code === 'unreadable',
    );
    const facts = factsOf(probe!, vectors.bases);
    expect(factsProblem(facts)).toBeUndefined();
    expect(factsProblem({ ...facts, signature: 'valid' })).toContain('contradiction');
  });
});
