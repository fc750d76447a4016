import { createHash } from 'node:crypto';
import 'reflect-metadata';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AccessDescription,
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityInfoAccessSyntax,
  AuthorityKeyIdentifier,
  BasicConstraints,
  CertificatePolicies,
  CRLDistributionPoints,
  DistributionPoint,
  DistributionPointName,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  KeyIdentifier,
  KeyUsage,
  Name,
  PolicyInformation,
  PolicyQualifierInfo,
  RelativeDistinguishedName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import type {
  AuthorityContent,
  CertificateContent,
} from '../../../enclave/issuance/certificate-profile.ts';

type Content = CertificateContent | AuthorityContent;

const arrayBuffer = (octets: Uint8Array): ArrayBuffer => new Uint8Array(octets).buffer;
const serialized = (value: unknown): OctetString => new OctetString(AsnConvert.serialize(value));

const attribute = (type: string, value: ConstructorParameters<typeof AttributeValue>[0]) =>
  new RelativeDistinguishedName([
    new AttributeTypeAndValue({ type, value: new AttributeValue(value) }),
  ]);

function subjectOf(content: Content): Name {
  const country = attribute('2.5.4.6', { printableString: 'JP' });
  if ('name' in content) {
    return new Name([
      country,
      attribute('2.5.4.3', { utf8String: content.name }),
      attribute('2.5.4.5', { printableString: content.subjectSerialNumber }),
    ]);
  }
  return new Name([
    country,
    attribute('2.5.4.10', { utf8String: content.organization }),
    attribute('2.5.4.3', { utf8String: content.commonName }),
  ]);
}

const locator = (url: string): GeneralName => new GeneralName({ uniformResourceIdentifier: url });

const extension = (extnID: string, value: unknown, critical = false): Extension =>
  new Extension({ extnID, critical, extnValue: serialized(value) });

const listOf = ({ profile, issuerKeyId }: Content): Extension =>
  extension(
    '2.5.29.31',
    new CRLDistributionPoints([
      new DistributionPoint({
        distributionPoint: new DistributionPointName({
          fullName: [locator(`${profile.repositoryUrl}/crls/${issuerKeyId}/0.crl`)],
        }),
      }),
    ]),
  );

const accessOf = ({ profile: { repositoryUrl }, issuerKeyId }: Content): Extension =>
  extension(
    '1.3.6.1.5.5.7.1.1',
    new AuthorityInfoAccessSyntax([
      new AccessDescription({
        accessMethod: '1.3.6.1.5.5.7.48.1',
        accessLocation: locator(`${repositoryUrl}/ocsp`),
      }),
      new AccessDescription({
        accessMethod: '1.3.6.1.5.5.7.48.2',
        accessLocation: locator(`${repositoryUrl}/issuers/${issuerKeyId}.cer`),
      }),
    ]),
  );

const policyOf = (policy: string, cpsUrl?: string): Extension => {
  // IA5String, tag 22.
  const pointer = cpsUrl && Buffer.concat([Buffer.from([22, cpsUrl.length]), Buffer.from(cpsUrl)]);
  const qualifier =
    pointer &&
    new PolicyQualifierInfo({
      policyQualifierId: '1.3.6.1.5.5.7.2.1',
      qualifier: arrayBuffer(pointer),
    });
  const information = new PolicyInformation({ policyIdentifier: policy });
  if (qualifier) information.policyQualifiers = [qualifier] as never;
  return extension('2.5.29.32', new CertificatePolicies([information]));
};

const keyUsage = (bits: number): Extension => {
  const usage = new KeyUsage();
  usage.fromNumber(bits);
  return extension('2.5.29.15', usage, true);
};

const SIGNER = 0x01;
const NON_REPUDIATION = 0x02;
const CA = 0x20 | 0x40;
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const POLICIES = { basic: '2.999.1.1.1', attribute: '2.999.1.1.2' };

/** Extensions after the two key identifiers, by what the law and the RFCs ask: not by the document. */
function extensionsOf(content: Content): Extension[] {
  const basicConstraints = extension(
    '2.5.29.19',
    new BasicConstraints({ cA: true, pathLenConstraint: 0 }),
    true,
  );
  switch (content.certificateType) {
    case 'ocspResponder':
      return [
        keyUsage(SIGNER),
        extension('2.5.29.37', new ExtendedKeyUsage([OCSP_SIGNING])),
        new Extension({
          extnID: '1.3.6.1.5.5.7.48.1.5',
          critical: false,
          extnValue: new OctetString(new Uint8Array([5, 0])),
        }),
      ];
    case 'selfSigned':
      return [keyUsage(CA), basicConstraints];
    case 'link':
      return [
        keyUsage(CA),
        basicConstraints,
        policyOf('2.5.29.32.0'),
        listOf(content),
        accessOf(content),
      ];
    default:
      return [
        keyUsage(SIGNER | NON_REPUDIATION),
        policyOf(POLICIES[content.certificateType], content.profile.cpsUrl),
        listOf(content),
        accessOf(content),
      ];
  }
}

const ALGORITHMS = {
  sha256WithRSA: new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null }),
  ecdsaWithSha256: new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' }),
  ecdsaWithSha384: new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.3' }),
};

/** The TBSCertificate of a content by the schemas of @peculiar/asn1-x509, which know nothing of ours. */
export function secondTbs(content: Content): Buffer {
  const keyId = createHash('sha256').update(content.spki).digest().subarray(0, 20);
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: arrayBuffer(Buffer.from(content.serialNumber, 'hex')),
    signature: ALGORITHMS[content.signatureAlgorithm],
    issuer: AsnConvert.parse(content.issuer, Name),
    validity: new Validity({ notBefore: content.notBefore, notAfter: content.notAfter }),
    subject: subjectOf(content),
    subjectPublicKeyInfo: AsnConvert.parse(content.spki, SubjectPublicKeyInfo),
    extensions: new Extensions([
      extension(
        '2.5.29.35',
        new AuthorityKeyIdentifier({
          keyIdentifier: new KeyIdentifier(Buffer.from(content.issuerKeyId, 'hex')),
        }),
      ),
      extension('2.5.29.14', new SubjectKeyIdentifier(keyId)),
      ...extensionsOf(content),
    ]),
  });
  return Buffer.from(AsnConvert.serialize(tbs));
}
