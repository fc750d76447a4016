import {
  CERTIFICATE_KINDS,
  LINK_SHAPE,
  RESPONDER_SHAPE,
  SELF_SIGNED_SHAPE,
  subscriberShape,
  type CertificateKind,
  type CertificateShape,
  type ExtensionName,
  type ProfileExtension,
  type SubjectAttribute,
  type ValidityLimit,
} from '../../domain/issuance/certificate-profiles.ts';
import { code, codes, page, table } from './markdown.ts';

const INTRODUCTION = `# Certificate profiles

For relying parties, auditors and the author of the CPS (7.1): what stands in each certificate. Generated from
\`domain/issuance/certificate-profiles.ts\`.

The profiles of a service are one document, accepted in the room under dual control and checked when it is accepted
(\`readCertificateProfiles\`). Its \`version\` says which edition it is; every intent in the book names the hash of the document it was made
under (\`profileSha256\`). A later document changes nothing that was intended: what will be signed lies under the intent, octet for octet.
Documents are never removed. One of the first form (\`v\` 1) has policies and URLs alone, and means the shape that subscribers' certificates
have below. Why it is so: [decision 0051](decisions/0051-profiles-are-documents.md). What each certificate is held against before it is
signed: [lints](certificate-lints.md).

A document chooses policies, URLs, the number of revocation lists (\`crlShards\`, 1 to 256), the order of subject and extensions, and a
shorter validity. All else below is the same in every document.`;

const TITLES: Readonly<Record<CertificateKind, string>> = {
  basic: 'Subscriber, basic type (基本型)',
  attribute: 'Subscriber, attribute type (属性型)',
  ocspResponder: 'OCSP responder (delegated)',
  selfSigned: 'CA certificate, self-signed',
  link: 'Link certificate',
};

const NOTES: Readonly<Record<CertificateKind, string>> = {
  basic:
    'The name is the registered one as it was signed for, never normalised (規則6条5号ハ); `serialNumber` is the id of the application and says ' +
    'nothing of the person. No address, no birth date, no subjectAltName.',
  attribute:
    'As the basic type, under a policy of its own, so that nobody takes an attribute for accredited (規則6条8号). The signed text carries the ' +
    'type and no attribute; as long as it does not, none stands here.',
  ocspResponder:
    'Signs status answers and nothing else. Its status is not asked for, so it is short-lived.',
  selfSigned: 'Signs certificates and revocation lists; no CA stands below it.',
  link: 'One key of a CA vouches for another key of the same name: subject and issuer are the same, the key identifiers are not.',
};

const ATTRIBUTES: Readonly<Record<SubjectAttribute, string>> = {
  countryName: '`JP`, PrintableString',
  organizationName: 'the operator, UTF8String, 1 to 64 characters',
  commonName: 'UTF8String, 1 to 64 characters',
  serialNumber: 'PrintableString, 1 to 64 characters',
};

const EXAMPLES: Readonly<Record<CertificateKind, CertificateShape>> = {
  basic: subscriberShape('<policy>'),
  attribute: subscriberShape('<policy>'),
  ocspResponder: RESPONDER_SHAPE,
  selfSigned: SELF_SIGNED_SHAPE,
  link: LINK_SHAPE,
};

const VALUES: Readonly<Record<ExtensionName, (of: ProfileExtension) => string>> = {
  authorityKeyIdentifier: () => '`keyIdentifier` of the key that signs, nothing else',
  subjectKeyIdentifier: () =>
    'leftmost 160 bits of the SHA-256 of the SubjectPublicKeyInfo (RFC 7093 §2, method 4)',
  keyUsage: ({ usages = [] }) => codes(usages),
  extendedKeyUsage: ({ purposes = [] }) => codes(purposes),
  basicConstraints: ({ pathLength }) => `CA, \`pathLenConstraint\` ${pathLength}`,
  certificatePolicies: ({ policy = '', withCps }) =>
    policy.startsWith('<')
      ? 'the one policy of the kind in the document, with the URL of the CPS'
      : `${code(policy)} (anyPolicy)${withCps ? ', with the URL of the CPS' : ''}`,
  cRLDistributionPoints: () =>
    '`{repositoryUrl}/crls/{issuerKeyId}/{shard}.crl`; the shard is the last 32 bits of the serial number modulo `crlShards`',
  authorityInfoAccess: () =>
    'OCSP `{repositoryUrl}/ocsp`, issuer `{repositoryUrl}/issuers/{issuerKeyId}.cer`',
  ocspNoCheck: () => 'NULL',
};

const limitOf = (limit: ValidityLimit): string =>
  'days' in limit ? `${limit.days} days` : `${limit.months} months`;

const section = (kind: CertificateKind): string => {
  const { subject, validity, extensions } = EXAMPLES[kind];
  const rows = [
    ['validity', '', `at most ${limitOf(validity)}, both ends included`],
    ...subject.map((attribute) => [`subject: ${code(attribute)}`, '', ATTRIBUTES[attribute]]),
    ...extensions.map((each) => [
      code(each.extension),
      each.critical ? 'critical' : '',
      VALUES[each.extension](each),
    ]),
  ];
  return page(`## ${TITLES[kind]}`, NOTES[kind], table(['field', '', 'content'], rows)).trimEnd();
};

const COMMON = `## Every certificate

X.509 version 3; a serial number of 20 octets from a random source, of which two bits are fixed; signature by RSA with SHA-256, or ECDSA with
SHA-256 or SHA-384; times to the second, UTCTime through 2049; keys of RSA with 2048 to 4096 bits, P-256 or P-384. There are no QCStatements:
no law or identifier of the accreditation asks for one.

A name that does not fit (more than 64 characters), or has a character that nobody sees or that stands for none (controls, formatting, 外字 of
the private use areas), is refused when the text for it is asked for, by the rules [\`name.length\`](rules.md#namelength) and
[\`name.characters\`](rules.md#namecharacters); the lints would refuse it again. Nothing is cut or replaced.`;

/** The page on what stands in certificates. */
export const certificateProfilesPage = (): string =>
  page(INTRODUCTION, COMMON, ...CERTIFICATE_KINDS.map(section));
