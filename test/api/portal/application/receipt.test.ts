import { describe, expect, it } from 'vitest';
import { correctionInputId } from '../../../../api/portal/application/receipt.ts';

describe('correctionInputId', () => {
  const applicationId = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';

  it('is a UUIDv8 that follows from the application and the edition', () => {
    const id = correctionInputId(applicationId, 2);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(correctionInputId(applicationId, 2)).toBe(id);
    expect(correctionInputId(applicationId, 3)).not.toBe(id);
  });
});
