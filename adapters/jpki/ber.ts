import { MalformedDer } from '../x509/der-reader.ts';
import { tlv } from '../x509/der-writer.ts';

/** Nesting of a SignedData with a chain and attributes stays well under this. */
const DEPTH_MAX = 24;
/** A container of 1 MiB in segments of 1,000 octets, as OpenSSL cuts them, has a quarter of it. */
const ELEMENTS_MAX = 5_000;

const CONSTRUCTED = 0x20;
const OCTET_STRING = 0x04;

/** Turns one input; kept as an object for the position and the count of elements. */
class BerReader {
  readonly #input: Buffer;
  #at = 0;
  #elements = 0;

  constructor(input: Buffer) {
    this.#input = input;
  }

  get at(): number {
    return this.#at;
  }

  #next(): number {
    const octet = this.#input[this.#at];
    if (octet === undefined) throw new MalformedDer('element is cut off');
    this.#at += 1;
    return octet;
  }

  /** Length, or undefined for the indefinite form. */
  #length(): number | undefined {
    const first = this.#next();
    if (first < 0x80) return first;
    if (first === 0x80) return undefined;
    if (first > 0x84) throw new MalformedDer('oversized length');
    let length = 0;
    for (let count = first & 0x7f; count > 0; count -= 1) length = length * 256 + this.#next();
    return length;
  }

  /** Whether the end of the value is reached; of the indefinite form it passes over the marker. */
  #isEnd(end: number | undefined): boolean {
    if (end !== undefined) {
      if (this.#at > end) throw new MalformedDer('element reaches beyond the one around it');
      return this.#at === end;
    }
    if (this.#input[this.#at] !== 0 || this.#input[this.#at + 1] !== 0) return false;
    this.#at += 2;
    return true;
  }

  /** The next element in DER. */
  element(depth: number): Buffer {
    this.#elements += 1;
    if (depth > DEPTH_MAX || this.#elements > ELEMENTS_MAX) {
      throw new MalformedDer('too deep or too many elements');
    }
    const tag = this.#next();
    if ((tag & 0x1f) === 0x1f) throw new MalformedDer('tag number over 30');
    const length = this.#length();
    const end = length === undefined ? undefined : this.#at + length;
    if (end !== undefined && end > this.#input.length) throw new MalformedDer('element is cut off');
    if ((tag & CONSTRUCTED) === 0) {
      if (end === undefined) throw new MalformedDer('primitive element without a length');
      const content = this.#input.subarray(this.#at, end);
      this.#at = end;
      return tlv(tag, content);
    }
    const parts: Buffer[] = [];
    while (!this.#isEnd(end)) parts.push(this.element(depth + 1));
    return tag === (OCTET_STRING | CONSTRUCTED) ? joinSegments(parts) : tlv(tag, ...parts);
  }
}

/** A constructed OCTET STRING is the segments in it, one after the other (X.690 §8.7.3). */
function joinSegments(parts: readonly Buffer[]): Buffer {
  const contents = parts.map((part) => {
    if (part[0] !== OCTET_STRING) throw new MalformedDer('segment is not an octet string');
    const first = part[1] ?? 0;
    return part.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f));
  });
  return tlv(OCTET_STRING, ...contents);
}

/**
 * Octets of the element that the input begins with, whatever follows it: a place of fixed size holds
 * an element and padding. Bounded as `berToDer` is.
 *
 * @throws MalformedDer
 */
export function berElementLength(input: Buffer): number {
  const reader = new BerReader(input);
  reader.element(0);
  return reader.at;
}

/**
 * Turns a BER container into DER as far as CMS software makes use of BER: indefinite lengths,
 * lengths in more octets than needed and OCTET STRINGs in segments (RFC 5652 §5.1 allows all three).
 * The order of a SET stays as it is. Bounded in depth and elements.
 *
 * @throws MalformedDer
 */
export function berToDer(input: Buffer): Buffer {
  const reader = new BerReader(input);
  const converted = reader.element(0);
  if (reader.at !== input.length) throw new MalformedDer('octets follow the element');
  return converted;
}
