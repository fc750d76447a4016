import { UnreadableContainer } from '../unreadable-container.ts';
import { type CrossReference, type ObjectPlace, readCrossReference } from './cross-reference.ts';
import {
  isDictionary,
  type PdfDictionary,
  PdfName,
  PdfReader,
  PdfReference,
  type PdfValue,
} from './pdf-objects.ts';

/** An indirect object: its value and, of a stream, the octets as they are written. */
export interface PdfObject {
  readonly number: number;
  readonly value: PdfValue;
  readonly stream: Buffer | undefined;
  /** First octet and the one after the last. */
  readonly start: number;
  readonly end: number;
}

const HEADER = /^%PDF-(?:1\.[0-7]|2\.0)[\r\n]/;
const OBJECT = /(\d{1,8})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const OBJECT_END = /endobj(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const STREAM = /stream(?:\r\n|\n)/y;
const STREAM_END = /(?:\r\n|\r|\n)?endstream/y;

const malformed = (): UnreadableContainer => new UnreadableContainer('pdfSyntax');

/**
 * A document with every object read once, what older revisions had among them: what nothing leads to is
 * looked at, too.
 */
export class PdfFile {
  readonly octets: Buffer;
  readonly root: PdfDictionary;
  /** Objects in use. */
  readonly objects: ReadonlyMap<number, PdfObject>;
  /** Objects that a later revision changed or removed. */
  readonly former: readonly PdfObject[];
  /** Every dictionary in every object in use. */
  readonly dictionaries: readonly PdfDictionary[];
  /** Every dictionary in every former object. */
  readonly formerDictionaries: readonly PdfDictionary[];
  readonly #reader: PdfReader;
  readonly #reference: CrossReference;
  /** Names that are objects of their own, those of every revision, by number. */
  readonly #names: ReadonlyMap<number, ReadonlySet<string>>;

  constructor(octets: Buffer) {
    this.octets = octets;
    this.#reader = new PdfReader(octets.toString('latin1'));
    if (!HEADER.test(this.#reader.text.slice(0, 16))) throw malformed();
    this.#reference = readCrossReference(this.#reader);
    const objects = new Map<number, PdfObject>();
    for (const [number, place] of this.#reference.places) objects.set(number, this.#object(place));
    this.objects = objects;
    this.former = distinct(this.#reference.former).map((place) => this.#object(place));
    requireApart([...objects.values(), ...this.former]);
    this.#names = namesIn([...objects.values(), ...this.former]);
    this.dictionaries = dictionariesIn(objects.values());
    this.formerDictionaries = dictionariesIn(this.former);
    this.root = this.dictionary(this.#reference.root) ?? fail();
  }

  /** The object that is referred to; undefined for one that is not in use, which counts as null. */
  object({ number, generation }: PdfReference): PdfObject | undefined {
    const isThis = this.#reference.places.get(number)?.generation === generation;
    return isThis ? this.objects.get(number) : undefined;
  }

  /**
   * Whether a value is one of these names, or may be by any reading: a reference is each object that ever
   * had its number. For names that forbid; names that permit stand in their place, see `isName`.
   */
  mayBeName(value: PdfValue | undefined, ...names: readonly string[]): boolean {
    if (!(value instanceof PdfReference)) return isName(value, ...names);
    const had = this.#names.get(value.number);
    return had !== undefined && names.some((name) => had.has(name));
  }

  /** A value, through one reference if it is one. */
  resolve(value: PdfValue | undefined): PdfValue | undefined {
    return value instanceof PdfReference ? this.object(value)?.value : value;
  }

  dictionary(value: PdfValue | undefined): PdfDictionary | undefined {
    const resolved = this.resolve(value);
    return isDictionary(resolved) ? resolved : undefined;
  }

  array(value: PdfValue | undefined): readonly PdfValue[] | undefined {
    const resolved = this.resolve(value);
    return Array.isArray(resolved) ? (resolved as readonly PdfValue[]) : undefined;
  }

  #object(place: ObjectPlace): PdfObject {
    const reader = this.#reader;
    const value = this.#valueAt(place);
    // A reference leads to a value in one step: no other reader can go further than this one.
    if (value instanceof PdfReference) throw malformed();
    reader.space();
    const stream = isDictionary(value) && reader.match(STREAM) ? this.#stream(value) : undefined;
    reader.expect(OBJECT_END);
    return { number: place.number, value, stream, start: place.offset, end: reader.at };
  }

  #stream(dictionary: PdfDictionary): Buffer {
    const reader = this.#reader;
    const start = reader.at;
    const length = this.#lengthOf(dictionary.get('Length'));
    // With `F` the octets are in another file.
    if (dictionary.has('F') || start + length > this.octets.length) throw malformed();
    reader.at = start + length;
    reader.spend(length);
    if (reader.match(STREAM_END) === undefined) throw malformed();
    return this.octets.subarray(start, start + length);
  }

  /** The length is often an object of its own, written after the stream. */
  #lengthOf(value: PdfValue | undefined): number {
    const length = value instanceof PdfReference ? this.#numberAt(value) : value;
    const isLength = typeof length === 'number' && Number.isInteger(length) && length >= 0;
    return isLength ? length : fail();
  }

  #numberAt({ number, generation }: PdfReference): PdfValue {
    const place = this.#reference.places.get(number);
    if (place?.generation !== generation) throw malformed();
    const { at } = this.#reader;
    const value = this.#valueAt(place);
    this.#reader.at = at;
    return value;
  }

  #valueAt({ number, offset, generation }: ObjectPlace): PdfValue {
    this.#reader.at = offset;
    const head = this.#reader.match(OBJECT);
    if (Number(head?.[1]) !== number || Number(head?.[2]) !== generation) throw malformed();
    return this.#reader.value();
  }
}

function fail(): never {
  throw malformed();
}

/** Places without repeats: two older revisions may name the same one. */
function distinct(places: readonly ObjectPlace[]): ObjectPlace[] {
  return [...new Map(places.map((place) => [place.offset, place])).values()];
}

/** Objects that share octets are read one way by some and another way by others. */
function requireApart(objects: readonly PdfObject[]): void {
  const inOrder = objects.toSorted((a, b) => a.start - b.start);
  for (const [index, { start }] of inOrder.entries()) {
    if (start < (inOrder[index - 1]?.end ?? 0)) throw malformed();
  }
}

function namesIn(objects: readonly PdfObject[]): Map<number, Set<string>> {
  const names = new Map<number, Set<string>>();
  for (const { number, value } of objects) {
    if (!(value instanceof PdfName)) continue;
    const had = names.get(number) ?? new Set();
    names.set(number, had.add(value.name));
  }
  return names;
}

/** Every dictionary in these objects, however deep, in no order. */
function dictionariesIn(objects: Iterable<PdfObject>): PdfDictionary[] {
  const found: PdfDictionary[] = [];
  const open = Array.from(objects, ({ value }) => value);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (isDictionary(value)) {
      found.push(value);
      for (const inner of value.values()) open.push(inner);
    } else if (Array.isArray(value)) {
      for (const inner of value as readonly PdfValue[]) open.push(inner);
    }
  }
  return found;
}

/** Whether a value is, in its place, one of these names. */
export const isName = (value: PdfValue | undefined, ...names: readonly string[]): boolean =>
  value instanceof PdfName && names.includes(value.name);
