import 'reflect-metadata';

import * as x509 from '@peculiar/x509';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AuthorityKeyIdentifier, GeneralNames, Name } from '@peculiar/asn1-x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Card } from '../../simulator/card.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import { createPerson } from '../../simulator/person.ts';
import { fifthBirthdayEnd } from '../../simulator/profile.ts';
import { Workbench } from './workbench.ts';

const bench = new Workbench();
let jlis: Jlis;
let card: Card;
const person = createPerson({
  name: '山田　花子',
  birthDate: '1990-02-17',
  gender: '2',
  address: '東京都清瀬市緑町１－２－３',
});

beforeAll(async () => {
  jlis = await bench.open();
  card = await jlis.issueCard(person, { issuedAt: new Date('2025-10-27T01:02:03.456Z') });
});
afterAll(() => bench.close());

const parse = (der: Buffer) => new x509.X509Certificate(Uint8Array.from(der));

/** RDNs as `type tag value`, in the order of the encoding. */
const rdns = (name: Name): string[] =>
  name.map((rdn) => {
    const [attribute] = rdn;
    if (!attribute || rdn.length !== 1) throw new Error('not one attribute in an RDN');
    const { value } = attribute;
    const [kind, text] =
      value.utf8String === undefined
        ? ['printable', value.printableString]
        : ['utf8', value.utf8String];
    return `${attribute.type} ${kind} ${text}`;
  });

const CA_NAME = [
  '2.5.4.6 printable JP',
  '2.5.4.10 utf8 JPKI',
  '2.5.4.11 utf8 JPKI for digital signature',
  '2.5.4.11 utf8 Japan Agency for Local Authority Information Systems',
];

const directory = (names: GeneralNames): string[] => {
  const [first] = names;
  if (names.length !== 1 || !first?.directoryName) throw new Error('not one directoryName');
  return rdns(first.directoryName);
};

/** One extension of the card's certificate, as the second parser reads it. */
const extension = (oid: string) => {
  const found = parse(card.certificate).extensions.find(({ type }) => type === oid);
  if (!found) throw new Error(`no extension ${oid}`);
  return found;
};

