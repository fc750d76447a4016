/** One grapheme of a name with its code points. */
export interface Cell {
  readonly glyph: string;
  /** `U+845B`, each code point of the sequence. */
  readonly points: readonly string[];
  readonly isBlank: boolean;
}

/** One column: a grapheme of ours beside the one of the other source. */
export interface Column {
  readonly ours: Cell | undefined;
  readonly theirs: Cell | undefined;
  readonly differs: boolean;
  /** Whether the other source marks its grapheme as a substitute; undefined without usable flags. */
  readonly flag: boolean | undefined;
}

/** Two spellings of a name, character by character. */
export interface NameColumns {
  readonly columns: readonly Column[];
  readonly differences: number;
  readonly flagged: number;
  readonly flags: 'none' | 'usable' | 'unusable';
}

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** Points of all characters, not only of the first: a variant is base and selector. */
function cellsOf(name: string): Cell[] {
  return Array.from(graphemes.segment(name), ({ segment }) => ({
    glyph: segment,
    points: Array.from(
      segment,
      (c) => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
    ),
    isBlank: /^\s+$/u.test(segment),
  }));
}

type Pair = readonly [Cell | undefined, Cell | undefined];

/** Costs of the best alignment of what is left of both, from the end backwards. */
function costsOf(ours: readonly Cell[], theirs: readonly Cell[]): number[][] {
  const costs = Array.from({ length: ours.length + 1 }, () =>
    Array.from({ length: theirs.length + 1 }, () => 0),
  );
  for (let i = ours.length; i >= 0; i -= 1) {
    for (let j = theirs.length; j >= 0; j -= 1) {
      (costs[i] as number[])[j] = costAt(costs, [ours, theirs], [i, j]);
    }
  }
  return costs;
}

function costAt(
  costs: readonly number[][],
  [ours, theirs]: readonly [readonly Cell[], readonly Cell[]],
  [i, j]: readonly [number, number],
): number {
  if (i === ours.length) return theirs.length - j;
  if (j === theirs.length) return ours.length - i;
  const pair = ours[i]?.glyph === theirs[j]?.glyph ? 0 : 1;
  const after = (a: number, b: number): number => costs[a]?.[b] ?? 0;
  return Math.min(after(i + 1, j + 1) + pair, after(i + 1, j) + 1, after(i, j + 1) + 1);
}

/** Puts the graphemes of two spellings side by side with as few differences as possible. */
function align(ours: readonly Cell[], theirs: readonly Cell[]): Pair[] {
  const costs = costsOf(ours, theirs);
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < ours.length || j < theirs.length) {
    const here = costs[i]?.[j] ?? 0;
    const pair = ours[i]?.glyph === theirs[j]?.glyph ? 0 : 1;
    const both = i < ours.length && j < theirs.length;
    if (both && (costs[i + 1]?.[j + 1] ?? 0) + pair === here) {
      pairs.push([ours[i], theirs[j]]);
      i += 1;
      j += 1;
    } else if (i < ours.length && (costs[i + 1]?.[j] ?? 0) + 1 === here) {
      pairs.push([ours[i], undefined]);
      i += 1;
    } else {
      pairs.push([undefined, theirs[j]]);
      j += 1;
    }
  }
  return pairs;
}

/**
 * Compares the name of the signed text with that of the other source. Flags count code points of the
 * other source; where their number is another, nothing follows from them, so none is shown.
 */
export function nameColumns(ours: string, theirs?: string, flags?: string): NameColumns {
  const other = theirs === undefined ? [] : cellsOf(theirs);
  const length = other.reduce((sum, cell) => sum + cell.points.length, 0);
  const isUsable = flags !== undefined && flags.length === length && /^[01]*$/.test(flags);
  const pairs: Pair[] =
    theirs === undefined
      ? cellsOf(ours).map((cell): Pair => [cell, undefined])
      : align(cellsOf(ours), other);
  let at = 0;
  const columns = pairs.map(([mine, its]): Column => {
    const digits = isUsable && its ? flags.slice(at, at + its.points.length) : undefined;
    at += its?.points.length ?? 0;
    return {
      ours: mine,
      theirs: its,
      differs: theirs !== undefined && mine?.glyph !== its?.glyph,
      flag: digits?.includes('1'),
    };
  });
  return {
    columns,
    differences: columns.filter(({ differs }) => differs).length,
    flagged: columns.filter(({ flag }) => flag).length,
    flags: flags === undefined ? 'none' : isUsable ? 'usable' : 'unusable',
  };
}
