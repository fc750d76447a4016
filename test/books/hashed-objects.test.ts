import { describe, expect, it } from 'vitest';

import { sha256Hex } from '../../books/canonical-json.ts';
import {
  STATEMENT_ACTS,
  assertionOctets,
  dossierOctets,
  factsOctets,
  findingsOctets,
  orderOctets,
  statementOctets,
  type Dossier,
  type Facts,
  type Findings,
  type Order,
  type Statement,
} from '../../books/hashed-objects.ts';
import { VECTORS } from './vectors.ts';

const vector = (name: string) => {
  const found = VECTORS.canonical.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no vector ${name}`);
  const { v, ...content } = JSON.parse(found.json) as { v: number };
  expect(v).toBe(1);
  return { ...found, content };
};

const gives = (octets: Buffer, { json, sha256 }: { json: string; sha256: string }): void => {
  expect(octets.toString()).toBe(json);
  expect(sha256Hex(octets)).toBe(sha256);
};

describe('factsOctets', () => {
  it('gives the facts of the vectors', () => {
    const facts = vector('facts');
    gives(factsOctets((facts.content as unknown as { facts: Facts }).facts), facts);
  });
});

describe('findingsOctets', () => {
  it('gives the findings of the vectors, in the order of the rules', () => {
    const findings = vector('findings');
    gives(findingsOctets(findings.content as unknown as Findings), findings);
  });

  it('refuses a code that is undefined: absent is left out', () => {
    const finding = { rule: 'a', outcome: 'holds', code: undefined } as unknown as { rule: string };
    const findings = { findings: [finding], outcome: 'holds', ruleSet: '' } as unknown as Findings;
    expect(() => findingsOctets(findings)).toThrow('undefined at .findings[0].code');
  });
});

describe('dossierOctets', () => {
  const dossier = vector('dossier');
  const content = dossier.content as unknown as Dossier;

  it('gives the dossier of the vectors, in whatever order its evidence comes', () => {
    gives(dossierOctets(content), dossier);
    gives(dossierOctets({ ...content, evidence: content.evidence.toReversed() }), dossier);
  });

  it('gives another hash when anything in it changes', () => {
    const changed: Dossier[] = [
      { ...content, version: 2 },
      { ...content, evidence: content.evidence.slice(1) },
      { ...content, orders: [] },
      { ...content, textSha256: content.factsSha256 },
    ];
    const hashes = [content, ...changed].map((each) => sha256Hex(dossierOctets(each)));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('orderOctets', () => {
  it('gives the hash that the intent of the vectors names', () => {
    const { content } = vector('dossier');
    const [order] = (content as unknown as { orders: [Order] }).orders;
    const intent = VECTORS.logs[1].entries[1]?.canonical ?? '';
    expect(intent).toContain(`"orderSha256":"${sha256Hex(orderOctets(order))}"`);
  });
});

describe('statementOctets', () => {
  it('gives the statement of the vectors', () => {
    const statement = vector('statement');
    const content = statement.content as unknown as Statement;
    gives(statementOctets(content), statement);
    expect(STATEMENT_ACTS).toContain(content.act);
  });
});

describe('assertionOctets', () => {
  it('is canonical JSON of the assertion', () => {
    const assertion = {
      statement: 'e',
      signature: 'd',
      credentialId: 'c',
      clientDataJSON: 'b',
      authenticatorData: 'a',
    };
    expect(assertionOctets(assertion).toString()).toBe(
      '{"authenticatorData":"a","clientDataJSON":"b","credentialId":"c","signature":"d","statement":"e"}',
    );
  });
});