describe('signatureCertificate', () => {
  it('is X.509 v3, RSA-2048 with 65537, sha256WithRSAEncryption, under a serial of four octets', () => {
    const text = bench.openssl('x509', {
      noout: true,
      text: true,
      in: bench.certificate('card.pem', card.certificate),
    }).output;
    expect(text).toContain('Version: 3 (0x2)');
    expect(text).toMatch(/Signature Algorithm: sha256WithRSAEncryption/);
    expect(text).toContain('Public-Key: (2048 bit)');
    expect(text).toContain('Exponent: 65537');
    expect(parse(card.certificate).serialNumber).toMatch(/^0b[0-9a-f]{6}$/);
  });

  it('has issuer and subject RDN by RDN, the locality twice, CN an identifier and not a name', () => {
    const { issuerName, subjectName } = parse(card.certificate);
    expect(rdns(AsnConvert.parse(issuerName.toArrayBuffer(), Name))).toEqual(CA_NAME);
    const subject = rdns(AsnConvert.parse(subjectName.toArrayBuffer(), Name));
    expect(subject.slice(0, 3)).toEqual([
      '2.5.4.6 printable JP',
      '2.5.4.7 utf8 Tokyo-to',
      '2.5.4.7 utf8 Kiyose-shi',
    ]);
    expect(subject.slice(3)).toEqual([
      expect.stringMatching(/^2\.5\.4\.3 utf8 2025102701020313221\d{3}A$/),
    ]);
  });

  it('is valid from issue to the end of the fifth birthday in Japan', () => {
    expect(parse(card.certificate).notBefore.toISOString()).toBe('2025-10-27T01:02:03.000Z');
    expect(parse(card.certificate).notAfter.toISOString()).toBe('2030-02-17T14:59:59.000Z');
  });

  it('carries these extensions in this order, two of them critical', () => {
    expect(
      parse(card.certificate).extensions.map(({ type, critical }) => [type, critical]),
    ).toEqual([
      ['2.5.29.15', true],
      ['2.5.29.17', false],
      ['2.5.29.32', true],
      ['2.5.29.18', false],
      ['2.5.29.31', false],
      ['1.3.6.1.5.5.7.1.1', false],
      ['2.5.29.35', false],
      ['2.5.29.14', false],
    ]);
  });

  it('says digitalSignature and nonRepudiation and nothing else', () => {
    const { usages } = extension('2.5.29.15') as x509.KeyUsagesExtension;
    expect(usages).toBe(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation);
  });

  it('states the person in six otherNames, UTF8Strings in the order 1, 4, 3, 5, 2, 6', () => {
    const names = AsnConvert.parse(extension('2.5.29.17').value, GeneralNames);
    const stated = names.map(({ otherName }) => {
      const der = Buffer.from(otherName?.value ?? new ArrayBuffer(0));
      expect(der[0]).toBe(0x0c);
      return [otherName?.typeId, der.subarray(2).toString('utf8')];
    });
    const arc = '1.2.392.200149.8.5.5';
    expect(stated).toEqual([
      [`${arc}.1`, '山田　花子'],
      [`${arc}.4`, '419900217'],
      [`${arc}.3`, '2'],
      [`${arc}.5`, '東京都清瀬市緑町１－２－３'],
      [`${arc}.2`, '00000'],
      [`${arc}.6`, '0000000000000'],
    ]);
  });

  it('names its policy with the CPS qualifier, which OpenSSL reads too', () => {
    const text = bench.openssl('x509', {
      noout: true,
      ext: 'certificatePolicies',
      in: bench.certificate('card.pem', card.certificate),
    }).output;
    expect(text.replace(/\s+/g, ' ')).toContain(
      'Certificate Policies: critical Policy: 1.2.392.200149.8.5.1.1.20 CPS: http://www.jpki.go.jp/cps.html',
    );
  });

  it('has the Japanese name of its CA in issuerAltName', () => {
    expect(directory(AsnConvert.parse(extension('2.5.29.18').value, GeneralNames))).toEqual([
      '2.5.4.6 printable JP',
      '2.5.4.10 utf8 公的個人認証サービス',
      '2.5.4.11 utf8 公的個人認証サービス署名用',
      '2.5.4.11 utf8 地方公共団体情報システム機構',
    ]);
  });

  it("points to the municipality's distribution point by directoryName", () => {
    const { distributionPoints } = extension('2.5.29.31') as x509.CRLDistributionPointsExtension;
    const [point] = distributionPoints;
    expect(distributionPoints).toHaveLength(1);
    expect(directory(new GeneralNames(point?.distributionPoint?.fullName ?? []))).toEqual([
      ...CA_NAME.slice(0, 3),
      '2.5.4.11 utf8 CRL Distribution Points',
      '2.5.4.11 utf8 Tokyo-to',
      '2.5.4.3 utf8 Kiyose-shi CRLDP',
    ]);
  });

  it('identifies key, name and serial number of the issuing generation', () => {
    const aki = AsnConvert.parse(extension('2.5.29.35').value, AuthorityKeyIdentifier);
    const [, , third] = jlis.anchors.map(parse);
    const ski = third?.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
    expect(Buffer.from(aki.keyIdentifier?.buffer ?? new ArrayBuffer(0)).toString('hex')).toBe(ski);
    expect(directory(new GeneralNames(aki.authorityCertIssuer ?? []))).toEqual(CA_NAME);
    expect(Buffer.from(aki.authorityCertSerialNumber ?? new ArrayBuffer(0)).toString('hex')).toBe(
      '067c6a21',
    );
  });

  it('has the SHA-1 of its key bits as subjectKeyIdentifier', async () => {
    const certificate = parse(card.certificate);
    const stated = AsnConvert.parse(extension('2.5.29.14').value, OctetString);
    const computed = await certificate.publicKey.getKeyIdentifier();
    expect(Buffer.from(stated.buffer)).toEqual(Buffer.from(computed));
  });

  it('names the responder unless told not to', async () => {
    const { ocsp } = extension('1.3.6.1.5.5.7.1.1') as x509.AuthorityInfoAccessExtension;
    expect(ocsp.map(({ value }) => value)).toEqual(['http://ocsp.jlis-simulator.invalid/ocsp']);
    const other = new Workbench();
    const bare = await (await other.open({ ocspUrl: null })).issueCard('ordinary');
    const types = parse(bare.certificate).extensions.map(({ type }) => type);
    expect(types).not.toContain('1.3.6.1.5.5.7.1.1');
    expect(types).toHaveLength(7);
    other.close();
  });

  it('verifies against the anchors, which share one name, by path building of OpenSSL', () => {
    const verified = bench.openssl(
      'verify',
      {
        x509_strict: true,
        policy_check: true,
        explicit_policy: true,
        policy: '1.2.392.200149.8.5.1.1.20',
        CAfile: jlis.anchorsFile,
      },
      bench.certificate('card.pem', card.certificate),
    );
    expect(verified.output).toContain('card.pem: OK');
  });
});

