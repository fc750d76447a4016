import { describe, expect, it } from 'vitest';
import { nameColumns } from '../../../../api/console/application/name-comparison.ts';

const glyphs = (names: ReturnType<typeof nameColumns>) =>
  names.columns.map(({ ours, theirs }) => `${ours?.glyph ?? '-'}${theirs?.glyph ?? '-'}`);

describe('nameColumns', () => {
  it('finds no difference between equal names', () => {
    const names = nameColumns('山田　花子', '山田　花子', '00000');
    expect(names).toMatchObject({ differences: 0, flagged: 0, flags: 'usable' });
    expect(names.columns[2]?.ours).toEqual({ glyph: '　', points: ['U+3000'], isBlank: true });
  });

  it('shows each code point of a variation sequence under one glyph', () => {
    const names = nameColumns('\u{20bb7}田　葛\u{e0100}子', '吉田　葛子', '10010');
    expect(names.differences).toBe(2);
    expect(names.columns[0]?.ours?.points).toEqual(['U+20BB7']);
    expect(names.columns[3]?.ours?.points).toEqual(['U+845B', 'U+E0100']);
    expect(names.columns.map(({ flag }) => flag)).toEqual([true, false, false, true, false]);
  });

  it('counts flags by code points of the card, so that a sequence there takes two', () => {
    const names = nameColumns('葛子', '葛\u{e0100}子', '001');
    expect(names.columns.map(({ flag }) => flag)).toEqual([false, true]);
  });

  it('uses no flag when their number is not that of the characters', () => {
    const names = nameColumns('山田　花子', '山田　花子', '0000');
    expect(names.flags).toBe('unusable');
    expect(names.columns.every(({ flag }) => flag === undefined)).toBe(true);
  });

  it('uses no flag that is neither 0 nor 1', () => {
    expect(nameColumns('花子', '花子', '0x').flags).toBe('unusable');
  });

  it('aligns names of different length by what they have in common', () => {
    expect(glyphs(nameColumns('佐々木健', '佐々木健一'))).toEqual([
      '佐佐',
      '々々',
      '木木',
      '健健',
      '-一',
    ]);
    expect(glyphs(nameColumns('山田花子', '山田　花子'))).toEqual([
      '山山',
      '田田',
      '-　',
      '花花',
      '子子',
    ]);
  });

  it('shows a name alone where there is nothing to compare it with', () => {
    const names = nameColumns('山田');
    expect(names).toMatchObject({ differences: 0, flags: 'none' });
    expect(names.columns.every(({ differs }) => !differs)).toBe(true);
  });
});
