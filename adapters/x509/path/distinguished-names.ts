import { textOf } from '../certificate.ts';
import {
  children,
  type DerElement,
  expectTag,
  MalformedDer,
  oidOf,
  readExactly,
} from '../der-reader.ts';

/** One key for each RDN, in order; equal keys are RDNs that RFC 5280 §7.1 calls equal. */
export type NameKeys = readonly string[];

const RELATIVE_NAMES_MAX = 64;
const ATTRIBUTES_MAX = 16;

/** UTF8String, PrintableString, TeletexString, IA5String, BMPString: compared as text. */
const TEXT_TAGS: ReadonlySet<number> = new Set([0x0c, 0x13, 0x14, 0x16, 0x1e]);

/** Characters that RFC 4518 §2.2 maps to nothing. */
const IGNORED =
  /\u00ad|\u034f|\u1806|[\u{180b}-\u{180d}]|\u200b|\u2060|[\u{fe00}-\u{fe0f}]|\ufeff|\ufffc/gu;

/**
 * A value in the form that is compared: RFC 5280 §7.1 takes caseIgnoreMatch of RFC 4518 — width, case and spacing
 * do not count, nor does the kind of string. What is no text, or broken text, is compared by its octets.
 */
function valueKey(value: DerElement): string {
  const text = TEXT_TAGS.has(value.tag) ? textOf(value) : '\ufffd';
  if (text.includes('\ufffd')) return `#${value.octets.toString('hex')}`;
  return text.replace(IGNORED, '').normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

function attributeKey(attribute: DerElement): string {
  const [type, value, ...more] = children(expectTag(attribute, 0x30));
  if (value === undefined || more.length > 0) throw new MalformedDer('attribute has odd parts');
  return `${oidOf(type)}=${valueKey(value)}`;
}

/** Key of an RDN, given by its content: a set, so order does not count. @throws MalformedDer */
export function relativeNameKey(relative: { readonly content: Buffer }): string {
  const attributes = children(relative);
  if (attributes.length === 0 || attributes.length > ATTRIBUTES_MAX) {
    throw new MalformedDer('RDN has no attribute or too many');
  }
  return attributes.map(attributeKey).toSorted().join('\u0000');
}

/** Keys of a DER Name. @throws MalformedDer */
export function nameKeys(name: Buffer): NameKeys {
  const relatives = children(readExactly(name, 0x30));
  if (relatives.length > RELATIVE_NAMES_MAX) throw new MalformedDer('name is too long');
  return relatives.map((relative) => relativeNameKey(expectTag(relative, 0x31)));
}

/** One key for the whole name. */
export const joinKeys = (keys: NameKeys): string => keys.join('\u0001');

/** Whether `name` lies in the tree under `base` (RFC 5280 §4.2.1.10). */
export const isWithinTree = (name: NameKeys, base: NameKeys): boolean =>
  base.length <= name.length && base.every((key, i) => key === name[i]);
