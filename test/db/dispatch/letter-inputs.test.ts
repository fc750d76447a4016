import { describe, expect, it } from 'vitest';
import { letterInputId } from '../../../db/dispatch/letter-inputs.ts';

const dispatch = '019ad7f9-1234-7000-8000-0000000000c2';

describe('letterInputId', () => {
  it('is the same UUIDv7 each time the same is heard', () => {
    const id = letterInputId({ dispatch, kind: 'letterPrinted' }, 0);
    expect(id).toMatch(/^019ad7f9-1234-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(letterInputId({ dispatch, kind: 'letterPrinted' }, 0)).toBe(id);
  });

  it('is another for another letter, another thing heard, and another try', () => {
    const other = dispatch.replace('c2', 'c3');
    const ids = [
      letterInputId({ dispatch, kind: 'letterPrinted' }, 0),
      letterInputId({ dispatch, kind: 'letterPrinted' }, 1),
      letterInputId({ dispatch, kind: 'letterPosted' }, 0),
      letterInputId({ dispatch: other, kind: 'letterPrinted' }, 0),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
