import { describe, expect, it } from 'vitest';
import { codeStates } from '../../../domain/key-delivery/code-states.ts';
import {
  isUnderWay,
  LOT_LETTERS_MAX,
  readLotProposal,
  readLotSeal,
} from '../../../domain/dispatch/letter-lots.ts';

const ID = '019ad7f9-0000-7000-8000-0000000000c2';
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => `019ad7f9-0000-7000-8000-${String(i).padStart(12, '0')}`);

describe('readLotProposal', () => {
  it.each([
    undefined,
    null,
    {},
    { v: 2, dispatches: [ID] },
    { v: 1, dispatches: [] },
    { v: 1, dispatches: [ID, ID] },
    { v: 1, dispatches: ['x'] },
    { v: 1, dispatches: [7] },
    { v: 1, dispatches: many(LOT_LETTERS_MAX + 1) },
  ])('reads none out of %j', (content) => {
    expect(readLotProposal(content)).toBeUndefined();
  });

  it('reads up to as many letters as somebody can count', () => {
    const dispatches = many(LOT_LETTERS_MAX);
    expect(readLotProposal({ v: 1, dispatches, more: 1 })).toEqual({ v: 1, dispatches });
  });
});

describe('readLotSeal', () => {
  it.each([
    undefined,
    {},
    { v: 1 },
    { v: 1, letters: '3' },
    { v: 1, letters: -1 },
    { v: 1, letters: 1.5 },
  ])('reads none out of %j', (content) => {
    expect(readLotSeal(content)).toBeUndefined();
  });

  it('reads a number', () => {
    expect(readLotSeal({ v: 1, letters: 0 })).toEqual({ v: 1, letters: 0 });
  });
});

describe('isUnderWay', () => {
  it('holds for a letter that something is still to be heard of, in every state', () => {
    expect(codeStates.filter(isUnderWay)).toEqual(['generated', 'sealed', 'printed', 'posted']);
  });
});
