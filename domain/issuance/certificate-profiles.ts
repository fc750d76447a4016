/** Kinds of certificate that a key of ours signs. 基本型, 属性型, OCSP応答者, 自己署名, リンク. */
export const CERTIFICATE_KINDS = [
  'basic',
  'attribute',
  'ocspResponder',
  'selfSigned',
  'link',
] as const;

export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

/** Kinds that subscribers get. */
export type SubscriberKind = 'basic' | 'attribute';

/** Attributes of a subject, by the names of RFC 5280 Appendix A.1. */
export type SubjectAttribute = 'countryName' | 'organizationName' | 'commonName' | 'serialNumber';

/** Bits of keyUsage that a profile may ask for (RFC 5280 §4.2.1.3). */
export type KeyUsage = 'digitalSignature' | 'nonRepudiation' | 'keyCertSign' | 'cRLSign';

/** Extensions that a profile may have (RFC 5280 §4.2.1, §4.2.2; RFC 6960 §4.2.2.2.1). */
export type ExtensionName =
  | 'authorityKeyIdentifier'
  | 'subjectKeyIdentifier'
  | 'keyUsage'
  | 'extendedKeyUsage'
  | 'basicConstraints'
  | 'certificatePolicies'
  | 'cRLDistributionPoints'
  | 'authorityInfoAccess'
  | 'ocspNoCheck';

/** One extension of a profile; which of the other members there are follows from its name. */
export interface ProfileExtension {
  readonly extension: ExtensionName;
  readonly critical: boolean;
  /** keyUsage: bits in the order of the RFC. */
  readonly usages?: readonly KeyUsage[];
  /** extendedKeyUsage: OCSP signing is the one purpose that is known here. */
  readonly purposes?: readonly 'OCSPSigning'[];
  /** basicConstraints of a CA: CAs below it. */
  readonly pathLength?: number;
  /** certificatePolicies: the one policy, dotted. */
  readonly policy?: string;
  /** certificatePolicies: whether the policy points to the document's `cpsUrl`. */
  readonly withCps?: boolean;
}

/** The longest validity of a certificate: calendar months, or days of 24 hours. */
export type ValidityLimit = { readonly months: number } | { readonly days: number };

/** What certificates of one kind look like: subject and extensions in the order of their octets. */
export interface CertificateShape {
  readonly subject: readonly SubjectAttribute[];
  readonly validity: ValidityLimit;
  readonly extensions: readonly ProfileExtension[];
}

/**
 * First form of the document: its shape is the first one that was ever built, and it knows certificates of
 * subscribers alone.
 */
export interface ProfilesV1 {
  readonly v: 1;
  readonly service: string;
  /** Policy OIDs of the certificate by type. */
  readonly policies: { readonly basic: string; readonly attribute: string };
  readonly cpsUrl: string;
  /** Base of the repository: CRL shards, OCSP and CA certificates hang below it. */
  readonly repositoryUrl: string;
}

/** Second form: it says the shape of every kind itself. URLs end without a slash. */
export interface ProfilesV2 {
  readonly v: 2;
  /** Which edition of the service's profiles, such as `2026-12-01`. */
  readonly version: string;
  readonly service: string;
  readonly cpsUrl: string;
  readonly repositoryUrl: string;
  /** Revocation lists of an issuer key; a certificate names the one that it would be on. */
  readonly crlShards: number;
  readonly certificates: Readonly<Record<CertificateKind, CertificateShape>>;
}

/** Certificate profiles of a service: a document that the room accepts, and intents name by its hash. */
export type CertificateProfiles = ProfilesV1 | ProfilesV2;

/** 規則6条4号: five years. */
export const SUBSCRIBER_MONTHS_MAX = 60;

/** The shape of a subscriber's certificate with the policy of its kind. */
export const subscriberShape = (policy: string): CertificateShape => ({
  subject: ['countryName', 'commonName', 'serialNumber'],
  validity: { months: SUBSCRIBER_MONTHS_MAX },
  extensions: [
    { extension: 'authorityKeyIdentifier', critical: false },
    { extension: 'subjectKeyIdentifier', critical: false },
    // An electronic signature of 電子署名法2条, and nothing else.
    { extension: 'keyUsage', critical: true, usages: ['digitalSignature', 'nonRepudiation'] },
    { extension: 'certificatePolicies', critical: false, policy, withCps: true },
    { extension: 'cRLDistributionPoints', critical: false },
    { extension: 'authorityInfoAccess', critical: false },
  ],
});

const AUTHORITY_SUBJECT = ['countryName', 'organizationName', 'commonName'] as const;

/** The shape of a delegated OCSP responder: nobody asks for its status, so it is short-lived. */
export const RESPONDER_SHAPE: CertificateShape = {
  subject: AUTHORITY_SUBJECT,
  validity: { days: 90 },
  extensions: [
    { extension: 'authorityKeyIdentifier', critical: false },
    { extension: 'subjectKeyIdentifier', critical: false },
    { extension: 'keyUsage', critical: true, usages: ['digitalSignature'] },
    { extension: 'extendedKeyUsage', critical: false, purposes: ['OCSPSigning'] },
    { extension: 'ocspNoCheck', critical: false },
  ],
};

/** The shape of a self-signed CA: it signs certificates and revocation lists, and no CA is below it. */
export const SELF_SIGNED_SHAPE: CertificateShape = {
  subject: AUTHORITY_SUBJECT,
  validity: { months: 120 },
  extensions: [
    { extension: 'authorityKeyIdentifier', critical: false },
    { extension: 'subjectKeyIdentifier', critical: false },
    { extension: 'keyUsage', critical: true, usages: ['keyCertSign', 'cRLSign'] },
    { extension: 'basicConstraints', critical: true, pathLength: 0 },
  ],
};

/** The shape of a certificate by which one key of a CA vouches for another (RFC 4210 §4.4). */
export const LINK_SHAPE: CertificateShape = {
  subject: AUTHORITY_SUBJECT,
  validity: { months: 120 },
  extensions: [
    ...SELF_SIGNED_SHAPE.extensions,
    // anyPolicy: a path over the link keeps the policies of what is below it.
    {
      extension: 'certificatePolicies',
      critical: false,
      policy: '2.5.29.32.0',
      withCps: false,
    },
    { extension: 'cRLDistributionPoints', critical: false },
    { extension: 'authorityInfoAccess', critical: false },
  ],
};

/** The shape of a kind in a document; undefined where the document does not know the kind. */
export function shapeOf(
  profiles: CertificateProfiles,
  kind: CertificateKind,
): CertificateShape | undefined {
  if (profiles.v === 2) return profiles.certificates[kind];
  return kind === 'basic' || kind === 'attribute'
    ? subscriberShape(profiles.policies[kind])
    : undefined;
}

/** Revocation lists that certificates of a document are spread over. */
export const crlShardsOf = (profiles: CertificateProfiles): number =>
  profiles.v === 2 ? profiles.crlShards : 1;

/**
 * The shard that a certificate's revocation would be on: the last 32 bits of its serial number, which are
 * random, modulo the number of shards.
 */
export const crlShardOf = (serialNumber: string, shards: number): number =>
  Number.parseInt(serialNumber.slice(-8), 16) % shards;
