import { beforeAll, describe, expect, it } from 'vitest';
import { integer } from '../../adapters/x509/der-writer.ts';
import { newSerialNumber } from '../../enclave/issuance/serial-number.ts';

/**
 * Millions of certificates had serial numbers of 63 bits, because a generator cleared the top bit of eight
 * octets; others lost bits to leading zeros. So the numbers themselves are counted, not the code that makes them.
 */

const COUNT = 1_000_000;
const OCTETS = 20;

/** How often the octet at a place has a value: 256 counts a place. */
const counts = new Uint32Array(OCTETS * 256);
/** How often two neighbouring octets are the same. */
const repeats = new Uint32Array(OCTETS - 1);
const ends = new Set<string>();
const lengths = new Set<number>();
let misshapen = 0;

function count(octets: Uint8Array): void {
  let before = -1;
  for (let at = 0; at < OCTETS; at += 1) {
    const octet = octets[at] ?? 0;
    counts[at * 256 + octet]! += 1;
    if (octet === before) repeats[at - 1]! += 1;
    before = octet;
  }
}

beforeAll(() => {
  const octets = Buffer.alloc(OCTETS);
  for (let n = 0; n < COUNT; n += 1) {
    const serial = newSerialNumber();
    lengths.add(serial.length);
    if (octets.write(serial, 'hex') !== OCTETS) misshapen += 1;
    count(octets);
    // Seventeen hexadecimal digits of the end are 68 bits: repeats among a million show a narrow generator.
    ends.add(serial.slice(-17));
  }
}, 120_000);

/** Counts of the octet at a place. */
const countsAt = (place: number): number[] => [...counts.subarray(place * 256, place * 256 + 256)];

/** Chi-square of counts against an even spread over `bins` values, in standard deviations from its mean. */
function deviation(values: readonly number[]): number {
  const expected = COUNT / values.length;
  const chiSquare = values.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  const freedom = values.length - 1;
  return (chiSquare - freedom) / Math.sqrt(2 * freedom);
}

/** Six standard deviations of chi-square: a false alarm in millions of runs over all bits and octets. */
const TOLERANCE = 6;
/** With one degree of freedom the tail is long: a chi-square of 37 has a chance of 1 in 10⁹. */
const BIT_TOLERANCE = (37 - 1) / Math.sqrt(2);

const bitCounts = (bit: number): readonly number[] => {
  const mask = 0x80 >> (bit & 7);
  const values = countsAt(bit >> 3);
  const ones = values.reduce((sum, n, value) => (value & mask ? sum + n : sum), 0);
  return [COUNT - ones, ones];
};

describe('incident 1: serial numbers of 63 bits', () => {
  it('makes each number of 20 octets, positive, without a 21st (RFC 5280 4.1.2.2)', () => {
    expect(misshapen).toBe(0);
    expect([...lengths]).toEqual([OCTETS * 2]);
    const first = countsAt(0).flatMap((n, value) => (n > 0 ? [value] : []));
    expect([Math.min(...first), Math.max(...first), first.length]).toEqual([0x40, 0x7f, 64]);
    // Tag, length and 20 octets, whatever the first one is: the length never tells anything.
    const encoded = first.map((octet) => integer(Buffer.alloc(OCTETS, octet)).length);
    expect(new Set(encoded)).toEqual(new Set([OCTETS + 2]));
  });

  it('fixes two bits at the top, and no other', () => {
    expect(bitCounts(0)).toEqual([COUNT, 0]);
    expect(bitCounts(1)).toEqual([0, COUNT]);
    const fixed = Array.from({ length: OCTETS * 8 }, (_, bit) => bit).filter((bit) =>
      bitCounts(bit).includes(0),
    );
    expect(fixed).toEqual([0, 1]);
  });

  it('has 158 bits that fall like coins, more than the 64 that are asked and the 128 that are said', () => {
    const random = Array.from({ length: OCTETS * 8 - 2 }, (_, n) => n + 2);
    expect(random.length).toBeGreaterThanOrEqual(128);
    expect(random.filter((bit) => Math.abs(deviation(bitCounts(bit))) > BIT_TOLERANCE)).toEqual([]);
  });

  it('has octets whose values are spread evenly', () => {
    const places = Array.from({ length: OCTETS - 1 }, (_, n) => n + 1);
    expect(places.filter((at) => Math.abs(deviation(countsAt(at))) > TOLERANCE)).toEqual([]);
    expect(Math.abs(deviation(countsAt(0).slice(0x40, 0x80)))).toBeLessThan(TOLERANCE);
  });

  it('has octets that do not follow from their neighbours', () => {
    const expected = COUNT / 256;
    const spread = Math.sqrt(expected * (1 - 1 / 256));
    // Of the first octet two bits are fixed, so that it equals the second as often as any other does.
    const odd = [...repeats].filter((n) => Math.abs(n - expected) > TOLERANCE * spread);
    expect(odd).toEqual([]);
  });

  it('repeats nothing in a million, not even in its last 68 bits', () => {
    expect(ends.size).toBe(COUNT);
  });
});
