import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  authorityKeyIdentifier,
  readCertificate,
  subjectKeyIdentifier,
  type X509Certificate,
} from '../../adapters/x509/certificate.ts';
import { verifySignature } from '../../adapters/x509/public-key.ts';
import type { Alarm } from './alarms.ts';

/** A CA that the watcher was given, with certificates of it to probe. */
export interface WatchedIssuer {
  readonly keyId: string;
  readonly issuer: X509Certificate;
  /** Newest first. */
  readonly certificates: readonly X509Certificate[];
}

/** What there is to watch, and what of it cannot be watched. */
export interface Watched {
  readonly issuers: readonly WatchedIssuer[];
  readonly alarms: readonly Alarm[];
}

function certificatesIn(dir: string): X509Certificate[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.cer'))
      .toSorted()
      .map((name) => readCertificate(readFileSync(join(dir, name))));
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw error;
  }
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.issuer.equals(issuer.subject) &&
  authorityKeyIdentifier(certificate) === subjectKeyIdentifier(issuer) &&
  verifySignature({
    algorithm: certificate.signatureAlgorithm,
    spki: issuer.spki,
    data: certificate.tbs,
    signature: certificate.signature,
  });

/**
 * Reads both folders anew, so that people may put certificates there while it runs. A CA without a certificate is an alarm:
 * whoever probes nothing must not say that all is well.
 */
export function readWatched(
  {
    issuersDir,
    certificatesDir,
  }: { readonly issuersDir: string; readonly certificatesDir: string },
  now: Date,
): Watched {
  const authorities = certificatesIn(issuersDir).filter(({ notAfter }) => notAfter > now);
  const certificates = certificatesIn(certificatesDir);
  const issuers = authorities.map((issuer) => ({
    keyId: subjectKeyIdentifier(issuer) ?? '',
    issuer,
    certificates: certificates
      .filter((certificate) => isIssuedBy(certificate, issuer))
      .toSorted((a, b) => b.notBefore.getTime() - a.notBefore.getTime()),
  }));
  const known = new Set(issuers.flatMap((each) => each.certificates));
  const foreign = certificates.filter(({ notAfter }) => notAfter > now);
  return {
    issuers: issuers.filter((each) => each.certificates.length > 0),
    alarms: [
      ...(issuers.length === 0 ? [{ code: 'nothingToProbe', about: issuersDir } as const] : []),
      ...issuers
        .filter((each) => each.certificates.length === 0)
        .map(({ keyId }) => ({ code: 'nothingToProbe', about: keyId }) as const),
      ...foreign
        .filter((certificate) => !known.has(certificate))
        .map(({ serialNumber }) => ({ code: 'certificateForeign', about: serialNumber }) as const),
    ],
  };
}
