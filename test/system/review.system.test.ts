import { readdirSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { playReview } from '../../bin/story/review.ts';

describe('a case that people decide', () => {
  it('goes from the referred case to the certificate before a browser', async () => {
    const { outcome, out } = await playReview();
    const pictures = readdirSync(out);
    rmSync(out, { recursive: true });
    expect(outcome).toBe('issued');
    expect(pictures).toHaveLength(17);
  }, 300_000);
});
