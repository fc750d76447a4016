import {
  readCertificate,
  subjectKeyIdentifier,
  type X509Certificate,
} from '../x509/certificate.ts';
import {
  children,
  type DerElement,
  expectTag,
  integerHexOf,
  MalformedDer,
  oidOf,
  readElement,
  readExactly,
  smallNumberOf,
  timeOf,
} from '../x509/der-reader.ts';
import { berToDer } from './ber.ts';
import { CMS } from './cms-identifiers.ts';

export { buildSignedData, type SignedDataInput } from './build-signed-data.ts';

/** The signed attributes of RFC 5652 §5.3 and §11 that bind a signature to its content. */
export interface SignedAttributes {
  /** What the signature covers: the attributes with the tag of a SET (RFC 5652 §5.4). */
  readonly octetsToVerify: Buffer;
  readonly messageDigest: Buffer;
  /** What the signer's clock said; nothing is judged by it. */
  readonly signingTime: Date | undefined;
}

/** A CMS SignedData with one signer, taken apart but not judged. */
export interface SignedData {
  /** The content, undefined if it is detached. */
  readonly content: Buffer | undefined;
  readonly digestAlgorithm: string;
  readonly signatureAlgorithm: string;
  readonly signedAttributes: SignedAttributes | undefined;
  readonly signature: Buffer;
  /**
   * The signer's certificate with whatever octets follow it in the container; if none answers to
   * the signer's identifier and there is one alone, that one. Undefined without any.
   */
  readonly certificate: Buffer | undefined;
  /** The same, read; undefined if it is not the signer's or cannot be read. */
  readonly signer: X509Certificate | undefined;
}

/** The largest container that is read (1 MiB, as any evidence). */
export const CONTAINER_OCTETS_MAX = 1024 * 1024;

/** Certificates, and other choices in their place. */
const CHOICES_MAX = 16;
const ATTRIBUTES_MAX = 32;
/** Values of one attribute; those that are read have one. */
const VALUES_MAX = 16;

interface FoundCertificate {
  readonly octets: Buffer;
  readonly read: X509Certificate | undefined;
}

