import { describe, expect, it } from 'vitest';
import { isConflict, isDatabaseAway } from '../../../db/application/database-failures.ts';

const failing = (code: string): Error =>
  new Error('Failed query', { cause: Object.assign(new Error('cause'), { code }) });

describe('isConflict', () => {
  it.each(['23505', '40P01', '40001'])('is what %s says', (code) => {
    expect(isConflict(failing(code))).toBe(true);
  });
  it.each(['23502', '22P02', 'ECONNRESET'])('is not what %s says', (code) => {
    expect(isConflict(failing(code))).toBe(false);
  });
});

describe('isDatabaseAway', () => {
  it.each(['08006', '57P01', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT'])(
    'is what %s says',
    (code) => {
      expect(isDatabaseAway(failing(code))).toBe(true);
    },
  );
  it.each(['23505', '42P01', 'ENOENT'])('is not what %s says', (code) => {
    expect(isDatabaseAway(failing(code))).toBe(false);
  });
  it('is what a connection says that ended under its query', () => {
    const cause = new Error('Connection terminated unexpectedly');
    expect(isDatabaseAway(new Error('Failed query', { cause }))).toBe(true);
  });
  it('is not what something else than an error says', () => {
    expect(isDatabaseAway('57P01')).toBe(false);
  });
});
