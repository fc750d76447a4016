/** A number for each of very many UUIDs, in about 30 octets each. */

const WORDS = 4;
const DIGITS_IN_WORD = 8;
const LOAD_MAX = 0.75;
const CAPACITY_FIRST = 1024;

/** Value of a hexadecimal digit by its character. */
const DIGITS = new Uint8Array(128);
for (let value = 0; value < 16; value += 1) DIGITS[value.toString(16).charCodeAt(0)] = value;

const HYPHEN = '-'.charCodeAt(0);

/**
 * Remembers a positive number by UUID. A `Map` of strings takes several times the memory and ends
 * at 2^24 keys; a book of ten years has more entries than that.
 */
export class UuidTable {
  #keys = new Uint32Array(CAPACITY_FIRST * WORDS);
  /** 0 where the slot is free. */
  #values = new Uint32Array(CAPACITY_FIRST);
  #count = 0;
  readonly #sought = new Uint32Array(WORDS);
  /** The UUID whose words `#sought` holds, and its slot: who asks for one often sets it next. */
  #last: string | undefined;
  #slot = 0;

  /** Number of UUIDs remembered. */
  get count(): number {
    return this.#count;
  }

  /** The number of a UUID in lower case; 0 if there is none. */
  get(uuid: string): number {
    this.#seek(uuid);
    return this.#values[this.#slot] ?? 0;
  }

  /** Remembers a number from 1 to 2^32−1. */
  set(uuid: string, value: number): void {
    this.#seek(uuid);
    const slot = this.#slot;
    if (this.#values[slot] === 0) this.#count += 1;
    this.#keys.set(this.#sought, slot * WORDS);
    this.#values[slot] = value;
    if (this.#count > this.#values.length * LOAD_MAX) this.#grow();
  }

  #seek(uuid: string): void {
    if (uuid === this.#last) return;
    this.#last = uuid;
    let word = 0;
    let count = 0;
    for (let i = 0; i < uuid.length; i += 1) {
      const code = uuid.charCodeAt(i);
      if (code === HYPHEN) continue;
      word = (word << 4) | (DIGITS[code] ?? 0);
      count += 1;
      if (count % DIGITS_IN_WORD === 0) this.#sought[count / DIGITS_IN_WORD - 1] = word;
    }
    this.#slot = this.#slotOf(this.#sought);
  }

  /** The slot that holds the key, or the free one where it belongs. */
  #slotOf(key: Uint32Array): number {
    const mask = this.#values.length - 1;
    let mixed = 0;
    for (let i = 0; i < WORDS; i += 1) {
      mixed = Math.imul(mixed ^ (key[i] ?? 0), 0x9e3779b1);
      mixed ^= mixed >>> 15;
    }
    let slot = mixed & mask;
    while (this.#values[slot] !== 0 && !this.#holds(slot, key)) slot = (slot + 1) & mask;
    return slot;
  }

  #holds(slot: number, key: Uint32Array): boolean {
    for (let i = 0; i < WORDS; i += 1) {
      if (this.#keys[slot * WORDS + i] !== key[i]) return false;
    }
    return true;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#values = new Uint32Array(values.length * 2);
    for (let old = 0; old < values.length; old += 1) {
      const value = values[old] ?? 0;
      if (value === 0) continue;
      const key = keys.subarray(old * WORDS, (old + 1) * WORDS);
      const slot = this.#slotOf(key);
      this.#keys.set(key, slot * WORDS);
      this.#values[slot] = value;
    }
    // Every slot is another one now.
    this.#last = undefined;
  }
}
