import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  KeyUnwrapper,
  KeyWrapper,
  publicHalf,
  readerKeyFrom,
  seal,
  unseal,
} from '../../../adapters/evidence-store/chain-keys.ts';

const octets = fc.uint8Array({ maxLength: 300 });
const key = Buffer.alloc(32, 1);
const office = readerKeyFrom(Buffer.alloc(32, 2));
const enclave = readerKeyFrom(Buffer.alloc(32, 3));

const flipped = (buffer: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(buffer);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};

describe('seal', () => {
  it('gives back any octets, and never the same sealed ones twice (property)', () => {
    fc.assert(
      fc.property(octets, (plain) => {
        const sealed = seal(key, plain);
        expect(unseal(key, sealed)).toEqual(Buffer.from(plain));
        expect(seal(key, plain).equals(sealed)).toBe(false);
      }),
    );
  });

  it('refuses what differs in one bit, is cut off, or is of another key (property)', () => {
    fc.assert(
      fc.property(octets, fc.nat(), (plain, n) => {
        const sealed = seal(key, plain);
        expect(() => unseal(key, flipped(sealed, n % (sealed.length * 8)))).toThrow();
        expect(() => unseal(key, sealed.subarray(0, n % sealed.length))).toThrow();
        expect(() => unseal(randomBytes(32), sealed)).toThrow();
      }),
    );
  });

  it('refuses a tag shorter than the whole, however few octets there are', () => {
    for (let length = 0; length < 28; length += 1) {
      expect(() => unseal(key, Buffer.alloc(length))).toThrow();
    }
  });
});

describe('KeyWrapper', () => {
  const keys = [randomBytes(32), randomBytes(32)];

  it('wraps what its reader unwraps, in order, and nobody else', () => {
    const wrapped = new KeyWrapper(publicHalf(enclave)).wrap(keys);
    expect(new KeyUnwrapper(enclave).unwrap(wrapped)).toEqual(keys);
    expect(() => new KeyUnwrapper(office).unwrap(wrapped)).toThrow();
  });

  it('shares a sender among chains, and takes a new one after ten thousand', () => {
    const wrapper = new KeyWrapper(publicHalf(office));
    const senders = new Set<string>();
    for (let n = 0; n < 10_001; n += 1) {
      senders.add(wrapper.wrap(keys).subarray(0, 32).toString('hex'));
    }
    expect(senders.size).toBe(2);
    const others = new KeyWrapper(publicHalf(office)).wrap(keys).subarray(0, 32).toString('hex');
    expect(senders.has(others)).toBe(false);
  });

  it('unwraps keys of more senders than it remembers', () => {
    const unwrapper = new KeyUnwrapper(office);
    const reader = publicHalf(office);
    for (let n = 0; n < 300; n += 1) {
      expect(unwrapper.unwrap(new KeyWrapper(reader).wrap(keys))).toEqual(keys);
    }
  });

  it('refuses a wrapped key that was altered anywhere (property)', () => {
    const wrapped = new KeyWrapper(publicHalf(office)).wrap(keys);
    fc.assert(
      fc.property(fc.nat({ max: wrapped.length * 8 - 1 }), (bit) => {
        // The highest bit of an X25519 public key is not read (RFC 7748 §5).
        fc.pre(bit !== 31 * 8 + 7);
        expect(() => new KeyUnwrapper(office).unwrap(flipped(wrapped, bit))).toThrow();
      }),
    );
  });
});
