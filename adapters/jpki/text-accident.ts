import { judgeContainer } from './judge-signature.ts';
import type { SignatureContainer } from './signature-container.ts';

/** What happens to a text on its way to the card, and leaves a signature over something else. */
export type TextAccident =
  | 'byteOrderMark'
  | 'crlf'
  | 'noFinalLineFeed'
  | 'utf16'
  | 'base64'
  | 'digest'
  | 'digestInHexadecimal';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Octets of a text that are looked at: four of the greatest texts, which no accident makes of one. */
const LOOKED_AT_MAX = 16 * 1024;

const utf16 = (text: Buffer): Buffer => Buffer.from(text.toString('utf8'), 'utf16le');
const swapped = (octets: Buffer): Buffer => Buffer.from(octets).swap16();

/** The text as it would have been signed after each accident; of UTF-16 in every order of octets. */
const VARIANTS: readonly (readonly [TextAccident, (text: Buffer) => Buffer])[] = [
  ['byteOrderMark', (text) => Buffer.concat([BYTE_ORDER_MARK, text])],
  ['crlf', (text) => Buffer.from(text.toString('utf8').replace(/\n/g, '\r\n'), 'utf8')],
  ['noFinalLineFeed', (text) => text.subarray(0, -1)],
  ['utf16', utf16],
  ['utf16', (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(text)])],
  ['utf16', (text) => swapped(utf16(text))],
  ['utf16', (text) => Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(utf16(text))])],
  ['base64', (text) => Buffer.from(text.toString('base64'), 'latin1')],
];

/** Octets of the digests that are accepted. */
const DIGEST_OCTETS = [32, 48, 64];

const isUtf8 = (octets: Buffer): boolean =>
  Buffer.from(octets.toString('utf8'), 'utf8').equals(octets);

/** What happened to octets that are no text of ours, if it shows in them. Of more than 16 KiB nothing is said. */
export function accidentOfText(octets: Buffer): TextAccident | undefined {
  if (octets.length > LOOKED_AT_MAX) return undefined;
  if (octets.subarray(0, 3).equals(BYTE_ORDER_MARK)) return 'byteOrderMark';
  const [first, second] = octets;
  // The digest of the text in place of the text: it is hashed once more.
  if (DIGEST_OCTETS.includes(octets.length) && !isUtf8(octets)) return 'digest';
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isMarked || octets.includes(0)) return 'utf16';
  const text = octets.toString('latin1');
  if (/^[0-9A-Fa-f]{64}\n?$/.test(text)) return 'digestInHexadecimal';
  if (text.length > 0 && /^[A-Za-z0-9+/=\r\n]+$/.test(text)) return 'base64';
  if (text.includes('\r\n')) return 'crlf';
  return text.endsWith('\n') ? undefined : 'noFinalLineFeed';
}

/**
 * Over what other form of the text a detached signature holds, if it is one of the forms that the text
 * takes by accident. It stays a `mismatch`: this says only what to tell the portal. Of more than 16 KiB
 * nothing is said.
 */
export function accidentOfSignature(
  container: SignatureContainer,
  textOctets: Buffer,
): TextAccident | undefined {
  if (container.text !== undefined || textOctets.length > LOOKED_AT_MAX) return undefined;
  const found = VARIANTS.find(([, variant]) => {
    return judgeContainer(container, variant(textOctets)) === 'valid';
  });
  return found?.[0];
}
