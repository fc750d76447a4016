import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfOf, HALF_OCTETS, readHalf } from '../../../domain/governance/enrolment-code.ts';

const octets = fc.uint8Array({ minLength: HALF_OCTETS, maxLength: HALF_OCTETS });

describe('halfOf', () => {
  it('writes eighty bits in four groups of four, each value another', () => {
    expect(halfOf(new Uint8Array(HALF_OCTETS))).toBe('0000-0000-0000-0000');
    expect(halfOf(new Uint8Array(HALF_OCTETS).fill(255))).toBe('ZZZZ-ZZZZ-ZZZZ-ZZZZ');
    fc.assert(
      fc.property(octets, octets, (one, other) => {
        expect(halfOf(one) === halfOf(other)).toBe(Buffer.from(one).equals(Buffer.from(other)));
      }),
    );
  });

  it('has ten octets, no more and no fewer', () => {
    expect(() => halfOf(new Uint8Array(9))).toThrow('ten octets');
  });
});

describe('readHalf', () => {
  it('reads what was written, however it is typed', () => {
    fc.assert(
      fc.property(octets, (given) => {
        const half = halfOf(given);
        const plain = half.replaceAll('-', '');
        const fullWidth = plain.replace(/./g, (each) =>
          String.fromCodePoint((each.codePointAt(0) ?? 0) + 0xfee0),
        );
        const typed = [half, half.toLowerCase(), ` ${half} `, half.replaceAll('-', ' '), fullWidth];
        expect(typed.map(readHalf)).toEqual(typed.map(() => plain));
      }),
    );
  });

  it('takes O for 0, and I and L for 1', () => {
    expect(readHalf('oO0i-I1lL-0000-0000')).toBe('0001111100000000');
  });

  it.each(['', '0000', '0000-0000-0000-000U', '0'.repeat(17), '0'.repeat(100), undefined, 7])(
    'refuses %j',
    (typed) => {
      expect(readHalf(typed)).toBeUndefined();
    },
  );
});
