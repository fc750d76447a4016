import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codePoints,
  compareNames,
  nameCharacters,
  nameKey,
} from '../../../domain/identity/names.ts';
import { nameExplanations } from '../../../domain/identity/name-folds.ts';

const identical = { match: 'identical', explanations: [] };
const different = { match: 'different', explanations: [] };
const explainable = (...explanations: string[]) => ({ match: 'explainable', explanations });

const nameCharacter = fc.constantFrom(
  ...Array.from('山髙高崎﨑神\ufa19ーｰ−‐ｶﾞカガAaＡａéÉ　 𠮷吉\u{fe00}\u{e0101}'),
);
const name = fc.array(nameCharacter, { minLength: 1, maxLength: 12 }).map((all) => all.join(''));

describe('compareNames', () => {
  it.each([
    ['山田　花子', '山田　花子', identical],
    ['山田　花子', '山田 花子', explainable('space')],
    ['山田　花子', '山田花子', explainable('space')],
    ['髙橋　一郎', '高橋　一郎', explainable('variantKanji')],
    ['髙橋　一郎', '高橋一郎', explainable('space', 'variantKanji')],
    ['𠮷田　茂', '吉田　茂', explainable('variantKanji')],
    ['渡邊　葵', '渡邉　葵', explainable('variantKanji')],
    ['崎山　蓮', '﨑山　蓮', explainable('variantKanji')],
    ['\ufa19山　蓮', '神山　蓮', explainable('compatibilityIdeograph')],
    ['葛\u{e0100}城', '葛城', explainable('variationSelector')],
    ['葛\u{e0100}城', '葛\u{e0101}城', explainable('variationSelector')],
    ['ﾔﾏﾀﾞ ﾊﾟｰﾙ', 'ヤマダ パール', explainable('width')],
    ['ＡＢＣ', 'ABC', explainable('width')],
    ['ヤマダ　リー', 'ヤマダ　リ−', explainable('longVowel')],
    ['ヤマダ　リ‐', 'ヤマダ　リ−', explainable('longVowel')],
    ['Smith John', 'SMITH JOHN', explainable('latinCase')],
    ['ＳＭＩＴＨ', 'smith', explainable('latinCase', 'width')],
    ['ＳＭＩＴＨ', 'ｓｍｉｔｈ', explainable('latinCase')],
    ['MÜLLER', 'Müller', explainable('latinCase')],
    ['AZÀÞ', 'azàþ', explainable('latinCase')],
    ['ＡＺ', 'ａｚ', explainable('latinCase')],
    ['×', '÷', different],
    ['ß', 'ÿ', different],
    ['！～', '!~', explainable('width')],
    ['｡ﾟ', '。゜', explainable('width')],
    ['葛\u{fe00}', '葛\u{fe0f}', explainable('variationSelector')],
    ['葛\u{e0100}', '葛\u{e01ef}', explainable('variationSelector')],
    ['葛\u{fdff}', '葛', different],
    ['葛\u{fe10}', '葛', different],
    ['葛\u{e00ff}', '葛', different],
    ['葛\u{e01f0}', '葛', different],
    ['髙橋　\ufa19', '高橋 神', explainable('compatibilityIdeograph', 'space', 'variantKanji')],
    ['山田　花子', '山田　華子', different],
    ['山田　花子', '山本　花子', different],
    ['坂本', '阪本', different],
    ['渡辺', '渡部', different],
    ['ガ', 'カ\u3099', different],
    ['山田　花子', '', different],
  ])('%s and %s', (text, other, expected) => {
    expect(compareNames(text, other)).toEqual(expected);
    expect(compareNames(other, text)).toEqual(expected);
  });

  it('names every difference that is needed and no other', () => {
    fc.assert(
      fc.property(name, name, (text, other) => {
        const { match, explanations } = compareNames(text, other);
        expect(explanations).toEqual(explanations.toSorted());
        expect(explanations.length > 0).toBe(match === 'explainable');
        expect(match === 'identical').toBe(text === other);
        expect(match !== 'different').toBe(nameKey(text) === nameKey(other));
      }),
      { numRuns: 500 },
    );
  });

  it('finds an explanation for every spelling of one key', () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(compareNames(text, nameKey(text)).match).not.toBe('different');
      }),
      { numRuns: 500 },
    );
  });

  it('never calls a spelling with another form of a kanji identical', () => {
    expect(compareNames('高', '髙').match).toBe('explainable');
    expect(nameExplanations).toContain('variantKanji');
  });
});

describe('codePoints', () => {
  it('counts a character outside the first plane once', () => {
    expect(codePoints('𠮷田')).toEqual([0x20bb7, 0x7530]);
  });
});

describe('nameKey', () => {
  it('is the same whatever way a name is written', () => {
    expect(nameKey('髙橋　ｻｸﾗ')).toBe(nameKey('高橋サクラ'));
    expect(nameKey('髙橋')).not.toBe(nameKey('高田'));
  });

  it('does not change when it is taken again', () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(nameKey(nameKey(text))).toBe(nameKey(text));
      }),
    );
  });
});

describe('nameCharacters', () => {
  it.each([
    ['山田　花子', 'ordinary'],
    ['Anne-Marie Smith', 'ordinary'],
    ['!A z~', 'ordinary'],
    ['ＡＮＮＥ　ヤマダ', 'ordinary'],
    ['丂丄', 'ordinary'], // JIS X 0212
    ['邊邉', 'ordinary'],
    ['髙橋', 'rare'], // an extension of IBM, in neither standard
    ['﨑山', 'rare'],
    ['𠮷田', 'rare'],
    ['葛\u{e0100}城', 'rare'],
    ['葛\u{fe00}城', 'rare'],
    ['ﾔﾏﾀﾞ', 'rare'],
    ['김철수', 'rare'],
    ['山\u00a0田', 'rare'],
    ['山\ue000田', 'privateUse'],
    ['山\u{f0000}田', 'privateUse'],
    ['山\u{10fffd}田', 'privateUse'],
    ['髙\ue000', 'privateUse'],
    ['山\u200b田', 'forbidden'],
    ['山\u202e田', 'forbidden'],
    ['山\u2066田', 'forbidden'],
    ['山\u061c田', 'forbidden'],
    ['山\u3164田', 'forbidden'],
    ['山\u{e0041}田', 'forbidden'],
    ['山\ufeff田', 'forbidden'],
    ['山\u0007田', 'forbidden'],
    ['山\ud842田', 'forbidden'],
    ['山\ufffd田', 'forbidden'],
    ['山〓田', 'forbidden'],
    ['山\u0378田', 'forbidden'], // not assigned
    ['山\u{1ffff}田', 'forbidden'], // never a character
    ['山\ufdd0田', 'forbidden'],
    ['\ue000\u200b', 'forbidden'],
    [' 山田', 'forbidden'],
    ['山田　', 'forbidden'],
    ['山田\u00a0', 'forbidden'],
  ])('%j is %s', (text, expected) => {
    expect(nameCharacters(text)).toBe(expected);
  });
});
