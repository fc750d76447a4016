import { describe, expect, it } from 'vitest';
import {
  readVendorReport,
  REPORT_HEADING,
  REPORT_ROWS_MAX,
} from '../../../domain/dispatch/vendor-report.ts';

const ID = '019ad7f9-0000-7000-8000-0000000000c2';
const NOW = Date.parse('2026-12-01T10:00:00+09:00');
const AT = '2026-12-01T09:00:00+09:00';
const row = `${ID},printed,${AT},`;

const read = (...lines: string[]) => readVendorReport([REPORT_HEADING, ...lines].join('\n'), NOW);

describe('readVendorReport', () => {
  it.each([
    ['columns', `${ID},printed`],
    ['columns', `${row},more`],
    ['dispatch', `not-an-id,printed,${AT},`],
    ['event', `${ID},returned,${AT},`],
    ['at', `${ID},printed,yesterday,`],
    ['at', `${ID},printed,2026-12-01T09:00:00,`],
    ['at', `${ID},printed,2026-13-01,`],
    ['inFuture', `${ID},printed,2026-12-01T10:06:00+09:00,`],
    ['trackingMissing', `${ID},posted,${AT},`],
    ['trackingWrong', `${ID},posted,${AT},12 34`],
    ['trackingWrong', `${ID},delivered,${AT},${'1'.repeat(21)}`],
  ])('refuses a row for its %s: %s', (problem, line) => {
    expect(read(line)).toEqual({ rows: [{ row: 1, problem }] });
  });

  it.each([
    ['heading', ''],
    ['heading', `${row}\n`],
    ['heading', 'dispatch;event;at;tracking\n'],
    ['empty', `${REPORT_HEADING}\n\n`],
    ['tooLong', `${REPORT_HEADING}\n${`${row}\n`.repeat(REPORT_ROWS_MAX + 1)}`],
  ])('refuses a file for its %s', (problem, text) => {
    expect(readVendorReport(text, NOW)).toEqual({ problem });
  });

  it('reads the other rows beside one that says nothing', () => {
    const report = read(row, 'garbage', `${ID},posted,${AT},1234-5678-9012`);
    expect(report).toEqual({
      rows: [
        {
          row: 1,
          dispatch: ID,
          event: 'printed',
          at: '2026-12-01T00:00:00.000Z',
          tracking: undefined,
        },
        { row: 2, problem: 'columns' },
        {
          row: 3,
          dispatch: ID,
          event: 'posted',
          at: '2026-12-01T00:00:00.000Z',
          tracking: '123456789012',
        },
      ],
    });
  });

  it('takes a day as its beginning in Japan, and lets marks of other systems through', () => {
    const text = `\uFEFF${REPORT_HEADING}\r\n${ID},delivered,2026-12-01,\r\n`;
    expect(readVendorReport(text, NOW)).toEqual({
      rows: [
        {
          row: 1,
          dispatch: ID,
          event: 'delivered',
          at: '2026-11-30T15:00:00.000Z',
          tracking: undefined,
        },
      ],
    });
  });
});
