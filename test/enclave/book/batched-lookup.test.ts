import { describe, expect, it } from 'vitest';
import { batchedLookup } from '../../../enclave/book/batched-lookup.ts';

interface Row {
  readonly id: string;
}

/** A whole turn of the event loop: what was put off to the next one is done. A timer may come before that. */
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** A lookup that knows every id but those that begin with `no`, and notes what it was asked. */
const setUp = () => {
  const asked: (readonly string[])[] = [];
  const answers: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const find = (ids: readonly string[]): Promise<readonly Row[]> => {
    asked.push(ids);
    const rows = ids.filter((id) => !id.startsWith('no')).map((id) => ({ id }));
    return new Promise((resolve, reject) => {
      answers.push({ resolve: () => resolve(rows), reject });
    });
  };
  const look = batchedLookup<Row>(find, ({ id }) => id);
  return { look, asked, answers };
};

describe('batchedLookup', () => {
  it('asks once for all that is wanted in one turn, and each key once', async () => {
    const { look, asked, answers } = setUp();
    const found = Promise.all(['a', 'b', 'a', 'none'].map(look));
    await turn();
    expect(asked).toEqual([['a', 'b', 'none']]);
    answers[0]?.resolve();
    expect(await found).toEqual([[{ id: 'a' }], [{ id: 'b' }], [{ id: 'a' }], []]);
  });

  it('gives every row of a key, in the order they were found', async () => {
    const rows = [1, 2, 3].map((n) => ({ id: n === 2 ? 'b' : 'a', n }));
    const look = batchedLookup(
      () => Promise.resolve(rows),
      ({ id }) => id,
    );
    expect((await look('a')).map(({ n }) => n)).toEqual([1, 3]);
  });

  it('asks again for what is wanted while an answer is awaited, never out of an old answer', async () => {
    const { look, asked, answers } = setUp();
    const first = look('a');
    await turn();
    const second = look('a');
    await turn();
    expect(asked).toEqual([['a'], ['a']]);
    answers[1]?.resolve();
    expect(await second).toEqual([{ id: 'a' }]);
    answers[0]?.resolve();
    expect(await first).toEqual([{ id: 'a' }]);
  });

  it('fails for everybody who shared a failing query, and asks anew afterwards', async () => {
    const { look, answers } = setUp();
    const both = Promise.allSettled([look('a'), look('b')]);
    await turn();
    answers[0]?.reject(new Error('connection lost'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = look('a');
    await turn();
    answers[1]?.resolve();
    expect(await again).toEqual([{ id: 'a' }]);
  });
});
