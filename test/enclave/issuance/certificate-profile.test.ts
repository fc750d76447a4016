import { execFileSync } from 'node:child_process';
import { sign, verify, X509Certificate as NodeCertificate } from 'node:crypto';
import 'reflect-metadata';
import {
  AuthorityInfoAccessExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate as PeculiarCertificate,
} from '@peculiar/x509';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameAttributes, readCertificate } from '../../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import {
  certificateOf,
  tbsCertificateOf,
  type CertificateContent,
} from '../../../enclave/issuance/certificate-profile.ts';
import { contentOf, KEY } from './content-fixture.ts';

const certificate = (change: Partial<CertificateContent> = {}): Buffer => {
  const content = contentOf(change);
  const tbs = tbsCertificateOf(content);
  return certificateOf(tbs, content.signatureAlgorithm, sign('sha256', tbs, KEY));
};

const openssl = (der: Buffer, ...options: readonly string[]): string =>
  execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', ...options], {
    input: der,
    encoding: 'utf8',
  });

const commonName = (der: Buffer): string | undefined =>
  nameAttributes(readCertificate(der).subject).find(({ oid }) => oid === '2.5.4.3')?.value;

/**
 * SHA-256 of the octets that `contentOf` gives. A change here is a change of the profile: certificates in
 * the making would be signed otherwise than they were intended, so it needs a new version of the profile.
 */
const GOLDEN = {
  basic: '75da0495f88f9c5f78b1f9c5f22cf660df0f08fe762406256be6c02518d2f305',
  attribute: 'd8bf13bcce0211ed9e7292c7d7f1d47408e957a82258408b38a8f34bdfe9704f',
};

/** Names as the statute has them: what the applicant signed for, code point for code point. */
const NAMES: Readonly<Record<string, string>> = {
  'kanji of the basic plane': '山田　花子',
  'a kanji beyond it': '\u{20BB7}野　\u{2A6B2}',
  'ideographic variation selectors': '葛\u{E0100}城　辻\u{E0101}子',
  'a compatibility ideograph that normalisation would replace': '\u{FA19}\u{FA30}　太郎',
  'a combining mark that normalisation would compose': 'か\u{3099}　は\u{309A}',
  'half and full width': 'ﾔﾏﾀﾞ　ＹＡＭＡＤＡ',
  'small letters and an apostrophe': 'O\'Brien, Jr. <a@b> "+;\\',
  'sixty-four code points': '長'.repeat(64),
  'sixty-four code points of four octets': '\u{20BB7}'.repeat(64),
};

describe('tbsCertificateOf', () => {
  it('gives the same octets for the same input, in every build (golden)', () => {
    expect(sha256Hex(tbsCertificateOf(contentOf()))).toBe(GOLDEN.basic);
    expect(sha256Hex(tbsCertificateOf(contentOf()))).toBe(GOLDEN.basic);
    const attribute = contentOf({
      certificateType: 'attribute',
      signatureAlgorithm: 'sha256WithRSA',
      notAfter: new Date('2050-01-01T14:59:59Z'),
      name: '\u{20BB7}野　葛\u{E0100}子',
    });
    expect(sha256Hex(tbsCertificateOf(attribute))).toBe(GOLDEN.attribute);
  });

  it('is read by OpenSSL field by field', () => {
    const text = openssl(certificate(), '-text', '-nameopt', 'utf8,sep_comma_plus_space,sname');
    for (const line of [
      'Version: 3 (0x2)',
      '4f:01:44:b1:de:fc:f7:56:10:87:01:5f:8d:83:0d:65:b1:6f:02:4a',
      'Signature Algorithm: ecdsa-with-SHA256',
      'Issuer: C=JP, O=見本電子認証株式会社, CN=Toroku Sample CA S1',
      'Not Before: Dec  1 00:31:07 2026 GMT',
      'Not After : Nov 30 14:59:59 2028 GMT',
      'Subject: C=JP, CN=山田　花子, serialNumber=019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
      'X509v3 Key Usage: critical',
      'Digital Signature, Non Repudiation',
      '01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67',
      'Policy: 2.999.1.1.1',
      'CPS: http://repository.example/cps',
      'URI:http://repository.example/crls/0123456789abcdef0123456789abcdef01234567/0.crl',
      'OCSP - URI:http://repository.example/ocsp',
      'CA Issuers - URI:http://repository.example/issuers/0123456789abcdef0123456789abcdef01234567.cer',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('is read by @peculiar/x509 to the same', () => {
    const read = new PeculiarCertificate(certificate({ certificateType: 'attribute' }));
    expect(read.serialNumber).toBe(contentOf().serialNumber);
    expect([read.notBefore, read.notAfter]).toEqual([contentOf().notBefore, contentOf().notAfter]);
    expect(read.getExtension(KeyUsagesExtension)?.usages).toBe(
      KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation,
    );
    expect(read.getExtension(CertificatePolicyExtension)?.policies).toEqual(['2.999.1.1.2']);
    expect(read.getExtension(CRLDistributionPointsExtension)?.distributionPoints).toHaveLength(1);
    expect(read.getExtension(AuthorityInfoAccessExtension)?.ocsp).toHaveLength(1);
    expect(read.extensions.filter(({ critical }) => critical).map(({ type }) => type)).toEqual([
      '2.5.29.15',
    ]);
  });

  it.each(Object.entries(NAMES))('keeps a name with %s as it was signed for', (_, name) => {
    const der = certificate({ name });
    expect(commonName(der)).toBe(name);
    expect(new PeculiarCertificate(der).subjectName.getField('CN')).toEqual([name]);
    const subject = openssl(der, '-subject', '-nameopt', 'utf8,sep_multiline,sname');
    expect(subject).toContain(`CN=${name}`);
  });

  it('keeps any name of 1 to 64 code points (property)', () => {
    const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(names, (name) => {
        expect(commonName(certificate({ name }))).toBe(name);
      }),
      { numRuns: 100 },
    );
  });

  it('writes years through 2049 as UTCTime and later ones as GeneralizedTime (RFC 5280 4.1.2.5)', () => {
    for (const end of ['2049-12-31T23:59:59Z', '2050-01-01T00:00:00Z']) {
      const der = certificate({ notAfter: new Date(end) });
      expect(readCertificate(der).notAfter).toEqual(new Date(end));
      expect(new NodeCertificate(der).validTo).toContain(end.slice(0, 4));
    }
  });

  it.each(['sha256WithRSA', 'ecdsaWithSha256', 'ecdsaWithSha384'] as const)(
    'names %s within as without',
    (signatureAlgorithm) => {
      const content = contentOf({ signatureAlgorithm });
      const whole = certificateOf(
        tbsCertificateOf(content),
        signatureAlgorithm,
        Buffer.alloc(64, 1),
      );
      expect(openssl(whole, '-text').match(/Signature Algorithm: \S+/g)).toHaveLength(2);
      expect(readCertificate(whole).tbs).toEqual(tbsCertificateOf(content));
    },
  );
});

describe('certificateOf', () => {
  it('holds the TBS octet for octet, under the signature given', () => {
    const tbs = tbsCertificateOf(contentOf());
    const read = readCertificate(certificate());
    expect(read.tbs).toEqual(tbs);
    expect(verify('sha256', tbs, KEY, read.signature)).toBe(true);
  });
});
