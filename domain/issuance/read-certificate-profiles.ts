import {
  CERTIFICATE_KINDS,
  SUBSCRIBER_MONTHS_MAX,
  type CertificateKind,
  type CertificateProfiles,
  type CertificateShape,
  type ExtensionName,
  type KeyUsage,
  type ProfileExtension,
  type ValidityLimit,
} from './certificate-profiles.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasMembers = (fields: Fields, names: readonly string[]): boolean =>
  Object.keys(fields).toSorted().join() === names.toSorted().join();

const matches = (pattern: RegExp, value: unknown): value is string =>
  typeof value === 'string' && pattern.test(value);

const isCount = (value: unknown, most: number, least = 1): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;

const isSameList = (value: unknown, list: readonly string[]): boolean =>
  Array.isArray(value) && value.length === list.length && value.every((v, n) => v === list[n]);

const isSameSet = (values: readonly unknown[], set: readonly string[]): boolean =>
  values.map(String).toSorted().join() === set.toSorted().join();

const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;
const VERSION = /^\d{4}-\d{2}-\d{2}(?:\.\d{1,3})?$/;

/** An OBJECT IDENTIFIER of at most 16 arcs, none longer than nine digits. */
const OID = /^[0-2](?:\.(?:0|[1-9]\d{0,8})){2,15}$/;
const ANY_POLICY = '2.5.29.32.0';

/** What goes into a certificate as IA5String: a host and a path, no user, query, fragment or last slash. */
const URL_FORM = /^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~-]+)*$/;
const URL_MAX = 128;

const isUrl = (value: unknown): value is string =>
  matches(URL_FORM, value) && value.length <= URL_MAX;

const isOid = (value: unknown): value is string => matches(OID, value) && value !== ANY_POLICY;

/** A revocation list of a million certificates has 36 MB: with so many shards it has 140 KB. */
const SHARDS_MAX = 256;

/** RFC 5280 says of each which it has to be; that keyUsage be critical it only asks for, and we hold it. */
const CRITICAL: ReadonlySet<ExtensionName> = new Set(['keyUsage', 'basicConstraints']);

const NO_MORE: readonly string[] = [];

const MEMBERS: Readonly<Record<ExtensionName, readonly string[]>> = {
  authorityKeyIdentifier: NO_MORE,
  subjectKeyIdentifier: NO_MORE,
  keyUsage: ['usages'],
  extendedKeyUsage: ['purposes'],
  basicConstraints: ['pathLength'],
  certificatePolicies: ['policy', 'withCps'],
  cRLDistributionPoints: NO_MORE,
  authorityInfoAccess: NO_MORE,
  ocspNoCheck: NO_MORE,
};

/** What no document may change of a kind. */
interface KindLimits {
  readonly subject: readonly string[];
  readonly validity: ValidityLimit;
  readonly extensions: readonly ExtensionName[];
  readonly usages: readonly KeyUsage[];
  readonly isPolicy: (policy: unknown) => boolean;
}

const SUBSCRIBER: KindLimits = {
  // No address, no birth date: the certificate is shown to everybody.
  subject: ['countryName', 'commonName', 'serialNumber'],
  validity: { months: SUBSCRIBER_MONTHS_MAX },
  extensions: [
    'authorityKeyIdentifier',
    'subjectKeyIdentifier',
    'keyUsage',
    'certificatePolicies',
    'cRLDistributionPoints',
    'authorityInfoAccess',
  ],
  usages: ['digitalSignature', 'nonRepudiation'],
  isPolicy: isOid,
};

const CA_USAGES = ['keyCertSign', 'cRLSign'] as const;
const AUTHORITY_SUBJECT = ['countryName', 'organizationName', 'commonName'];
const CA_MONTHS_MAX = 120;

const LIMITS: Readonly<Record<CertificateKind, KindLimits>> = {
  basic: SUBSCRIBER,
  attribute: SUBSCRIBER,
  ocspResponder: {
    subject: AUTHORITY_SUBJECT,
    // Nobody can revoke a certificate that says not to be checked (RFC 6960 §4.2.2.2.1).
    validity: { days: 90 },
    extensions: [
      'authorityKeyIdentifier',
      'subjectKeyIdentifier',
      'keyUsage',
      'extendedKeyUsage',
      'ocspNoCheck',
    ],
    usages: ['digitalSignature'],
    isPolicy: () => false,
  },
  selfSigned: {
    subject: AUTHORITY_SUBJECT,
    validity: { months: CA_MONTHS_MAX },
    extensions: ['authorityKeyIdentifier', 'subjectKeyIdentifier', 'keyUsage', 'basicConstraints'],
    usages: CA_USAGES,
    isPolicy: () => false,
  },
  link: {
    subject: AUTHORITY_SUBJECT,
    validity: { months: CA_MONTHS_MAX },
    extensions: [
      'authorityKeyIdentifier',
      'subjectKeyIdentifier',
      'keyUsage',
      'basicConstraints',
      'certificatePolicies',
      'cRLDistributionPoints',
      'authorityInfoAccess',
    ],
    usages: CA_USAGES,
    // The keys it links sign under the same policies, whichever these are (RFC 5280 §4.2.1.4).
    isPolicy: (policy) => policy === ANY_POLICY,
  },
};

