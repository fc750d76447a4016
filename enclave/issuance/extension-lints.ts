import { hash } from 'node:crypto';
import {
  booleanOf,
  children,
  expectTag,
  namedBitsOf,
  oidOf,
  smallNumberOf,
  type DerElement,
} from '../../adapters/x509/der-reader.ts';
import type {
  CertificateProfiles,
  ExtensionName,
  ProfileExtension,
} from '../../domain/issuance/certificate-profiles.ts';
import type { Lint, Linted } from './lint.ts';
import { pairOf, soleOf } from './tbs-reading.ts';

/** Said a second time, apart from the code that builds them. */
const IDS: Readonly<Record<ExtensionName, string>> = {
  authorityKeyIdentifier: '2.5.29.35',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  basicConstraints: '2.5.29.19',
  certificatePolicies: '2.5.29.32',
  cRLDistributionPoints: '2.5.29.31',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
};

const USAGES = ['digitalSignature', 'nonRepudiation', '', '', '', 'keyCertSign', 'cRLSign'];

/** keyUsage of a kind, whatever its document says: no subscriber is ever a CA. */
const USAGES_OF: Readonly<Record<string, string>> = {
  basic: 'digitalSignature nonRepudiation',
  attribute: 'digitalSignature nonRepudiation',
  ocspResponder: 'digitalSignature',
  selfSigned: 'keyCertSign cRLSign',
  link: 'keyCertSign cRLSign',
};

const MUST_BE_CRITICAL = new Set([IDS.keyUsage, IDS.basicConstraints]);

const URI = 0x86;
const PLAIN_URL = /^https?:\/\/[a-z0-9.-]+(?::\d+)?\/[A-Za-z0-9/._~-]*$/;

const valueOf = ({ read }: Linted, name: ExtensionName): DerElement | undefined =>
  read.extensions.find(({ id }) => id === IDS[name])?.value;

/** A rule about the value of one extension, where the profile has it. */
const about = (
  name: ExtensionName,
  source: string,
  holds: (value: DerElement, of: Linted, asked: ProfileExtension) => boolean,
): Lint => ({
  id: name,
  source,
  holds: (of) => {
    const value = valueOf(of, name);
    const asked = of.shape.extensions.find(({ extension }) => extension === name);
    // That it is there is another rule's.
    return value === undefined || asked === undefined || holds(value, of, asked);
  },
});

const textOf = (element: DerElement, tag: number): string =>
  expectTag(element, tag).content.toString('latin1');

/** The list that a serial number falls on, counted octet by octet. */
function shardOf(serialNumber: string, profile: CertificateProfiles): number {
  const shards = profile.v === 2 ? profile.crlShards : 1;
  const last = Buffer.from(serialNumber, 'hex').subarray(-4);
  return last.reduce((rest, octet) => (rest * 256 + octet) % shards, 0);
}

const crlUrl = ({ asked: { profile, issuerKeyId, serialNumber } }: Linted): string =>
  `${profile.repositoryUrl}/crls/${issuerKeyId}/${shardOf(serialNumber, profile)}.crl`;

/** The name of the one distribution point, which has nothing else: RFC 5280 §4.2.1.13. */
const pointUrl = (value: DerElement): string => {
  const point = soleOf(value, 0x30, 0x30);
  const fullName = soleOf(soleOf(point, 0x30, 0xa0), 0xa0, 0xa0);
  return textOf(soleOf(fullName, 0xa0, URI), URI);
};

function accessUrls(value: DerElement): string[] {
  return children(expectTag(value, 0x30), 4).map((description) => {
    const [method, location] = pairOf(description);
    return `${oidOf(method)} ${textOf(location, URI)}`;
  });
}

function policyOf(value: DerElement): { readonly policy: string; readonly cps: string } {
  const information = children(soleOf(value, 0x30, 0x30), 3);
  const [policy, qualifiers] = information;
  if (qualifiers === undefined) return { policy: oidOf(policy), cps: '' };
  const [id, pointer] = pairOf(soleOf(qualifiers, 0x30, 0x30));
  const isCps = oidOf(id) === '1.3.6.1.5.5.7.2.1' && information.length === 2;
  return { policy: oidOf(policy), cps: isCps ? textOf(pointer, 0x16) : '?' };
}

const keyIdOf = (spki: Buffer): string => hash('sha256', spki, 'hex').slice(0, 40);

