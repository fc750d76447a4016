import {
  bitsOf,
  booleanOf,
  children,
  type DerElement,
  expectTag,
  integerHexOf,
  MalformedDer,
  namedBitsOf,
  oidOf,
  readExactly,
  smallNumberOf,
  timeOf,
} from './der-reader.ts';

/** One extension (RFC 5280 §4.2): `value` is the content of its OCTET STRING. */
export interface Extension {
  readonly critical: boolean;
  readonly value: Buffer;
}

/** A certificate as its octets say (RFC 5280 §4.1). All buffers are views of `der`. */
export interface X509Certificate {
  readonly der: Buffer;
  /** tbsCertificate with its header: what the issuer signed. */
  readonly tbs: Buffer;
  readonly version: 1 | 2 | 3;
  /** Hex of the octets without a leading zero octet. Of a foreign certificate maybe negative: `-` and two's complement. */
  readonly serialNumber: string;
  /** Dotted identifier; inner and outer are octet for octet the same. */
  readonly signatureAlgorithm: string;
  /** DER Name. */
  readonly issuer: Buffer;
  /** DER Name. */
  readonly subject: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  readonly signature: Buffer;
  readonly extensions: Map<string, Extension>;
}

/** The largest certificate that is read; those of JPKI have about 2 KiB. */
export const CERTIFICATE_OCTETS_MAX = 64 * 1024;

const EXTENSIONS_MAX = 64;

/** Fields of tbsCertificate with all that may be left out (RFC 5280 §4.1). */
const FIELDS_MAX = 10;

function readVersion(fields: DerElement[]): 1 | 2 | 3 {
  if (fields[0]?.tag !== 0xa0) return 1;
  const [number, ...more] = children(fields[0]);
  if (more.length > 0) throw new MalformedDer('version has more than one value');
  const version = smallNumberOf(number);
  fields.shift();
  // Zero would be the default, which DER does not write.
  if (version !== 1 && version !== 2) throw new MalformedDer('version is neither v2 nor v3');
  return version === 1 ? 2 : 3;
}

/** Extensions by identifier. @throws MalformedDer also if one occurs twice (RFC 5280 §4.2) */
export function readExtensions(list: DerElement | undefined): Map<string, Extension> {
  const extensions = new Map<string, Extension>();
  const entries = children(expectTag(list, 0x30), EXTENSIONS_MAX);
  if (entries.length === 0) throw new MalformedDer('no extension');
  for (const entry of entries) {
    const parts = children(expectTag(entry, 0x30), 3);
    const oid = oidOf(parts[0]);
    const critical = parts.length === 3 && booleanOf(parts[1]);
    if (parts.length === 3 && !critical) throw new MalformedDer('default value is written');
    if (parts.length !== 2 && parts.length !== 3) throw new MalformedDer('extension has odd parts');
    if (extensions.has(oid)) throw new MalformedDer('extension occurs twice');
    extensions.set(oid, { critical, value: expectTag(parts.at(-1), 0x04).content });
  }
  return extensions;
}

/** What follows subjectPublicKeyInfo: unique identifiers are passed over, extensions read. */
function readTail(fields: DerElement[], version: number): Map<string, Extension> {
  let extensions = new Map<string, Extension>();
  let lastTag = 0;
  for (const field of fields) {
    if (field.tag <= lastTag) throw new MalformedDer('fields of tbsCertificate out of order');
    lastTag = field.tag;
    const isUniqueIdentifier = (field.tag === 0x81 || field.tag === 0x82) && version > 1;
    if (field.tag === 0xa3 && version === 3) {
      const [list, ...more] = children(field);
      if (more.length > 0) throw new MalformedDer('extensions have more than one list');
      extensions = readExtensions(list);
    } else if (!isUniqueIdentifier) {
      throw new MalformedDer('unknown field in tbsCertificate');
    }
  }
  return extensions;
}

/** Names are compared and hashed as octets, so only their shape is checked here. */
function readName(element: DerElement | undefined): Buffer {
  return expectTag(element, 0x30).octets;
}

