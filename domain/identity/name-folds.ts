import { COMPATIBILITY_IDEOGRAPHS } from './tables/compatibility-ideographs.ts';
import { VARIANT_KANJI } from './tables/variant-kanji.ts';

/** The differences between two spellings of a name that can be explained (規則6条5号ハ). */
export const nameExplanations = [
  'compatibilityIdeograph',
  'latinCase',
  'longVowel',
  'space',
  'variantKanji',
  'variationSelector',
  'width',
] as const;

/** A difference between two spellings of a name that can be explained. */
export type NameExplanation = (typeof nameExplanations)[number];

type Fold = (codePoints: readonly number[]) => readonly number[];

const first = (character: string) => character.codePointAt(0) ?? 0;

/** U+FF61 to U+FF9F in order, as the full-width forms. */
const HALF_WIDTH_KATAKANA =
  '。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜';
const fullKatakana = Array.from(HALF_WIDTH_KATAKANA, first);
const VOICED_MARK = 0xff9e;
const SEMI_VOICED_MARK = 0xff9f;
const voiced = new Map(
  Array.from(
    'ウヴカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボワヷヲヺ',
    first,
  )
    .map((codePoint, index, all) => [codePoint, all[index + 1] ?? 0] as const)
    .filter((_, index) => index % 2 === 0),
);
const semiVoiced = new Map(
  Array.from('ハヒフヘホ', first).map((codePoint) => [codePoint, codePoint + 2] as const),
);

const variants = new Map(
  VARIANT_KANJI.flatMap((group) => {
    const [main = 0, ...others] = Array.from(group, first);
    return others.map((other) => [other, main] as const);
  }),
);

function readDecompositions(): Map<number, number> {
  let last = 0;
  return new Map(
    COMPATIBILITY_IDEOGRAPHS.split(' ').map((token) => {
      const [gap = '', target = ''] = token.split(':');
      last += Number.parseInt(gap, 36);
      return [last, Number.parseInt(target, 36)] as const;
    }),
  );
}

const decompositions = readDecompositions();

const isHalfKatakana = (codePoint: number) => codePoint >= 0xff61 && codePoint <= 0xff9f;

const isFullAscii = (codePoint: number) => codePoint >= 0xff01 && codePoint <= 0xff5e;

/** Tells whether a code point only selects a form of the character before it (UTS #37). */
export function isVariationSelector(codePoint: number): boolean {
  const isSupplement = codePoint >= 0xe0100 && codePoint <= 0xe01ef;
  return isSupplement || (codePoint >= 0xfe00 && codePoint <= 0xfe0f);
}

function foldWidth(codePoints: readonly number[]): readonly number[] {
  const folded: number[] = [];
  for (const [index, codePoint] of codePoints.entries()) {
    const composed = isHalfKatakana(codePoints[index - 1] ?? 0)
      ? composedWith(codePoint, folded.at(-1) ?? 0)
      : undefined;
    if (composed !== undefined) folded.splice(-1, 1, composed);
    else if (isHalfKatakana(codePoint)) folded.push(fullKatakana[codePoint - 0xff61] ?? codePoint);
    else folded.push(isFullAscii(codePoint) ? codePoint - 0xfee0 : codePoint);
  }
  return folded;
}

/** A half-width sound mark is a character of its own; with the kana before it, it is one. */
function composedWith(mark: number, kana: number): number | undefined {
  if (mark === VOICED_MARK) return voiced.get(kana);
  return mark === SEMI_VOICED_MARK ? semiVoiced.get(kana) : undefined;
}

function foldLatinCase(codePoint: number): number {
  const isAscii = codePoint >= 0x41 && codePoint <= 0x5a;
  const isFullWidth = codePoint >= 0xff21 && codePoint <= 0xff3a;
  const isLatin1 = codePoint >= 0xc0 && codePoint <= 0xde && codePoint !== 0xd7;
  return isAscii || isFullWidth || isLatin1 ? codePoint + 0x20 : codePoint;
}

const isSpace = (codePoint: number) => codePoint === 0x20 || codePoint === 0x3000;

/** What is typed and printed for the long vowel mark: hyphens and dashes, a minus, a ruled line. */
const isDash = (codePoint: number) =>
  (codePoint >= 0x2010 && codePoint <= 0x2015) || [0x2212, 0x2500, 0xff0d].includes(codePoint);

const isKana = (codePoint: number) =>
  isHalfKatakana(codePoint) || (codePoint >= 0x3041 && codePoint <= 0x30ff);

/** A dash stands for the long vowel mark after a kana alone: in a Latin name it is a hyphen. */
function foldLongVowel(codePoints: readonly number[]): readonly number[] {
  let before = 0;
  return codePoints.map((codePoint) => {
    const folded = isDash(codePoint) && isKana(before) ? 0x30fc : codePoint;
    // What another fold takes away must not come between the kana and its mark.
    if (!isSpace(folded) && !isVariationSelector(folded)) before = folded;
    return folded;
  });
}

/** What is done to both spellings under each explanation; applied in this order. */
const folds: readonly (readonly [NameExplanation, Fold])[] = [
  ['variationSelector', (name) => name.filter((codePoint) => !isVariationSelector(codePoint))],
  // Before the width, which makes an ASCII hyphen of a full-width one.
  ['longVowel', foldLongVowel],
  ['width', foldWidth],
  // A compatibility form of a variant is first that variant.
  ['compatibilityIdeograph', (name) => name.map((each) => decompositions.get(each) ?? each)],
  ['variantKanji', (name) => name.map((each) => variants.get(each) ?? each)],
  ['latinCase', (name) => name.map(foldLatinCase)],
  ['space', (name) => name.filter((codePoint) => !isSpace(codePoint))],
];

/** Returns what a spelling is compared as when the given differences are set aside. */
export function foldName(
  codePoints: readonly number[],
  aside: readonly NameExplanation[],
): readonly number[] {
  return folds.reduce((name, [id, fold]) => (aside.includes(id) ? fold(name) : name), codePoints);
}