/** Every URL of a certificate. */
function urlsOf(of: Linted): string[] {
  const [point, access, policies] = (
    ['cRLDistributionPoints', 'authorityInfoAccess', 'certificatePolicies'] as const
  ).map((name) => valueOf(of, name));
  return [
    ...(point ? [pointUrl(point)] : []),
    ...(access ? accessUrls(access).map((each) => each.split(' ')[1] ?? '') : []),
    ...(policies ? [policyOf(policies).cps].filter((cps) => cps !== '') : []),
  ];
}

/** Rules about the extensions. */
export const EXTENSION_LINTS: readonly Lint[] = [
  {
    id: 'extensionsOnce',
    source: 'RFC 5280 §4.2',
    holds: ({ read: { extensions } }) =>
      new Set(extensions.map(({ id }) => id)).size === extensions.length,
  },
  {
    id: 'extensionsOfProfile',
    source: 'profile',
    holds: ({ read: { extensions }, shape }) =>
      extensions.length === shape.extensions.length &&
      shape.extensions.every(({ extension }, n) => extensions[n]?.id === IDS[extension]),
  },
  {
    id: 'critical',
    source: 'RFC 5280 §4.2.1.3, §4.2.1.9',
    holds: ({ read: { extensions } }) =>
      extensions.every(({ id, critical }) => critical === MUST_BE_CRITICAL.has(id)),
  },
  about(
    'authorityKeyIdentifier',
    'RFC 5280 §4.2.1.1',
    (value, { asked }) => soleOf(value, 0x30, 0x80).content.toString('hex') === asked.issuerKeyId,
  ),
  about(
    'subjectKeyIdentifier',
    'RFC 5280 §4.2.1.2, RFC 7093 §2',
    (value, { read }) => expectTag(value, 0x04).content.toString('hex') === keyIdOf(read.spki),
  ),
  about('keyUsage', 'RFC 5280 §4.2.1.3', (value, { asked: { certificateType } }, asked) => {
    const usages = namedBitsOf(value).map((bit) => USAGES[bit] ?? '');
    return (
      usages.join(' ') === USAGES_OF[certificateType] && usages.join() === asked.usages?.join()
    );
  }),
  about(
    'extendedKeyUsage',
    'RFC 6960 §4.2.2.2',
    (value) => oidOf(soleOf(value, 0x30, 0x06)) === '1.3.6.1.5.5.7.3.9',
  ),
  about(
    'ocspNoCheck',
    'RFC 6960 §4.2.2.2.1',
    (value) => value.tag === 0x05 && value.content.length === 0,
  ),
  about('basicConstraints', 'RFC 5280 §4.2.1.9', (value, _, { pathLength }) => {
    const [ca, length] = pairOf(value);
    return booleanOf(ca) && smallNumberOf(length) === pathLength;
  }),
  {
    id: 'noSubordinate',
    source: 'RFC 5280 §4.2.1.9',
    holds: ({ read, asked: { certificateType } }) =>
      certificateType === 'selfSigned' ||
      certificateType === 'link' ||
      read.extensions.every(({ id }) => id !== IDS.basicConstraints),
  },
  about(
    'certificatePolicies',
    'RFC 5280 §4.2.1.4, 規則6条7号',
    (value, { asked: { profile } }, { policy, withCps }) => {
      const read = policyOf(value);
      return read.policy === policy && read.cps === (withCps ? profile.cpsUrl : '');
    },
  ),
  about(
    'cRLDistributionPoints',
    'RFC 5280 §4.2.1.13',
    (value, of) => pointUrl(value) === crlUrl(of),
  ),
  about(
    'authorityInfoAccess',
    'RFC 5280 §4.2.2.1',
    (value, { asked: { profile, issuerKeyId } }) =>
      accessUrls(value).join('\n') ===
      [
        `1.3.6.1.5.5.7.48.1 ${profile.repositoryUrl}/ocsp`,
        `1.3.6.1.5.5.7.48.2 ${profile.repositoryUrl}/issuers/${issuerKeyId}.cer`,
      ].join('\n'),
  ),
  {
    id: 'urls',
    source: 'RFC 5280 §4.2.1.6, RFC 3986',
    holds: (of) => urlsOf(of).every((url) => PLAIN_URL.test(url)),
  },
];
