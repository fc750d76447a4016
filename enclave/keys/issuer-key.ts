import { createPublicKey } from 'node:crypto';
import type { HsmAlgorithm, HsmKey } from '../../adapters/hsm/hsm-token.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import type { SignatureAlgorithm } from '../issuance/certificate-profile.ts';
import type { IssuerKey } from '../room.ts';

/** Signature algorithm that goes with a key (規則2条). */
export const signatureAlgorithmOf = (algorithm: HsmAlgorithm): SignatureAlgorithm => {
  if (algorithm.startsWith('rsa')) return 'sha256WithRSA';
  return algorithm === 'p384' ? 'ecdsaWithSha384' : 'ecdsaWithSha256';
};

/**
 * An issuer key ready to sign: the key pair on the token under the CA certificate that says so.
 *
 * @throws DomainError `HsmKeyMissing` if the token's key is not the certificate's.
 */
export function openIssuerKey(
  row: { readonly issuerKeyId: string; readonly caCertificate: Buffer },
  key: HsmKey,
): IssuerKey {
  const certificate = readCertificate(row.caCertificate);
  if (!certificate.spki.equals(key.spki)) {
    throw new DomainError('HsmKeyMissing', `token key is not that of ${row.issuerKeyId}`);
  }
  return {
    issuerKeyId: row.issuerKeyId,
    certificate,
    certificateSha256: sha256Hex(row.caCertificate),
    publicKey: createPublicKey({ key: certificate.spki, format: 'der', type: 'spki' }),
    signatureAlgorithm: signatureAlgorithmOf(key.algorithm),
    sign: (octets) => key.sign(octets),
  };
}
