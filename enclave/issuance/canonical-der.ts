const CONSTRUCTED = 0x20;
const SEQUENCE = 0x30;
const SET = 0x31;
const OCTET_STRING = 0x04;
/** `[3] Extensions` of a TBSCertificate. */
const EXTENSIONS = 0xa3;

/** Deeper than any certificate of ours goes. */
const DEPTH_MAX = 16;

/** Octets and where in them a value begins and ends. */
type Check = (octets: Buffer, start: number, end: number) => boolean;

const isInteger: Check = (octets, start, end) => {
  if (end === start) return false;
  const [first = 0, second = 0] = [octets[start], octets[start + 1]];
  const isPadded = (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
  return end - start === 1 || !isPadded;
};

const isBoolean: Check = (octets, start, end) =>
  end - start === 1 && (octets[start] === 0 || octets[start] === 0xff);

const isBitString: Check = (octets, start, end) => {
  const unused = octets[start] ?? 8;
  if (unused > 7 || (end - start === 1 && unused !== 0)) return false;
  return end > start && ((octets[end - 1] ?? 0) & ((1 << unused) - 1)) === 0;
};

const isObjectIdentifier: Check = (octets, start, end) => {
  let isFirst = true;
  for (let at = start; at < end; at += 1) {
    const octet = octets[at] ?? 0;
    if (isFirst && octet === 0x80) return false;
    isFirst = octet < 0x80;
  }
  return end > start && isFirst;
};

const isAscii: Check = (octets, start, end) => {
  for (let at = start; at < end; at += 1) if ((octets[at] ?? 0) > 0x7f) return false;
  return true;
};

/** What is no UTF-8 is read as U+FFFD, and written anew it differs. */
const isUtf8: Check = (octets, start, end) => {
  const value = octets.subarray(start, end);
  return Buffer.from(value.toString('utf8'), 'utf8').equals(value);
};

/** Digits and a Z: to the second, without fraction or offset. */
const isTime =
  (length: number): Check =>
  (octets, start, end) => {
    if (end - start !== length || octets[end - 1] !== 0x5a) return false;
    for (let at = start; at < end - 1; at += 1) {
      const octet = octets[at] ?? 0;
      if (octet < 0x30 || octet > 0x39) return false;
    }
    return true;
  };

/** Primitive types with the form that DER leaves each value (X.690 §8, §10, §11; times RFC 5280 §4.1.2.5). */
const PRIMITIVE: readonly (Check | undefined)[] = (() => {
  const checks: (Check | undefined)[] = [];
  checks[0x01] = isBoolean;
  checks[0x02] = isInteger;
  checks[0x03] = isBitString;
  checks[OCTET_STRING] = () => true;
  checks[0x05] = (_, start, end) => start === end;
  checks[0x06] = isObjectIdentifier;
  checks[0x0c] = isUtf8;
  checks[0x13] = isAscii;
  checks[0x16] = isAscii;
  checks[0x17] = isTime(13);
  checks[0x18] = isTime(15);
  return checks;
})();

/** Where the content of the element at `at` begins, or -1: its length has to be in the fewest octets. */
function contentStart(octets: Buffer, at: number): number {
  const first = octets[at + 1] ?? 0x80;
  if (first < 0x80) return at + 2;
  const more = first & 0x7f;
  const top = octets[at + 2] ?? 0;
  if (more === 0 || more > 3 || top === 0 || (more === 1 && top < 0x80)) return -1;
  return at + 2 + more;
}

function lengthAt(octets: Buffer, at: number, start: number): number {
  if (start === at + 2) return octets[at + 1] ?? 0;
  let length = 0;
  for (let n = at + 2; n < start; n += 1) length = length * 256 + (octets[n] ?? 0);
  return length;
}

/** A walk over octets that ends at the first element that is not DER. */
class Walk {
  readonly #octets: Buffer;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  /** Where the element that begins at `at` ends; -1 if it is not DER or does not end before `limit`. */
  element(at: number, limit: number, depth: number): number {
    const tag = this.#octets[at] ?? 0;
    const start = contentStart(this.#octets, at);
    if (at + 2 > limit || start < 0 || start > limit || (tag & 0x1f) === 0x1f) return -1;
    const end = start + lengthAt(this.#octets, at, start);
    if (end > limit || Math.abs(depth) > DEPTH_MAX) return -1;
    return this.#isValue(tag, start, { end, depth }) ? end : -1;
  }

  /** A negative depth says that the element is within the extensions, whose OCTET STRINGs hold DER. */
  #isValue(tag: number, start: number, { end, depth }: { end: number; depth: number }): boolean {
    if (tag >= 0x40) {
      if (!(tag & CONSTRUCTED)) return true;
      return this.#areElements(tag, start, { end, depth: tag === EXTENSIONS ? -1 : depth });
    }
    if (tag & CONSTRUCTED) {
      return (tag === SEQUENCE || tag === SET) && this.#areElements(tag, start, { end, depth });
    }
    const check = PRIMITIVE[tag];
    if (!check?.(this.#octets, start, end)) return false;
    return tag !== OCTET_STRING || depth >= 0 || this.element(start, end, 1) === end;
  }

  #areElements(
    tag: number,
    start: number,
    { end, depth }: { end: number; depth: number },
  ): boolean {
    const below = depth < 0 ? depth - 1 : depth + 1;
    let before = -1;
    for (let at = start; at < end;) {
      const next = this.element(at, end, below);
      if (next < 0) return false;
      if (tag === SET && before >= 0 && !this.#isAscending(before, at, next)) return false;
      before = at;
      at = next;
    }
    return true;
  }

  /** SET OF is sorted by its octets (X.690 §11.6). */
  #isAscending(before: number, at: number, end: number): boolean {
    return this.#octets.compare(this.#octets, at, end, before, at) <= 0;
  }
}

/**
 * Tells whether octets are one element of DER throughout, the values of extensions included: what would be
 * written anew, type by type, is what stands there (X.690 §8, §10, §11). It shares nothing with the reader
 * and the writer of DER.
 */
export const isCanonicalDer = (octets: Buffer): boolean =>
  octets.length > 0 && new Walk(octets).element(0, octets.length, 0) === octets.length;
