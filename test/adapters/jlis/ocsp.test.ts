import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { OCSPRequest, OCSPResponse } from 'pkijs';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  buildOcspRequest,
  judgeOcspAnswer,
  type JlisAnswerFacts,
  type OcspAnswerInput,
} from '../../../adapters/jlis/ocsp.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { jpkiCertificate, signatureAuthority } from '../jpki/fixture.ts';
import { extension, keyPair, spkiOf, withOctet } from '../x509/fixture.ts';
import { outsideVectors } from '../x509/outside-vectors.ts';
import {
  answer,
  type AnswerFields,
  byKey,
  byName,
  certId,
  GOOD,
  responderDer,
  response,
  revoked,
  single,
  UNKNOWN,
} from './fixture.ts';

const authority = signatureAuthority('sign-3');
/** Another generation: the same name, another key. */
const sibling = signatureAuthority('sign-2');
const issuer = authority.certificate;
const certificate = readCertificate(jpkiCertificate({ authority }));
const nonce = Buffer.alloc(32, 7);
const request = buildOcspRequest({ certificate, issuer, nonce });
const echoed = der.octetString(nonce);
const receivedAt = new Date('2026-12-01T00:36:05Z');
const at = (time: string): Date => new Date(`2026-12-01T${time}Z`);

const id = certId({ issuer, serialNumber: certificate.serialNumber });
const times = { thisUpdate: at('00:35:00'), nextUpdate: at('00:45:00') };
const usual: AnswerFields = {
  singles: [single(id, GOOD, times)],
  nonce: echoed,
  certificates: [responderDer(authority)],
};

const judge = (
  fields: Partial<AnswerFields> | Buffer = {},
  input: Partial<OcspAnswerInput> = {},
): JlisAnswerFacts =>
  judgeOcspAnswer({
    request,
    answer: Buffer.isBuffer(fields) ? fields : answer({ ...usual, ...fields }),
    certificate,
    issuer,
    receivedAt,
    maxSkewSeconds: 60,
    ...input,
  });