function readValidity(element: DerElement | undefined): { notBefore: Date; notAfter: Date } {
  const [notBefore, notAfter, ...more] = children(expectTag(element, 0x30), 3);
  if (more.length > 0) throw new MalformedDer('validity has more than two times');
  return { notBefore: timeOf(notBefore), notAfter: timeOf(notAfter) };
}

/** How the two fields are read that CAs outside of our profiles are known to get wrong. */
interface FieldReaders {
  readonly serial: (element: DerElement | undefined) => string;
  readonly signature: (element: DerElement | undefined) => Buffer;
}

const STRICT: FieldReaders = { serial: integerHexOf, signature: bitsOf };

const FOREIGN: FieldReaders = {
  serial: (element) => {
    const { content } = expectTag(element, 0x02);
    return (content[0] ?? 0) & 0x80 ? `-${content.toString('hex')}` : integerHexOf(element);
  },
  // What is not of whole octets is no RSA or ECDSA signature: left empty, nothing verifies it.
  signature: (element) =>
    expectTag(element, 0x03).content[0] === 0 ? bitsOf(element) : Buffer.alloc(0),
};

/**
 * Reads a certificate strictly: exactly one, DER, nothing after it, no extension twice, and the
 * signature algorithm inside equal to the one outside (RFC 5280 §4.1.1.2).
 *
 * @throws MalformedDer
 */
export function readCertificate(der: Buffer): X509Certificate {
  return readWith(der, STRICT);
}

/**
 * As `readCertificate`, but a negative serial number is read (RFC 5280 §4.1.2.2 asks users to bear with them), and a
 * signature with bits over is one that never verifies. For certificates that are judged, never for ours.
 *
 * @throws MalformedDer
 */
export function readForeignCertificate(der: Buffer): X509Certificate {
  return readWith(der, FOREIGN);
}

function readWith(der: Buffer, readers: FieldReaders): X509Certificate {
  if (der.length > CERTIFICATE_OCTETS_MAX) throw new MalformedDer('certificate is too large');
  const parts = children(readExactly(der, 0x30), 3);
  const [tbs, outerAlgorithm, signature] = parts;
  if (parts.length !== 3 || tbs === undefined) throw new MalformedDer('certificate has odd parts');

  const fields = children(expectTag(tbs, 0x30), FIELDS_MAX);
  const version = readVersion(fields);
  const [serial, algorithm, issuer, validity, subject, spki, ...tail] = fields;
  if (!expectTag(outerAlgorithm, 0x30).octets.equals(expectTag(algorithm, 0x30).octets)) {
    throw new MalformedDer('signature algorithms differ');
  }
  return {
    der,
    tbs: tbs.octets,
    version,
    serialNumber: readers.serial(serial),
    signatureAlgorithm: oidOf(children(expectTag(algorithm, 0x30), 2)[0]),
    issuer: readName(issuer),
    subject: readName(subject),
    ...readValidity(validity),
    spki: expectTag(spki, 0x30).octets,
    signature: readers.signature(signature),
    extensions: readTail(tail, version),
  };
}

/** Identifiers of the extensions that are read here (RFC 5280 §4.2.1). */
export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
} as const;

/** Hex of subjectKeyIdentifier (RFC 5280 §4.2.1.2), if it is there. @throws MalformedDer */
export function subjectKeyIdentifier(certificate: X509Certificate): string | undefined {
  const extension = certificate.extensions.get(EXTENSION.subjectKeyIdentifier);
  return extension && readExactly(extension.value, 0x04).content.toString('hex');
}

/** Hex of keyIdentifier in authorityKeyIdentifier (RFC 5280 §4.2.1.1). @throws MalformedDer */
export function authorityKeyIdentifier(certificate: X509Certificate): string | undefined {
  const extension = certificate.extensions.get(EXTENSION.authorityKeyIdentifier);
  if (extension === undefined) return undefined;
  const [first] = children(readExactly(extension.value, 0x30));
  return first?.tag === 0x80 ? first.content.toString('hex') : undefined;
}

