import { createHash } from 'node:crypto';
import * as der from '../../adapters/x509/der-writer.ts';

/** Certificate profile of a service, a document accepted in the room. URLs end without a slash. */
export interface CertificateProfile {
  readonly v: 1;
  readonly service: string;
  /** Policy OIDs of the certificate by type. */
  readonly policies: { readonly basic: string; readonly attribute: string };
  readonly cpsUrl: string;
  /** Base of the repository: CRL shards, OCSP and CA certificates hang below it. */
  readonly repositoryUrl: string;
}

/** What one certificate is made of. */
export interface CertificateContent {
  readonly profile: CertificateProfile;
  readonly certificateType: 'basic' | 'attribute';
  readonly serialNumber: string;
  /** Issuer Name, DER, byte for byte as it stands in the CA certificate's subject. */
  readonly issuer: Buffer;
  readonly issuerKeyId: string;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Name of the subscriber exactly as signed for: never normalised (規則6条5号ハ). */
  readonly name: string;
  /** Tells two people of one name apart: the application's id. */
  readonly subjectSerialNumber: string;
  readonly spki: Buffer;
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

const COUNTRY = '2.5.4.6';
const COMMON_NAME = '2.5.4.3';
const SERIAL_NUMBER = '2.5.4.5';

/** One RelativeDistinguishedName of one attribute. */
export const rdn = (type: string, value: Buffer): Buffer =>
  der.tlv(der.TAG.set, der.seq(der.oid(type), value));

const subjectName = (content: CertificateContent): Buffer =>
  der.seq(
    rdn(COUNTRY, der.printableString('JP')),
    rdn(COMMON_NAME, der.utf8String(content.name)),
    rdn(SERIAL_NUMBER, der.printableString(content.subjectSerialNumber)),
  );

/** Extension (RFC 5280 §4.1): id, critical where set, value. */
export function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return isCritical
    ? der.seq(der.oid(id), der.boolean(true), der.octetString(value))
    : der.seq(der.oid(id), der.octetString(value));
}

/** subjectKeyIdentifier: the leftmost 160 bits of SHA-256 over the SubjectPublicKeyInfo (RFC 7093 §2, 4). */
export function keyIdentifierOf(spki: Buffer): Buffer {
  return createHash('sha256').update(spki).digest().subarray(0, 20);
}

const uri = (url: string): Buffer => der.implicit(6, Buffer.from(url, 'latin1'));

const policiesExtension = (content: CertificateContent): Buffer =>
  extension(
    '2.5.29.32',
    der.seq(
      der.seq(
        der.oid(content.profile.policies[content.certificateType]),
        der.seq(der.seq(der.oid('1.3.6.1.5.5.7.2.1'), der.ia5String(content.profile.cpsUrl))),
      ),
    ),
  );

/** One shard at first; the shard is in the profile from the first certificate on. */
const crlUrl = (content: CertificateContent): string =>
  `${content.profile.repositoryUrl}/crls/${content.issuerKeyId}/0.crl`;

function extensions(content: CertificateContent): Buffer {
  const { profile, issuerKeyId } = content;
  return der.explicit(
    3,
    der.seq(
      extension('2.5.29.35', der.seq(der.implicit(0, Buffer.from(issuerKeyId, 'hex')))),
      extension('2.5.29.14', der.octetString(keyIdentifierOf(content.spki))),
      // digitalSignature, nonRepudiation: an electronic signature of 電子署名法2条, nothing else.
      extension('2.5.29.15', der.namedBits([0, 1]), true),
      policiesExtension(content),
      extension(
        '2.5.29.31',
        der.seq(der.seq(der.explicit(0, der.explicit(0, uri(crlUrl(content)))))),
      ),
      extension(
        '1.3.6.1.5.5.7.1.1',
        der.seq(
          der.seq(der.oid('1.3.6.1.5.5.7.48.1'), uri(`${profile.repositoryUrl}/ocsp`)),
          der.seq(
            der.oid('1.3.6.1.5.5.7.48.2'),
            uri(`${profile.repositoryUrl}/issuers/${issuerKeyId}.cer`),
          ),
        ),
      ),
    ),
  );
}

/** TBSCertificate of a subscriber's certificate (RFC 5280 §4.1.2), DER; the same input, the same octets. */
export function tbsCertificateOf(content: CertificateContent): Buffer {
  return der.seq(
    der.explicit(0, der.smallInteger(2)),
    der.integer(Buffer.from(content.serialNumber, 'hex')),
    ALGORITHM_IDENTIFIERS[content.signatureAlgorithm],
    content.issuer,
    der.seq(der.time(content.notBefore), der.time(content.notAfter)),
    subjectName(content),
    content.spki,
    extensions(content),
  );
}

/** The signed certificate. */
export const certificateOf = (
  tbs: Buffer,
  algorithm: SignatureAlgorithm,
  signature: Buffer,
): Buffer => der.seq(tbs, ALGORITHM_IDENTIFIERS[algorithm], der.bitString(signature));
