import { describe, expect, it } from 'vitest';
import { forgeCertificates } from '../../bin/chaos/forge.ts';

/** One of each kind; all the others are for `chaos -- forge` and, in a room alone, for its own tests. */
const MADE = [
  'a signed text that was altered',
  'the key of somebody else in the order',
  'the same order once more, signed anew for another key',
  'decided by persons: two accounts of one person',
  'decided by persons: an approval of another case, replayed',
  'in place of the room: a certificate with the right key and the name of our CA, by a key of its own',
  'in place of the room: the genuine certificate of another order',
  'in place of the room: a text',
];

describe('somebody who has the whole office', () => {
  it('causes no certificate, is refused by name, and the room issues what is genuine after it', async () => {
    const said: string[] = [];
    const isMade = (name: string): boolean => MADE.includes(name);
    const result = await forgeCertificates({ isMade, say: (line) => said.push(line) });
    expect(said.filter((line) => / \(expected |CERTIFICATE/.test(line))).toEqual([]);
    expect(result).toEqual({ attacks: MADE.length, certificates: 0, named: MADE.length });
    expect(said).toContain('let go, the room itself issued 3 of 3');
  }, 300_000);
});
