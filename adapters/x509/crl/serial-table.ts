import { randomBytes } from 'node:crypto';

import { contentAt } from './crl-scan.ts';

/** Odd multiplier of this process: whoever writes a CRL cannot aim at one chain. */
const MULTIPLIER = randomBytes(4).readUInt32LE() | 1;

function hashOf(octets: Buffer, start: number, end: number): number {
  let hash = MULTIPLIER ^ (end - start);
  for (let i = start; i < end; i += 1) {
    hash = Math.imul(hash ^ (octets[i] ?? 0), MULTIPLIER);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

/**
 * Index from serial number to places of entries: chains in two arrays of numbers. Adding never compares, so that
 * building takes the same time whatever the serial numbers are; the worst a hostile list gets is a long chain.
 */
export class SerialTable {
  readonly #octets: Buffer;
  readonly #entries: Uint32Array;
  /** Number of an entry plus one; zero ends a chain. */
  readonly #heads: Uint32Array;
  readonly #next: Uint32Array;

  constructor(octets: Buffer, entries: Uint32Array) {
    this.#octets = octets;
    this.#entries = entries;
    this.#heads = new Uint32Array(2 ** Math.ceil(Math.log2(entries.length + 1)));
    this.#next = new Uint32Array(entries.length);
    // From the last to the first, so that a chain is in the order of the list.
    for (let entry = entries.length - 1; entry >= 0; entry -= 1) {
      const { start, end } = this.#serialAt(entry);
      const slot = hashOf(octets, start, end) & (this.#heads.length - 1);
      this.#next[entry] = this.#heads[slot] ?? 0;
      this.#heads[slot] = entry + 1;
    }
  }

  #serialAt(entry: number): { start: number; end: number } {
    const serial = contentAt(this.#octets, this.#entries[entry] ?? 0);
    const start = contentAt(this.#octets, serial);
    // At most 64 octets: the scan saw to it, so the length stands in one octet.
    return { start, end: start + (this.#octets[serial + 1] ?? 0) };
  }

  /** Places of the entries with exactly this INTEGER content, in the order of the list. */
  placesOf(serial: Buffer): number[] {
    const slot = hashOf(serial, 0, serial.length) & (this.#heads.length - 1);
    const places: number[] = [];
    for (let at = this.#heads[slot] ?? 0; at !== 0; at = this.#next[at - 1] ?? 0) {
      const { start, end } = this.#serialAt(at - 1);
      if (end - start !== serial.length) continue;
      if (this.#octets.compare(serial, 0, serial.length, start, end) === 0) {
        places.push(this.#entries[at - 1] ?? 0);
      }
    }
    return places;
  }

  /** Whether an entry has the INTEGER content that stands in other octets: nothing is made for the answer. */
  has(other: Buffer, from: number, to: number): boolean {
    const slot = hashOf(other, from, to) & (this.#heads.length - 1);
    for (let at = this.#heads[slot] ?? 0; at !== 0; at = this.#next[at - 1] ?? 0) {
      const { start, end } = this.#serialAt(at - 1);
      const isSame =
        end - start === to - from && this.#octets.compare(other, from, to, start, end) === 0;
      if (isSame) return true;
    }
    return false;
  }
}
