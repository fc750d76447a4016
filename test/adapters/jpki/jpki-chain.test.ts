import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type ChainInput, findIssuer, judgeChain } from '../../../adapters/jpki/jpki-chain.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import {
  basicConstraints,
  keyUsageBits,
  readCertificate,
  subjectKeyIdentifier,
} from '../../../adapters/x509/certificate.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { keyDefect, verifySignature } from '../../../adapters/x509/public-key.ts';
import { extension, nameOf, withOctet } from '../x509/fixture.ts';
import { outsideVectors } from '../x509/outside-vectors.ts';
import { jpkiCertificate, type JpkiFields, jpkiName, NOW, signatureAuthority } from './fixture.ts';

const first = signatureAuthority('sign-1', {
  notBefore: new Date('2015-10-20T02:40:28Z'),
  notAfter: new Date('2025-10-19T14:59:59Z'),
});
const second = signatureAuthority('sign-2', { notAfter: new Date('2029-09-14T14:59:59Z') });
const third = signatureAuthority('sign-3');
const test = signatureAuthority('test', { name: jpkiName('JPKI-TEST') });
const anchors = [first, second, third].map(({ certificate }) => certificate);

const judge = (fields: JpkiFields, input: Partial<ChainInput> = {}): string => {
  const certificate = readCertificate(jpkiCertificate(fields));
  return judgeChain({ certificate, anchors, at: NOW, ...input });
};
const impostor = signatureAuthority('impostor');
const named = (...rdns: Parameters<typeof nameOf>): JpkiFields => ({
  authority: signatureAuthority('stranger', { name: nameOf(...rdns) }),
});

describe('judgeChain', () => {
  it.each([
    ['issued by generation 3', 'trusted', { authority: third }],
    ['issued by generation 2, of the same name', 'trusted', { authority: second }],
    ['issued by generation 1, which has expired', 'anchorExpired', { authority: first }],
    ['of another key under the same name', 'impersonation', { authority: impostor }],
    ['of a name that looks like JPKI', 'impersonation', named(['C', 'JP'], ['O', 'ＪＰＫＩ'])],
    ['of a name in Japanese', 'impersonation', named(['O', '公的個人認証サービス'])],
    ['of somebody else', 'unknownIssuer', named(['C', 'JP'], ['O', 'Example CA'])],
    [
      'of the CA for authentication',
      'unknownIssuer',
      {
        authority: signatureAuthority('auth-3', { name: jpkiName('JPKI', 'user authentication') }),
      },
    ],
    ['of the test hierarchy', 'testHierarchy', { authority: test }],
    [
      "of a vendor's mock",
      'testHierarchy',
      named(['O', 'P8N-MOCK'], ['OU', 'P8N for digital signature']),
    ],
    ['without a policy', 'pathInvalid', { replace: { '2.5.29.32': undefined } }],
    ['with a policy of the other kind', 'pathInvalid', { policies: ['1.2.392.200149.8.5.1.3.30'] }],
    ['without keyUsage', 'pathInvalid', { replace: { '2.5.29.15': undefined } }],
    ['that may not sign', 'pathInvalid', { usage: [0] }],
    [
      'with an unknown critical extension',
      'pathInvalid',
      {
        moreExtensions: [extension('1.2.3.4', der.nullValue(), true)],
      },
    ],
    [
      'with an unknown extension',
      'trusted',
      {
        moreExtensions: [extension('1.2.3.4', der.nullValue())],
      },
    ],
    [
      'of a CA',
      'pathInvalid',
      {
        moreExtensions: [extension('2.5.29.19', der.seq(der.boolean(true)), true)],
      },
    ],
    [
      'with an extension that is not DER',
      'pathInvalid',
      {
        replace: { '2.5.29.15': extension('2.5.29.15', Buffer.from([3, 0]), true) },
      },
    ],
    ['without an authority key', 'trusted', { replace: { '2.5.29.35': undefined } }],
  ] as const)('calls a certificate %s %s', (_, verdict, fields) => {
    expect(judge(fields as unknown as JpkiFields)).toBe(verdict);
  });

  it('decides by signature where the authority key names another generation', () => {
    const hint = extension(
      '2.5.29.35',
      der.seq(der.implicit(0, Buffer.from(subjectKeyIdentifier(third.certificate) ?? '', 'hex'))),
    );
    const certificate = readCertificate(
      jpkiCertificate({ authority: second, replace: { '2.5.29.35': hint } }),
    );
    expect(findIssuer(certificate, anchors)).toBe(second.certificate);
  });

  it('trusts a pinned test CA in a sandbox alone', () => {
    const fields = { authority: test, policies: ['1.2.392.200149.8.5.1.0.20'] };
    const pinned = [...anchors, test.certificate];
    expect(judge(fields, { anchors: pinned })).toBe('testHierarchy');
    expect(judge(fields, { anchors: pinned, testAnchorsAllowed: true })).toBe('trusted');
    expect(judge(fields, { testAnchorsAllowed: true })).toBe('testHierarchy');
  });

  it('does not take a pinned CA for authentication for the signing CA', () => {
    const authority = signatureAuthority('auth-3', {
      name: jpkiName('JPKI', 'user authentication'),
    });
    expect(judge({ authority }, { anchors: [authority.certificate] })).toBe('unknownIssuer');
  });

  it('wants an anchor that is a CA and in force', () => {
    const noCa = signatureAuthority('no-ca', { extensions: [] });
    expect(judge({ authority: noCa }, { anchors: [noCa.certificate] })).toBe('pathInvalid');
    const at = new Date('2023-07-01T00:00:00Z');
    expect(judge({ authority: third }, { at })).toBe('pathInvalid');
    expect(judge({ authority: first }, { at: new Date('2025-10-19T14:59:59Z') })).toBe('trusted');
  });

  it('trusts nothing without anchors, and no anchor as a certificate', () => {
    expect(judge({}, { anchors: [] })).toBe('impersonation');
    const certificate = third.certificate;
    expect(judgeChain({ certificate, anchors, at: NOW })).toBe('pathInvalid');
  });

  it('never trusts a certificate that was changed', () => {
    const octets = jpkiCertificate({ authority: third });
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        try {
          const certificate = readCertificate(withOctet(octets, at, change));
          expect(judgeChain({ certificate, anchors, at: NOW })).not.toBe('trusted');
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedDer);
        }
      }),
      { numRuns: 600 },
    );
  });
});

