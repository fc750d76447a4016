import { UnreadableContainer } from '../unreadable-container.ts';

/** A name (ISO 32000-1 §7.3.5), escapes resolved. */
export class PdfName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A string (§7.3.4), with the octets of the file that it was written in. */
export class PdfString {
  readonly octets: Buffer;
  readonly place: { readonly start: number; readonly end: number };
  constructor(octets: Buffer, place: { start: number; end: number }) {
    this.octets = octets;
    this.place = place;
  }
}

/** An indirect reference (§7.3.10). */
export class PdfReference {
  readonly number: number;
  readonly generation: number;
  constructor(number: number, generation: number) {
    this.number = number;
    this.generation = generation;
  }
}

export type PdfDictionary = ReadonlyMap<string, PdfValue>;

/** Whatever an object can be, streams apart. */
export type PdfValue =
  | null
  | boolean
  | number
  | PdfName
  | PdfString
  | PdfReference
  | readonly PdfValue[]
  | PdfDictionary;

export const isDictionary = (value: PdfValue | undefined): value is PdfDictionary =>
  value instanceof Map;

const DEPTH_MAX = 24;
/** Values and parts of strings; a page with an embedded font of Japanese has a few thousand. */
const VALUES_MAX = 8_000;

const SPACE = /[\0\t\n\f\r ]*/y;
const REGULAR_END = /(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const REFERENCE = /(\d{1,8})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/y;
const NUMBER = /[+-]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})/y;
const KEYWORD = /true|false|null/y;
const NAME = /\/([^\0\t\n\f\r ()<>[\]{}/%]*)/y;
/** Without white space, which some readers pass over and others do not. */
const HEX = /<([0-9A-Fa-f]*)>/y;
const LITERAL_PART = /[^\\()\r]+/y;
const LITERAL_ESCAPE = /\\(?:([0-7]{1,3})|(\r\n|\r|\n)|([nrtbf()\\]))/y;

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

const malformed = (): UnreadableContainer => new UnreadableContainer('pdfSyntax');

/**
 * Reads values out of a file, each once. What all readings together may cost is bounded: a table of
 * objects may name the same octets as often as it likes.
 */
export class PdfReader {
  /** The file, an octet a character. */
  readonly text: string;
  at = 0;
  #octetsLeft: number;
  #valuesLeft = VALUES_MAX;

  constructor(text: string) {
    this.text = text;
    this.#octetsLeft = 4 * text.length + 65_536;
  }

  /** What matches here, passed over; undefined if it does not. */
  match(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.at;
    const found = token.exec(this.text);
    if (found === null) return undefined;
    this.spend(found[0].length);
    this.at += found[0].length;
    return found;
  }

  /** Counts octets that are read. @throws UnreadableContainer `pdfTooComplex` */
  spend(octets: number): void {
    this.#octetsLeft -= octets;
    if (this.#octetsLeft < 0) throw new UnreadableContainer('pdfTooComplex');
  }

  #count(): void {
    this.#valuesLeft -= 1;
    if (this.#valuesLeft < 0) throw new UnreadableContainer('pdfTooComplex');
  }

  space(): void {
    this.match(SPACE);
  }

  /** What matches here after white space. @throws UnreadableContainer `pdfSyntax` */
  expect(token: RegExp): RegExpExecArray {
    this.space();
    const found = this.match(token);
    if (found === undefined) throw malformed();
    return found;
  }

  /** The value that begins here. @throws UnreadableContainer */
  value(depth = 0): PdfValue {
    this.space();
    this.#count();
    if (depth > DEPTH_MAX) throw new UnreadableContainer('pdfTooComplex');
    const first = this.text[this.at];
    if (first === '/') return this.#name();
    if (first === '(') return this.#literal();
    if (first === '[') return this.#array(depth);
    if (first === '<') {
      return this.text[this.at + 1] === '<' ? this.#dictionary(depth) : this.#hex();
    }
    return this.#scalar();
  }

  #scalar(): PdfValue {
    const reference = this.match(REFERENCE);
    if (reference) return new PdfReference(Number(reference[1]), Number(reference[2]));
    const number = this.match(NUMBER)?.[0];
    const keyword = number === undefined ? this.match(KEYWORD)?.[0] : undefined;
    if ((number ?? keyword) === undefined || this.match(REGULAR_END) === undefined) {
      throw malformed();
    }
    if (number !== undefined) return Number(number);
    return keyword === 'null' ? null : keyword === 'true';
  }

  #name(): PdfName {
    const written = this.match(NAME)?.[1] ?? '';
    if (written.length > 127) throw malformed();
    if (!written.includes('#')) return new PdfName(written);
    if (/#(?![0-9A-Fa-f]{2})|#00/.test(written)) throw malformed();
    const name = written.replace(/#(..)/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return new PdfName(name);
  }

  #hex(): PdfString {
    const start = this.at;
    const digits = this.match(HEX)?.[1];
    if (digits === undefined) throw malformed();
    const octets = Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
    return new PdfString(octets, { start, end: this.at });
  }

  #literal(): PdfString {
    const start = this.at;
    const parts: string[] = [];
    this.at += 1;
    for (let open = 1; open > 0;) {
      const plain = this.match(LITERAL_PART)?.[0];
      if (plain !== undefined) parts.push(plain);
      const next = this.text[this.at];
      if (next === '\\') parts.push(this.#escape());
      else if (next === '(' || next === ')') {
        open += next === '(' ? 1 : -1;
        if (open > 0) parts.push(next);
        this.at += 1;
      } else if (next === '\r') {
        // An end of line within a string is a line feed, however it is written.
        parts.push('\n');
        this.at += this.text[this.at + 1] === '\n' ? 2 : 1;
      } else throw malformed();
      this.#count();
    }
    return new PdfString(Buffer.from(parts.join(''), 'latin1'), { start, end: this.at });
  }

  #escape(): string {
    const [, octal, lineEnd, letter] = this.match(LITERAL_ESCAPE) ?? [];
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    if (lineEnd !== undefined) return '';
    if (letter === undefined) throw malformed();
    return ESCAPED[letter] ?? letter;
  }

  #array(depth: number): PdfValue[] {
    const values: PdfValue[] = [];
    this.at += 1;
    for (this.space(); this.text[this.at] !== ']'; this.space()) values.push(this.value(depth + 1));
    this.at += 1;
    return values;
  }

  #dictionary(depth: number): PdfDictionary {
    const entries = new Map<string, PdfValue>();
    this.at += 2;
    for (this.space(); !this.text.startsWith('>>', this.at); this.space()) {
      if (this.text[this.at] !== '/') throw malformed();
      const { name } = this.#name();
      // Two values under one key are two documents, one for each kind of reader.
      if (entries.has(name)) throw malformed();
      entries.set(name, this.value(depth + 1));
    }
    this.at += 2;
    return entries;
  }
}
