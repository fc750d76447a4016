import { bitString, seq } from '../adapters/x509/der-writer.ts';
import { directoryName, distinguishedName } from './distinguished-name.ts';
import type { Rdn } from './distinguished-name.ts';
import {
  authorityKeyIdentifier,
  basicConstraintsOfCa,
  crlDistributionPoint,
  keyIdentifierOf,
  keyUsage,
  ocspNoCheck,
  ocspSigning,
  subjectAltName,
  subjectKeyIdentifier,
} from './extensions.ts';
import type { IssuerReference } from './extensions.ts';
import { SHA256_WITH_RSA, tbsCertificate } from './profile.ts';
import type { Validity } from './profile.ts';

/** What a CA certificate of the JPKI profile is made from. */
export interface AuthorityFields extends Validity {
  readonly rdns: readonly Rdn[];
  readonly japaneseName: Buffer;
  readonly serialNumber: Buffer;
  readonly spki: Buffer;
}

/**
 * Self-signed CA certificate to be signed, octet for octet in the form of the published JPKI CA
 * certificates: no authorityKeyIdentifier, no policies, the Japanese name in subjectAltName.
 */
export function authorityCertificate(fields: AuthorityFields): Buffer {
  const name = distinguishedName(fields.rdns);
  return tbsCertificate({
    ...fields,
    issuer: name,
    subject: name,
    extensions: [
      keyUsage('keyCertSign', 'cRLSign'),
      subjectAltName(directoryName(fields.japaneseName)),
      basicConstraintsOfCa(),
      crlDistributionPoint(name),
      subjectKeyIdentifier(keyIdentifierOf(fields.spki)),
    ],
  });
}

/** What an OCSP responder's certificate is made from. */
export interface ResponderFields extends Validity {
  readonly issuer: IssuerReference & { readonly rdns: readonly Rdn[] };
  readonly serialNumber: Buffer;
  readonly spki: Buffer;
  /** False makes a certificate of the same CA that may not answer (RFC 6960 §4.2.2.2). */
  readonly mayAnswer: boolean;
}

/**
 * Delegated OCSP responder's certificate to be signed. The real one is not public; this assumes a
 * responder of each CA generation, with id-kp-OCSPSigning and nocheck.
 */
export const responderCertificate = (fields: ResponderFields): Buffer =>
  tbsCertificate({
    ...fields,
    issuer: fields.issuer.name,
    subject: distinguishedName([
      ...fields.issuer.rdns,
      ['CN', fields.mayAnswer ? 'OCSP Responder' : 'Bystander'],
    ]),
    extensions: [
      keyUsage('digitalSignature'),
      ...(fields.mayAnswer ? [ocspSigning(), ocspNoCheck()] : []),
      authorityKeyIdentifier(fields.issuer),
      subjectKeyIdentifier(keyIdentifierOf(fields.spki)),
    ],
  });

/** Certificate from its TBS octets and their signature. */
export const signedCertificate = (tbs: Buffer, signature: Buffer): Buffer =>
  seq(tbs, SHA256_WITH_RSA, bitString(signature));
