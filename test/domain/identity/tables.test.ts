import { describe, expect, it } from 'vitest';
import { hexRanges, isInRanges, readRanges } from '../../../domain/identity/code-point-ranges.ts';
import { compareNames } from '../../../domain/identity/names.ts';
import { ASSIGNED_CODE_POINTS } from '../../../domain/identity/tables/assigned-code-points.ts';
import { COMPATIBILITY_IDEOGRAPHS } from '../../../domain/identity/tables/compatibility-ideographs.ts';
import { JIS_X_0208 } from '../../../domain/identity/tables/jis-x-0208.ts';
import { JIS_X_0212 } from '../../../domain/identity/tables/jis-x-0212.ts';
import { VARIANT_KANJI } from '../../../domain/identity/tables/variant-kanji.ts';

const decoder = new TextDecoder('euc-jp', { fatal: true });

function decode(...octets: number[]): number | undefined {
  try {
    return decoder.decode(Uint8Array.from(octets)).codePointAt(0);
  } catch {
    return undefined;
  }
}

function sizeOf(table: string): number {
  const { starts, ends } = readRanges(table);
  return starts.reduce((sum, start, index) => sum + (ends[index] ?? 0) - start, 0);
}

const cells = Array.from({ length: 94 }, (_, index) => 0xa1 + index);

describe('JIS_X_0208', () => {
  const ranges = readRanges(JIS_X_0208);

  it('holds the 6,879 characters of the standard and six doubly mapped ones', () => {
    expect(sizeOf(JIS_X_0208)).toBe(6879 + 6);
  });

  it('holds every kanji of the first and second level', () => {
    for (let row = 16; row <= 84; row += 1) {
      for (const cell of cells) {
        const codePoint = decode(0xa0 + row, cell);
        if (codePoint !== undefined) expect(isInRanges(ranges, codePoint)).toBe(true);
      }
    }
  });

  it.each(Array.from('亜腕弌熙ぁンァヶΑя０ｚ　ー'))('holds %s', (character) => {
    expect(isInRanges(ranges, character.codePointAt(0) ?? 0)).toBe(true);
  });

  it.each(Array.from('髙﨑①㈱丂Aｱ𠮷'))('does not hold %s', (character) => {
    expect(isInRanges(ranges, character.codePointAt(0) ?? 0)).toBe(false);
  });
});

describe('JIS_X_0212', () => {
  it('holds the 6,067 characters of the standard and one doubly mapped one', () => {
    expect(sizeOf(JIS_X_0212)).toBe(6067 + 1);
  });

  it('holds every supplementary kanji', () => {
    const ranges = readRanges(JIS_X_0212);
    for (let row = 16; row <= 77; row += 1) {
      for (const cell of cells) {
        const codePoint = decode(0x8f, 0xa0 + row, cell);
        if (codePoint !== undefined) expect(isInRanges(ranges, codePoint)).toBe(true);
      }
    }
  });
});

describe('ASSIGNED_CODE_POINTS', () => {
  const ranges = readRanges(ASSIGNED_CODE_POINTS);

  it('holds exactly the 159,801 characters and 65 controls of Unicode 17.0', () => {
    expect(sizeOf(ASSIGNED_CODE_POINTS)).toBe(159_801 + 65);
  });

  it('holds whatever JIS X 0208 and JIS X 0212 hold', () => {
    for (const table of [JIS_X_0208, JIS_X_0212]) {
      const { starts } = readRanges(table);
      expect(starts.every((start) => isInRanges(ranges, start))).toBe(true);
    }
  });
});

describe('COMPATIBILITY_IDEOGRAPHS', () => {
  it('explains each by the ideograph it decomposes to', () => {
    let last = 0;
    for (const token of COMPATIBILITY_IDEOGRAPHS.split(' ')) {
      last += Number.parseInt(token.split(':')[0] ?? '', 36);
      const ideograph = String.fromCodePoint(last);
      expect(compareNames(ideograph, ideograph.normalize('NFC')).explanations).toEqual([
        'compatibilityIdeograph',
      ]);
    }
    expect(COMPATIBILITY_IDEOGRAPHS.split(' ')).toHaveLength(1002);
  });

  it('leaves the twelve unified ideographs of the block alone', () => {
    for (const ideograph of '﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩') {
      expect(ideograph.normalize('NFC')).toBe(ideograph);
      expect(compareNames(ideograph, '山').match).toBe('different');
    }
  });
});

describe('VARIANT_KANJI', () => {
  const characters = VARIANT_KANJI.flatMap((group) => Array.from(group));

  it('names no character twice', () => {
    const repeated = characters.filter((each, index) => characters.indexOf(each) !== index);
    expect(repeated).toEqual([]);
  });

  it('has groups of at least two ideographs, none a compatibility ideograph', () => {
    expect(VARIANT_KANJI.filter((group) => Array.from(group).length < 2)).toEqual([]);
    expect(characters.filter((each) => !/^\p{Unified_Ideograph}$/u.test(each))).toEqual([]);
    expect(characters.filter((each) => each.normalize('NFC') !== each)).toEqual([]);
  });

  it.each(VARIANT_KANJI)('explains the forms of %s', (group) => {
    const [main = '', ...others] = Array.from(group);
    for (const other of others) {
      expect(compareNames(`${main}田`, `${other}田`)).toEqual({
        match: 'explainable',
        explanations: ['variantKanji'],
      });
    }
  });
});

describe('hexRanges', () => {
  it('reads single code points and ranges', () => {
    const ranges = hexRanges('20 41-43 1f600');
    const inside = [0x20, 0x41, 0x43, 0x1f600];
    const outside = [0x1f, 0x21, 0x40, 0x44, 0x1f5ff, 0x1f601];
    expect(inside.every((codePoint) => isInRanges(ranges, codePoint))).toBe(true);
    expect(outside.some((codePoint) => isInRanges(ranges, codePoint))).toBe(false);
  });
});
