import { createHash } from 'node:crypto';
import {
  certificatePolicies,
  KEY_USAGE,
  keyUsageBits,
  nameAttributes,
  readCertificate,
  type X509Certificate,
} from '../../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import { describeKey } from '../key-description.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';

/** What an issued certificate says. */
export interface CertificateContent {
  readonly issuer: readonly NamePart[];
  readonly subject: readonly NamePart[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly key: string;
  readonly spkiSha256: string;
  readonly keyUsage: string;
  readonly policies: string;
}

/** One attribute of a name. */
export interface NamePart {
  readonly type: string;
  readonly value: string;
}

/** A certificate of the case, decoded where its octets can be read. */
export interface CertificateView {
  readonly number: number;
  readonly serialNumber: string;
  readonly sha256: string;
  readonly content: CertificateContent | undefined;
  /** Whether its key is the one that the order fixed; undefined if the order named none. */
  readonly isKeyOfOrder: boolean | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.97': 'organizationIdentifier',
};

/** Attributes of a name with their short names, in the order of the certificate. */
const namePartsOf = (name: Buffer): NamePart[] =>
  nameAttributes(name).map(({ oid, value }) => ({ type: TYPES[oid] ?? oid, value }));

/** Bits of keyUsage by the names of RFC 5280 §4.2.1.3. */
function usagesOf(certificate: X509Certificate): string {
  const names = Object.entries(KEY_USAGE);
  const bits = keyUsageBits(certificate) ?? [];
  return bits.map((bit) => names.find(([, number]) => number === bit)?.[0] ?? bit).join(', ');
}

/** Decodes a certificate; undefined for octets that are none. */
function certificateContent(der: Buffer): CertificateContent | undefined {
  try {
    const certificate = readCertificate(der);
    return {
      issuer: namePartsOf(certificate.issuer),
      subject: namePartsOf(certificate.subject),
      notBefore: certificate.notBefore,
      notAfter: certificate.notAfter,
      key: describeKey(certificate.spki),
      spkiSha256: createHash('sha256').update(certificate.spki).digest('hex'),
      keyUsage: usagesOf(certificate),
      policies: certificatePolicies(certificate)
        .map(({ oid }) => oid)
        .join(', '),
    };
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/** The certificates that were issued for a case. */
export function certificateViews(
  { orders }: Pick<CaseFile, 'orders'>,
  octets: ReadonlyMap<string, Buffer>,
): CertificateView[] {
  return orders.flatMap(({ number, serialNumber, certificateSha256: sha256, spkiSha256 }) => {
    if (serialNumber === null || sha256 === null) return [];
    const der = octets.get(sha256);
    const content = der && certificateContent(der);
    const isKeyOfOrder =
      content && spkiSha256 !== null ? content.spkiSha256 === spkiSha256 : undefined;
    return [{ number, serialNumber, sha256, content, isKeyOfOrder }];
  });
}
