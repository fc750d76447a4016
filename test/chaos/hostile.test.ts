import { describe, expect, it } from 'vitest';
import { sendHostileInputs } from '../../bin/chaos/hostile.ts';
import { mutate } from '../../bin/chaos/hostile/mutations.ts';
import { Random } from '../../bin/chaos/tamper/random.ts';

const INPUTS = 2_000;

describe('changed octets through the code of the verify commands', () => {
  it('crash nothing, take no time, and are never valid with what nobody signed', async () => {
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    const result = await sendHostileInputs({ inputs: INPUTS, seed: 20_261_129, say });
    expect(lines.filter((line) => /^(crash|timeout|wronglyValid)/.test(line))).toEqual([]);
    expect(result).toMatchObject({ inputs: INPUTS, crashes: 0, timeouts: 0, wronglyValid: 0 });
    expect(result.maxMiB).toBeLessThan(50);
  }, 300_000);
});

const seed = Buffer.from('a seed of 42 octets, and another of them: 7');
const mutated = (n: number) => mutate(seed, new Random(n), [seed]).toString('latin1');

describe('mutate', () => {
  it('gives the same for the same number, and another for the next', () => {
    expect(mutated(1)).toBe(mutated(1));
    expect(new Set(Array.from({ length: 200 }, (_, n) => mutated(n))).size).toBeGreaterThan(190);
  });

  it('takes octets of no length', () => {
    for (let n = 0; n < 500; n += 1) {
      expect(mutate(Buffer.alloc(0), new Random(n), [seed])).toBeInstanceOf(Buffer);
    }
  });
});
