import { describe, expect, it } from 'vitest';

import { BoundedCache } from '../../../adapters/x509/bounded-cache.ts';

const refuse = (): string => {
  throw new Error('no value');
};

describe('BoundedCache', () => {
  it('makes a value once while it is asked for', () => {
    const cache = new BoundedCache<number>(8);
    let made = 0;
    const ask = (key: string): number =>
      cache.get(key, () => {
        made += 1;
        return made;
      });
    expect(ask('ca')).toBe(1);
    for (let i = 0; i < 100; i += 1) {
      ask(`stranger ${i}`);
      expect(ask('ca')).toBe(1);
    }
    expect(made).toBe(101);
  });

  it('keeps no more than its limit', () => {
    const cache = new BoundedCache<string>(8);
    for (let i = 0; i < 1000; i += 1) cache.get(`${i}`, () => 'value');
    expect(cache.size).toBeLessThanOrEqual(8);
  });

  it('does not keep what make throws', () => {
    const cache = new BoundedCache<string>(8);
    expect(() => cache.get('key', refuse)).toThrow('no value');
    expect(cache.get('key', () => 'value')).toBe('value');
  });

  it('keeps null as a value', () => {
    const cache = new BoundedCache<string | null>(8);
    expect(cache.get('key', () => null)).toBeNull();
    expect(cache.get('key', () => 'other')).toBeNull();
  });
});
