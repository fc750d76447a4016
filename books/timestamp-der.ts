/** Reads the little DER (ITU-T X.690) that a time stamp is made of; whatever is malformed is refused. */

/** Octets that are not DER, or not the element that was expected. */
export class MalformedStamp extends Error {
  override name = 'MalformedStamp';
}

/** One element: its tag, its content, and the whole of it. */
export interface DerPart {
  readonly tag: number;
  readonly content: Buffer;
  readonly octets: Buffer;
}

/** Elements in one constructed value. */
const CHILDREN_MAX = 256;

function lengthAt(input: Buffer, at: number): { length: number; next: number } {
  const first = input[at];
  if (first === undefined) throw new MalformedStamp('length is missing');
  if (first < 0x80) return { length: first, next: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + count >= input.length) {
    throw new MalformedStamp('indefinite or oversized length');
  }
  const length = input.readUIntBE(at + 1, count);
  if (length < 0x80 || length < 256 ** (count - 1)) {
    throw new MalformedStamp('length is not in the fewest octets');
  }
  return { length, next: at + 1 + count };
}

function partAt(input: Buffer, at: number): DerPart {
  const tag = input[at];
  if (tag === undefined || (tag & 0x1f) === 0x1f) throw new MalformedStamp('no tag of one octet');
  const { length, next } = lengthAt(input, at + 1);
  const end = next + length;
  if (end > input.length) throw new MalformedStamp('element is cut off');
  return { tag, content: input.subarray(next, end), octets: input.subarray(at, end) };
}

/** The part, if it is there and has the tag. */
export function expectPart(part: DerPart | undefined, tag: number): DerPart {
  if (part?.tag !== tag) throw new MalformedStamp(`tag ${tag} expected`);
  return part;
}

/** An input that is exactly one element. */
export function wholePart(input: Buffer, tag: number): DerPart {
  const part = expectPart(partAt(input, 0), tag);
  if (part.octets.length !== input.length) throw new MalformedStamp('octets follow the element');
  return part;
}

/** The elements within a constructed one. */
export function partsOf({ content }: DerPart): DerPart[] {
  const parts: DerPart[] = [];
  for (let at = 0; at < content.length; at += parts.at(-1)?.octets.length ?? 0) {
    if (parts.length === CHILDREN_MAX) throw new MalformedStamp('too many elements');
    parts.push(partAt(content, at));
  }
  return parts;
}

/** Content of an OBJECT IDENTIFIER in hexadecimal. */
export const oidHex = (part: DerPart | undefined): string =>
  expectPart(part, 0x06).content.toString('hex');

/** Identifier of an AlgorithmIdentifier, in hexadecimal; its parameters are not looked at. */
export const algorithmHex = (part: DerPart | undefined): string =>
  oidHex(partsOf(expectPart(part, 0x30))[0]);

/** GeneralizedTime in UTC, with or without a fraction of a second (RFC 3161 §2.4.2). */
export function generalizedTimeOf(part: DerPart | undefined): Date {
  const text = expectPart(part, 0x18).content.toString('latin1');
  const [, year, month, day, hour, minute, second, fraction = ''] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/.exec(text) ?? [];
  const ms = fraction.slice(0, 3).padEnd(3, '0');
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  if (Number.isNaN(time.getTime())) throw new MalformedStamp('not a time in UTC');
  return time;
}
