import { describe, expect, it } from 'vitest';
import {
  accessLeaves,
  accessRoot,
  accessRowOctets,
  accessRowsOctets,
  readAccessRows,
  type AccessRow,
} from '../../books/access-rows.ts';
import { inclusionRanges, provesInclusion } from '../../books/merkle-proof.ts';
import { leafHash, rootOf } from '../../books/merkle.ts';

const rowAt = (n: number): AccessRow => ({
  at: `2026-12-01T01:00:00.${String(n).padStart(3, '0')}Z`,
  case: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
  fields: ['name', 'signedText'],
  officer: 'officer-02',
  purpose: 'review',
  row: n.toString(16).padStart(32, '0'),
});

const ROWS = Array.from({ length: 11 }, (_, n) => rowAt(n));

describe('the tree of the access rows', () => {
  it('has the canonical JSON of a row as leaf', () => {
    expect(accessRowOctets(rowAt(1)).toString()).toBe(
      '{"at":"2026-12-01T01:00:00.001Z","case":"019ad7f2-6a10-7c3a-9f10-4d5e6f708192",' +
        '"fields":["name","signedText"],"officer":"officer-02","purpose":"review",' +
        '"row":"00000000000000000000000000000001","v":1}',
    );
  });

  it('proves each row against its root, and no row that differs', () => {
    const [leaves, root] = [accessLeaves(ROWS), accessRoot(ROWS)];
    for (const [index, row] of ROWS.entries()) {
      const proof = inclusionRanges(index, ROWS.length).map(({ start, end }) =>
        rootOf(leaves.slice(start, end)),
      );
      const claim = { index, size: ROWS.length, root };
      const leaf = leafHash(accessRowOctets(row));
      expect(provesInclusion({ ...claim, leaf }, proof)).toBe(true);
      const other = leafHash(accessRowOctets({ ...row, purpose: 'check' }));
      expect(provesInclusion({ ...claim, leaf: other }, proof)).toBe(false);
    }
  });

  it('is read back from the list that lies beside the log', () => {
    expect(accessRoot(readAccessRows(accessRowsOctets(ROWS)))).toEqual(accessRoot(ROWS));
  });

  it.each([
    ['no list', '{}'],
    ['a row with a member too few', '[{"at":"x","v":1}]'],
    [
      'another version',
      accessRowsOctets([rowAt(1)])
        .toString()
        .replace('"v":1', '"v":2'),
    ],
  ])('is not read from %s', (_, text) => {
    expect(() => readAccessRows(Buffer.from(text))).toThrow('row');
  });
});
