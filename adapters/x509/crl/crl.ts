import { type Extension, readExtensions } from '../certificate.ts';
import {
  bitsOf,
  children,
  type DerElement,
  expectTag,
  integerHexOf,
  MalformedDer,
  oidOf,
  readExactly,
  smallNumberOf,
  timeOf,
} from '../der-reader.ts';

/** The largest CRL that is read: about 1.6 million entries. */
export const CRL_OCTETS_MAX = 64 * 1024 * 1024;

/** A CRL without its entries (RFC 5280 §5.1). All buffers are views of `der`. */
export interface Crl {
  readonly der: Buffer;
  /** tbsCertList with its header: what the issuer signed. */
  readonly tbs: Buffer;
  readonly version: 1 | 2;
  /** Dotted identifier; inner and outer are octet for octet the same. */
  readonly signatureAlgorithm: string;
  /** DER Name. */
  readonly issuer: Buffer;
  readonly thisUpdate: Date;
  /** Optional in X.509; RFC 5280 §5.1.2.5 requires it. */
  readonly nextUpdate: Date | undefined;
  readonly extensions: Map<string, Extension>;
  readonly signature: Buffer;
  /** revokedCertificates as a place in `der`: content from `start` to `end`. */
  readonly entries: { readonly start: number; readonly end: number };
}

/** Extensions of CRLs that are read here (RFC 5280 §5.2). */
export const CRL_EXTENSION = {
  crlNumber: '2.5.29.20',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

const isTime = (element: DerElement | undefined): boolean =>
  element?.tag === 0x17 || element?.tag === 0x18;

function readCrlExtensions(
  element: DerElement | undefined,
  version: number,
): Map<string, Extension> {
  if (element === undefined) return new Map();
  if (version !== 2) throw new MalformedDer('extensions in a CRL of version 1');
  const [list, ...more] = children(expectTag(element, 0xa0));
  if (more.length > 0) throw new MalformedDer('extensions have more than one list');
  return readExtensions(list);
}

function readVersion(fields: DerElement[]): 1 | 2 {
  if (fields[0]?.tag !== 0x02) return 1;
  if (smallNumberOf(fields.shift()) !== 1) throw new MalformedDer('version is not v2');
  return 2;
}

/** What is not of whole octets is no RSA or ECDSA signature: left empty, nothing verifies it. */
const signatureOctets = (element: DerElement | undefined): Buffer =>
  expectTag(element, 0x03).content[0] === 0 ? bitsOf(element) : Buffer.alloc(0);

/** Where the content of the entries lies in `der`; an empty list has to be left out (§5.1.2.6). */
function placeOf(list: DerElement | undefined, der: Buffer): Crl['entries'] {
  if (list === undefined) return { start: 0, end: 0 };
  const { content } = list;
  if (content.length === 0) throw new MalformedDer('list of entries is empty');
  const start = content.byteOffset - der.byteOffset;
  return { start, end: start + content.length };
}

/**
 * Reads everything of a CRL but its entries, strictly and in a time that does not grow with their number.
 *
 * @param octetsMax the largest that is read; our own lists have no bound but memory
 * @throws MalformedDer
 */
export function readCrl(der: Buffer, octetsMax = CRL_OCTETS_MAX): Crl {
  if (der.length > octetsMax) throw new MalformedDer('CRL is too large');
  const [tbs, outerAlgorithm, signature, ...beside] = children(readExactly(der, 0x30));
  if (beside.length > 0) throw new MalformedDer('CRL has odd parts');
  const fields = children(expectTag(tbs, 0x30));
  const version = readVersion(fields);
  const [algorithm, issuer, thisUpdate, ...rest] = fields;
  if (!expectTag(outerAlgorithm, 0x30).octets.equals(expectTag(algorithm, 0x30).octets)) {
    throw new MalformedDer('signature algorithms differ');
  }
  const nextUpdate = isTime(rest[0]) ? timeOf(rest.shift()) : undefined;
  const list = rest[0]?.tag === 0x30 ? rest.shift() : undefined;
  const [extensions, ...more] = rest;
  if (more.length > 0) throw new MalformedDer('tbsCertList has odd parts');
  return {
    der,
    tbs: expectTag(tbs, 0x30).octets,
    version,
    signatureAlgorithm: oidOf(children(expectTag(algorithm, 0x30))[0]),
    issuer: expectTag(issuer, 0x30).octets,
    thisUpdate: timeOf(thisUpdate),
    nextUpdate,
    extensions: readCrlExtensions(extensions, version),
    signature: signatureOctets(signature),
    entries: placeOf(list, der),
  };
}

/** An INTEGER of at most 20 octets (RFC 5280 §5.2.3); undefined if the extension is absent. @throws MalformedDer */
function numberIn({ extensions }: Crl, oid: string): bigint | undefined {
  const extension = extensions.get(oid);
  if (extension === undefined) return undefined;
  const hex = integerHexOf(readExactly(extension.value, 0x02));
  if (hex.length > 40) throw new MalformedDer('CRL number is too long');
  return BigInt(`0x${hex}`);
}

/** cRLNumber (RFC 5280 §5.2.3). @throws MalformedDer */
export const crlNumber = (crl: Crl): bigint | undefined => numberIn(crl, CRL_EXTENSION.crlNumber);

/** Number of the CRL that a delta CRL builds on (RFC 5280 §5.2.4); undefined for a complete CRL. @throws MalformedDer */
export const baseCrlNumber = (crl: Crl): bigint | undefined =>
  numberIn(crl, CRL_EXTENSION.deltaCrlIndicator);