const isExtensionName = (value: unknown): value is ExtensionName =>
  typeof value === 'string' && Object.hasOwn(MEMBERS, value);

function isExtension(value: unknown, limits: KindLimits): value is ProfileExtension {
  if (!isFields(value)) return false;
  const { extension, critical, usages, purposes, pathLength, policy, withCps } = value;
  if (!isExtensionName(extension)) return false;
  if (!hasMembers(value, ['extension', 'critical', ...MEMBERS[extension]])) return false;
  if (critical !== CRITICAL.has(extension)) return false;
  switch (extension) {
    case 'keyUsage':
      return isSameList(usages, limits.usages);
    case 'extendedKeyUsage':
      return isSameList(purposes, ['OCSPSigning']);
    case 'basicConstraints':
      return pathLength === 0;
    case 'certificatePolicies':
      return limits.isPolicy(policy) && typeof withCps === 'boolean';
    default:
      return true;
  }
}

function isValidity(value: unknown, most: ValidityLimit): value is ValidityLimit {
  if (!isFields(value)) return false;
  return 'months' in most
    ? hasMembers(value, ['months']) && isCount(value['months'], most.months)
    : hasMembers(value, ['days']) && isCount(value['days'], most.days);
}

function isShape(value: unknown, kind: CertificateKind): value is CertificateShape {
  const limits = LIMITS[kind];
  if (!isFields(value) || !hasMembers(value, ['subject', 'validity', 'extensions'])) return false;
  const { subject, validity, extensions } = value;
  if (!Array.isArray(subject) || !isSameSet(subject, limits.subject)) return false;
  if (!isValidity(validity, limits.validity) || !Array.isArray(extensions)) return false;
  if (!extensions.every((each) => isExtension(each, limits))) return false;
  return isSameSet(
    extensions.map(({ extension }) => extension),
    limits.extensions,
  );
}

const policyIn = ({ extensions }: CertificateShape): string | undefined =>
  extensions.find(({ policy }) => policy !== undefined)?.policy;

function isVersion1(value: Fields): boolean {
  const { policies } = value;
  return (
    hasMembers(value, ['v', 'service', 'policies', 'cpsUrl', 'repositoryUrl']) &&
    isFields(policies) &&
    hasMembers(policies, ['basic', 'attribute']) &&
    isOid(policies['basic']) &&
    isOid(policies['attribute']) &&
    policies['basic'] !== policies['attribute']
  );
}

const VERSION_2 = ['v', 'version', 'service', 'cpsUrl', 'repositoryUrl', 'crlShards'];

function isVersion2(value: Fields): boolean {
  const { certificates, crlShards, version } = value;
  if (!hasMembers(value, [...VERSION_2, 'certificates']) || !matches(VERSION, version))
    return false;
  if (!isCount(crlShards, SHARDS_MAX) || !isFields(certificates)) return false;
  if (!hasMembers(certificates, CERTIFICATE_KINDS)) return false;
  const areShapes = CERTIFICATE_KINDS.every((kind) => isShape(certificates[kind], kind));
  if (!areShapes) return false;
  const { basic, attribute } = certificates as Record<CertificateKind, CertificateShape>;
  // 規則6条8号: what lies outside of the accreditation is told by its policy.
  return policyIn(basic) !== policyIn(attribute);
}

/**
 * Reads a document `profile` out of a parsed value; undefined for anything that is not exactly one. Within
 * its kind a document chooses the order of subject and extensions, policies, URLs, shards and a shorter
 * validity; all else is held to what RFC 5280, RFC 6960 and 規則6条 ask.
 */
export function readCertificateProfiles(value: unknown): CertificateProfiles | undefined {
  if (!isFields(value)) return undefined;
  if (!matches(ID, value['service'])) return undefined;
  if (!isUrl(value['cpsUrl']) || !isUrl(value['repositoryUrl'])) return undefined;
  const isOne = (value['v'] === 1 && isVersion1(value)) || (value['v'] === 2 && isVersion2(value));
  return isOne ? (value as unknown as CertificateProfiles) : undefined;
}