/** Numbers of the bits of keyUsage (RFC 5280 §4.2.1.3). */
export const KEY_USAGE = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
} as const;

/** Numbers of the bits set in keyUsage, ascending; undefined if it is absent. @throws MalformedDer */
export function keyUsageBits(certificate: X509Certificate): number[] | undefined {
  const extension = certificate.extensions.get(EXTENSION.keyUsage);
  return extension && namedBitsOf(readExactly(extension.value, 0x03));
}

/** basicConstraints (RFC 5280 §4.2.1.9); undefined if absent. @throws MalformedDer */
export function basicConstraints(
  certificate: X509Certificate,
): { readonly ca: boolean; readonly pathLength: number | undefined } | undefined {
  const extension = certificate.extensions.get(EXTENSION.basicConstraints);
  if (extension === undefined) return undefined;
  const parts = children(readExactly(extension.value, 0x30));
  const ca = parts[0]?.tag === 0x01 && booleanOf(parts.shift());
  const [pathLength, ...more] = parts;
  if (more.length > 0) throw new MalformedDer('basic constraints have odd parts');
  return { ca, pathLength: pathLength && smallNumberOf(pathLength) };
}

/** One policy with its CPS pointer, if it names one. */
export interface CertificatePolicy {
  readonly oid: string;
  readonly cps: string | undefined;
}

const CPS_QUALIFIER = '1.3.6.1.5.5.7.2.1';
const LIST_MAX = 64;

/** certificatePolicies (RFC 5280 §4.2.1.4), none if absent. @throws MalformedDer */
export function certificatePolicies(certificate: X509Certificate): CertificatePolicy[] {
  const extension = certificate.extensions.get(EXTENSION.certificatePolicies);
  if (extension === undefined) return [];
  const list = children(readExactly(extension.value, 0x30));
  if (list.length > LIST_MAX) throw new MalformedDer('too many policies');
  const policies = list.map((entry) => {
    const [identifier, qualifiers] = children(expectTag(entry, 0x30));
    const pointers = qualifiers
      ? children(expectTag(qualifiers, 0x30)).map((qualifier) => children(qualifier))
      : [];
    const cps = pointers.find(([id]) => oidOf(id) === CPS_QUALIFIER)?.[1];
    return { oid: oidOf(identifier), cps: cps && expectTag(cps, 0x16).content.toString('latin1') };
  });
  if (new Set(policies.map(({ oid }) => oid)).size !== policies.length) {
    throw new MalformedDer('policy occurs twice');
  }
  return policies;
}

/** Purposes of extendedKeyUsage (RFC 5280 §4.2.1.12); undefined if absent. @throws MalformedDer */
export function extendedKeyUsages(certificate: X509Certificate): string[] | undefined {
  const extension = certificate.extensions.get(EXTENSION.extendedKeyUsage);
  if (extension === undefined) return undefined;
  const list = children(readExactly(extension.value, 0x30));
  if (list.length === 0 || list.length > LIST_MAX) throw new MalformedDer('no purpose or too many');
  return list.map(oidOf);
}

/** Text of a character string; BMPString is turned, T61String read as Latin-1. */
export function textOf({ tag, content }: DerElement): string {
  if (tag === 0x0c) return content.toString('utf8');
  if (tag === 0x1e && content.length % 2 === 0) {
    return Buffer.from(content).swap16().toString('utf16le');
  }
  return content.toString('latin1');
}

/** Attributes of a DER Name in order, those of a multi-valued RDN one after the other. @throws MalformedDer */
export function nameAttributes(name: Buffer): { oid: string; value: string }[] {
  const relatives = children(readExactly(name, 0x30));
  if (relatives.length > LIST_MAX) throw new MalformedDer('name is too long');
  return relatives.flatMap((relative) =>
    children(expectTag(relative, 0x31)).map((attribute) => {
      const [type, value, ...more] = children(expectTag(attribute, 0x30));
      if (value === undefined || more.length > 0) throw new MalformedDer('attribute has odd parts');
      return { oid: oidOf(type), value: textOf(value) };
    }),
  );
}