describe('authenticationCertificate', () => {
  it('names nobody, says digitalSignature alone, and has a policy and a CA of its own', async () => {
    const authentication = await jlis.issueCard('authenticationOnly');
    const certificate = parse(authentication.certificate);
    expect(rdns(AsnConvert.parse(certificate.subjectName.toArrayBuffer(), Name))).toEqual([
      '2.5.4.6 printable JP',
      expect.stringMatching(/^2\.5\.4\.3 utf8 [0-9A-F]{14}\d{8}A$/),
    ]);
    expect(certificate.issuer).toContain('OU=JPKI for user authentication');
    expect(certificate.getExtension(x509.KeyUsagesExtension)?.usages).toBe(
      x509.KeyUsageFlags.digitalSignature,
    );
    expect(certificate.getExtension(x509.SubjectAlternativeNameExtension)).toBeNull();
    expect(certificate.getExtension(x509.CertificatePolicyExtension)?.policies).toEqual([
      '1.2.392.200149.8.5.1.3.30',
    ]);
    const pem = bench.certificate('auth-ca.pem', await jlis.authorityCertificate('auth-3'));
    const leaf = bench.certificate('auth.pem', authentication.certificate);
    expect(bench.openssl('verify', { CAfile: pem }, leaf).ok).toBe(true);
    expect(bench.openssl('verify', { CAfile: jlis.anchorsFile }, leaf).ok).toBe(false);
  });
});

describe('fifthBirthdayEnd', () => {
  it.each([
    ['1990-02-17', '2025-10-27T00:00:00Z', '2030-02-17T14:59:59.000Z', 'birthday passed this year'],
    ['1990-12-24', '2025-10-27T00:00:00Z', '2029-12-24T14:59:59.000Z', 'birthday still ahead'],
    ['1990-10-27', '2025-10-27T00:00:00Z', '2030-10-27T14:59:59.000Z', 'issued on the birthday'],
    ['1990-10-28', '2025-10-27T15:00:00Z', '2030-10-28T14:59:59.000Z', 'already the day in Japan'],
    ['2004-02-29', '2025-10-27T00:00:00Z', '2030-02-28T14:59:59.000Z', 'no 29 February in 2030'],
    ['2004-02-29', '2023-10-27T00:00:00Z', '2028-02-29T14:59:59.000Z', '29 February in 2028'],
  ])('born %s, issued %s: %s (%s)', (birthDate, issuedAt, end) => {
    expect(fifthBirthdayEnd(birthDate, new Date(issuedAt)).toISOString()).toBe(end);
  });
});
