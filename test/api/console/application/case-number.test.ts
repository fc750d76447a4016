import { describe, expect, it } from 'vitest';
import { readNumber } from '../../../../api/console/application/case-number.ts';

const ID = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';

describe('readNumber', () => {
  it.each([ID, ` ${ID} `, ID.toUpperCase(), '０１９ａｄ７ｆ２-6a10-7c3a-9f10-4d5e6f708192'])(
    'finds one application by %j',
    (typed) => {
      expect(readNumber(typed)).toEqual({ from: ID, to: ID, ending: '' });
    },
  );

  it.each(['019ad7f2…8192', '019ad7f2 … 8192', '019ad7f2 8192', '019ad7f2...8192'])(
    'reads the short form %j',
    (typed) => {
      expect(readNumber(typed)).toEqual({
        from: '019ad7f2-0000-0000-0000-000000000000',
        to: '019ad7f2-ffff-ffff-ffff-ffffffffffff',
        ending: '8192',
      });
    },
  );

  it.each(['', '019ad7', 'あかり', '8192', `${ID}0`, "019ad7f2' or 1=1", '%'])(
    'reads nothing in %j',
    (typed) => {
      expect(readNumber(typed)).toBeUndefined();
    },
  );
});
