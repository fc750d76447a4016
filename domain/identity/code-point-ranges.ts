/** A set of code points: the first of each range and the one after its last, ascending. */
export interface CodePointRanges {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * Reads ranges as the generated tables write them: `gap` or `gap-more` in base 36, where `gap`
 * counts from the end of the range before and `more` says how many follow the first.
 */
export function readRanges(table: string): CodePointRanges {
  const starts: number[] = [];
  const ends: number[] = [];
  let end = 0;
  for (const token of table.split(' ')) {
    const [gap = '', more = '0'] = token.split('-');
    const start = end + Number.parseInt(gap, 36);
    end = start + Number.parseInt(more, 36) + 1;
    starts.push(start);
    ends.push(end);
  }
  return { starts, ends };
}

/** Reads ranges as a person writes them: `first` or `first-last` in hexadecimal, ascending. */
export function hexRanges(text: string): CodePointRanges {
  const bounds = text.split(' ').map((range) => {
    const [first = '', last = first] = range.split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16) + 1] as const;
  });
  return { starts: bounds.map(([start]) => start), ends: bounds.map(([, end]) => end) };
}

/** Tells whether a code point lies in one of the ranges. */
export function isInRanges(ranges: CodePointRanges, codePoint: number): boolean {
  let low = 0;
  let high = ranges.starts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < (ranges.starts[middle] ?? 0)) high = middle - 1;
    else if (codePoint >= (ranges.ends[middle] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}
