import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textChanges } from '../../../domain/application/text-changes.ts';

const text = (lines: Readonly<Record<string, string>>): string =>
  Object.entries(lines)
    .map(([label, value]) => `${label}：${value}\n`)
    .join('');

const FIRST = { 版: '1', 氏名: '髙橋　一', 住所: '東京', 乱数: 'aa', 証明書1: '基本型、24か月' };

const labels = (changes: ReturnType<typeof textChanges>) =>
  changes.map((change) => change.label).toSorted();

describe('textChanges', () => {
  it.each([
    ['nothing but what every version has anew', { ...FIRST, 版: '2', 前の版: 'x', 乱数: 'b' }, []],
    [
      'a variant of a character',
      { ...FIRST, 氏名: '高橋　一' },
      [{ label: '氏名', before: '髙橋　一', after: '高橋　一' }],
    ],
    [
      'a line that came and one that went',
      { 版: '2', 氏名: '髙橋　一', 証明書1: '基本型、24か月', 代理: 'あり' },
      [
        { label: '代理', after: 'あり' },
        { label: '住所', before: '東京' },
      ],
    ],
    [
      'a value with another colon in it',
      { ...FIRST, 住所: '東京：港' },
      [{ label: '住所', before: '東京', after: '東京：港' }],
    ],
  ])('finds %s', (_name, after, expected) => {
    expect(textChanges(text(FIRST), text(after))).toEqual(expected);
  });

  it('finds nothing between a text and itself, and the same both ways round', () => {
    const label = fc.constantFrom('氏名', '住所', '代理', '代替文字', '乱数');
    const lines = fc.dictionary(
      label,
      fc.string().map((value) => value.replaceAll('\n', '')),
    );
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        expect(textChanges(text(one), text(one))).toEqual([]);
        const there = labels(textChanges(text(one), text(other)));
        expect(labels(textChanges(text(other), text(one)))).toEqual(there);
      }),
    );
  });
});
