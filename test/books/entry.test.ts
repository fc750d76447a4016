import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { encodeEntry, readEntry, type EntryInput } from '../../books/entry.ts';
import { EVENTS, type EventName } from '../../books/events/all-events.ts';
import { ACTOR_KINDS, EVIDENCE_KINDS, ITEMS, type EventRow } from '../../books/events/row.ts';
import { MalformedEntry } from '../../books/malformed-entry.ts';
import { leafHash } from '../../books/merkle.ts';
import { A_HASH, A_UUID, EVENT_NAMES, actorOf, entryOf } from './sample-entries.ts';
import { VECTORS } from './vectors.ts';

const vectorEntries = VECTORS.logs.flatMap(({ entries }) => entries);

const pathOf = (encode: () => unknown): string => {
  try {
    encode();
  } catch (error) {
    if (error instanceof MalformedEntry) return error.path;
    throw error;
  }
  throw new Error('nothing was refused');
};

const refusedAt = (event: EventName, change: object): string =>
  pathOf(() => encodeEntry(entryOf(event, change)));

const withData = (event: EventName, change: object): object => ({
  data: { ...entryOf(event).data, ...change },
});

const without = (object: object, name: string): object =>
  Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));

const noted = (length: number): EntryInput =>
  entryOf('anchor.recorded', withData('anchor.recorded', { note: 'n'.repeat(length) }));

const approved = (order: object): string =>
  refusedAt('application.approved', withData('application.approved', { orders: [order] }));

const document = (documentType: string, items: string[]): object => ({
  ...withData('document.adopted', { documentType }),
  items,
});

const act = (actKind: string, items: string[]): object => ({
  ...withData('act.proposed', { actKind }),
  items,
});

const readText = (changed: string) => () => readEntry(Buffer.from(changed));

