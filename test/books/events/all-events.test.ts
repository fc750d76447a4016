import { describe, expect, it } from 'vitest';

import { EVENTS, EVENT_SECTIONS } from '../../../books/events/all-events.ts';
import { ACT_KINDS, DOCUMENT_TYPES } from '../../../books/events/governed.ts';
import { ITEMS, type EventRow } from '../../../books/events/row.ts';

const rows: readonly (readonly [string, EventRow])[] = Object.entries(EVENTS);

describe('EVENTS', () => {
  it.each(ITEMS)('has an entry that is %s of 規則12条1項, not only by judgement', (item) => {
    const its = rows.filter(([, row]) => row.items.includes(item));
    const named = its.filter(([, row]) => row.byJudgement !== true).map(([event]) => event);
    // 1リ is about keys that the CA makes for subscribers, which is not offered.
    if (item === '1リ') {
      expect(named).toEqual([]);
      expect(its.length).toBeGreaterThan(0);
    } else expect(named.length).toBeGreaterThan(0);
  });

  it.each(rows)(
    '%s lists its items in the order of 12条, and something of everything',
    (_, row) => {
      const places = row.items.map((item) => ITEMS.indexOf(item));
      expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
      expect(row.items.length * row.actors.length * row.kept.length).toBeGreaterThan(0);
      expect(Object.keys(row.data).length).toBeGreaterThan(0);
    },
  );

  it('names no event twice, and none like something every object has', () => {
    const names = EVENT_SECTIONS.flatMap(({ events }) => Object.keys(events));
    expect(names.toSorted()).toEqual(Object.keys(EVENTS).toSorted());
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]+\.[a-z][A-Za-z]+$/);
  });

  it('knows a commitment by its name, and a hash by its', () => {
    for (const [event, { data }] of rows) {
      for (const [field, type] of Object.entries(data)) {
        const bare = type.replace('?', '');
        if (field.endsWith('Commitment')) expect([event, field, bare]).toEqual([event, field, 'c']);
        if (field.endsWith('On')) expect([event, field, bare]).toEqual([event, field, 'day']);
        if (field.endsWith('Sha256')) expect(['h', '[h]']).toContain(bare);
      }
    }
  });
});

describe('DOCUMENT_TYPES', () => {
  it('stand under items that document.adopted may carry', () => {
    const allowed: readonly string[] = EVENTS['document.adopted'].items;
    for (const { item } of Object.values(DOCUMENT_TYPES)) expect(allowed).toContain(item);
  });
});

describe('ACT_KINDS', () => {
  it('stand under items that act.proposed may carry, and use each of them', () => {
    const items = new Set<string>(Object.values(ACT_KINDS));
    expect([...items].toSorted()).toEqual(EVENTS['act.proposed'].items.toSorted());
  });
});
