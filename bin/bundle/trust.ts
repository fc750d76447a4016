import { X509Certificate as NodeCertificate } from 'node:crypto';
import { readVkey, VkeyRefused, type NoteVerifier } from '../../books/note-verifier.ts';
import { certificateOf } from '../../books/timestamp-certificate.ts';
import { MalformedStamp } from '../../books/timestamp-der.ts';
import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { AUTHORITY_FOLDERS, LOG_KEYS, type AuthorityRole } from './bundle-paths.ts';
import type { BundleFindings } from './findings.ts';

/** Certificates and keys that whoever verifies received in another way. */
export interface GivenTrust {
  /** DER. If there is one, no certificate that is not among them is believed. */
  readonly certificates: readonly Buffer[];
  /** Verifier key lines; if there is one, no other key of the log is believed. */
  readonly vkeys: readonly string[];
}

/** What is believed of what a bundle brings along. */
export interface Trust {
  readonly jpki: readonly X509Certificate[];
  readonly issuer: readonly X509Certificate[];
  readonly timestamp: readonly NodeCertificate[];
  readonly logKeys: readonly NoteVerifier[];
}

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/**
 * Reads a file that was given as trusted: certificates in PEM, one in DER, or verifier key lines.
 *
 * @returns undefined if it is none of them
 */
export function readTrustFile(octets: Buffer): GivenTrust | undefined {
  const text = octets.toString('latin1');
  const pems = [...text.matchAll(PEM)].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
  const certificates = octets[0] === 0x30 ? [octets] : pems;
  if (certificates.length > 0) {
    return certificates.every((der) => readable(der)) ? { certificates, vkeys: [] } : undefined;
  }
  const vkeys = octets
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return vkeys.length > 0 && vkeys.every(isVkey) ? { certificates: [], vkeys } : undefined;
}

function readable(der: Buffer): X509Certificate | undefined {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

function isVkey(line: string): boolean {
  try {
    return readVkey(line).vkey === line;
  } catch (error) {
    if (error instanceof VkeyRefused) return false;
    throw error;
  }
}

function stampAuthority(der: Buffer): NodeCertificate[] {
  try {
    return [certificateOf(der)];
  } catch (error) {
    if (error instanceof MalformedStamp) return [];
    throw error;
  }
}

/**
 * Says what is believed. A certificate in two folders would be believed for two things that have nothing
 * to do with each other, such as an issuer that stamps what it issued: it is believed for none.
 */
export function decideTrust(
  files: ReadonlyMap<string, Buffer>,
  given: GivenTrust,
  findings: BundleFindings,
): Trust {
  const inFolder = (role: AuthorityRole): Buffer[] =>
    [...files].filter(([path]) => path.startsWith(AUTHORITY_FOLDERS[role])).map(([, der]) => der);
  const all = Object.keys(AUTHORITY_FOLDERS).flatMap((role) => inFolder(role as AuthorityRole));
  const isDoubled = (der: Buffer): boolean => all.filter((other) => other.equals(der)).length > 1;
  const isGiven = (der: Buffer): boolean =>
    given.certificates.length === 0 || given.certificates.some((other) => other.equals(der));
  const believed = (role: AuthorityRole): Buffer[] =>
    inFolder(role).filter((der) => isGiven(der) && !isDoubled(der));
  const lines = (files.get(LOG_KEYS)?.toString('utf8') ?? '').split('\n').filter(isVkey);
  const vkeys = given.vkeys.length === 0 ? lines : lines.filter((l) => given.vkeys.includes(l));
  if (all.some(isDoubled)) findings.fail('bundle.trust', 'a certificate has two roles');
  sayWhat(given, findings);
  return {
    jpki: believed('jpki').flatMap((der) => readable(der) ?? []),
    issuer: believed('issuer').flatMap((der) => readable(der) ?? []),
    timestamp: believed('timestamp').flatMap(stampAuthority),
    logKeys: vkeys.map(readVkey),
  };
}

function sayWhat({ certificates, vkeys }: GivenTrust, findings: BundleFindings): void {
  const own = 'are those that the bundle brings along';
  if (certificates.length === 0)
    findings.note('bundle.trust', `certificates of authorities ${own}`);
  else findings.judge('bundle.trust', true, `${certificates.length} certificates were given`);
  if (vkeys.length === 0) findings.note('bundle.trust', `keys of the log ${own}`);
  else findings.judge('bundle.trust', true, `${vkeys.length} keys of the log were given`);
}