describe('the published CA certificates of JPKI', () => {
  const folder = outsideVectors('jpki-ca');
  const load = () =>
    readdirSync(folder ?? '')
      .filter((file) => file.endsWith('.cer'))
      .toSorted()
      .map((file) => readCertificate(readFileSync(path.join(folder ?? '', file))));

  it.runIf(folder)('have one name, three keys and sign themselves', () => {
    const published = load();
    expect(published.map(({ serialNumber }) => serialNumber)).toEqual([
      '01',
      '0132c4ab',
      '067c6a21',
    ]);
    expect(published.map(subjectKeyIdentifier)).toEqual([
      '0d034cbb34d0714f45e45a1cafd8fd143fab54a7',
      '4de017de4b7f473dcd867a62d38b134ace83558a',
      'd21ea55895617e93adbf966b941ab4edf653f08f',
    ]);
    expect(
      published.map((ca) => createHash('sha256').update(ca.der).digest('hex').slice(0, 16)),
    ).toEqual(['19645405a1fe1437', '79679c33e4cc9319', 'd227f6cde11d35c5']);
    for (const ca of published) {
      expect(ca.subject).toEqual(jpkiName());
      expect(ca.subject).toEqual(published[0]?.subject);
      expect(keyDefect(ca.spki)).toBeUndefined();
      expect(basicConstraints(ca)).toEqual({ ca: true, pathLength: undefined });
      expect(keyUsageBits(ca)).toEqual([5, 6]);
      const others = published.filter((other) => other !== ca);
      expect(findIssuer(ca, others)).toBeUndefined();
      expect(findIssuer(ca, published)).toBe(ca);
      const { signatureAlgorithm: algorithm, spki, tbs: data, signature } = ca;
      expect(verifySignature({ algorithm, spki, data, signature })).toBe(true);
    }
  });

  it.runIf(folder)(
    'make a certificate under their name but of another key an impersonation',
    () => {
      expect(judge({ authority: third }, { anchors: load() })).toBe('impersonation');
    },
  );
});
