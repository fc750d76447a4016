import { X509Certificate as NodeCertificate } from 'node:crypto';
import { readVkey, VkeyRefused, type NoteVerifier } from '../../books/note-verifier.ts';
import { certificateOf } from '../../books/timestamp-certificate.ts';
import { MalformedStamp } from '../../books/timestamp-der.ts';
import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { AUTHORITY_FOLDERS, LOG_KEYS, type AuthorityRole } from './bundle-paths.ts';
import type { BundleFindings } from './findings.ts';

/**
 * Certificates (DER) and verifier key lines that whoever verifies received in another way, each for what
 * they believe it for. Of a role for which there is one, nothing else is believed; of a role for which
 * there is none, what the bundle brings along is judged with, and the verdict is never valid.
 */
export interface GivenTrust extends Readonly<Record<AuthorityRole, readonly Buffer[]>> {
  /** Verifier key lines of the log. */
  readonly log: readonly string[];
}

/** What is believed of what a bundle brings along. */
export interface Trust {
  readonly jpki: readonly X509Certificate[];
  readonly issuer: readonly X509Certificate[];
  readonly timestamp: readonly NodeCertificate[];
  readonly logKeys: readonly NoteVerifier[];
}

/**
 * Verifier key lines in a file, one a line.
 *
 * @returns undefined if there is none, or something else
 */
export function readKeyLines(octets: Buffer): readonly string[] | undefined {
  const lines = octets
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.length > 0 && lines.every(isVkey) ? lines : undefined;
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

const ROLES = Object.keys(AUTHORITY_FOLDERS) as AuthorityRole[];

/**
 * Says what is believed: of each role what was given for that role, and never what the folder says of
 * it. A certificate in two folders would be believed for two things that have nothing to do with each
 * other, such as an issuer that stamps what it issued: it is believed for none.
 */
export function decideTrust(
  files: ReadonlyMap<string, Buffer>,
  given: GivenTrust,
  findings: BundleFindings,
): Trust {
  const inFolder = (role: AuthorityRole): Buffer[] =>
    [...files].filter(([path]) => path.startsWith(AUTHORITY_FOLDERS[role])).map(([, der]) => der);
  const all = ROLES.flatMap(inFolder);
  const isDoubled = (der: Buffer): boolean => all.filter((other) => other.equals(der)).length > 1;
  const isGiven = (role: AuthorityRole, der: Buffer): boolean =>
    given[role].length === 0 || given[role].some((other) => other.equals(der));
  const believed = (role: AuthorityRole): Buffer[] =>
    inFolder(role).filter((der) => isGiven(role, der) && !isDoubled(der));
  const lines = (files.get(LOG_KEYS)?.toString('utf8') ?? '').split('\n').filter(isVkey);
  const vkeys = given.log.length === 0 ? lines : lines.filter((line) => given.log.includes(line));
  if (all.some(isDoubled)) findings.fail('bundle.trust', 'a certificate has two roles');
  // A case in which nothing was issued has no issuer.
  const needed = ROLES.filter((role) => role !== 'issuer' || inFolder(role).length > 0);
  for (const role of [...needed, 'log'] as const) sayGiven(role, given, findings);
  return {
    jpki: believed('jpki').flatMap((der) => readable(der) ?? []),
    issuer: believed('issuer').flatMap((der) => readable(der) ?? []),
    timestamp: believed('timestamp').flatMap(stampAuthority),
    logKeys: vkeys.map(readVkey),
  };
}

/** Whoever makes a bundle can make the authorities in it, too: of one piece is not true. */
function sayGiven(role: keyof GivenTrust, given: GivenTrust, findings: BundleFindings): void {
  const count = given[role].length;
  if (count > 0) findings.judge('bundle.trust', true, `${role}: ${count} given`);
  else findings.unknown('bundle.trust', `${role}: none given, only what the bundle brings along`);
}
