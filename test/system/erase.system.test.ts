import { describe, expect, it } from 'vitest';
import { playErase } from '../../bin/story/erase.ts';

describe('the erasure of a chain on a running Toroku', () => {
  it('leaves nothing that opens, live or in a backup, and books that verify', async () => {
    const told = await playErase();
    expect(told.readableBefore).toEqual({ live: told.sealed, backup: told.sealed });
    // None is deleted; each mail that is sent meanwhile adds one.
    expect(told.packsAfter).toBeGreaterThanOrEqual(told.packsBefore);
    expect(told).toMatchObject({
      readableAfter: { live: 0, backup: 0 },
      marksInTheClear: 0,
      erasedIn: ['office', 'enclave'],
      verified: { ok: true, erased: 1 },
    });
    expect(told.sealed).toBeGreaterThan(12);
  });
});
