import { execFileSync } from 'node:child_process';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  bitsOf,
  booleanOf,
  children,
  type DerElement,
  integerHexOf,
  MalformedDer,
  namedBitsOf,
  oidOf,
  readElement,
  readExactly,
  smallNumberOf,
  timeOf,
} from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const read = (text: string): DerElement => readExactly(hex(text));
const tagged = (tag: number, text: string): DerElement =>
  readExactly(der.tlv(tag, Buffer.from(text, 'latin1')));

describe('readElement', () => {
  it('gives tag, octets and content without copying', () => {
    const input = hex('00 30 03 02 01 05 ff');
    const element = readElement(input, 1);
    expect(element).toMatchObject({ tag: 0x30 });
    expect(element.octets).toEqual(hex('30 03 02 01 05'));
    expect(element.content.buffer).toBe(input.buffer);
  });

  it.each([
    ['nothing', ''],
    ['no length', '30'],
    ['an indefinite length', '30 80 00 00'],
    ['a length of five octets', '30 85 00 00 00 00 01 00'],
    ['a long form for a short length', '04 81 01 00'],
    ['a length with a leading zero', `04 82 00 80 ${'00'.repeat(128)}`],
    ['a length that is cut off', '04 82 01'],
    ['content that is cut off', '04 02 00'],
    ['a tag number over 30', '1f 81 00 00'],
  ])('refuses %s', (_, octets) => {
    expect(() => readElement(hex(octets))).toThrow(MalformedDer);
  });

  it('refuses octets after the one element, and another tag', () => {
    expect(() => read('05 00 00')).toThrow(MalformedDer);
    expect(() => readExactly(hex('05 00'), 0x04)).toThrow(MalformedDer);
  });

  it('refuses more elements than its limit', () => {
    const many = { content: Buffer.alloc(2 * 20_001, hex('05 00')) };
    expect(() => children(many)).toThrow(MalformedDer);
  });

  it('throws nothing but MalformedDer on any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (octets) => {
        try {
          const list = children({ content: Buffer.from(octets) });
          expect(Buffer.concat(list.map((element) => element.octets))).toEqual(Buffer.from(octets));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedDer);
        }
      }),
    );
  });
});

describe('values', () => {
  it('reads object identifiers, and refuses padded and cut off ones', () => {
    expect(oidOf(read('06 03 55 1d 0f'))).toBe('2.5.29.15');
    expect(oidOf(read('06 03 88 37 03'))).toBe('2.999.3');
    for (const bad of ['06 00', '06 02 55 80', '06 03 55 80 01', `06 41 ${'2a'.repeat(65)}`]) {
      expect(() => oidOf(read(bad))).toThrow(MalformedDer);
    }
    expect(() => oidOf(read('06 09 2a ff ff ff ff ff ff ff 7f'))).toThrow(MalformedDer);
    expect(() => oidOf(undefined)).toThrow(MalformedDer);
  });

  it('writes the object identifiers that it reads', () => {
    const arc = fc.nat(2 ** 31);
    fc.assert(
      fc.property(fc.nat(1), fc.nat(39), fc.array(arc, { maxLength: 8 }), (root, second, arcs) => {
        const dotted = [root, second, ...arcs].join('.');
        expect(oidOf(readExactly(der.oid(dotted)))).toBe(dotted);
      }),
    );
  });

  it('reads integers in their one form', () => {
    expect(integerHexOf(read('02 01 00'))).toBe('00');
    expect(integerHexOf(read('02 02 00 80'))).toBe('80');
    for (const bad of ['02 00', '02 01 80', '02 02 00 7f', '02 02 00 00']) {
      expect(() => integerHexOf(read(bad))).toThrow(MalformedDer);
    }
    expect(smallNumberOf(read('02 01 7f'))).toBe(127);
    expect(() => smallNumberOf(read('02 02 00 80'))).toThrow(MalformedDer);
  });

  it('reads booleans and bit strings in their one form', () => {
    expect([booleanOf(read('01 01 ff')), booleanOf(read('01 01 00'))]).toEqual([true, false]);
    expect(() => booleanOf(read('01 01 01'))).toThrow(MalformedDer);
    expect(bitsOf(read('03 02 00 05'))).toEqual(hex('05'));
    expect(() => bitsOf(read('03 02 01 04'))).toThrow(MalformedDer);
    expect(namedBitsOf(read('03 02 06 c0'))).toEqual([0, 1]);
    expect(namedBitsOf(read('03 01 00'))).toEqual([]);
    for (const bad of [
      '03 00',
      '03 02 05 c0',
      '03 02 06 c1',
      '03 02 08 00',
      '03 01 01',
      '03 02 00 00',
    ]) {
      expect(() => namedBitsOf(read(bad))).toThrow(MalformedDer);
    }
  });

  it('reads the bits that it writes', () => {
    const bits = fc.uniqueArray(fc.nat(12), { minLength: 1 });
    fc.assert(
      fc.property(bits, (set) => {
        expect(namedBitsOf(readExactly(der.namedBits(set)))).toEqual(set.toSorted((a, b) => a - b));
      }),
    );
  });

  it('reads times of RFC 5280, and days of the calendar alone', () => {
    expect(timeOf(tagged(0x17, '491231235959Z'))).toEqual(new Date('2049-12-31T23:59:59Z'));
    expect(timeOf(tagged(0x17, '500101000000Z'))).toEqual(new Date('1950-01-01T00:00:00Z'));
    expect(timeOf(tagged(0x18, '20500228120000Z'))).toEqual(new Date('2050-02-28T12:00:00Z'));
    const bad = [
      [0x17, '230229000000Z'],
      [0x17, '231301000000Z'],
      [0x17, '230100000000Z'],
      [0x17, '230101240000Z'],
      [0x17, '230101006000Z'],
      [0x17, '230101000060Z'],
      [0x17, '2301010000Z'],
      [0x17, '230101000000+0900'],
      [0x17, '23010100000 Z'],
      [0x18, '20230101000000.5Z'],
      [0x18, '230101000000Z'],
      [0x0c, '230101000000Z'],
    ] as const;
    for (const [tag, text] of bad) expect(() => timeOf(tagged(tag, text))).toThrow(MalformedDer);
  });

  it('reads every time that it writes', () => {
    const range = { min: new Date('1950-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') };
    fc.assert(
      fc.property(fc.date({ ...range, noInvalidDate: true }), (date) => {
        date.setUTCMilliseconds(0);
        expect(timeOf(readExactly(der.time(date)))).toEqual(date);
        expect(timeOf(readExactly(der.generalizedTime(date)))).toEqual(date);
      }),
    );
  });
});

describe('der-writer', () => {
  it('writes what OpenSSL reads', () => {
    const octets = der.seq(
      der.oid('1.2.392.200149.8.5.5.1'),
      der.integer(hex('00 ff 00')),
      der.utf8String('登録'),
      der.explicit(0, der.octetString(Buffer.alloc(300))),
      der.setOf(der.smallInteger(300), der.boolean(true), der.nullValue()),
      der.time(new Date('2026-12-01T00:00:00Z')),
      der.enumerated(6),
    );
    const text = execFileSync('openssl', ['asn1parse', '-inform', 'DER'], {
      input: octets,
    }).toString();
    for (const part of [
      '1.2.392.200149.8.5.5.1',
      ':FF00',
      ':登録',
      'l= 300 prim: OCTET STRING',
      ':012C',
      '261201000000Z',
      'ENUMERATED',
    ]) {
      expect(text).toContain(part);
    }
  });
});
