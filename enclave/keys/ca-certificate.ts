import * as der from '../../adapters/x509/der-writer.ts';
import { extension } from '../../adapters/x509/extension.ts';
import {
  ALGORITHM_IDENTIFIERS,
  keyIdentifierOf,
  rdn,
  type SignatureAlgorithm,
} from '../issuance/certificate-profile.ts';

/** What a self-signed CA certificate is made of. */
export interface CaCertificateContent {
  readonly serialNumber: string;
  readonly organization: string;
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: Buffer;
  readonly signatureAlgorithm: SignatureAlgorithm;
}

const nameOf = ({ organization, commonName }: CaCertificateContent): Buffer =>
  der.seq(
    rdn('2.5.4.6', der.printableString('JP')),
    rdn('2.5.4.10', der.utf8String(organization)),
    rdn('2.5.4.3', der.utf8String(commonName)),
  );

/**
 * TBSCertificate of a self-signed CA (RFC 5280 §4.1.2): it signs certificates and CRLs, and nobody below
 * it does.
 */
export function tbsCaCertificateOf(content: CaCertificateContent): Buffer {
  const name = nameOf(content);
  const keyId = keyIdentifierOf(content.spki);
  return der.seq(
    der.explicit(0, der.smallInteger(2)),
    der.integer(Buffer.from(content.serialNumber, 'hex')),
    ALGORITHM_IDENTIFIERS[content.signatureAlgorithm],
    name,
    der.seq(der.time(content.notBefore), der.time(content.notAfter)),
    name,
    content.spki,
    caExtensions({ subjectKeyId: keyId, authorityKeyId: keyId }),
  );
}

/** Extensions of a certificate that one of our CA keys has, whoever signs it. */
export const caExtensions = (ids: {
  readonly subjectKeyId: Buffer;
  readonly authorityKeyId: Buffer;
}): Buffer =>
  der.explicit(
    3,
    der.seq(
      extension('2.5.29.35', der.seq(der.implicit(0, ids.authorityKeyId))),
      extension('2.5.29.14', der.octetString(ids.subjectKeyId)),
      extension('2.5.29.15', der.namedBits([5, 6]), true),
      extension('2.5.29.19', der.seq(der.boolean(true), der.smallInteger(0)), true),
    ),
  );
