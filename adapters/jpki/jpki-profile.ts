import { BoundedCache } from '../x509/bounded-cache.ts';
import {
  certificatePolicies,
  EXTENSION,
  KEY_USAGE,
  keyUsageBits,
  nameAttributes,
  subjectKeyIdentifier,
  type X509Certificate,
} from '../x509/certificate.ts';
import { children, readExactly } from '../x509/der-reader.ts';
import { readPublicKey } from '../x509/public-key.ts';
import type { JpkiAttributes } from './jpki-attributes.ts';
import { isAuthenticationName } from './jpki-names.ts';

/** Words of fact `jpkiCertificateKind`. */
export type JpkiKind = 'signatureCard' | 'signatureMobile' | 'authentication' | 'other';

/** Policies of the signature certificate on the card, of the real and of the test hierarchy. */
const CARD_SIGNATURE = ['1.2.392.200149.8.5.1.1.20', '1.2.392.200149.8.5.1.0.20'];
/** The certificate of the old 住基カード. */
const OLD_CARD_SIGNATURE = '1.2.392.200149.8.5.1.1.10';
/** Others of this arc are taken for the smartphone's: they exist, but their numbers are unpublished. */
const SIGNATURE_ARC = '1.2.392.200149.8.5.1.1.';
const AUTHENTICATION_ARC = '1.2.392.200149.8.5.1.3.';

/** Whether the policy is one of JPKI's signature certificates, card or smartphone. */
export function isSignaturePolicy(policy: string): boolean {
  if (policy === OLD_CARD_SIGNATURE) return false;
  return CARD_SIGNATURE.includes(policy) || policy.startsWith(SIGNATURE_ARC);
}

/**
 * The kind of certificate. Policy, key usage and issuer each tell a signature certificate from an
 * authentication certificate; all three have to agree before it is taken for the former.
 *
 * @throws MalformedDer
 */