const withSingle = (status: Buffer, more: Parameters<typeof single>[2] = times) => ({
  singles: [single(id, status, more)],
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'toroku-ocsp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, octets: Buffer): string => {
  const written = path.join(folder, name);
  writeFileSync(written, octets);
  return written;
};
const pem = (octets: Buffer): Buffer =>
  Buffer.from(
    `-----BEGIN CERTIFICATE-----\n${octets.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  );
const openSsl = (...options: string[]): string =>
  execFileSync('openssl', ['ocsp', ...options], { stdio: ['pipe', 'pipe', 'pipe'] }).toString();

describe('buildOcspRequest', () => {
  it.each(['sha1', 'sha256'] as const)('builds what OpenSSL reads, with %s', (certIdHash) => {
    const built = buildOcspRequest({ certificate, issuer, nonce, certIdHash });
    const text = openSsl('-reqin', file('request', built), '-req_text');
    const hash = (octets: Buffer): string =>
      createHash(certIdHash).update(octets).digest('hex').toUpperCase();
    expect(text).toContain(`Hash Algorithm: ${certIdHash}`);
    expect(text).toContain(`Issuer Name Hash: ${hash(issuer.subject)}`);
    expect(text).toContain(`Issuer Key Hash: ${hash(issuer.spki.subarray(24))}`);
    expect(text).toContain('Serial Number: 0A1B2C3D');
    expect(text).toContain('OCSP Nonce');
  });

  it('builds the octets that OpenSSL builds', () => {
    const theirs = path.join(folder, 'theirs');
    const issuerFile = file('issuer.pem', pem(issuer.der));
    const certificateFile = file('certificate.pem', pem(certificate.der));
    openSsl('-issuer', issuerFile, '-cert', certificateFile, '-no_nonce', '-reqout', theirs);
    // Without our nonce the rest is the same.
    const octets = readFileSync(theirs);
    expect(request.includes(octets.subarray(4))).toBe(true);
  });

  it('builds what pkijs reads', () => {
    const read = OCSPRequest.fromBER(new Uint8Array(request).buffer);
    const [asked] = read.tbsRequest.requestList;
    expect(
      Buffer.from(asked?.reqCert.serialNumber.valueBlock.valueHexView ?? []).toString('hex'),
    ).toBe('0a1b2c3d');
  });

  it.each([0, 129])('refuses a nonce of %d octets', (length) => {
    const input = { certificate, issuer, nonce: Buffer.alloc(length) };
    expect(() => buildOcspRequest(input)).toThrow(RangeError);
  });
});

describe('judgeOcspAnswer', () => {
  it('gives the status of an answer in order', () => {
    expect(judge()).toEqual({
      jlisAnswer: 'verified',
      jlisMethod: 'ocsp',
      jlisStatus: 'good',
      jlisRevocationReason: 'notRevoked',
      thisUpdate: at('00:35:00'),
      producedAt: at('00:36:00'),
    });
  });

  it('agrees with OpenSSL and pkijs on it', () => {
    const octets = answer(usual);
    const text = openSsl(
      '-respin',
      file('answer', octets),
      '-issuer',
      file('issuer.pem', pem(issuer.der)),
      '-cert',
      file('certificate.pem', pem(certificate.der)),
      '-no_nonce',
      '-VAfile',
      file('responder.pem', pem(responderDer(authority))),
      '-no_cert_verify',
      '-validity_period',
      '999999999',
    );
    expect(text).toMatch(/certificate\.pem: good|0x0A1B2C3D.*: good|: good/);
    expect(
      OCSPResponse.fromBER(new Uint8Array(octets).buffer).responseStatus.valueBlock.valueDec,
    ).toBe(0);
  });

  const since = '2026-11-30T00:00:00Z';
  it.each([
    ['good', GOOD, { jlisStatus: 'good' }],
    ['unknown', UNKNOWN, { jlisStatus: 'unknown' }],
    ['no reason', revoked(since), { jlisRevocationReason: 'unspecified' }],
    ['unspecified', revoked(since, 0), { jlisRevocationReason: 'unspecified' }],
    ['keyCompromise', revoked(since, 1), { jlisRevocationReason: 'keyCompromise' }],
    ['cACompromise', revoked(since, 2), { jlisRevocationReason: 'cACompromise' }],
    ['affiliationChanged', revoked(since, 3), { jlisRevocationReason: 'affiliationChanged' }],
    ['superseded', revoked(since, 4), { jlisRevocationReason: 'superseded' }],
    ['cessationOfOperation', revoked(since, 5), { jlisRevocationReason: 'cessationOfOperation' }],
    ['certificateHold', revoked(since, 6), { jlisStatus: 'onHold' }],
    ['removeFromCRL', revoked(since, 8), { jlisRevocationReason: 'other' }],
    ['privilegeWithdrawn', revoked(since, 9), { jlisRevocationReason: 'other' }],
    ['aACompromise', revoked(since, 10), { jlisRevocationReason: 'other' }],
  ])('reads the status %s', (_, status, expected) => {
    const facts = judge(withSingle(status));
    const all = { jlisStatus: 'revoked', jlisRevocationReason: 'notRevoked', ...expected };
    expect(facts).toMatchObject({ jlisAnswer: 'verified', ...all });
    const isGone = all.jlisStatus === 'revoked' || all.jlisStatus === 'onHold';
    expect(facts.revokedAt).toEqual(isGone ? new Date(since) : undefined);
  });

  const foreign = keyPair('rsa2048', 'foreign');
  const other = certId({ issuer, serialNumber: '0a1b2c3e' });
  const responder = responderDer(authority);
  const tooOld = { notAfter: new Date('2026-11-01T00:00:00Z') };

  it.each([
    [
      'signed by the issuer itself',
      'verified',
      {
        signer: authority.key.privateKey,
        responderId: byKey(issuer.spki),
        certificates: [],
      },
    ],
    [
      'signed by the issuer, named by its name',
      'verified',
      {
        signer: authority.key.privateKey,
        responderId: byName(issuer.subject),
        certificates: [],
      },
    ],
    [
      'of a responder named by name',
      'verified',
      {
        responderId: byName(readCertificate(responder).subject),
      },
    ],
    [
      'of a P-256 responder',
      'verified',
      {
        signer: keyPair('p256', 'responder').privateKey,
        responderId: byKey(spkiOf(keyPair('p256', 'responder').publicKey)),
        certificates: [
          responderDer(authority, { spki: spkiOf(keyPair('p256', 'responder').publicKey) }),
        ],
      },
    ],
    ['with a certificate more', 'verified', { certificates: [issuer.der, responder] }],
    [
      'with an unknown extension',
      'verified',
      {
        moreExtensions: [extension('1.2.3.4', der.nullValue())],
      },
    ],
    [
      'about two certificates',
      'verified',
      {
        singles: [single(other, UNKNOWN, times), single(id, GOOD, times)],
      },
    ],
    [
      'with SHA-256 in CertID',
      'verified',
      {
        singles: [
          single(certId({ hash: 'sha256', issuer, serialNumber: '0a1b2c3d' }), GOOD, times),
        ],
      },
    ],
    ['without nextUpdate', 'verified', withSingle(GOOD, { thisUpdate: at('00:35:00') })],
    [
      'three days old, before nextUpdate',
      'verified',
      {
        ...withSingle(GOOD, { ...times, thisUpdate: new Date('2026-11-28T00:36:00Z') }),
        producedAt: new Date('2026-11-28T00:36:00Z'),
      },
    ],
    [
      'within the skew',
      'verified',
      {
        ...withSingle(GOOD, { thisUpdate: at('00:37:00'), nextUpdate: at('00:50:00') }),
        producedAt: at('00:37:00'),
      },
    ],
    ['an HTML page', 'malformed', Buffer.from('<html></html>')],
    ['nothing', 'malformed', Buffer.alloc(0)],
    ['octets after it', 'malformed', Buffer.concat([answer(usual), Buffer.from([0])])],
    ['another type', 'malformed', response(der.oid('1.3.6.1.5.5.7.48.1.2'), der.seq())],
    ['successful without an answer', 'malformed', der.seq(der.enumerated(0))],
    ['an unknown error', 'malformed', der.seq(der.enumerated(4))],
    ['more than 64 KiB', 'malformed', Buffer.alloc(70_000)],
    [
      'a critical extension',
      'malformed',
      {
        moreExtensions: [extension('1.2.3.4', der.nullValue(), true)],
      },
    ],
    [
      'a critical extension of the status',
      'malformed',
      withSingle(GOOD, {
        ...times,
        extensions: [extension('1.2.3.4', der.nullValue(), true)],
      }),
    ],
    ['a status that is none', 'malformed', withSingle(der.implicit(3, Buffer.alloc(0)))],
    ...[1, 2, 3, 5, 6].map(
      (code) => [`error ${code}`, 'errorStatus', der.seq(der.enumerated(code))] as const,
    ),
    [
      'of a certificate without the purpose',
      'unauthorisedResponder',
      {
        certificates: [responderDer(authority, { extensions: [] })],
      },
    ],
    [
      'of a certificate for any purpose',
      'unauthorisedResponder',
      {
        certificates: [
          responderDer(authority, {
            extensions: [extension('2.5.29.37', der.seq(der.oid('2.5.29.37.0')))],
          }),
        ],
      },
    ],
    [
      'of another generation of the CA',
      'unauthorisedResponder',
      {
        certificates: [responderDer(sibling)],
      },
    ],
    [
      'of another generation itself',
      'unauthorisedResponder',
      {
        signer: sibling.key.privateKey,
        responderId: byKey(sibling.certificate.spki),
        certificates: [sibling.der],
      },
    ],
    [
      'of an expired responder',
      'unauthorisedResponder',
      {
        certificates: [responderDer(authority, tooOld)],
      },
    ],
    [
      'of a responder with a critical extension',
      'unauthorisedResponder',
      {
        certificates: [
          responderDer(authority, {
            extensions: [
              extension('2.5.29.37', der.seq(der.oid('1.3.6.1.5.5.7.3.9'))),
              extension('1.2.3.4', der.nullValue(), true),
            ],
          }),
        ],
      },
    ],
    [
      'of a responder who may not sign',
      'unauthorisedResponder',
      {
        certificates: [
          responderDer(authority, {
            extensions: [
              extension('2.5.29.15', der.namedBits([5]), true),
              extension('2.5.29.37', der.seq(der.oid('1.3.6.1.5.5.7.3.9'))),
            ],
          }),
        ],
      },
    ],
    ['without the certificate', 'unauthorisedResponder', { certificates: [] }],
    [
      'with a certificate that is none',
      'unauthorisedResponder',
      {
        certificates: [der.seq(der.nullValue())],
      },
    ],
    [
      'of the applicant',
      'unauthorisedResponder',
      {
        signer: keyPair('rsa2048', 'card').privateKey,
        responderId: byKey(certificate.spki),
        certificates: [certificate.der],
      },
    ],
    [
      'of the name of the issuer and another generation',
      'badSignature',
      {
        signer: sibling.key.privateKey,
        responderId: byName(issuer.subject),
        certificates: [sibling.der],
      },
    ],
    ['with another signature', 'badSignature', { signer: foreign.privateKey }],
    [
      'with a changed signature',
      'badSignature',
      {
        spoil: (signature: Buffer) => withOctet(signature, 255, 1),
      },
    ],
    ['with another nonce', 'nonceMismatch', { nonce: der.octetString(Buffer.alloc(32, 8)) }],
    ['with part of the nonce', 'nonceMismatch', { nonce: der.octetString(nonce.subarray(1)) }],
    ['without a nonce', 'nonceMismatch', { nonce: undefined }],
    ['about another certificate', 'otherCertificate', { singles: [single(other, GOOD, times)] }],
    ['about nothing', 'otherCertificate', { singles: [] }],
    [
      'about the same number of another generation',
      'otherCertificate',
      {
        singles: [
          single(certId({ issuer: sibling.certificate, serialNumber: '0a1b2c3d' }), GOOD, times),
        ],
      },
    ],
    [
      'with MD5 in CertID',
      'otherCertificate',
      {
        singles: [single(certId({ hash: 'md5', issuer, serialNumber: '0a1b2c3d' }), GOOD, times)],
      },
    ],
    ['past nextUpdate', 'clockSkew', withSingle(GOOD, { ...times, nextUpdate: at('00:35:04') })],
    [
      'of the future',
      'clockSkew',
      withSingle(GOOD, {
        thisUpdate: at('00:37:06'),
        nextUpdate: at('00:50:00'),
      }),
    ],
    ['produced in the future', 'clockSkew', { producedAt: at('00:37:06') }],
    [
      'with nextUpdate before thisUpdate',
      'clockSkew',
      withSingle(GOOD, {
        thisUpdate: at('00:36:30'),
        nextUpdate: at('00:36:00'),
      }),
    ],
    ['true only long after it was produced', 'clockSkew', { producedAt: at('00:33:00') }],
  ] as const)('calls an answer %s %s', (_, verdict, fields) => {
    const facts = judge(fields as unknown as Partial<AnswerFields>);
    expect(facts.jlisAnswer).toBe(verdict);
    expect(facts.jlisMethod).toBe('ocsp');
    expect(facts.jlisStatus === 'notChecked').toBe(verdict !== 'verified');
    if (verdict !== 'verified') expect(facts.jlisRevocationReason).toBe('notRevoked');
  });

  it('takes the worst of several answers about the certificate', () => {
    const singles = [GOOD, revoked(since, 3), UNKNOWN].map((status) => single(id, status, times));
    expect(judge({ singles }).jlisStatus).toBe('revoked');
    expect(
      judge({ singles: [single(id, GOOD, times), single(id, UNKNOWN, times)] }).jlisStatus,
    ).toBe('unknown');
  });

  it('wants the request to be about the certificate', () => {
    const neighbour = readCertificate(
      jpkiCertificate({ authority, serialNumber: Buffer.from('0a1b2c3e', 'hex') }),
    );
    const asked = buildOcspRequest({ certificate: neighbour, issuer, nonce });
    expect(judge({}, { request: asked }).jlisAnswer).toBe('otherCertificate');
    expect(judge({}, { request: Buffer.from('no request') }).jlisAnswer).toBe('malformed');
  });

  it('knows SHA-1 signatures only where it is told to', () => {
    const signed = answer({
      ...usual,
      signer: authority.key.privateKey,
      responderId: byKey(issuer.spki),
      isSha1: true,
    });
    expect(judge(signed).jlisAnswer).toBe('badSignature');
    expect(judge(signed, { sha1Allowed: true }).jlisAnswer).toBe('verified');
  });

  it('never throws and never takes a changed answer for another status', () => {
    const octets = answer(withRevoked());
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at_, change) => {
        const facts = judge(withOctet(octets, at_, change));
        expect(['revoked', 'notChecked']).toContain(facts.jlisStatus);
      }),
      { numRuns: 1500 },
    );
  });

  function withRevoked(): AnswerFields {
    return { ...usual, ...withSingle(revoked(since, 3)) };
  }
});

interface BoringSslCases {
  verifyTime: string;
  maxAgeSeconds: number;
  cases: { file: string; status: string }[];
}

/** Where our answer is another on purpose. */
const DIFFERENT: Readonly<Record<string, string>> = {
  // A critical list of Certificate Transparency time stamps: no extension that we obey.
  'has_critical_ct_extension.pem': 'unknown',
  // The certificate's serial number is not in DER, so it is no certificate to us.
  'good_response_invalid_serial.pem': 'no certificate',
};

const block = (text: string, label: string): Buffer => {
  const found = new RegExp(`-----BEGIN ${label}-----([^-]*)-----END`).exec(text);
  return Buffer.from(found?.[1] ?? '', 'base64');
};

describe('judgeOcspAnswer with the responses of BoringSSL', () => {
  const vectors = outsideVectors('ocsp');
  const read = (name: string): string => readFileSync(path.join(vectors ?? '', name), 'utf8');
  it.runIf(vectors)('agrees on each of 36 but two', () => {
    const { verifyTime, maxAgeSeconds, cases } = JSON.parse(read('cases.json')) as BoringSslCases;
    expect(cases.length).toBe(36);
    const receivedAt_ = new Date(verifyTime);
    const verdictOf = (text: string): string => {
      const { jlisStatus, thisUpdate } = judgeOcspAnswer({
        request: block(text, 'OCSP REQUEST'),
        answer: block(text, 'OCSP RESPONSE'),
        certificate: readCertificate(block(text, 'CERTIFICATE')),
        issuer: readCertificate(block(text, 'CA CERTIFICATE')),
        receivedAt: receivedAt_,
        maxSkewSeconds: 0,
        sha1Allowed: true,
      });
      // Age is a rule of its own with us (`jlis.fresh`).
      const ageMs = receivedAt_.getTime() - (thisUpdate?.getTime() ?? 0);
      const isChecked = jlisStatus !== 'notChecked' && ageMs <= maxAgeSeconds * 1000;
      return isChecked ? jlisStatus : 'unknown';
    };
    for (const { file: name, status } of cases) {
      const expected = DIFFERENT[name] ?? status;
      if (expected === 'no certificate') {
        expect(() => verdictOf(read(name))).toThrow(MalformedDer);
      } else {
        expect(verdictOf(read(name)), name).toBe(expected);
      }
    }
  });
});
