/** The most octets a signed text may have (a text is shown whole on one screen and one sheet). */
export const TEXT_OCTETS_MAX = 4096;

const LINE_CODE_POINTS_MAX = 200;

/** The reason why octets are not a signed text; caught by the reader of the union. */
export class TextRefused extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/**
 * Tells whether a code point may stand in a signed text: no control characters, line separators,
 * byte order marks, nor halves of surrogate pairs.
 */
export function isTextCharacter(codePoint: number): boolean {
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint <= 0x9f)) return false;
  if (codePoint === 0x2028 || codePoint === 0x2029 || codePoint === 0xfeff) return false;
  return codePoint < 0xd800 || codePoint > 0xdfff;
}

/** Tells whether every character of a line may stand in a signed text. */
export function isTextLine(line: string): boolean {
  return Array.from(line).every((character) => isTextCharacter(character.codePointAt(0) ?? 0));
}

/**
 * Splits octets into the lines of a signed text.
 *
 * Nothing is normalised: the same lines always come from the same octets.
 *
 * @throws TextRefused if the octets break a rule that needs no grammar.
 */
export function textLines(octets: Uint8Array): readonly string[] {
  if (octets.length > TEXT_OCTETS_MAX) throw new TextRefused(1, 'more than 4096 octets');
  const lines = decode(octets).split('\n');
  if (lines.pop() !== '') throw new TextRefused(lines.length + 1, 'no line feed at the end');
  for (const [index, line] of lines.entries()) {
    if (!isTextLine(line)) throw new TextRefused(index + 1, 'a character that is not allowed');
  }
  return lines;
}

function decode(octets: Uint8Array): string {
  try {
    // ignoreBOM keeps a byte order mark, so that it is seen and refused.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    throw new TextRefused(1, 'not UTF-8');
  }
}

/**
 * Reads a signed text line by line, in the one order that its grammar allows.
 *
 * Reasons name labels and never values, because a refusal is kept longer than the text.
 */
export class TextReader {
  readonly #lines: readonly string[];
  #next = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** Refuses the line read last. */
  refuse(reason: string): never {
    throw new TextRefused(Math.max(this.#next, 1), reason);
  }

  /** Takes a line that must be exactly this one. */
  fixed(line: string): void {
    if (this.#take() !== line) this.refuse(`expected ${line}`);
  }

  /** Tells whether the next line carries this label, without taking it. */
  isNext(label: string): boolean {
    return this.#lines[this.#next]?.startsWith(`${label}：`) ?? false;
  }

  /** Takes the value of a line with this label, whatever it is. */
  value(label: string): string {
    const line = this.#take();
    if (!line.startsWith(`${label}：`)) this.refuse(`expected ${label}：`);
    return line.slice(label.length + 1);
  }

  /** Takes free text of 1 to 200 characters. */
  line(label: string): string {
    const value = this.value(label);
    const { length } = Array.from(value);
    if (length < 1 || length > LINE_CODE_POINTS_MAX) {
      this.refuse(`${label} has not 1 to 200 characters`);
    }
    return value;
  }

  /** Takes one of the sentences of a table and returns what it stands for. */
  choice<Key extends string>(label: string, sentences: Readonly<Record<Key, string>>): Key {
    const value = this.value(label);
    for (const key of Object.keys(sentences) as Key[]) {
      if (sentences[key] === value) return key;
    }
    return this.refuse(`${label} is none of the fixed sentences`);
  }

  /** Takes a value and reads it with a function that returns undefined for what it refuses. */
  as<Value>(label: string, read: (text: string) => Value | undefined): Value {
    return read(this.value(label)) ?? this.refuse(`${label} is malformed`);
  }

  /** Takes 1 to 4 lines with this label, numbered from 1 without a gap. */
  numbered<Value>(label: string, read: (text: string) => Value | undefined): Value[] {
    const values = [this.as(`${label}1`, read)];
    while (values.length < 4 && this.isNext(`${label}${values.length + 1}`)) {
      values.push(this.as(`${label}${values.length + 1}`, read));
    }
    return values;
  }

  /** Refuses whatever stands after the last line. */
  end(): void {
    if (this.#next < this.#lines.length) {
      this.#next += 1;
      this.refuse('a line too many');
    }
  }

  #take(): string {
    this.#next += 1;
    return this.#lines[this.#next - 1] ?? this.refuse('the text ends too early');
  }
}
