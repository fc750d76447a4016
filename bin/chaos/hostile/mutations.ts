import type { Random } from '../tamper/random.ts';

/** A change of octets; it may leave them as they are. */
type Mutation = (octets: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

/** Values on which lengths, counts and signs turn. */
const EDGES = [0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xff] as const;

/** Tags of ASN.1 that our readers know, among them context tags. */
const TAGS = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x17, 0x18, 0x30, 0x31, 0x80, 0xa0,
] as const;

const NUMBERS = [
  '0',
  '-1',
  '1',
  '65536',
  '2147483648',
  '4294967296',
  '99999999999999999999',
  '1e9',
];

/** What parsers of text stumble over: entities, references, comments, names that end a part. */
const WORDS = [
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<!ENTITY x SYSTEM "file:///etc/passwd">',
  '&x;',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<a>',
  '</a>',
  '<?xml version="1.1"?>',
  ' xmlns:ds="urn:other"',
  ' Id="x"',
  'endobj',
  'stream\r\n',
  'endstream',
  '%%EOF\n',
  'startxref\n0\n',
  '/ByteRange [0 0 0 0]',
  '<< /Type /Sig >>',
  '\u{feff}',
  '\0',
];

const place = (octets: Buffer, random: Random): number => random.below(octets.length + 1);

const spliced = (
  octets: Buffer,
  [from, to]: readonly [number, number],
  between: Uint8Array,
): Buffer => Buffer.concat([octets.subarray(0, from), between, octets.subarray(to)]);

/** A stretch of the octets: short as a rule, at times anything. */
function stretch(octets: Buffer, random: Random): readonly [number, number] {
  const from = place(octets, random);
  const longest = random.below(4) === 0 ? octets.length : 64;
  return [from, Math.min(octets.length, from + random.below(longest + 1))];
}

function setOctet(octets: Buffer, random: Random, value: (old: number) => number): Buffer {
  const copy = Buffer.from(octets);
  if (copy.length === 0) return copy;
  const at = random.below(copy.length);
  copy.writeUInt8(value(copy.readUInt8(at)) & 0xff, at);
  return copy;
}

/** Places at which an element of DER may begin: behind a tag that is known. */
function headers(octets: Buffer): number[] {
  const known = new Set<number>(TAGS);
  const found: number[] = [];
  for (let at = 0; at + 1 < octets.length && found.length < 4096; at += 1) {
    if (known.has(octets.readUInt8(at))) found.push(at);
  }
  return found;
}

const changedHeader = (octets: Buffer, random: Random): Buffer => {
  const found = headers(octets);
  if (found.length === 0) return octets;
  const copy = Buffer.from(octets);
  const at = random.of(found);
  if (random.below(2) === 0) copy.writeUInt8(random.of(TAGS), at);
  else copy.writeUInt8(random.of(EDGES), at + 1);
  return copy;
};

/** Octets in so many containers that a reader which descends must give up. */
function nested(octets: Buffer, random: Random): Buffer {
  const depth = 1 + random.below(5000);
  const open = random.of([Buffer.from([0x30, 0x80]), Buffer.from('<a>'), Buffer.from('[')]);
  return Buffer.concat([Buffer.concat(Array<Buffer>(depth).fill(open)), octets]);
}

const replacedNumber = (octets: Buffer, random: Random): Buffer => {
  const numbers = [...octets.toString('latin1').matchAll(/\d+/g)];
  if (numbers.length === 0) return octets;
  const { index, 0: digits } = random.of(numbers);
  return spliced(octets, [index, index + digits.length], Buffer.from(random.of(NUMBERS)));
};

const MUTATIONS: readonly Mutation[] = [
  (octets, random) => setOctet(octets, random, (old) => old ^ (1 << random.below(8))),
  (octets, random) => setOctet(octets, random, () => random.of(EDGES)),
  (octets, random) => setOctet(octets, random, () => random.below(256)),
  (octets, random) => changedHeader(octets, random),
  (octets, random) => octets.subarray(0, place(octets, random)),
  (octets, random) => {
    const [from, to] = stretch(octets, random);
    return spliced(octets, [from, to], Buffer.alloc(0));
  },
  (octets, random) => {
    const [from, to] = stretch(octets, random);
    return spliced(octets, [to, to], octets.subarray(from, to));
  },
  (octets, random) => {
    const [from, to] = stretch(octets, random);
    return spliced(octets, [from, to], Buffer.alloc(to - from, random.of(EDGES)));
  },
  (octets, random, others) => {
    const other = random.of(others);
    const [from, to] = stretch(octets, random);
    const [otherFrom, otherTo] = stretch(other, random);
    return spliced(octets, [from, to], other.subarray(otherFrom, otherTo));
  },
  (octets, random) => {
    const at = place(octets, random);
    return spliced(octets, [at, at], Buffer.from(random.of(WORDS)));
  },
  (octets, random) => replacedNumber(octets, random),
  (octets, random) => nested(octets, random),
  (octets, random) => Buffer.concat([octets, Buffer.alloc(random.below(65_536), 0x20)]),
];

/**
 * Changes octets at random, one to four times over.
 *
 * @param others octets to splice from.
 */
export function mutate(octets: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let mutated = octets;
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    mutated = random.of(MUTATIONS)(mutated, random, others);
  }
  return mutated;
}