function tryCertificate(der: Buffer): X509Certificate | undefined {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/** A certificate or one of the other choices of RFC 5652 §10.2.2, if such a thing starts here. */
function tryChoice(content: Buffer, at: number): DerElement | undefined {
  const tag = content[at] ?? 0;
  if (tag !== 0x30 && (tag < 0xa0 || tag > 0xa3)) return undefined;
  try {
    return readElement(content, at);
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/**
 * The certificates of the container. Software that reads a certificate from a fixed-size file of the
 * card leaves its padding behind it: octets that begin no certificate belong to the one before.
 */
function readCertificates({ content }: DerElement): FoundCertificate[] {
  const found: FoundCertificate[] = [];
  let at = 0;
  for (let count = 0; at < content.length; count += 1) {
    if (count === CHOICES_MAX) throw new MalformedDer('too many certificates');
    const choice = tryChoice(content, at);
    if (choice === undefined) throw new MalformedDer('no certificate where one is expected');
    const end = at + choice.octets.length;
    const isPadded = end < content.length && tryChoice(content, end) === undefined;
    const next = isPadded ? content.length : end;
    if (choice.tag === 0x30) {
      found.push({ octets: content.subarray(at, next), read: tryCertificate(choice.octets) });
    }
    at = next;
  }
  return found;
}

/** Whether a certificate answers to the SignerIdentifier (RFC 5652 §5.3). */
function identifies(identifier: DerElement): (certificate: X509Certificate) => boolean {
  if (identifier.tag === 0x80) {
    const wanted = identifier.content.toString('hex');
    return (certificate) => subjectKeyIdentifier(certificate) === wanted;
  }
  const [issuer, serial, ...more] = children(expectTag(identifier, 0x30));
  if (more.length > 0) throw new MalformedDer('signer identifier has odd parts');
  const wanted = { issuer: expectTag(issuer, 0x30).octets, serial: integerHexOf(serial) };
  return (certificate) =>
    certificate.serialNumber === wanted.serial && certificate.issuer.equals(wanted.issuer);
}

function findSigner(
  certificates: readonly FoundCertificate[],
  identifier: DerElement,
): Pick<SignedData, 'certificate' | 'signer'> {
  const answers = identifies(identifier);
  const own = certificates.find(({ read }) => {
    try {
      return read !== undefined && answers(read);
    } catch (error) {
      if (error instanceof MalformedDer) return false;
      throw error;
    }
  });
  if (own) return { certificate: own.octets, signer: own.read };
  const only = certificates.length === 1 ? certificates[0] : undefined;
  return { certificate: only?.octets, signer: undefined };
}

/** The one value of each attribute by type. @throws MalformedDer if a type occurs twice */
function attributeValues(list: DerElement): Map<string, DerElement> {
  const values = new Map<string, DerElement>();
  for (const attribute of children(list, ATTRIBUTES_MAX)) {
    const [type, set, ...more] = children(expectTag(attribute, 0x30), 2);
    const [value, ...others] = children(expectTag(set, 0x31), VALUES_MAX);
    const oid = oidOf(type);
    if (more.length > 0 || values.has(oid)) throw new MalformedDer('attribute occurs twice');
    const isSingle = oid === CMS.contentType || oid === CMS.messageDigest;
    if (value === undefined || (isSingle && others.length > 0)) {
      throw new MalformedDer('attribute has no value, or more than one');
    }
    values.set(oid, value);
  }
  return values;
}

function readSignedAttributes(list: DerElement): SignedAttributes {
  const values = attributeValues(list);
  if (oidOf(values.get(CMS.contentType)) !== CMS.data) {
    throw new MalformedDer('content type of the attributes is not data');
  }
  const octetsToVerify = Buffer.from(list.octets);
  octetsToVerify[0] = 0x31;
  const time = values.get(CMS.signingTime);
  return {
    octetsToVerify,
    messageDigest: expectTag(values.get(CMS.messageDigest), 0x04).content,
    signingTime: time && timeOf(time),
  };
}

function algorithmOf(element: DerElement | undefined): string {
  return oidOf(children(expectTag(element, 0x30), 2)[0]);
}

function readSignerInfo(
  info: DerElement | undefined,
  certificates: readonly FoundCertificate[],
): Omit<SignedData, 'content'> {
  const fields = children(expectTag(info, 0x30));
  const [version, identifier, digestAlgorithm] = fields.splice(0, 3);
  const number = smallNumberOf(version);
  const attributes = fields[0]?.tag === 0xa0 ? fields.shift() : undefined;
  const [signatureAlgorithm, signature, unsigned, ...more] = fields;
  const isKnown = number === 1 || number === 3;
  if (!isKnown || identifier === undefined || more.length > 0 || (unsigned?.tag ?? 0xa1) !== 0xa1) {
    throw new MalformedDer('signer information has odd parts');
  }
  return {
    digestAlgorithm: algorithmOf(digestAlgorithm),
    signatureAlgorithm: algorithmOf(signatureAlgorithm),
    signedAttributes: attributes && readSignedAttributes(attributes),
    signature: expectTag(signature, 0x04).content,
    ...findSigner(certificates, identifier),
  };
}

/** The content of EncapsulatedContentInfo, which must be plain data (RFC 5652 §5.2). */
function readContent(element: DerElement | undefined): Buffer | undefined {
  const [type, wrapped, ...more] = children(expectTag(element, 0x30));
  if (oidOf(type) !== CMS.data || more.length > 0) throw new MalformedDer('content is not data');
  if (wrapped === undefined) return undefined;
  const [content, ...others] = children(expectTag(wrapped, 0xa0));
  if (others.length > 0) throw new MalformedDer('more than one content');
  return expectTag(content, 0x04).content;
}

function readStrictly(container: Buffer): SignedData {
  const [type, wrapped, ...beside] = children(readExactly(container, 0x30));
  if (oidOf(type) !== CMS.signedData || beside.length > 0) {
    throw new MalformedDer('not a SignedData');
  }
  const [body, ...others] = children(expectTag(wrapped, 0xa0));
  const fields = children(expectTag(body, 0x30));
  const [version, digests, encapsulated] = fields.splice(0, 3);
  const number = smallNumberOf(version);
  if (others.length > 0 || number < 1 || number > 5) throw new MalformedDer('unknown version');
  expectTag(digests, 0x31);
  const certificates = fields[0]?.tag === 0xa0 ? fields.shift() : undefined;
  // Revocation information of the signer's own choice proves nothing: it is passed over.
  if (fields[0]?.tag === 0xa1) fields.shift();
  const [signers, ...more] = fields;
  const [signer, ...moreSigners] = children(expectTag(signers, 0x31));
  if (more.length > 0 || moreSigners.length > 0) throw new MalformedDer('more than one signer');
  return {
    content: readContent(encapsulated),
    ...readSignerInfo(signer, certificates ? readCertificates(certificates) : []),
  };
}

/** The container in DER, if BER is what kept it from being read. */
function fromBer(container: Buffer): SignedData {
  const signedData = readStrictly(berToDer(container));
  const { certificate } = signedData;
  // A certificate is DER whatever is around it (RFC 5652 §10.2.2): it must stand there as it is read.
  const isAltered = certificate !== undefined && !container.includes(certificate);
  return isAltered ? { ...signedData, certificate: undefined, signer: undefined } : signedData;
}

/**
 * Reads a CMS SignedData (RFC 5652 §5) with exactly one signer over plain data: attached or
 * detached, with signed attributes or without, the certificate named by issuer and serial number or
 * by its key identifier. DER on the quick path; BER, which some signing software writes, on the slow one.
 * Whether the signature holds is `judgeSignature`'s to say.
 *
 * @throws MalformedDer if it is larger than 1 MiB or anything else
 */
export function readSignedData(container: Buffer): SignedData {
  if (container.length > CONTAINER_OCTETS_MAX) throw new MalformedDer('container is too large');
  try {
    return readStrictly(container);
  } catch (error) {
    if (!(error instanceof MalformedDer)) throw error;
    return fromBer(container);
  }
}
