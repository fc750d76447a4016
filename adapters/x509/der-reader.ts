/**
 * Reads DER (ITU-T X.690) strictly and without copying: lengths in the fewest octets, no indefinite
 * form, no more elements than the limits. Whatever breaks a rule is a `MalformedDer`.
 */

export class MalformedDer extends Error {
  override name = 'MalformedDer';
}

/** One element. `octets` is the whole element with its header, `content` what the header announces. */
export interface DerElement {
  readonly tag: number;
  readonly octets: Buffer;
  readonly content: Buffer;
}

/**
 * An element as a place in the input. Views are cut when asked for: most elements of a certificate
 * are only passed over, and a view costs more than reading its header does.
 */
class Element implements DerElement {
  readonly tag: number;
  readonly input: Buffer;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;

  constructor(input: Buffer, start: number, header: { contentStart: number; end: number }) {
    this.tag = input[start] ?? 0;
    this.input = input;
    this.start = start;
    this.contentStart = header.contentStart;
    this.end = header.end;
  }

  get octets(): Buffer {
    return this.input.subarray(this.start, this.end);
  }

  get content(): Buffer {
    return this.input.subarray(this.contentStart, this.end);
  }
}

/** Elements in one constructed value; more is refused, so that a hostile input costs little. */
const CHILDREN_MAX = 20_000;

/** Octets of one OBJECT IDENTIFIER; the longest in use have about 20. */
const OID_OCTETS_MAX = 64;

function readLongLength(input: Buffer, at: number): { length: number; next: number } {
  const count = (input[at] ?? 0) & 0x7f;
  if (count === 0 || count > 4) throw new MalformedDer('indefinite or oversized length');
  let length = 0;
  for (let i = 1; i <= count; i += 1) {
    const octet = input[at + i];
    if (octet === undefined) throw new MalformedDer('length is cut off');
    length = length * 256 + octet;
  }
  if (length < 0x80 || length < 256 ** (count - 1)) {
    throw new MalformedDer('length is not in the fewest octets');
  }
  return { length, next: at + 1 + count };
}

/** The element at `at`, which has to end at `limit` or before. */
function elementAt(input: Buffer, at: number, limit: number): Element {
  const tag = input[at];
  if (tag === undefined || at >= limit) throw new MalformedDer('element is missing');
  if ((tag & 0x1f) === 0x1f) throw new MalformedDer('tag number over 30');
  const first = input[at + 1];
  if (first === undefined) throw new MalformedDer('length is missing');
  const { length, next } =
    first < 0x80 ? { length: first, next: at + 2 } : readLongLength(input, at + 1);
  const end = next + length;
  if (end > limit) throw new MalformedDer('element is cut off');
  return new Element(input, at, { contentStart: next, end });
}

/** Reads the element that starts at `at`; more may follow it. @throws MalformedDer */
export function readElement(input: Buffer, at = 0): DerElement {
  return elementAt(input, at, input.length);
}

/** Reads an input that is exactly one element. @throws MalformedDer */
export function readExactly(input: Buffer, tag?: number): DerElement {
  const element = elementAt(input, 0, input.length);
  if (element.end !== input.length) throw new MalformedDer('octets follow the element');
  if (tag !== undefined && element.tag !== tag) throw new MalformedDer(`tag is not ${tag}`);
  return element;
}

/**
 * The elements of a constructed value, in order.
 *
 * @param max more elements are refused as soon as they are met, not read and counted afterwards
 * @throws MalformedDer
 */
export function children(
  element: { readonly content: Buffer },
  max: number = CHILDREN_MAX,
): DerElement[] {
  const isPlace = element instanceof Element;
  const input = isPlace ? element.input : element.content;
  const limit = isPlace ? element.end : input.length;
  const list: DerElement[] = [];
  let at = isPlace ? element.contentStart : 0;
  while (at < limit) {
    const child = elementAt(input, at, limit);
    list.push(child);
    at = child.end;
    if (list.length > max) throw new MalformedDer('too many elements');
  }
  return list;
}

/** The element, if it is there and has the tag. @throws MalformedDer */
export function expectTag(element: DerElement | undefined, tag: number): DerElement {
  if (element?.tag !== tag) {
    throw new MalformedDer(`tag ${tag} expected, found ${element?.tag ?? 'nothing'}`);
  }
  return element;
}

function decodeOid(content: Buffer): string {
  if (content.length === 0 || ((content.at(-1) ?? 0x80) & 0x80) !== 0) {
    throw new MalformedDer('object identifier is cut off');
  }
  const arcs: number[] = [];
  let arc = 0;
  let isFirstOctet = true;
  for (const octet of content) {
    if (isFirstOctet && octet === 0x80) throw new MalformedDer('object identifier is padded');
    arc = arc * 128 + (octet & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) throw new MalformedDer('object identifier arc too large');
    isFirstOctet = (octet & 0x80) === 0;
    if (isFirstOctet) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const first = arcs[0] ?? 0;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...arcs.slice(1)].join('.');
}

