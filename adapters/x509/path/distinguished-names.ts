import { textOf } from '../certificate.ts';
import {
  children,
  type DerElement,
  expectTag,
  MalformedDer,
  oidOf,
  readExactly,
} from '../der-reader.ts';

/**
 * One key for each RDN, in order; equal keys are RDNs that RFC 5280 §7.1 calls equal. Different RDNs never have one
 * key, whatever characters are in them.
 */
export type NameKeys = readonly string[];

const RELATIVE_NAMES_MAX = 64;
const ATTRIBUTES_MAX = 16;
/** Octets of a Name and of one value in it; RFC 5280 appendix A has 64 to 128 characters for those in use. */
const NAME_OCTETS_MAX = 2048;
const VALUE_OCTETS_MAX = 1024;

/** UTF8String, PrintableString, TeletexString, IA5String, BMPString: compared as text. */
const TEXT_TAGS: ReadonlySet<number> = new Set([0x0c, 0x13, 0x14, 0x16, 0x1e]);
const UNIVERSAL_STRING = 0x1c;

/** Characters that RFC 4518 §2.2 maps to nothing, in its order. */
const IGNORED = new RegExp(
  [
    '[\\u00ad\\u1806\\u034f\\u180b-\\u180d\\ufe00-\\ufe0f\\ufffc',
    '\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u06dd\\u070f\\u180e\\u200c-\\u200f',
    '\\u202a-\\u202e\\u2060-\\u2063\\u206a-\\u206f\\ufeff\\ufff9-\\ufffb\\u{1d173}-\\u{1d17a}\\u{e0001}',
    '\\u{e0020}-\\u{e007f}\\u200b]',
  ].join(''),
  'gu',
);

/** What it maps to a space; U+0085 is none to JavaScript. */
const SPACES = /[\s\u0085]+/g;

const DOTLESS_I = '\u0131';

/** Case folding (RFC 3454 table B.2): ß and ẞ are ss. The dotless i, whose capital is I, is not i. */
const foldCase = (text: string): string =>
  text
    .split(DOTLESS_I)
    .map((part) => part.toLowerCase().toUpperCase().toLowerCase())
    .join(DOTLESS_I);

/**
 * The form, if it is not much longer than the text: NFKC makes 18 characters of one, capitals 3. What grows like
 * that is no name, and would cost time to compare.
 */
function grown(form: string, text: string, times: number): string {
  if (form.length > times * text.length + 16) throw new MalformedDer('value grows when compared');
  return form;
}

const characterOf = (point: number): string =>
  point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? '\ufffd' : String.fromCodePoint(point);

function universalText({ content }: DerElement): string {
  if (content.length % 4 !== 0) return '\ufffd';
  const points = Array.from({ length: content.length / 4 }, (_, i) => content.readUInt32BE(i * 4));
  return points.map(characterOf).join('');
}

function textIn(value: DerElement): string | undefined {
  if (value.tag === UNIVERSAL_STRING) return universalText(value);
  return TEXT_TAGS.has(value.tag) ? textOf(value) : undefined;
}

/**
 * A value in the form that is compared: RFC 5280 §7.1 takes caseIgnoreMatch of RFC 4518 — width, case and spacing
 * do not count, nor does the kind of string. What is no text, or broken text, is compared by its octets.
 */
function valueKey(value: DerElement): string {
  if (value.content.length > VALUE_OCTETS_MAX)
    throw new MalformedDer('value in a name is too long');
  const text = textIn(value);
  if (text === undefined || text.includes('\ufffd')) {
    return `octets ${value.octets.toString('hex')}`;
  }
  const mapped = text.replace(IGNORED, '');
  const composed = grown(mapped.normalize('NFKC'), mapped, 4);
  const folded = grown(foldCase(composed), composed, 1.5);
  return `text ${folded.normalize('NFKC').replace(SPACES, ' ').trim()}`;
}

function attributeKey(attribute: DerElement): string {
  const [type, value, ...more] = children(expectTag(attribute, 0x30));
  if (value === undefined || more.length > 0) throw new MalformedDer('attribute has odd parts');
  return `${oidOf(type)} ${valueKey(value)}`;
}

/** One key of several: as JSON, because values may hold whatever would stand between them. */
export const joinKeys = (keys: NameKeys): string => JSON.stringify(keys);

/** Key of an RDN, given by its content: a set, so order does not count. @throws MalformedDer */
export function relativeNameKey(relative: { readonly content: Buffer }): string {
  const attributes = children(relative);
  if (attributes.length === 0 || attributes.length > ATTRIBUTES_MAX) {
    throw new MalformedDer('RDN has no attribute or too many');
  }
  return joinKeys(attributes.map(attributeKey).toSorted());
}

/** Keys of a DER Name of at most 2 KiB. @throws MalformedDer */
export function nameKeys(name: Buffer): NameKeys {
  if (name.length > NAME_OCTETS_MAX) throw new MalformedDer('name is too long');
  const relatives = children(readExactly(name, 0x30));
  if (relatives.length > RELATIVE_NAMES_MAX) throw new MalformedDer('name is too long');
  return relatives.map((relative) => relativeNameKey(expectTag(relative, 0x31)));
}

/** Whether `name` lies in the tree under `base` (RFC 5280 §4.2.1.10). */
export const isWithinTree = (name: NameKeys, base: NameKeys): boolean =>
  base.length <= name.length && base.every((key, i) => key === name[i]);
