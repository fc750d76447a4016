import { MalformedDer } from './der-reader.ts';

/** Kinds of PEM blocks that are read (RFC 7468). */
export type PemLabel = 'CERTIFICATE' | 'CA CERTIFICATE' | 'X509 CRL' | 'OCSP RESPONSE';

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,32})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Blocks in one file. */
const BLOCKS_MAX = 64;

function decode(body: string): Buffer {
  const text = body.replace(/\s+/g, '');
  if (!BASE64.test(text)) throw new MalformedDer('PEM is not base64');
  return Buffer.from(text, 'base64');
}

/**
 * The DER in a file: itself, if it begins as DER does, else the PEM blocks with the label; other blocks and text around
 * them are passed over.
 *
 * @throws MalformedDer if there is none, or more than 64
 */
export function derBlocks(octets: Buffer, label: PemLabel): Buffer[] {
  if (octets[0] === 0x30) return [octets];
  const text = octets.toString('latin1');
  const blocks = [...text.matchAll(BLOCK)].filter(([, found]) => found === label);
  if (blocks.length === 0) throw new MalformedDer(`neither DER nor PEM of ${label}`);
  if (blocks.length > BLOCKS_MAX) throw new MalformedDer('too many PEM blocks');
  return blocks.map(([, , body]) => decode(body ?? ''));
}

/** The DER in a file of one object. @throws MalformedDer for none or several */
export function onlyDerBlock(octets: Buffer, label: PemLabel): Buffer {
  const [der, ...more] = derBlocks(octets, label);
  if (der === undefined || more.length > 0) throw new MalformedDer(`not one ${label}`);
  return der;
}