export function jpkiKind(certificate: X509Certificate): JpkiKind {
  const [policy, ...others] = certificatePolicies(certificate).map(({ oid }) => oid);
  const isByAuthenticationCa = isAuthenticationName(certificate.issuer);
  if (policy?.startsWith(AUTHENTICATION_ARC) || isByAuthenticationCa) return 'authentication';
  const isForSigning = keyUsageBits(certificate)?.includes(KEY_USAGE.nonRepudiation) ?? false;
  if (policy === undefined || others.length > 0 || !isForSigning) return 'other';
  if (CARD_SIGNATURE.includes(policy)) return 'signatureCard';
  return isSignaturePolicy(policy) ? 'signatureMobile' : 'other';
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const SUBJECT_TYPES = { country: '2.5.4.6', locality: '2.5.4.7', commonName: '2.5.4.3' };
/** Five years to the fifth birthday, with the leap days and the rest of the last day. */
const VALIDITY_MAX_MS = (5 * 365 + 2 + 1) * 86_400_000;

function hasRsa2048({ spki }: X509Certificate): boolean {
  const key = readPublicKey(spki);
  if (key.kind !== 'rsa' || key.modulus.length !== 256) return false;
  return ((key.modulus[0] ?? 0) & 0x80) !== 0 && key.exponent.toString('hex') === '010001';
}

/** Country, prefecture and municipality in Roman letters, and an identifier, which is no name. */
function hasSubjectOfProfile({ subject }: X509Certificate): boolean {
  const attributes = nameAttributes(subject);
  const { country, locality, commonName } = SUBJECT_TYPES;
  const types = attributes.map(({ oid }) => oid);
  return (
    types.join() === [country, locality, locality, commonName].join() &&
    attributes.every(({ value }) => value !== '') &&
    attributes[0]?.value === 'JP'
  );
}

/** RFC 5280 §4.1.2.2: positive, at most 20 octets. How many J-LIS uses is not published. */
const hasSerialNumber = ({ serialNumber }: X509Certificate): boolean =>
  serialNumber !== '00' && serialNumber.length <= 40;

const CPS_POINTER = 'http://www.jpki.go.jp/cps.html';

/** One policy; its CPS pointer, where there is one, is J-LIS's. */
function hasPolicyOfProfile(certificate: X509Certificate): boolean {
  const [policy, ...others] = certificatePolicies(certificate);
  return others.length === 0 && policy !== undefined && (policy.cps ?? CPS_POINTER) === CPS_POINTER;
}

const DIRECTORY_NAME = 0xa4;

/**
 * What is the same on many certificates — the points of 1,700 municipalities, the keys of a few CAs — is read once.
 * Larger values than a name takes are not kept.
 */
const KEPT_OCTETS_MAX = 512;
const points = new BoundedCache<boolean>(4096);
const authorities = new BoundedCache<AuthorityKey>(64);

function kept<V>(cache: BoundedCache<V>, value: Buffer, read: (value: Buffer) => V): V {
  if (value.length > KEPT_OCTETS_MAX) return read(value);
  return cache.get(value.toString('latin1'), () => read(value));
}

/** One distribution point, the municipality's: a name in the directory of the CA, no URI. */
function isPointOfProfile(value: Buffer): boolean {
  const [point, ...others] = children(readExactly(value, 0x30));
  const [name, ...fields] = point ? children(point) : [];
  if (name?.tag !== 0xa0 || others.length + fields.length > 0) return false;
  const [full] = children(name);
  const names = full?.tag === 0xa0 ? children(full) : [];
  return names.length === 1 && names[0]?.tag === DIRECTORY_NAME;
}

function hasPointOfProfile({ extensions }: X509Certificate): boolean {
  const value = extensions.get(EXTENSION.cRLDistributionPoints)?.value;
  return value !== undefined && kept(points, value, isPointOfProfile);
}

/** Whether an authority key is in the form of the profile, and the DER Name it gives the CA, if it does. */
interface AuthorityKey {
  readonly isOfProfile: boolean;
  readonly issuer: Buffer | undefined;
}

function readAuthorityKey(value: Buffer): AuthorityKey {
  const [keyIdentifier, names] = children(readExactly(value, 0x30));
  const isKeyed = keyIdentifier?.tag === 0x80;
  if (names === undefined) return { isOfProfile: isKeyed, issuer: undefined };
  const [name, ...others] = names.tag === 0xa1 ? children(names) : [];
  const isNamed = others.length === 0 && name?.tag === DIRECTORY_NAME;
  // A copy: the certificate it came with is not kept.
  return { isOfProfile: isKeyed && isNamed, issuer: name && Buffer.from(name.content) };
}

/** A key identifier; where issuer and serial number of the CA's certificate follow, the issuer's name is the CA's own. */
function hasAuthorityKeyOfProfile({ extensions, issuer }: X509Certificate): boolean {
  const value = extensions.get(EXTENSION.authorityKeyIdentifier)?.value;
  if (value === undefined) return false;
  const authority = kept(authorities, value, readAuthorityKey);
  return authority.isOfProfile && (authority.issuer?.equals(issuer) ?? true);
}

const isCritical = ({ extensions }: X509Certificate, oid: string): boolean =>
  extensions.get(oid)?.critical === true;

/** What the known profile says, in the order of a certificate's fields. */
const PROFILE: readonly (readonly [string, (certificate: X509Certificate) => boolean])[] = [
  ['version', ({ version }) => version === 3],
  ['serialNumber', hasSerialNumber],
  ['signatureAlgorithm', ({ signatureAlgorithm }) => signatureAlgorithm === SHA256_WITH_RSA],
  ['validity', ({ notBefore, notAfter }) => isWithin(notAfter.getTime() - notBefore.getTime())],
  ['subject', hasSubjectOfProfile],
  ['publicKey', hasRsa2048],
  ['keyUsage', (c) => isCritical(c, EXTENSION.keyUsage) && keyUsageBits(c)?.join() === '0,1'],
  ['subjectAltName', ({ extensions }) => !extensions.get(EXTENSION.subjectAltName)?.critical],
  [
    'certificatePolicies',
    (c) => isCritical(c, EXTENSION.certificatePolicies) && hasPolicyOfProfile(c),
  ],
  ['cRLDistributionPoints', hasPointOfProfile],
  ['authorityKeyIdentifier', hasAuthorityKeyOfProfile],
  ['subjectKeyIdentifier', (c) => subjectKeyIdentifier(c) !== undefined],
];

const isWithin = (validityMs: number): boolean => validityMs > 0 && validityMs <= VALIDITY_MAX_MS;

/** Extensions of the profile; whether authorityInfoAccess is there is not published. */
const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([
  EXTENSION.keyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.issuerAltName,
  EXTENSION.certificatePolicies,
  EXTENSION.cRLDistributionPoints,
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.subjectKeyIdentifier,
  EXTENSION.authorityInfoAccess,
]);

/** The two that are critical; subjectAltName is judged as a field of its own. */
const MAY_BE_CRITICAL: ReadonlySet<string> = new Set([
  EXTENSION.keyUsage,
  EXTENSION.certificatePolicies,
  EXTENSION.subjectAltName,
]);

/** Verdict on the profile; `deviations` names the fields that are otherwise than known. */
export interface ProfileVerdict {
  readonly verdict: 'conforms' | 'newFields' | 'deviates';
  readonly deviations: readonly string[];
}

/**
 * Compares a certificate with the known profile of the signature certificate on the card.
 * `newFields` = everything known is as known, with non-critical additions; `deviates` = something
 * is otherwise, which a person has to look up before it is accepted.
 *
 * @throws MalformedDer
 */
export function judgeProfile(
  certificate: X509Certificate,
  attributes: JpkiAttributes,
): ProfileVerdict {
  const deviations = PROFILE.filter(([, holds]) => !holds(certificate)).map(([field]) => field);
  if (attributes.hasUnreadable) deviations.push('otherName');
  let hasUnknown = false;
  let hasOtherCritical = false;
  for (const [oid, { critical }] of certificate.extensions) {
    if (!KNOWN_EXTENSIONS.has(oid)) hasUnknown = true;
    if (critical && !MAY_BE_CRITICAL.has(oid)) hasOtherCritical = true;
  }
  if (hasOtherCritical) deviations.push('criticalExtension');
  if (deviations.length > 0) return { verdict: 'deviates', deviations };
  const hasNew = hasUnknown || attributes.hasUnknown;
  return { verdict: hasNew ? 'newFields' : 'conforms', deviations };
}
