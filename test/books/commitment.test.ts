import { describe, expect, it } from 'vitest';

import {
  COMMITMENT_KINDS,
  commit,
  drawR,
  openingOctets,
  opens,
  type Opening,
} from '../../books/commitment.ts';
import { VECTORS } from './vectors.ts';

const aName = { kind: 'name', r: '01'.repeat(32), value: '山田　花子' } as const;

describe('commit', () => {
  it.each(VECTORS.commitments)('gives the commitment of the vectors to a $kind', (vector) => {
    const { kind, rHex: r, value, commitment } = vector;
    expect(commit({ kind, r, value })).toBe(commitment);
    expect(opens(commitment, { kind, r, value })).toBe(true);
  });

  it('tells kinds, values and draws of r apart', () => {
    const all = [
      ...COMMITMENT_KINDS.map((kind) => commit({ ...aName, kind })),
      commit({ ...aName, value: '山田 花子' }),
      commit({ ...aName, r: drawR() }),
      commit({ ...aName, r: drawR() }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(['', '00', 'zz'.repeat(32), 'AB'.repeat(32)])('refuses %j for r', (r) => {
    expect(() => commit({ ...aName, r })).toThrow(RangeError);
  });
});

describe('opens', () => {
  it('does not open another value, kind or commitment', () => {
    const commitment = commit(aName);
    expect(opens(commitment, { ...aName, value: '山田　太郎' })).toBe(false);
    expect(opens(commitment, { ...aName, kind: 'officerName' })).toBe(false);
    expect(opens(commitment.slice(1), aName)).toBe(false);
  });
});

describe('openingOctets', () => {
  it('is canonical JSON of the opening and of nothing else', () => {
    const opening = { ...aName, entry: '019ad7f2-6a20-7a11-8b22-0123456789ab', field: 'data.x' };
    expect(openingOctets({ ...opening, more: 1 } as Opening).toString()).toBe(
      `{"entry":"${opening.entry}","field":"data.x","kind":"name","r":"${aName.r}","value":"山田　花子"}`,
    );
  });
});
