import { createHmac, pbkdf2Sync } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkSymbol,
  CODE_ALPHABET,
  CODE_KEY_DERIVATION,
  codeFromRandom,
  printedCode,
  readTypedCode,
  redemptionMessage,
} from '../../../domain/key-delivery/code.ts';
import { vectors } from '../vectors.ts';

const { code: vector } = vectors;
const random = fc.uint8Array({ minLength: 10, maxLength: 10 });

describe('the code of the vectors', () => {
  it('has the alphabet, the check symbol and the printed form', () => {
    expect(CODE_ALPHABET).toBe(vector.alphabet);
    expect(checkSymbol(vector.symbols)).toBe(vector.check);
    expect(printedCode(vector.symbols)).toBe(vector.printed);
  });

  it('derives K and proves knowledge of the code by a MAC over the keys', () => {
    const { iterations, keyOctets, saltOctets } = CODE_KEY_DERIVATION;
    const salt = Buffer.from(vector.saltHex, 'hex');
    expect([iterations, salt.length]).toEqual([vector.iterations, saltOctets]);
    const key = pbkdf2Sync(vector.symbols, salt, iterations, keyOctets, 'sha256');
    expect(key.toString('hex')).toBe(vector.keyHex);
    const [, applicationId = '', number, nonce = '', ...keys] = vector.message.trim().split('\n');
    const message = redemptionMessage({
      applicationId,
      codeNumber: Number(number),
      nonce,
      spkiSha256: keys.map((line) => line.split(' ')[1] ?? ''),
    });
    expect(new TextDecoder().decode(message)).toBe(vector.message);
    expect(createHmac('sha256', key).update(message).digest('hex')).toBe(vector.macHex);
  });
});

describe('codeFromRandom', () => {
  it('makes sixteen symbols that read back', () => {
    fc.assert(
      fc.property(random, (octets) => {
        const symbols = codeFromRandom(octets);
        expect(symbols).toMatch(/^[2-9A-HJ-NP-Z]{16}$/);
        expect(readTypedCode(printedCode(symbols))).toEqual({ ok: true, symbols });
      }),
    );
  });

  it('uses every bit', () => {
    expect(codeFromRandom(new Uint8Array(10))).toBe('2'.repeat(16));
    expect(codeFromRandom(new Uint8Array(10).fill(255))).toBe('Z'.repeat(16));
    const codes = Array.from({ length: 80 }, (_, bit) => {
      const octets = new Uint8Array(10);
      octets[bit >> 3] = 1 << (bit & 7);
      return codeFromRandom(octets);
    });
    expect(new Set(codes).size).toBe(80);
  });

  it('takes ten octets only', () => {
    expect(() => codeFromRandom(new Uint8Array(9))).toThrow('9');
  });
});

describe('readTypedCode', () => {
  it.each([
    '7KQ2MZ9TW4XHB3NPK',
    '7kq2-mz9t-w4xh-b3npk',
    ' 7KQ2 MZ9T W4XH B3NPK ',
    '７ＫＱ２－ＭＺ９Ｔ－Ｗ４ＸＨ－Ｂ３ＮＰＫ',
    '７ｋｑ２　ｍｚ９ｔ　ｗ４ｘｈ　ｂ３ｎｐｋ',
  ])('reads %j', (typed) => {
    expect(readTypedCode(typed)).toEqual({ ok: true, symbols: vector.symbols });
  });

  it.each([
    ['7KQ2-MZ9T-W4XH-B3NPI', 'unknownSymbol'],
    ['7KQ2-MZ9T-W4XH-B3NP0', 'unknownSymbol'],
    ['7KQ2_MZ9T_W4XH_B3NPK', 'unknownSymbol'],
    ['7KQ2ーMZ9TーW4XHーB3NPK', 'unknownSymbol'],
    ['7KQ2-MZ9T-W4XH-B3NP', 'length'],
    ['7KQ2-MZ9T-W4XH-B3NPKK', 'length'],
    ['', 'length'],
    ['7KQ2-MZ9T-W4XH-B3NPL', 'checkSymbol'],
  ])('refuses %j: %s', (typed, reason) => {
    expect(readTypedCode(typed)).toEqual({ ok: false, reason });
  });

  it('finds every single mistyped symbol', () => {
    const position = fc.integer({ min: 0, max: 16 });
    const symbol = fc.constantFrom(...Array.from(CODE_ALPHABET));
    fc.assert(
      fc.property(random, position, symbol, (octets, at, wrong) => {
        const typed = Array.from(printedCode(codeFromRandom(octets)).replaceAll('-', ''));
        fc.pre(typed[at] !== wrong);
        typed[at] = wrong;
        expect(readTypedCode(typed.join(''))).toEqual({ ok: false, reason: 'checkSymbol' });
      }),
      { numRuns: 1000 },
    );
  });

  it('has no check symbol for what is not a code', () => {
    expect(() => checkSymbol('O')).toThrow('symbol');
  });
});
