import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { UuidTable } from '../../books/uuid-table.ts';
import { idOf } from './sample-entries.ts';

describe('UuidTable', () => {
  it('remembers what a Map would', () => {
    const steps = fc.array(fc.tuple(fc.uuid(), fc.integer({ min: 1, max: 0xffff_ffff })));
    fc.assert(
      fc.property(steps, (pairs) => {
        const table = new UuidTable();
        const map = new Map<string, number>();
        for (const [uuid, value] of pairs) {
          expect(table.get(uuid)).toBe(map.get(uuid) ?? 0);
          table.set(uuid, value);
          map.set(uuid, value);
        }
        for (const [uuid, value] of map) expect(table.get(uuid)).toBe(value);
        expect(table.count).toBe(map.size);
      }),
    );
  });

  it('keeps UUIDs that differ in one digit apart as it grows', () => {
    const table = new UuidTable();
    for (let i = 1; i <= 50_000; i += 1) table.set(idOf(i), i);
    for (let i = 1; i <= 50_000; i += 1) if (table.get(idOf(i)) !== i) throw new Error(idOf(i));
    expect(table.count).toBe(50_000);
    expect(table.get(idOf(0))).toBe(0);
  });
});
