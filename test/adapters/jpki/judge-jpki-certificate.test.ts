import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { judgeJpkiCertificate } from '../../../adapters/jpki/judge-jpki-certificate.ts';
import { judgeChain } from '../../../adapters/jpki/jpki-chain.ts';
import { readJpkiCertificate } from '../../../adapters/jpki/jpki-certificate.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { judgeCertificate } from '../../../adapters/x509/judge-certificate.ts';
import { extension, keyPair, nameOf } from '../x509/fixture.ts';
import { outsideVectors } from '../x509/outside-vectors.ts';
import { jpkiCertificate, type JpkiFields, jpkiName, NOW, signatureAuthority } from './fixture.ts';

const first = signatureAuthority('sign-1', {
  notBefore: new Date('2015-10-20T02:40:28Z'),
  notAfter: new Date('2025-10-19T14:59:59Z'),
});
const second = signatureAuthority('sign-2');
const third = signatureAuthority('sign-3');
const test = signatureAuthority('test', { name: jpkiName('JPKI-TEST') });
const trust = [first, second, third].map((authority) => authority.der);

const broken = (fields: JpkiFields, at = NOW, anchors = trust): string[] =>
  judgeJpkiCertificate({ certificate: jpkiCertificate(fields), trust: anchors, at })
    .findings.filter(({ outcome }) => outcome === 'fails' || outcome === 'unknown')
    .map(({ rule }) => rule);

const replaced = (oid: string, value: Buffer | undefined, critical = false): JpkiFields => ({
  replace: { [oid]: value && extension(oid, value, critical) },
});
const subject = (...rdns: Parameters<typeof nameOf>): JpkiFields => ({ subject: nameOf(...rdns) });
const policy = (cps: string): Buffer =>
  der.seq(
    der.seq(
      der.oid('1.2.392.200149.8.5.1.1.20'),
      der.seq(der.seq(der.oid('1.3.6.1.5.5.7.2.1'), der.ia5String(cps))),
    ),
  );

/** The deviation that a certificate has from the profile, or none. */
function deviations(fields: JpkiFields): readonly string[] {
  const read = readJpkiCertificate(jpkiCertificate(fields));
  if (read.encoding === 'unreadable') throw new Error('unreadable');
  return read.profile.deviations;
}

describe('judgeJpkiCertificate', () => {
  it.each([second, third])(
    'finds nothing against a certificate of a generation in force',
    (authority) => {
      expect(broken({ authority })).toEqual([]);
    },
  );

  it('names what is against the others', () => {
    expect(broken({ authority: first })).toEqual(['anchor', 'jpkiChain']);
    expect(broken({ authority: signatureAuthority('impostor') })).toEqual(['path', 'jpkiChain']);
    expect(broken({ notAfter: new Date('2026-11-30T00:00:00Z') })).toEqual(['validity']);
    expect(broken({ policies: ['1.2.392.200149.8.5.1.1.30'] })).toEqual(['jpkiCertificateKind']);
    expect(broken({ attributes: { 1: undefined } })).toEqual(['jpkiAttributes', 'substitutes']);
    expect(broken({ attributes: { 4: '519940217' } })).toEqual(['birthDate']);
    expect(broken({ attributes: { 2: '00' } })).toEqual(['substitutes']);
    // A test CA is none to be trusted, though it is named as an anchor.
    expect(broken({ authority: test }, NOW, [test.der])).toEqual(['jpkiChain']);
  });

  it('says nothing of the person', () => {
    const said = JSON.stringify(
      judgeJpkiCertificate({ certificate: jpkiCertificate(), trust, at: NOW }),
    );
    for (const value of ['山田', '花子', '1994', '清瀬', 'Kiyose', '0a1b2c3d'])
      expect(said).not.toContain(value);
  });

  it('agrees with fact jpkiChain: what is trusted has a valid path', () => {
    let trusted = 0;
    for (const authority of [first, second, third, test, signatureAuthority('impostor')]) {
      for (const at of [
        '2015-01-01',
        '2025-10-19T14:59:59Z',
        '2025-10-19T15:00:00Z',
        '2026-12-01',
      ]) {
        const certificate = jpkiCertificate({ authority, notBefore: new Date('2010-01-01') });
        const input = { certificate, trust, at: new Date(at) };
        const anchors = trust.map(readCertificate);
        const verdict = judgeChain({
          certificate: readCertificate(certificate),
          anchors,
          at: input.at,
        });
        const isValid = judgeCertificate(input).verdict === 'valid';
        if (verdict === 'trusted') trusted += 1;
        expect([authority.name.toString('latin1'), at, isValid]).toEqual([
          authority.name.toString('latin1'),
          at,
          verdict === 'trusted',
        ]);
      }
    }
    expect(trusted).toBe(7);
  });
});

