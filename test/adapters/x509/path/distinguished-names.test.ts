import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MalformedDer } from '../../../../adapters/x509/der-reader.ts';
import * as der from '../../../../adapters/x509/der-writer.ts';
import { joinKeys, nameKeys } from '../../../../adapters/x509/path/distinguished-names.ts';

const COMMON_NAME = '2.5.4.3';
const attribute = (value: Buffer, type = COMMON_NAME): Buffer => der.seq(der.oid(type), value);
const nameWith = (value: Buffer): Buffer => der.seq(der.setOf(attribute(value)));
const keyOf = (name: Buffer): string => joinKeys(nameKeys(name));
const textKey = (text: string): string => keyOf(nameWith(der.utf8String(text)));

/** Everything that RFC 4518 §2.2 maps to nothing, as first and last of a range. */
const NOTHING: readonly (readonly [number, number])[] = [
  [0x0000, 0x0008],
  [0x000e, 0x001f],
  [0x007f, 0x0084],
  [0x0086, 0x009f],
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x06dd, 0x06dd],
  [0x070f, 0x070f],
  [0x1806, 0x1806],
  [0x180b, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2063],
  [0x206a, 0x206f],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffc],
  [0x1d173, 0x1d17a],
  [0xe0001, 0xe0001],
  [0xe0020, 0xe007f],
];

/** Values of a name in its RDNs, without what counts for nothing. */
const compared = (name: readonly string[][]): string =>
  JSON.stringify(
    name.map((set) =>
      set.map((one) => one.replaceAll('\u0000', '').replaceAll('\u0001', '')).toSorted(),
    ),
  );
const written = (name: readonly string[][]): Buffer =>
  der.seq(...name.map((set) => der.setOf(...set.map((text) => attribute(der.utf8String(text))))));

describe('nameKeys', () => {
  it.each([
    ['case', 'STRASSE GmbH', 'stra\u00dfe gmbh'],
    ['a capital sharp s', 'STRA\u1e9eE', 'strasse'],
    ['sigma at the end', '\u039f\u03a3', '\u03bf\u03c2'],
    ['width', '\uff21\uff22', 'ab'],
    ['spaces', '  a \u3000\u0085 b\t', 'A B'],
    ['a composed letter', '\u00e9', 'E\u0301'],
  ])('takes no account of %s', (_, one, other) => {
    expect(textKey(one)).toBe(textKey(other));
  });

  it('maps to nothing what RFC 4518 §2.2 does', () => {
    const kept = NOTHING.flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i),
    ).filter((point) => textKey(`Ba${String.fromCodePoint(point)}nk`) !== textKey('bank'));
    expect(kept).toEqual([]);
  });

  it('takes no account of the kind of string', () => {
    const text = Buffer.from('CA');
    const wide = Buffer.from('\0C\0A', 'latin1');
    const widest = Buffer.from('\0\0\0C\0\0\0A', 'latin1');
    const strings = [
      der.utf8String('ca'),
      der.printableString('CA'),
      der.tlv(0x14, text),
      der.tlv(0x16, text),
      der.tlv(0x1e, wide),
      der.tlv(0x1c, widest),
    ];
    expect(new Set(strings.map((value) => keyOf(nameWith(value)))).size).toBe(1);
  });

  it.each([
    ['i and dotless i', 'CI', 'C\u0131'],
    ['variants of a kanji beyond RFC 4518', '\u8fbb', '\u8fbb\u{e0100}'],
    ['letters with and without a mark', 'e', '\u00e9'],
  ])('tells %s apart', (_, one, other) => {
    expect(textKey(one)).not.toBe(textKey(other));
  });

  it('tells values apart whatever separators are in them', () => {
    const two = der.seq(
      der.setOf(attribute(der.utf8String('Good'))),
      der.setOf(attribute(der.utf8String('CA'))),
    );
    const set = der.seq(
      der.setOf(attribute(der.utf8String('Good')), attribute(der.utf8String('CA'))),
    );
    for (const between of ['\u0000', '\u0001', '"', '","', '"],["', '\\', ' ', '=', '#']) {
      for (const joint of [`${between}2.5.4.3=CA`, `${between}2.5.4.3 text CA`, `${between}CA`]) {
        const one = textKey(`Good${joint}`);
        expect([keyOf(two), keyOf(set)]).not.toContain(one);
      }
    }
    expect(keyOf(two)).not.toBe(keyOf(set));
  });

  it('tells octets from text that spells them', () => {
    const value = der.bitString(Buffer.from('CA'));
    const hex = value.toString('hex');
    const spelled = [`#${hex}`, `octets ${hex}`, hex].map(textKey);
    expect(spelled).not.toContain(keyOf(nameWith(value)));
  });

  it('gives names one key only if they have the same values in the same places', () => {
    const value = fc.string({
      unit: fc.constantFrom('\u0000', '\u0001', '"', ',', '[', 'a', '\\'),
    });
    const letters = fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), { maxLength: 3 });
    fc.assert(
      fc.property(letters, letters, (one, other) => {
        const isSame = keyOf(written(one)) === keyOf(written(other));
        expect(isSame).toBe(compared(one) === compared(other));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a value of more than a kibibyte', nameWith(der.utf8String('a'.repeat(1025)))],
    ['a value that grows when it is compared', nameWith(der.utf8String('\ufdfa'.repeat(300)))],
    ['one that grows in capitals', nameWith(der.utf8String('\u0390'.repeat(100)))],
    [
      'a name of more than two',
      der.seq(
        ...Array.from({ length: 3 }, () => der.setOf(attribute(der.utf8String('a'.repeat(1000))))),
      ),
    ],
  ])('refuses %s', (_, name) => {
    expect(() => nameKeys(name)).toThrow(MalformedDer);
  });

  it('reads a value that grows a little', () => {
    expect(textKey('\ufdfa \u337f')).toContain('text ');
  });
});
