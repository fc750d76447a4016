/** Certificates of an exported folder against the books and their issuers. */

import { X509Certificate } from 'node:crypto';

import { sha256Hex } from '../canonical-json.ts';
import type { ManifestFile } from '../export/manifest.ts';
import type { ExportFolder } from './check-bundle.ts';
import type { Failures } from './failures.ts';
import type { IssuanceRules } from './issuance-rules.ts';

/** What certificates are checked with. */
export interface CertificateTools {
  readonly folder: ExportFolder;
  readonly failures: Failures;
  readonly issuance: IssuanceRules;
}

const PATH = /^certificates\/([0-9a-f]{40})\/([0-9a-f]{40})\.cer$/;

/** Octets of the element at `at` with its header (DER, lengths up to 3 octets). */
function elementAt(der: Buffer, at: number): Buffer {
  const first = der[at + 1] ?? 0;
  const octets = first < 0x80 ? 0 : first - 0x80;
  const length = octets === 0 ? first : der.readUIntBE(at + 2, octets);
  return der.subarray(at, at + 2 + octets + length);
}

/** What the issuer signed: the first element in the sequence that a certificate is. */
function tbsOf(der: Buffer): Buffer {
  const first = der[1] ?? 0;
  return elementAt(der, 2 + (first < 0x80 ? 0 : first - 0x80));
}

/** Verifies every certificate: known to the books, what was intended, and signed by its issuer. */
export async function verifyCertificates(
  files: readonly ManifestFile[],
  { folder, failures, issuance }: CertificateTools,
): Promise<void> {
  const issuers = new Map<string, X509Certificate | undefined>();
  for (const { path, sha256 } of files) {
    const [, issuerKeyId, serialNumber] = PATH.exec(path) ?? [];
    if (issuerKeyId === undefined || serialNumber === undefined) continue;
    const fail = (detail: string): void => failures.add({ rule: 'certificate', path, detail });
    if (!issuance.knows(issuerKeyId, serialNumber, sha256)) {
      fail('no book says that it was issued');
    }
    const der = await folder.read(path);
    const certificate = der && parse(der);
    if (!der || !certificate) {
      fail('not a certificate');
      continue;
    }
    if (certificate.serialNumber.toLowerCase().padStart(40, '0') !== serialNumber) {
      fail('another serial number');
    }
    if (!issuance.intended({ issuerKeyId, serialNumber, tbsSha256: sha256Hex(tbsOf(der)) })) {
      fail('not the content that was intended');
    }
    const issuerPath = `issuers/${issuerKeyId}.cer`;
    if (!issuers.has(issuerKeyId)) {
      issuers.set(issuerKeyId, parse((await folder.read(issuerPath)) ?? Buffer.alloc(0)));
    }
    const issuer = issuers.get(issuerKeyId);
    if (!issuer) fail(`${issuerPath} is not there`);
    else if (!isSignedBy(certificate, issuer)) fail('its issuer did not sign it');
  }
}

function parse(der: Buffer): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(der);
    return certificate.raw.equals(der) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

const isSignedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean => {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
};
