import { describe, expect, it } from 'vitest';
import { randomOctets } from '../../../adapters/evidence-store/random-octets.ts';

describe('randomOctets', () => {
  it.each([0, 1, 12, 32, 4095, 4096, 4097, 10_000])('gives %i octets', (size) => {
    expect(randomOctets(size)).toHaveLength(size);
  });

  it('hands no octets out twice, however often what is drawn at once runs out', () => {
    const given = Array.from({ length: 5000 }, () => randomOctets(12).toString('hex'));
    expect(new Set(given).size).toBe(given.length);
  });

  it('hands out copies: what is done to one shows in no other', () => {
    const [first, second] = [randomOctets(32), randomOctets(32)];
    const before = second.toString('hex');
    first.fill(0);
    expect(second.toString('hex')).toBe(before);
    expect(first.buffer === second.buffer && first.byteOffset === second.byteOffset).toBe(false);
  });
});
