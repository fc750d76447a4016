import { execFileSync } from 'node:child_process';
import { sign, X509Certificate as NodeCertificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsageBits,
  nameAttributes,
  readCertificate,
  subjectKeyIdentifier,
} from '../../../adapters/x509/certificate.ts';
import {
  certificateOf,
  keyIdentifierOf,
  tbsCertificateOf,
  type SignatureAlgorithm,
} from '../../../enclave/issuance/certificate-profile.ts';
import { tbsCaCertificateOf } from '../../../enclave/keys/ca-certificate.ts';
import { keyPair, spkiOf, type KeyName } from '../../adapters/x509/fixture.ts';
import { contentOf } from '../issuance/content-fixture.ts';

const dir = mkdtempSync(join(tmpdir(), 'toroku-ca-'));
afterAll(() => rmSync(dir, { recursive: true }));

const pem = (name: string, der: Buffer): string => {
  const file = join(dir, `${name}.pem`);
  writeFileSync(file, new NodeCertificate(der).toString());
  return file;
};

const contentFor = (kind: KeyName, signatureAlgorithm: SignatureAlgorithm) => ({
  serialNumber: '4f0144b1defcf7561087015f8d830d65b16f024a',
  organization: '見本電子認証株式会社',
  commonName: 'Toroku Sample CA S1',
  notBefore: new Date('2026-11-01T00:00:00Z'),
  notAfter: new Date('2036-11-01T00:00:00Z'),
  spki: spkiOf(keyPair(kind, 'ca').publicKey),
  signatureAlgorithm,
});

const KINDS = [
  ['p256', 'ecdsaWithSha256', 'sha256'],
  ['p384', 'ecdsaWithSha384', 'sha384'],
  ['rsa2048', 'sha256WithRSA', 'sha256'],
] as const;

describe('tbsCaCertificateOf', () => {
  it.each(KINDS)('makes of a %s key a CA under which OpenSSL verifies strictly', (...row) => {
    const [kind, algorithm, digest] = row;
    const { privateKey } = keyPair(kind, 'ca');
    const content = contentFor(kind, algorithm);
    const tbs = tbsCaCertificateOf(content);
    const ca = certificateOf(tbs, algorithm, sign(digest, tbs, privateKey));
    const leafTbs = tbsCertificateOf(
      contentOf({
        issuer: readCertificate(ca).subject,
        issuerKeyId: keyIdentifierOf(content.spki).toString('hex'),
        signatureAlgorithm: algorithm,
      }),
    );
    const leaf = certificateOf(leafTbs, algorithm, sign(digest, leafTbs, privateKey));
    const options = ['-x509_strict', '-check_ss_sig', '-attime', '1797000000'];
    const verified = execFileSync(
      'openssl',
      ['verify', ...options, '-CAfile', pem('ca', ca), pem('leaf', leaf)],
      { encoding: 'utf8' },
    );
    expect(verified).toContain('leaf.pem: OK');
  });

  it('signs certificates and CRLs, with no CA below it, and names itself', () => {
    const content = contentFor('p256', 'ecdsaWithSha256');
    const read = readCertificate(
      certificateOf(tbsCaCertificateOf(content), 'ecdsaWithSha256', Buffer.alloc(64)),
    );
    expect(read.issuer).toEqual(read.subject);
    expect(nameAttributes(read.subject)).toEqual([
      { oid: '2.5.4.6', value: 'JP' },
      { oid: '2.5.4.10', value: content.organization },
      { oid: '2.5.4.3', value: content.commonName },
    ]);
    expect(basicConstraints(read)).toEqual({ ca: true, pathLength: 0 });
    expect(keyUsageBits(read)).toEqual([5, 6]);
    expect(authorityKeyIdentifier(read)).toBe(subjectKeyIdentifier(read));
    expect(subjectKeyIdentifier(read)).toBe(keyIdentifierOf(content.spki).toString('hex'));
    expect(read.serialNumber).toBe(content.serialNumber);
    const critical = [...read.extensions].filter(([, each]) => each.critical);
    expect(critical.map(([id]) => id)).toEqual(['2.5.29.15', '2.5.29.19']);
  });

  it('gives the same octets for the same input', () => {
    const content = contentFor('p256', 'ecdsaWithSha256');
    expect(tbsCaCertificateOf(content)).toEqual(tbsCaCertificateOf({ ...content }));
  });
});