describe('the profile, field by field', () => {
  const cps = 'http://www.jpki.go.jp/cps.html';
  const uriPoint = der.seq(
    der.seq(der.explicit(0, der.explicit(0, der.implicit(6, Buffer.from('http://x.example/'))))),
  );
  const otherAuthority = der.seq(
    der.implicit(0, Buffer.alloc(20)),
    der.explicit(1, der.explicit(4, nameOf(['CN', 'Other']))),
    der.implicit(2, Buffer.from([1])),
  );
  it.each<[string, JpkiFields, readonly string[]]>([
    ['as known', {}, []],
    ['with a serial number of zero', { serialNumber: Buffer.from([0]) }, ['serialNumber']],
    ['with one of 21 octets', { serialNumber: Buffer.alloc(21, 1) }, ['serialNumber']],
    ['of six years', { notAfter: new Date('2031-10-28T00:00:00Z') }, ['validity']],
    ['of a key of P-256', { key: keyPair('p256', 'card') }, ['publicKey']],
    ['without a municipality', subject(['C', 'JP'], ['L', 'Tokyo-to'], ['CN', 'x']), ['subject']],
    [
      'with an organisation',
      subject(['C', 'JP'], ['L', 'a'], ['O', 'b'], ['CN', 'x']),
      ['subject'],
    ],
    ['of a subject abroad', subject(['C', 'KR'], ['L', 'a'], ['L', 'b'], ['CN', 'x']), ['subject']],
    ['that may sign alone', { usage: [1] }, ['keyUsage']],
    ['with a critical name', replaced('2.5.29.17', der.seq(), true), ['subjectAltName']],
    [
      'without a pointer',
      replaced('2.5.29.32', der.seq(der.seq(der.oid('1.2.392.200149.8.5.1.1.20'))), true),
      [],
    ],
    ['with the known pointer', replaced('2.5.29.32', policy(cps), true), []],
    [
      'with another pointer',
      replaced('2.5.29.32', policy('http://x.example/'), true),
      ['certificatePolicies'],
    ],
    [
      'with a policy that is not critical',
      replaced('2.5.29.32', policy(cps)),
      ['certificatePolicies'],
    ],
    ['with a point by URI', replaced('2.5.29.31', uriPoint), ['cRLDistributionPoints']],
    ['without a point', replaced('2.5.29.31', undefined), ['cRLDistributionPoints']],
    [
      'with an authority of another name',
      replaced('2.5.29.35', otherAuthority),
      ['authorityKeyIdentifier'],
    ],
    [
      'with an authority by key alone',
      replaced('2.5.29.35', der.seq(der.implicit(0, Buffer.alloc(20)))),
      [],
    ],
    ['without an authority key', replaced('2.5.29.35', undefined), ['authorityKeyIdentifier']],
    ['without a key identifier', replaced('2.5.29.14', undefined), ['subjectKeyIdentifier']],
    [
      'with a third critical extension',
      replaced('2.5.29.18', der.seq(), true),
      ['criticalExtension'],
    ],
  ])('of a certificate %s', (_, fields, fieldNames) => {
    expect(deviations(fields)).toEqual(fieldNames);
  });
});

describe('judgeJpkiCertificate with the published CA certificates', () => {
  const folder = outsideVectors('jpki-ca');
  const files = readdirSync(folder ?? '.')
    .filter((file) => file.endsWith('.cer'))
    .toSorted();
  const published = files.map((file) => readFileSync(path.join(folder ?? '', file)));

  it.runIf(folder)(
    'chooses among three CAs of one name by key, and knows which has expired',
    () => {
      expect(published.length).toBe(3);
      const verdicts = (at: string) =>
        published.map(
          (certificate) =>
            judgeCertificate({ certificate, trust: published, at: new Date(at) }).verdict,
        );
      expect(verdicts('2025-10-19T14:59:59Z')).toEqual(['valid', 'valid', 'valid']);
      expect(verdicts('2025-10-19T15:00:00Z')).toEqual(['invalid', 'valid', 'valid']);
      expect(verdicts('2019-01-01T00:00:00Z')).toEqual(['valid', 'invalid', 'invalid']);
    },
  );

  it.runIf(folder)('takes none of them for another, nor for a certificate of a person', () => {
    for (const certificate of published) {
      const others = published.filter((other) => other !== certificate);
      const at = new Date('2025-01-01T00:00:00Z');
      expect(judgeCertificate({ certificate, trust: others, at }).verdict).toBe('invalid');
      expect(judgeJpkiCertificate({ certificate, trust: published, at }).verdict).toBe('invalid');
    }
  });

  it.runIf(folder)('calls a certificate of another key under their name an impersonation', () => {
    const { findings } = judgeJpkiCertificate({
      certificate: jpkiCertificate(),
      trust: published,
      at: NOW,
    });
    expect(findings.find(({ rule }) => rule === 'jpkiChain')?.detail).toContain('impersonation');
  });
});
