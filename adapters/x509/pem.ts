import { MalformedDer } from './der-reader.ts';

/** Kinds of PEM blocks that are read (RFC 7468). */
export type PemLabel = 'CERTIFICATE' | 'CA CERTIFICATE' | 'X509 CRL' | 'OCSP RESPONSE';

const BEGIN = /-----BEGIN ([A-Z0-9 ]{1,32})-----/g;

/** Blocks in one file. */
const BLOCKS_MAX = 64;

/**
 * Without an expression that repeats groups: those fail on some megabytes, by the stack of the engine.
 *
 * @throws MalformedDer
 */
function decode(body: string): Buffer {
  const text = body.replace(/\s+/g, '');
  const padding = /={0,2}$/.exec(text.slice(-2))?.[0].length ?? 0;
  if (text.length % 4 !== 0 || /[^A-Za-z0-9+/]/.test(text.slice(0, text.length - padding))) {
    throw new MalformedDer('PEM is not base64');
  }
  return Buffer.from(text, 'base64');
}

/** What stands between the lines of the blocks with the label. A block ends at the first hyphen, or is none. */
function bodiesOf(text: string, label: PemLabel): string[] {
  const bodies: string[] = [];
  for (const { 0: line, 1: found, index } of text.matchAll(BEGIN)) {
    const start = index + line.length;
    const end = text.indexOf('-', start);
    if (found === label && end >= 0 && text.startsWith(`-----END ${label}-----`, end)) {
      bodies.push(text.slice(start, end));
    }
  }
  return bodies;
}

/**
 * The DER in a file: itself, if it begins as DER does, else the PEM blocks with the label; other blocks and text around
 * them are passed over.
 *
 * @throws MalformedDer if there is none, or more than 64
 */
export function derBlocks(octets: Buffer, label: PemLabel): Buffer[] {
  if (octets[0] === 0x30) return [octets];
  const blocks = bodiesOf(octets.toString('latin1'), label);
  if (blocks.length === 0) throw new MalformedDer(`neither DER nor PEM of ${label}`);
  if (blocks.length > BLOCKS_MAX) throw new MalformedDer('too many PEM blocks');
  return blocks.map(decode);
}

/** The DER in a file of one object. @throws MalformedDer for none or several */
export function onlyDerBlock(octets: Buffer, label: PemLabel): Buffer {
  const [der, ...more] = derBlocks(octets, label);
  if (der === undefined || more.length > 0) throw new MalformedDer(`not one ${label}`);
  return der;
}
