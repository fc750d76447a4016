import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  NotCanonical,
  canonicalJson,
  canonicalOctets,
  readCanonicalJson,
  sha256Hex,
  type CanonicalValue,
} from '../../books/canonical-json.ts';
import { VECTORS } from './vectors.ts';

const octets = (text: string): Buffer => Buffer.from(text, 'utf8');

const anyValue = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), tie('value'), { maxKeys: 4 }),
  ),
})).value;

const nested = (depth: number): CanonicalValue => {
  let value: CanonicalValue = [];
  for (let i = 1; i < depth; i += 1) value = [value];
  return value;
};

describe('canonicalJson', () => {
  it.each(VECTORS.canonicalJson.filter(({ canonical }) => canonical !== undefined))(
    'prints the value of $input as the vectors do',
    ({ input, canonical }) => {
      expect(canonicalJson(JSON.parse(input) as CanonicalValue)).toBe(canonical);
    },
  );

  it.each<[what: string, value: unknown, message: string]>([
    ['undefined members', { a: [1, { b: undefined }] }, 'undefined at .a[1].b'],
    ['null', { a: null }, 'null at .a'],
    ['fractions', { b: 1, a: 1.5 }, 'not an integer at .a'],
    ['NaN', [Number.NaN], 'not an integer at [0]'],
    ['numbers beyond 2^53-1', 2 ** 53, 'beyond 2^53-1'],
    ['big integers', 1n, 'bigint'],
    ['functions', { f: () => 1 }, 'function at .f'],
    ['instances of classes', { at: new Date(0) }, 'not a plain object at .at'],
    ['octets', { o: Buffer.of(1) }, 'not a plain object at .o'],
    ['names that are not ASCII', { 名: 1 }, 'member name not ASCII'],
    ['lone surrogates', { s: 'a\ud800' }, 'lone surrogate at .s'],
    ['lists with holes', Array.from({ length: 1 }), 'undefined at [0]'],
  ])('refuses %s and says where', (_, value, message) => {
    const print = () => canonicalJson(value as CanonicalValue);
    expect(print).toThrow(NotCanonical);
    expect(print).toThrow(message);
  });

  it('refuses values nested more than 64 deep, however deep', () => {
    expect(canonicalJson(nested(64))).toBe('['.repeat(64) + ']'.repeat(64));
    expect(() => canonicalJson(nested(65))).toThrow('nested too deeply');
    expect(() => canonicalJson(nested(100_000))).toThrow('nested too deeply');
  });

  it('sorts members by their code units and keeps strings as they are', () => {
    expect(canonicalJson({ b: 'é', a: 'e\u0301', A: '\u007f\u2028"\\\n', '': '😀' })).toBe(
      '{"":"😀","A":"\u007f\u2028\\"\\\\\\n","a":"e\u0301","b":"é"}',
    );
  });

  it('prints what JSON.parse reads back', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });
});

describe('readCanonicalJson', () => {
  it.each(VECTORS.canonicalJson.filter(({ refused }) => refused !== undefined))(
    'refuses $input: $refused',
    ({ input, refused }) => {
      expect(() => readCanonicalJson(octets(input))).toThrow(refused);
    },
  );

  it.each<[what: string, text: string]>([
    ['white space', '{"a": 1}'],
    ['a newline at the end', '{"a":1}\n'],
    ['members in another order', '{"b":1,"a":2}'],
    ['an escape that need not be', '{"a":"\\u0061"}'],
    ['another way to write a number', '[1e0]'],
    ['minus zero', '[-0]'],
    ['a byte order mark', '\ufeff[]'],
    ['a name doubled by an escape', '{"a":1,"\\u0061":2}'],
    ['nothing', ''],
    ['half of a value', '{"a":'],
  ])('refuses %s', (_, text) => {
    expect(() => readCanonicalJson(octets(text))).toThrow(NotCanonical);
  });

  it('says so when the reason is a name given twice, at any depth', () => {
    expect(() => readCanonicalJson(octets('{"x":[{"a":1,"b":{},"a":1}]}'))).toThrow('duplicate');
    expect(() => readCanonicalJson(octets('{"x":[{"a":"a"},{"a" :1}]}'))).toThrow('not in canon');
  });

  it('refuses octets that are not UTF-8', () => {
    expect(() => readCanonicalJson(Buffer.from('22ff22', 'hex'))).toThrow('not JSON in UTF-8');
    expect(() => readCanonicalJson(Buffer.from('22eda08022', 'hex'))).toThrow('not JSON in UTF-8');
  });

  it('keeps a member named __proto__ a member', () => {
    const value = readCanonicalJson(octets('{"__proto__":{"a":1}}'));
    expect(canonicalJson(value)).toBe('{"__proto__":{"a":1}}');
  });

  it('accepts names of digits in the order of their characters', () => {
    expect(readCanonicalJson(octets('{"10":1,"9":2}'))).toEqual({ '9': 2, '10': 1 });
    expect(() => readCanonicalJson(octets('{"9":2,"10":1}'))).toThrow(NotCanonical);
  });

  it('accepts of any JSON exactly what canonicalJson prints', () => {
    const text = fc.json({ maxDepth: 3 });
    fc.assert(
      fc.property(text, (json) => {
        const isPrinted = (): boolean => {
          try {
            return canonicalJson(JSON.parse(json) as CanonicalValue) === json;
          } catch {
            return false;
          }
        };
        const isRead = (): boolean => {
          try {
            readCanonicalJson(octets(json));
            return true;
          } catch {
            return false;
          }
        };
        expect(isRead()).toBe(isPrinted());
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['"\\ud800"', '["\\udfff"]', '[null]', '[-0]', `${'['.repeat(65)}${']'.repeat(65)}`])(
    'refuses %s, which the engine would give back as it is',
    (text) => {
      expect(() => readCanonicalJson(octets(text))).toThrow(NotCanonical);
    },
  );

  it('reads what canonicalOctets printed, and gives its octets back', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const printed = canonicalOctets(value);
        expect(canonicalOctets(readCanonicalJson(printed)).equals(printed)).toBe(true);
      }),
    );
  });
});

describe('sha256Hex', () => {
  it('is SHA-256 in lower-case hexadecimal', () => {
    expect(sha256Hex(octets('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