describe('encodeEntry', () => {
  it.each(vectorEntries)('gives the octets and leaf of the vectors: $leafSha256', (vector) => {
    const octets = encodeEntry(JSON.parse(vector.canonical) as EntryInput);
    expect(octets.toString()).toBe(vector.canonical);
    expect(leafHash(octets).toString('hex')).toBe(vector.leafSha256);
  });

  it.each(EVENT_NAMES)('writes %s as the table says, and readEntry reads it', (event) => {
    const octets = encodeEntry(entryOf(event));
    expect(encodeEntry(readEntry(octets)).equals(octets)).toBe(true);
  });

  it('puts items and evidence in their order', () => {
    const evidence = [
      { kind: 'refusalLetter', sha256: 'b'.repeat(64), size: 1 },
      { kind: 'webauthnAssertion', sha256: 'a'.repeat(64), size: 2 },
    ];
    const entry = entryOf('application.rejected', { items: ['1ホ', '1ニ'], evidence });
    const read = readEntry(encodeEntry(entry));
    expect(read.items).toEqual(['1ニ', '1ホ']);
    expect(read.evidence?.map(({ sha256 }) => sha256[0])).toEqual(['a', 'b']);
    expect(entry.items).toEqual(['1ホ', '1ニ']);
  });

  it('takes an empty list of evidence for none', () => {
    expect(readEntry(encodeEntry(entryOf('inquiry.replied', { evidence: [] })))).not.toHaveProperty(
      'evidence',
    );
  });

  it('refuses an entry over 16,384 octets, and takes one of just that', () => {
    const rest = encodeEntry(noted(1)).length - 1;
    expect(encodeEntry(noted(16_384 - rest))).toHaveLength(16_384);
    expect(() => encodeEntry(noted(16_385 - rest))).toThrow('over 16384 octets');
  });

  it.each<[path: string, event: EventName, change: object]>([
    ['log', 'case.waiting', { log: 'enclave' }],
    ['log', 'issuance.intended', { log: 'office' }],
    ['log', 'act.approved', { log: 'room' }],
    ['v', 'case.waiting', { v: 2 }],
    ['id', 'case.waiting', { id: A_UUID }],
    ['id', 'case.waiting', { id: '019AD7F2-6A20-7A11-8B22-0123456789AB' }],
    ['event', 'case.waiting', { event: 'case.closed' }],
    ['event', 'case.waiting', { event: 'toString' }],
    ['items', 'case.waiting', { items: [] }],
    ['items', 'case.waiting', { items: '1ハ' }],
    ['items[0]', 'case.waiting', { items: ['1ロ'] }],
    ['items[0]', 'case.waiting', { items: ['9イ'] }],
    ['items[1]', 'case.waiting', { items: ['1ハ', '1ハ'] }],
    ['at', 'case.waiting', { at: '2026-12-01T00:31:07Z' }],
    ['at', 'case.waiting', { at: '2026-02-29T00:31:07.123Z' }],
    ['at', 'case.waiting', { at: '2026-12-01T24:00:00.000Z' }],
    ['at', 'case.waiting', { at: new Date(0) }],
    ['seq', 'case.waiting', { seq: 0 }],
    ['seq', 'case.waiting', { seq: 1.5 }],
    ['case', 'case.waiting', { case: 'none' }],
    ['case', 'case.waiting', { case: undefined }],
    ['actor.kind', 'case.waiting', { actor: actorOf('officer') }],
    ['actor.kind', 'case.waiting', { actor: { kind: 'root', id: 'x' } }],
    ['actor.id', 'case.waiting', { actor: { kind: 'system', id: '山田　花子' } }],
    ['actor.id', 'case.waiting', { actor: { kind: 'system', id: '' } }],
    ['actor.role', 'case.waiting', { actor: { kind: 'system', id: 'x', role: 'y' } }],
    ['actor.name', 'case.waiting', { actor: { kind: 'system', id: 'x', name: 'y' } }],
    ['actor.role', 'case.claimed', { actor: without(actorOf('officer'), 'role') }],
    ['actor.terminal', 'case.claimed', { actor: without(actorOf('officer'), 'terminal') }],
    [
      'actor.nameCommitment',
      'case.claimed',
      { actor: { ...actorOf('officer'), nameCommitment: 'n' } },
    ],
    ['responsible', 'case.waiting', { responsible: { id: 'o', nameCommitment: A_HASH } }],
    ['input', 'case.waiting', { input: 'x' }],
    ['evidence', 'case.waiting', { evidence: {} }],
    [
      'evidence[0].kind',
      'case.waiting',
      { evidence: [{ kind: 'notice', sha256: A_HASH, size: 1 }] },
    ],
    ['evidence[0].kind', 'note.added', { evidence: [{ kind: 'gossip', sha256: A_HASH, size: 1 }] }],
    [
      'evidence[0].sha256',
      'note.added',
      { evidence: [{ kind: 'officerNote', sha256: 'x', size: 1 }] },
    ],
    [
      'evidence[0].size',
      'note.added',
      { evidence: [{ kind: 'officerNote', sha256: A_HASH, size: -1 }] },
    ],
    ['run.runId', 'case.waiting', { run: { workflow: 'w', runId: 'r', build: 'b' } }],
    ['run.build', 'case.waiting', { run: { workflow: 'w', runId: A_UUID } }],
    ['data', 'case.waiting', { data: [] }],
    ['data.rules', 'case.waiting', { data: {} }],
    ['data.rules', 'case.waiting', withData('case.waiting', { rules: 'jlis.answer' })],
    ['data.rules[1]', 'case.waiting', withData('case.waiting', { rules: ['a', 1] })],
    ['data.until', 'case.waiting', withData('case.waiting', { until: 'x' })],
    ['data.toString', 'case.waiting', withData('case.waiting', { toString: 'x' })],
    ['data.takenOverFrom', 'case.claimed', withData('case.claimed', { takenOverFrom: undefined })],
    [
      'data.noteCommitment',
      'note.added',
      withData('note.added', { noteCommitment: 'A1'.repeat(32) }),
    ],
    ['data.dispatch', 'inquiry.replied', withData('inquiry.replied', { dispatch: 'x' })],
    ['data.reply', 'inquiry.replied', withData('inquiry.replied', { reply: '' })],
    ['data.reply', 'inquiry.replied', withData('inquiry.replied', { reply: 'a\udc00' })],
    ['data.issuedOn', 'document.checked', withData('document.checked', { issuedOn: '2026-11-31' })],
    ['data.attempt', 'jlis.asked', withData('jlis.asked', { attempt: -1 })],
    ['data.attempt', 'jlis.asked', withData('jlis.asked', { attempt: 2 ** 53 })],
    ['data.emergency', 'revocation.granted', withData('revocation.granted', { emergency: 0 })],
    ['data.serialNumber', 'crl.issued', withData('crl.issued', { serialNumber: '1'.repeat(40) })],
    ['data.issuerKeyId', 'crl.issued', withData('crl.issued', { issuerKeyId: A_HASH })],
    [
      'data.evidenceKind',
      'evidence.received',
      withData('evidence.received', { evidenceKind: 'x' }),
    ],
    ['data.documentType', 'document.adopted', withData('document.adopted', { documentType: 'x' })],
    ['data.actKind', 'act.proposed', withData('act.proposed', { actKind: 'auditResult' })],
    ['other', 'case.waiting', { other: 1 }],
    ['run', 'case.waiting', { run: undefined }],
  ])('refuses a wrong %s in %s: %j', (path, event, change) => {
    expect(refusedAt(event, change)).toBe(path);
  });

  it('names no value in what it says, for values may be personal data', () => {
    const data = { ...entryOf('inquiry.replied').data, dispatch: '山田　花子' };
    expect(() => encodeEntry(entryOf('inquiry.replied', { data }))).toThrow(
      /^data\.dispatch: [ -~]+$/,
    );
  });

  it('refuses an order that is not one', () => {
    const order = { certificateType: 'basic', order: A_UUID, validityMonths: 24 };
    expect(approved({ ...order, certificateType: 'gold' })).toBe('data.orders[0].certificateType');
    expect(approved({ ...order, validityMonths: 0 })).toBe('data.orders[0].validityMonths');
    expect(approved({ ...order, price: 1 })).toBe('data.orders[0].price');
  });
});

