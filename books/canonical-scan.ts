/** The quick half of reading canonical JSON: says yes to what is plainly canonical. */

/** Deeper nesting is left to whoever looks closely. */
const DEPTH_MAX = 64;

/** Digits of a number that is an exact integer whatever they are. */
const SAFE_DIGITS = 15;

const ASCII = /^[\0-\x7f]*$/;
const DIGITS = /^\d+$/;
const END_OF_NUMBER = /[,\]}]|$/g;

/** Where a plain integer ends; -1 for a number to be looked at more closely, and for other tokens. */
function endOfInteger(text: string, at: number): number {
  END_OF_NUMBER.lastIndex = at;
  const end = END_OF_NUMBER.exec(text)?.index ?? text.length;
  const isNegative = text[at] === '-';
  const digits = text.slice(isNegative ? at + 1 : at, end);
  if (digits.length > SAFE_DIGITS || !DIGITS.test(digits)) return -1;
  return isNegative && digits === '0' ? -1 : end;
}

/** Walks over the tokens of a text that is JSON and has no escapes. */
class Scan {
  readonly #text: string;
  readonly #isAscii: boolean;
  /** The last name of each open object; undefined before the first, and in lists. */
  readonly #names: (string | undefined)[] = [];
  #isName = false;

  constructor(text: string, isAscii: boolean) {
    this.#text = text;
    this.#isAscii = isAscii;
  }

  /** Where the token at a place ends; -1 if the text is not plainly canonical. */
  endOf(at: number): number {
    const names = this.#names;
    switch (this.#text[at]) {
      case '"':
        return this.#endOfString(at);
      case '{':
      case '[':
        this.#isName = this.#text[at] === '{';
        return names.push(undefined) > DEPTH_MAX ? -1 : at + 1;
      case '}':
      case ']':
        names.pop();
        this.#isName = false;
        return at + 1;
      case ',':
        this.#isName = names[names.length - 1] !== undefined;
        return at + 1;
      case ':':
        return at + 1;
      case 't':
        return at + 'true'.length;
      case 'f':
        return at + 'false'.length;
      default:
        return endOfInteger(this.#text, at);
    }
  }

  #endOfString(at: number): number {
    const end = this.#text.indexOf('"', at + 1);
    if (this.#isName) {
      const last = this.#names.length - 1;
      const before = this.#names[last];
      const name = this.#text.slice(at + 1, end);
      if (before !== undefined && name <= before) return -1;
      if (!this.#isAscii && !ASCII.test(name)) return -1;
      this.#names[last] = name;
      this.#isName = false;
    }
    return end + 1;
  }
}

/**
 * True only for a text in canonical form. It has been parsed, so that it is known to be JSON; without
 * escapes it is canonical if nothing stands between its tokens, names are ASCII and in order, and numbers
 * are short integers. False is only a maybe.
 *
 * @param isAscii the text is known to be ASCII: names need not be looked at for it.
 */
export function isPlainlyCanonical(text: string, isAscii: boolean): boolean {
  if (text.includes('\\')) return false;
  const scan = new Scan(text, isAscii);
  let at = 0;
  while (at >= 0 && at < text.length) at = scan.endOf(at);
  return at >= 0;
}
