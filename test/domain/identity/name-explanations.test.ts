import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { foldName, nameExplanations } from '../../../domain/identity/name-folds.ts';
import type { NameExplanation } from '../../../domain/identity/name-folds.ts';
import { codePoints, compareNames } from '../../../domain/identity/names.ts';
import { COMPATIBILITY_IDEOGRAPHS } from '../../../domain/identity/tables/compatibility-ideographs.ts';
import { VARIANT_KANJI } from '../../../domain/identity/tables/variant-kanji.ts';

// Many runs take their time on a machine that is busy otherwise.
vi.setConfig({ testTimeout: 30_000 });

const areEqualUnder = (aside: readonly NameExplanation[], text: string, other: string): boolean => {
  const [left, right] = [text, other].map((name) => foldName(codePoints(name), aside));
  return String(left) === String(right);
};

/** Compatibility ideographs, out of the table that the folds read. */
const compatibility = COMPATIBILITY_IDEOGRAPHS.split(' ').reduce<number[]>((all, token) => {
  const gap = Number.parseInt(token.split(':')[0] ?? '', 36);
  return [...all, (all.at(-1) ?? 0) + gap];
}, []);

const anyCharacter = fc.oneof(
  fc.constantFrom(...VARIANT_KANJI.flatMap((group) => Array.from(group))),
  fc.constantFrom(...compatibility.map((codePoint) => String.fromCodePoint(codePoint))),
  fc.constantFrom(...Array.from('ーｰ−‐―－─-ｶﾞカガﾊﾟパりAaＡａéÉßÿ　 \u{fe00}\u{e0101}\u{e000}')),
  fc.integer({ min: 0x20000, max: 0x20100 }).map((codePoint) => String.fromCodePoint(codePoint)),
);
const name = fc.array(anyCharacter, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));

/** Ways of writing a name otherwise, each of one explanation. */
const REWRITES: readonly ((name: string) => string)[] = [
  (text) => text.replaceAll('　', ' '),
  (text) => text.replaceAll(/[　 ]/g, ''),
  (text) => text.replaceAll('ー', '−'),
  (text) => text.replaceAll('ー', '－'),
  (text) => text.replaceAll('カ', 'ｶ'),
  (text) => text.replaceAll('A', 'Ａ'),
  (text) => text.toLowerCase(),
  (text) => text.replaceAll(/[\u{fe00}\u{e0101}]/gu, ''),
  (text) => text.replaceAll(/./gu, (each) => rotated(each)),
];

/** The next form of a kanji in its group. */
function rotated(character: string): string {
  const group = Array.from(VARIANT_KANJI.find((each) => each.includes(character)) ?? character);
  return group[(group.indexOf(character) + 1) % group.length] ?? character;
}

/** A name, and a way of writing it: by itself a pair of drawn names is nearly always different. */
const pair = fc
  .tuple(name, fc.subarray([...REWRITES]))
  .map(
    ([text, rewrites]) => [text, rewrites.reduce((all, rewrite) => rewrite(all), text)] as const,
  );

describe('compareNames', () => {
  it('says the same whichever name comes first', () => {
    fc.assert(
      fc.property(fc.oneof(pair, fc.tuple(name, name)), ([text, other]) => {
        expect(compareNames(other, text)).toEqual(compareNames(text, other));
      }),
      { numRuns: 1000 },
    );
  });

  it('calls identical exactly what has the same code points', () => {
    fc.assert(
      fc.property(fc.oneof(pair, fc.tuple(name, name)), ([text, other]) => {
        const isSame = String(codePoints(text)) === String(codePoints(other));
        expect(compareNames(text, other).match === 'identical').toBe(isSame);
      }),
      { numRuns: 1000 },
    );
  });

  it('names a difference exactly if the names differ without setting it aside', () => {
    fc.assert(
      fc.property(pair, ([text, other]) => {
        const { match, explanations } = compareNames(text, other);
        if (match !== 'explainable') return;
        for (const each of nameExplanations) {
          const others = nameExplanations.filter((one) => one !== each);
          expect(explanations.includes(each)).toBe(!areEqualUnder(others, text, other));
        }
        expect(areEqualUnder(explanations, text, other)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('never explains a change that no rule is for', () => {
    fc.assert(
      fc.property(name, fc.nat(), ([...all], at) => {
        // A kana that is in no fold, in the place of whatever was there.
        const place = at % all.length;
        const changed = all.map((each, i) => (i === place ? 'ゑ' : each)).join('');
        if (/[ー−‐―－─]/.test(changed[changed.indexOf('ゑ') + 1] ?? '')) return;
        const removed = all[place] ?? '';
        if (removed === 'ゑ') return;
        expect(compareNames(all.join(''), changed).match).toBe('different');
      }),
      { numRuns: 1000 },
    );
  });

  it('gives away no key: its result is made of codes', () => {
    fc.assert(
      fc.property(pair, ([text, other]) => {
        expect(JSON.stringify(compareNames(text, other))).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});

describe('the long vowel mark', () => {
  it.each(['−', '‐', '‑', '–', '—', '―', '─', '－'])('may be written %s after a kana', (dash) => {
    expect(compareNames(`ヤマダ　リ${dash}`, 'ヤマダ　リー')).toEqual({
      match: 'explainable',
      explanations: ['longVowel'],
    });
  });

  it.each([
    ['ｻﾘ－', 'サリー', ['longVowel', 'width']],
    ['ｻﾘｰ', 'サリー', ['width']],
    ['リ −', 'リ ー', ['longVowel']],
    ['ＡＮＮ－ＬＥＥ', 'ANN-LEE', ['width']],
    ['ゆ−り', 'ゆーり', ['longVowel']],
  ])('%s and %s', (text, other, explanations) => {
    expect(compareNames(text, other)).toEqual({ match: 'explainable', explanations });
  });

  it.each([
    ['ANN−LEE', 'ANNーLEE'],
    ['山−田', '山ー田'],
    ['リ-', 'リー'],
    ['リ', 'リー'],
    ['リ一', 'リー'],
  ])('is not what %s differs from %s by', (text, other) => {
    expect(compareNames(text, other).match).toBe('different');
  });
});