/** The few dozen identifiers that every certificate repeats; a hostile input cannot make it grow. */
const knownOids = new Map<string, string>();
const KNOWN_OIDS_MAX = 512;

/** Dotted form of an OBJECT IDENTIFIER. @throws MalformedDer */
export function oidOf(element: DerElement | undefined): string {
  const { content } = expectTag(element, 0x06);
  if (content.length > OID_OCTETS_MAX) throw new MalformedDer('object identifier is too long');
  const key = content.toString('latin1');
  const known = knownOids.get(key);
  if (known !== undefined) return known;
  const dotted = decodeOid(content);
  if (knownOids.size < KNOWN_OIDS_MAX) knownOids.set(key, dotted);
  return dotted;
}

/** Octets of a BIT STRING of whole octets. @throws MalformedDer */
export function bitsOf(element: DerElement | undefined): Buffer {
  const { content } = expectTag(element, 0x03);
  if (content[0] !== 0) throw new MalformedDer('bit string has unused bits');
  return content.subarray(1);
}

/** Numbers of the bits that are set in a named BIT STRING, bit 0 first. @throws MalformedDer */
export function namedBitsOf(element: DerElement | undefined): number[] {
  const { content } = expectTag(element, 0x03);
  const unused = content[0] ?? 8;
  const last = content.length > 1 ? (content.at(-1) ?? 0) : 0;
  // X.690 §11.2.2: no trailing zero bits, so the last used bit is 1 and an empty list has no octet.
  const isMinimal = content.length > 1 ? ((last >> unused) & 1) === 1 : unused === 0;
  if (unused > 7 || !isMinimal || (last & ((1 << unused) - 1)) !== 0) {
    throw new MalformedDer('named bit string is not minimal');
  }
  if (content.length > 9) throw new MalformedDer('named bit string is too long');
  const bits: number[] = [];
  for (let bit = 0; bit < (content.length - 1) * 8; bit += 1) {
    if ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) bits.push(bit);
  }
  return bits;
}

/** BOOLEAN; DER knows 0x00 and 0xff alone. @throws MalformedDer */
export function booleanOf(element: DerElement | undefined): boolean {
  const { content } = expectTag(element, 0x01);
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
    throw new MalformedDer('boolean is neither 00 nor ff');
  }
  return content[0] === 0xff;
}

/** Non-negative INTEGER as octets without leading zero, as hex. @throws MalformedDer */
export function integerHexOf(element: DerElement | undefined): string {
  return integerOctetsOf(element).toString('hex');
}

/** Non-negative INTEGER as big-endian octets without leading zero octet. @throws MalformedDer */
export function integerOctetsOf(element: DerElement | undefined): Buffer {
  const { content } = expectTag(element, 0x02);
  if (content.length === 0) throw new MalformedDer('integer is empty');
  const first = content[0] ?? 0;
  if (first & 0x80) throw new MalformedDer('integer is negative');
  if (content.length > 1 && first === 0 && !((content[1] ?? 0) & 0x80)) {
    throw new MalformedDer('integer is not in the fewest octets');
  }
  return first === 0 && content.length > 1 ? content.subarray(1) : content;
}

/** INTEGER or ENUMERATED from 0 to 127. @throws MalformedDer */
export function smallNumberOf(element: DerElement | undefined, tag = 0x02): number {
  const { content } = expectTag(element, tag);
  const [value = 0x80] = content;
  if (content.length !== 1 || value > 0x7f) throw new MalformedDer('number is not from 0 to 127');
  return value;
}

/** Two ASCII digits at `at`, or NaN. */
function twoDigits(content: Buffer, at: number): number {
  const tens = (content[at] ?? 0) - 0x30;
  const ones = (content[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** UTCTime or GeneralizedTime in the form of RFC 5280 §4.1.2.5. @throws MalformedDer */
export function timeOf(element: DerElement | undefined): Date {
  if (element?.tag !== 0x17 && element?.tag !== 0x18) throw new MalformedDer('time expected');
  const { content, tag } = element;
  const at = tag === 0x17 ? 2 : 4;
  if (content.length !== at + 11 || content[at + 10] !== 0x5a) {
    throw new MalformedDer('time is not in the form of RFC 5280');
  }
  const short = twoDigits(content, 0);
  const century = short < 50 ? 2000 : 1900;
  const year = tag === 0x17 ? century + short : short * 100 + twoDigits(content, 2);
  const [month, day] = [twoDigits(content, at), twoDigits(content, at + 2)];
  const [hour, minute] = [twoDigits(content, at + 4), twoDigits(content, at + 6)];
  const second = twoDigits(content, at + 8);
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, day);
  instant.setUTCHours(hour, minute, second);
  // A day outside the calendar, an hour 24 or a second 60 would have rolled over.
  const isInCalendar =
    instant.getUTCMonth() === month - 1 &&
    instant.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!isInCalendar) throw new MalformedDer('time is not in the calendar');
  return instant;
}
