import { describe, expect, it } from 'vitest';
import { integer } from '../../../adapters/x509/der-writer.ts';
import { newSerialNumber } from '../../../enclave/issuance/serial-number.ts';

const COUNT = 100_000;
const BITS = 160;

/** How often each bit, the highest first, is set. */
const shares = (serials: readonly string[]): number[] => {
  const counts = Array.from({ length: BITS }, () => 0);
  for (const serial of serials) {
    const octets = Buffer.from(serial, 'hex');
    for (let bit = 0; bit < BITS; bit += 1) {
      if ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) counts[bit] = (counts[bit] ?? 0) + 1;
    }
  }
  return counts.map((count) => count / serials.length);
};

describe('newSerialNumber', () => {
  const serials = Array.from({ length: COUNT }, newSerialNumber);

  it('always makes an INTEGER of 20 octets, positive without a 21st (RFC 5280 4.1.2.2)', () => {
    for (const serial of serials) {
      if (!/^[4-7][0-9a-f]{39}$/.test(serial)) expect.unreachable(serial);
    }
    const lengths = new Set(serials.map((serial) => integer(Buffer.from(serial, 'hex')).length));
    expect([...lengths]).toEqual([22]);
  });

  it('never makes one twice', () => {
    expect(new Set(serials).size).toBe(COUNT);
  });

  it('has at least 128 bits that fall like coins, and two that are fixed', () => {
    const [top, second, ...others] = shares(serials);
    expect([top, second]).toEqual([0, 1]);
    expect(others.length).toBeGreaterThanOrEqual(128);
    // Six standard deviations: one false alarm in three million runs over all bits.
    const tolerance = 6 * Math.sqrt(0.25 / COUNT);
    expect(others.filter((share) => Math.abs(share - 0.5) > tolerance)).toEqual([]);
  });
});