describe('decisions (規則12条1項1号ニ, 2号ロ)', () => {
  it.each<EventName>([
    'application.approvalGiven',
    'application.approved',
    'application.approvalVoided',
    'application.rejected',
    'revocation.granted',
    'revocation.confirmed',
    'revocation.refused',
  ])('%s by an officer carries a commitment to the name', (event) => {
    const actor = without(actorOf('officer'), 'nameCommitment');
    expect(refusedAt(event, { actor })).toBe('actor.nameCommitment');
    expect(() => encodeEntry(entryOf(event, { actor: actorOf('officer') }))).not.toThrow();
  });

  const responsible = { id: 'officer-07', nameCommitment: A_HASH };

  it.each<EventName>(['application.approved', 'revocation.granted', 'issuance.intended'])(
    '%s by the rule set names the 責任を有する者, by people it does not',
    (event) => {
      const byRuleSet = withData(event, { decider: 'ruleSet' });
      const byPeople = withData(event, { decider: 'officer' });
      expect(refusedAt(event, byRuleSet)).toBe('responsible');
      expect(refusedAt(event, { ...byPeople, responsible })).toBe('responsible');
      expect(() => encodeEntry(entryOf(event, { ...byRuleSet, responsible }))).not.toThrow();
      expect(() => encodeEntry(entryOf(event, byPeople))).not.toThrow();
    },
  );

  it('issuing.instructed by the system names the 責任を有する者, by an officer it does not', () => {
    expect(refusedAt('issuing.instructed', { responsible: undefined })).toBe('responsible');
    expect(refusedAt('issuing.instructed', { actor: actorOf('officer') })).toBe('responsible');
  });
});

