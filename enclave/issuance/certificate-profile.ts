import * as der from '../../adapters/x509/der-writer.ts';
import { keyIdentifier } from '../../adapters/x509/key-identifier.ts';
import {
  shapeOf,
  type CertificateKind,
  type CertificateProfiles,
  type CertificateShape,
  type SubjectAttribute,
  type SubscriberKind,
} from '../../domain/issuance/certificate-profiles.ts';
import { extensionsWriter, type ExtensionsWriter } from './profile-extensions.ts';

/** What every certificate is made of. */
interface AnyContent {
  readonly profile: CertificateProfiles;
  readonly serialNumber: string;
  /** Issuer Name, DER, byte for byte as it stands in the CA certificate's subject. */
  readonly issuer: Buffer;
  readonly issuerKeyId: string;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: Buffer;
}

/** What a subscriber's certificate is made of. */
export interface CertificateContent extends AnyContent {
  readonly certificateType: SubscriberKind;
  /** Name of the subscriber exactly as signed for: never normalised (規則6条5号ハ). */
  readonly name: string;
  /** Tells two people of one name apart: the application's id. */
  readonly subjectSerialNumber: string;
}

/** What a certificate of the authority itself is made of: an OCSP responder, a CA, a link between two keys. */
export interface AuthorityContent extends AnyContent {
  readonly certificateType: Exclude<CertificateKind, SubscriberKind>;
  readonly organization: string;
  readonly commonName: string;
}

/** Signature algorithms an issuer key may use. */
export type SignatureAlgorithm = 'sha256WithRSA' | 'ecdsaWithSha256' | 'ecdsaWithSha384';

const NULL = der.nullValue();

/** AlgorithmIdentifier: RSA with NULL, ECDSA without parameters (RFC 4055 §5, RFC 5758 §3.2). */
export const ALGORITHM_IDENTIFIERS: Readonly<Record<SignatureAlgorithm, Buffer>> = {
  sha256WithRSA: der.seq(der.oid('1.2.840.113549.1.1.11'), NULL),
  ecdsaWithSha256: der.seq(der.oid('1.2.840.10045.4.3.2')),
  ecdsaWithSha384: der.seq(der.oid('1.2.840.10045.4.3.3')),
};

/** One RelativeDistinguishedName of one attribute. */
export const rdn = (type: string, value: Buffer): Buffer =>
  der.tlv(der.TAG.set, der.seq(der.oid(type), value));

const COUNTRY = rdn('2.5.4.6', der.printableString('JP'));

const isSubscriber = (
  content: CertificateContent | AuthorityContent,
): content is CertificateContent => 'name' in content;

type AttributeWriter = (content: CertificateContent | AuthorityContent) => Buffer;

const ATTRIBUTES: Readonly<Record<SubjectAttribute, AttributeWriter>> = {
  countryName: () => COUNTRY,
  commonName: (content) =>
    rdn('2.5.4.3', der.utf8String(isSubscriber(content) ? content.name : content.commonName)),
  organizationName: (content) =>
    rdn('2.5.4.10', der.utf8String(isSubscriber(content) ? '' : content.organization)),
  serialNumber: (content) =>
    rdn('2.5.4.5', der.printableString(isSubscriber(content) ? content.subjectSerialNumber : '')),
};

/** subjectKeyIdentifier: the leftmost 160 bits of SHA-256 over the SubjectPublicKeyInfo (RFC 7093 §2, 4). */
export function keyIdentifierOf(spki: Buffer): Buffer {
  return Buffer.from(keyIdentifier(spki), 'hex');
}

interface Plan {
  readonly shape: CertificateShape;
  readonly extensionsFor: ExtensionsWriter;
}

/** What certificates of one kind under one issuer key have in common, by document. */
const plans = new WeakMap<CertificateProfiles, Map<string, Plan>>();

function planOf({
  profile,
  certificateType,
  issuerKeyId,
}: AnyContent & {
  readonly certificateType: CertificateKind;
}): Plan {
  let ofDocument = plans.get(profile);
  if (!ofDocument) plans.set(profile, (ofDocument = new Map<string, Plan>()));
  const key = `${certificateType} ${issuerKeyId}`;
  const known = ofDocument.get(key);
  if (known) return known;
  const shape = shapeOf(profile, certificateType);
  if (!shape) throw new Error(`the profiles of ${profile.service} have no ${certificateType}`);
  const plan = { shape, extensionsFor: extensionsWriter(shape, profile, issuerKeyId) };
  ofDocument.set(key, plan);
  return plan;
}

const VERSION_3 = der.explicit(0, der.smallInteger(2));

/**
 * TBSCertificate by the document's shape of its kind (RFC 5280 §4.1.2), DER; the same input, the same octets.
 *
 * @throws Error if the document does not know the kind: a bug of the caller
 */
export function tbsCertificateOf(content: CertificateContent | AuthorityContent): Buffer {
  const { shape, extensionsFor } = planOf(content);
  return der.seq(
    VERSION_3,
    der.integer(Buffer.from(content.serialNumber, 'hex')),
    ALGORITHM_IDENTIFIERS[content.signatureAlgorithm],
    content.issuer,
    der.seq(der.time(content.notBefore), der.time(content.notAfter)),
    der.seq(...shape.subject.map((attribute) => ATTRIBUTES[attribute](content))),
    content.spki,
    extensionsFor(keyIdentifierOf(content.spki), content.serialNumber),
  );
}

/** The signed certificate. */
export const certificateOf = (
  tbs: Buffer,
  algorithm: SignatureAlgorithm,
  signature: Buffer,
): Buffer => der.seq(tbs, ALGORITHM_IDENTIFIERS[algorithm], der.bitString(signature));
