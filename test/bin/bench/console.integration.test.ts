import { beforeAll, describe, expect, it } from 'vitest';
import { benchConsole, type ConsoleFigures } from '../../../bin/bench/console.ts';
import { isFrugal, rowsTaken } from '../../../bin/bench/rows-read.ts';

const CASES = 20_000;

/** A busy machine must not fail what a quiet one measures. */
const PATIENCE = 4;

let figures: ConsoleFigures;

beforeAll(async () => {
  figures = await benchConsole({ cases: CASES, pages: 48 });
});

describe('the console over twenty thousand cases', () => {
  it('reads no more rows than ten times what it shows, whatever the page', () => {
    const { statements, tooMany } = figures.rowsRead;
    expect(tooMany).toEqual([]);
    expect(statements).toBeGreaterThan(100);
  });

  it('counts by reading what happened in the time that is counted, and no more', () => {
    const { counting } = figures.rowsRead;
    // Each evaluation and each decision once at most; of a night after holidays there may be as many as there are.
    const mostOf = { night_counts: 2 * CASES, statistics_decisions: CASES, statistics_ages: 400 };
    for (const [name, most] of Object.entries(mostOf)) {
      const read = counting.filter((each) => each.name === `console_${name}`);
      expect([name, read.length > 0]).toEqual([name, true]);
      expect(read.filter((each) => each.read > most)).toEqual([]);
    }
  });

  it.each(['queue', 'case', 'search', 'morning', 'statistics'] as const)(
    'has its budget of time for %s',
    (kind) => {
      const { p95Ms, limitMs } = figures.pages[kind];
      expect(p95Ms).toBeLessThan(limitMs * PATIENCE);
    },
  );
});

describe('the count of rows', () => {
  const scan = { 'Node Type': 'Index Scan', 'Actual Rows': 3, 'Actual Loops': 4 };

  it('has what a plan threw away, each time that it ran', () => {
    const node = {
      'Node Type': 'Limit',
      'Actual Rows': 1,
      'Actual Loops': 1,
      Plans: [
        { ...scan, 'Rows Removed by Filter': 2 },
        { 'Node Type': 'Function Scan', 'Actual Rows': 9, 'Actual Loops': 1 },
      ],
    };
    expect(rowsTaken(node)).toBe(20);
  });

  it('finds a statement that reads the whole table', () => {
    const read = { name: 'x', plan: 'force_custom_plan', read: 11, shown: 1 } as const;
    expect(isFrugal(read)).toBe(false);
    expect(isFrugal({ ...read, read: 10, shown: 0 })).toBe(true);
  });
});
