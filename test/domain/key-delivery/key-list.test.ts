import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKeyList } from '../../../domain/key-delivery/key-list.ts';

const short = '0123456789abcdef0123';
const long = 'f0'.repeat(32);

const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((octets) => Buffer.from(octets).toString('hex'));

describe('readKeyList', () => {
  it('reads fingerprints of both kinds, each once, beside notes and empty lines', () => {
    const text = `# RSA-2048\n\n${short}\n${long.toUpperCase()}\r\n  ${short}  \n`;
    expect(readKeyList(text)).toEqual({ fingerprints: [short, long] });
  });

  it.each([
    ['a digit too few', short.slice(1)],
    ['a digit too many', `${long}0`],
    ['a letter that is none', short.replace('a', 'g')],
    ['two in a line', `${short} ${short}`],
    ['a SHA-1', 'ab'.repeat(20)],
  ])('names the line with %s', (_, line) => {
    expect(readKeyList(`# head\n${short}\n${line}\n`)).toEqual({ unreadableLine: 3 });
  });

  it('reads what is written, whatever fingerprints it holds', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(hex(10), hex(32))), (fingerprints) => {
        expect(readKeyList(fingerprints.join('\n'))).toEqual({ fingerprints });
      }),
    );
  });
});