describe('documents and acts', () => {
  it('stand under the item of what they govern, and no other', () => {
    expect(refusedAt('document.adopted', document('terms', ['3ロ']))).toBe('items');
    expect(refusedAt('document.adopted', document('terms', ['3イ', '3ロ']))).toBe('items');
    expect(refusedAt('act.proposed', act('massRevocation', ['3イ']))).toBe('items');
    expect(() =>
      encodeEntry(entryOf('document.adopted', document('terms', ['3イ']))),
    ).not.toThrow();
    expect(() => encodeEntry(entryOf('act.proposed', act('ruleSet', ['3ロ'])))).not.toThrow();
  });
});

describe('every event', () => {
  it.each(EVENT_NAMES)('%s takes its own actors, items and evidence, and no others', (event) => {
    const row: EventRow = EVENTS[event];
    for (const kind of ACTOR_KINDS.filter((each) => !row.actors.includes(each))) {
      expect(refusedAt(event, { actor: actorOf(kind) })).toBe('actor.kind');
    }
    for (const item of ITEMS.filter((each) => !row.items.includes(each))) {
      expect(refusedAt(event, { items: [item] })).toBe('items[0]');
    }
    for (const kind of EVIDENCE_KINDS.filter((each) => row.evidence?.includes(each) !== true)) {
      const evidence = [{ kind, sha256: A_HASH, size: 1 }];
      expect(refusedAt(event, { evidence })).toBe('evidence[0].kind');
    }
  });

  it.each(EVENT_NAMES)('%s needs each field that is not optional', (event) => {
    for (const [name, type] of Object.entries(EVENTS[event].data)) {
      const data = without(entryOf(event).data, name);
      if (type.endsWith('?')) expect(() => encodeEntry(entryOf(event, { data }))).not.toThrow();
      else expect(refusedAt(event, { data })).toBe(`data.${name}`);
    }
  });
});

describe('readEntry', () => {
  const text = vectorEntries[1]?.canonical ?? '';
  it.each<[what: string, changed: string, path: string]>([
    ['white space', text.replace('":"', '": "'), ''],
    ['a name given twice', text.replace('"v":1', '"v":1,"v":1'), ''],
    ['evidence out of order', text.replace('"3127', '"f127'), 'evidence[1]'],
    ['evidence given twice', text.replace(/\{"kind":"sig[^}]*\},/, '$&$&'), 'evidence[1]'],
    [
      'an empty list of evidence',
      text.replace(/"evidence":\[[^\]]*\]/, '"evidence":[]'),
      'evidence',
    ],
    ['null', text.replace('"seq":3', '"seq":null'), 'seq'],
    ['another format', text.replace('"v":1}', '"v":2}'), 'v'],
    ['no format', text.replace(',"v":1}', '}'), 'v'],
    ['a list', '[]', ''],
  ])('refuses %s', (_, changed, path) => {
    expect(pathOf(readText(changed))).toBe(path);
  });

  it('refuses items out of their order', () => {
    const canonical = encodeEntry(entryOf('application.rejected')).toString();
    expect(pathOf(readText(canonical.replace('["1ニ","1ホ"]', '["1ホ","1ニ"]')))).toBe('items[1]');
  });

  it('refuses octets over the limit without reading them', () => {
    expect(() => readEntry(Buffer.alloc(16_385))).toThrow('over 16384 octets');
  });

  it('refuses, or reads back, whatever one changed octet makes of an entry', () => {
    const octets = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.nat(255), (at, octet) => {
        const changed = Buffer.from(octets);
        changed[at] = octet;
        try {
          expect(encodeEntry(readEntry(changed)).equals(changed)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedEntry);
        }
      }),
    );
  });
});
