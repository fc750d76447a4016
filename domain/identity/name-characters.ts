import { hexRanges, isInRanges, readRanges } from './code-point-ranges.ts';
import { isVariationSelector } from './name-folds.ts';
import { ASSIGNED_CODE_POINTS } from './tables/assigned-code-points.ts';
import { JIS_X_0208 } from './tables/jis-x-0208.ts';
import { JIS_X_0212 } from './tables/jis-x-0212.ts';

/** Whether the characters of a name can be shown and compared; the worst of them decides. */
export type NameCharacters = 'ordinary' | 'rare' | 'privateUse' | 'forbidden';

const assigned = readRanges(ASSIGNED_CODE_POINTS);
const jisX0208 = readRanges(JIS_X_0208);
const jisX0212 = readRanges(JIS_X_0212);

/**
 * Characters that nobody sees or that turn the text around them: a name that holds one is not the
 * name that was read (controls, zero width, bidirectional formatting, fillers, tags), and the two
 * that stand for a character which was lost (U+FFFD, U+3013).
 */
const misleading = hexRanges(
  '0-1f 7f-9f ad 34f 61c 115f-1160 17b4-17b5 180b-180f 200b-200f 2028-202e 2060-206f 3013 3164 ' +
    'd800-dfff feff ffa0 fff9-fffd 1bca0-1bca3 1d173-1d17a e0001-e007f',
);

const spaces = hexRanges('20 a0 1680 2000-200a 202f 205f 3000');

const privateUse = hexRanges('e000-f8ff f0000-ffffd 100000-10fffd');

function isForbidden(codePoint: number): boolean {
  if (isInRanges(misleading, codePoint)) return true;
  return !isInRanges(assigned, codePoint) && !isInRanges(privateUse, codePoint);
}

function isRare(codePoint: number): boolean {
  if (isVariationSelector(codePoint)) return true;
  const isPrintableAscii = codePoint >= 0x20 && codePoint <= 0x7e;
  return !isPrintableAscii && !isInRanges(jisX0208, codePoint) && !isInRanges(jisX0212, codePoint);
}

/**
 * Judges the characters of a name by pinned tables (規則6条5号ハ).
 *
 * A code point that Unicode had not assigned when the table was made is forbidden: nothing says
 * what it looks like. The table is not that of the machine, so the judgement does not change with
 * the version of Node.
 */
export function charactersOf(codePoints: readonly number[]): NameCharacters {
  const ends = [...codePoints.slice(0, 1), ...codePoints.slice(-1)];
  const isFramedBySpace = ends.some((codePoint) => isInRanges(spaces, codePoint));
  if (isFramedBySpace || codePoints.some(isForbidden)) return 'forbidden';
  if (codePoints.some((codePoint) => isInRanges(privateUse, codePoint))) return 'privateUse';
  return codePoints.some(isRare) ? 'rare' : 'ordinary';
}
