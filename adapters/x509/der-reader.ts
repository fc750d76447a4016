/**
 * Reads DER (ITU-T X.690) strictly and without copying: lengths in the fewest octets, no indefinite
 * form, no more nesting or elements than the limits. Whatever breaks a rule is a `MalformedDer`.
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

/** Elements in one constructed value; more is refused, so that a hostile input costs little. */
const CHILDREN_MAX = 20_000;

function readLength(input: Buffer, at: number): { length: number; next: number } {
  const first = input[at];
  if (first === undefined) throw new MalformedDer('length is missing');
  if (first < 0x80) return { length: first, next: at + 1 };
  const count = first & 0x7f;
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

/** Reads the element that starts at `at`; more may follow it. @throws MalformedDer */
export function readElement(input: Buffer, at = 0): DerElement {
  const tag = input[at];
  if (tag === undefined) throw new MalformedDer('element is missing');
  if ((tag & 0x1f) === 0x1f) throw new MalformedDer('tag number over 30');
  const { length, next } = readLength(input, at + 1);
  const end = next + length;
  if (end > input.length) throw new MalformedDer('element is cut off');
  return { tag, octets: input.subarray(at, end), content: input.subarray(next, end) };
}

/** Reads an input that is exactly one element. @throws MalformedDer */
export function readExactly(input: Buffer, tag?: number): DerElement {
  const element = readElement(input);
  if (element.octets.length !== input.length) throw new MalformedDer('octets follow the element');
  if (tag !== undefined && element.tag !== tag) throw new MalformedDer(`tag is not ${tag}`);
  return element;
}

/** The elements of a constructed value, in order. @throws MalformedDer */
export function children(element: { readonly content: Buffer }): DerElement[] {
  const list: DerElement[] = [];
  let at = 0;
  while (at < element.content.length) {
    const child = readElement(element.content, at);
    list.push(child);
    at += child.octets.length;
    if (list.length > CHILDREN_MAX) throw new MalformedDer('too many elements');
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

/** Dotted form of an OBJECT IDENTIFIER. @throws MalformedDer */
export function oidOf(element: DerElement | undefined): string {
  const { content } = expectTag(element, 0x06);
  if (content.length === 0 || ((content.at(-1) ?? 0x80) & 0x80) !== 0) {
    throw new MalformedDer('object identifier is cut off');
  }
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) throw new MalformedDer('object identifier arc too large');
    if ((octet & 0x80) === 0) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const first = arcs[0] ?? 0;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...arcs.slice(1)].join('.');
}

/** Octets of a BIT STRING of whole octets. @throws MalformedDer */
export function bitsOf(element: DerElement | undefined): Buffer {
  const { content } = expectTag(element, 0x03);
  if (content[0] !== 0) throw new MalformedDer('bit string has unused bits');
  return content.subarray(1);
}

/** Non-negative INTEGER as octets without leading zero, as hex. @throws MalformedDer */
export function integerHexOf(element: DerElement | undefined): string {
  const { content } = expectTag(element, 0x02);
  if (content.length === 0) throw new MalformedDer('integer is empty');
  const [first = 0, second = 0] = content;
  if (first & 0x80) throw new MalformedDer('integer is negative');
  if (content.length > 1 && first === 0 && !(second & 0x80)) {
    throw new MalformedDer('integer is not in the fewest octets');
  }
  return (first === 0 && content.length > 1 ? content.subarray(1) : content).toString('hex');
}

const TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/** UTCTime or GeneralizedTime in the form of RFC 5280 §4.1.2.5. @throws MalformedDer */
export function timeOf(element: DerElement | undefined): Date {
  const text = element?.content.toString('latin1') ?? '';
  const century = element?.tag === 0x17 ? (Number(text.slice(0, 2)) < 50 ? '20' : '19') : '';
  if (element?.tag !== 0x17 && element?.tag !== 0x18) throw new MalformedDer('time expected');
  const match = TIME.exec(century + text);
  if (!match) throw new MalformedDer('time is not in the form of RFC 5280');
  const [, year, month, day, hour, minute, second] = match;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  if (Number.isNaN(instant.getTime())) throw new MalformedDer('time is not in the calendar');
  return instant;
}
