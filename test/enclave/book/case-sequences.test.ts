import { describe, expect, it } from 'vitest';
import { CaseSequences } from '../../../enclave/book/case-sequences.ts';

/** A table of last numbers that tells which cases were read. */
function table(rows: Readonly<Record<string, number>>) {
  const asked: string[][] = [];
  const sequences = new CaseSequences(async (cases) => {
    asked.push([...cases]);
    return cases.flatMap((id) => (rows[id] === undefined ? [] : [{ id, seq: rows[id] }]));
  });
  return { asked, sequences };
}

const counts = (of: Readonly<Record<string, number>>) => new Map(Object.entries(of));

describe('CaseSequences', () => {
  it('counts on from what the table has, and from nothing for a new case', async () => {
    const { sequences, asked } = table({ a: 7 });
    expect(await sequences.after(counts({ a: 2, b: 3 }))).toEqual(counts({ a: 9, b: 3 }));
    expect(asked).toEqual([['a', 'b']]);
  });

  it('reads a case no second time once its numbers are committed', async () => {
    const { sequences, asked } = table({ a: 7 });
    sequences.note(await sequences.after(counts({ a: 1 })));
    expect(await sequences.after(counts({ a: 1, b: 1 }))).toEqual(counts({ a: 9, b: 1 }));
    expect(asked).toEqual([['a'], ['b']]);
  });

  it('remembers nothing that was not committed', async () => {
    const { sequences, asked } = table({ a: 7 });
    await sequences.after(counts({ a: 1 }));
    expect(await sequences.after(counts({ a: 1 }))).toEqual(counts({ a: 8 }));
    expect(asked).toHaveLength(2);
  });

  it('reads again what it was told to forget', async () => {
    const rows = { a: 7 };
    const { sequences } = table(rows);
    sequences.note(counts({ a: 8 }));
    rows.a = 10;
    sequences.forget(['a']);
    expect(await sequences.after(counts({ a: 1 }))).toEqual(counts({ a: 11 }));
  });

  it('asks nothing for acts without a case', async () => {
    const { sequences, asked } = table({});
    expect(await sequences.after(new Map())).toEqual(new Map());
    expect(asked).toEqual([]);
  });

  it('keeps the ten thousand that were written last', async () => {
    const { sequences, asked } = table({ old: 1 });
    sequences.note(counts({ old: 5 }));
    for (let n = 0; n < 10_000; n += 1) sequences.note(counts({ [`case-${n}`]: 1 }));
    await sequences.after(counts({ old: 1, 'case-0': 1 }));
    expect(asked).toEqual([['old']]);
  });
});
