import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildOcspRequest } from '../../../adapters/jlis/ocsp-request.ts';
import { readOcspResponse } from '../../../adapters/jlis/ocsp-response.ts';
import { readCertificate, type X509Certificate } from '../../../adapters/x509/certificate.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { readOcspRequest, REQUEST_OCTETS_MAX } from '../../../api/repository/ocsp-request.ts';
import { ocspResponder } from '../../../api/repository/ocsp.ts';
import {
  answerTimes,
  archiveCutoffOf,
  assertAnswerTimes,
} from '../../../enclave/status/ocsp/answer-policy.ts';
import { requestFor } from '../../../adapters/jlis/cert-id.ts';
import { answerWriter, responseDataWriter } from '../../../enclave/status/ocsp/answer-writer.ts';
import { tbsCaCertificateOf } from '../../../enclave/keys/ca-certificate.ts';
import { certificateOf, keyIdentifierOf } from '../../../enclave/issuance/certificate-profile.ts';

const NOW = new Date('2026-12-01T00:00:00.000Z');
const SERIAL = `40${'0'.repeat(36)}01`;
const DAY_MS = 24 * 3_600_000;

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = publicKey.export({ type: 'spki', format: 'der' });
const keyId = keyIdentifierOf(spki).toString('hex');
const issuer: X509Certificate = readCertificate(
  certificateOf(
    tbsCaCertificateOf({
      serialNumber: `41${'0'.repeat(38)}`,
      organization: '見本',
      commonName: 'CA',
      notBefore: new Date('2026-01-01T00:00:00Z'),
      notAfter: new Date('2036-01-01T00:00:00Z'),
      spki,
      signatureAlgorithm: 'sha256WithRSA',
    }),
    'sha256WithRSA',
    Buffer.alloc(256, 1),
  ),
);

const dir = mkdtempSync(join(tmpdir(), 'toroku-ocsp-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const times = answerTimes(NOW, new Date(NOW.getTime() + 90 * DAY_MS));
const frame = { ...times, issuer, responder: issuer };
const answer = answerWriter(issuer, 'sha256WithRSA')(
  responseDataWriter(frame)({ serialNumber: SERIAL }),
  Buffer.alloc(256, 2),
);
const folder = join(dir, 'ocsp', keyId, '40');
mkdirSync(join(dir, 'issuers'), { recursive: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(dir, 'issuers', `${keyId}.cer`), issuer.der);
writeFileSync(join(folder, `${SERIAL}.ors`), answer);

let now = NOW;
const responder = ocspResponder({ dir, now: () => now });
const codeOf = (octets: Buffer | undefined): number | 'successful' => {
  const response = readOcspResponse(octets ?? Buffer.alloc(0));
  return response.status === 'error' ? response.code : response.status;
};
const post = (request: Buffer) => codeOf(responder.post(request).octets);

const certId = (algorithm: string, hash: string): Buffer => {
  const of = (octets: Buffer) => der.octetString(createHash(hash).update(octets).digest());
  return der.seq(
    der.seq(der.oid(algorithm), der.nullValue()),
    of(issuer.subject),
    of(spki),
    der.integer(Buffer.from(SERIAL, 'hex')),
  );
};
const requestOf = (...certIds: readonly Buffer[]): Buffer =>
  der.seq(der.seq(der.seq(...certIds.map((each) => der.seq(each)))));

describe('ocspResponder', () => {
  const certificate = { ...issuer, serialNumber: SERIAL } as X509Certificate;

  it.each(['sha1', 'sha256'] as const)('finds an answer by %s, with a nonce or without', (hash) => {
    const asked = { certificate, issuer, nonce: Buffer.alloc(32, 7), certIdHash: hash };
    expect(responder.post(buildOcspRequest(asked)).octets?.equals(answer)).toBe(true);
    expect(post(requestFor(issuer, SERIAL))).toBe('successful');
  });

  it('takes base64 escaped or as it is, and nothing else', () => {
    const text = requestFor(issuer, SERIAL).toString('base64');
    for (const path of [text, encodeURIComponent(text)]) {
      expect(responder.get(path).octets?.equals(answer)).toBe(true);
    }
    for (const path of ['', '%', '..%2f..', '%E0%A4', `${text}!`, 'A'.repeat(10_000)]) {
      expect(codeOf(responder.get(path).octets)).toBe(1);
    }
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no DER', Buffer.from('hello')],
    ['more after it', Buffer.concat([requestFor(issuer, SERIAL), Buffer.from([0])])],
    ['several certificates', requestOf(...[1, 2].map(() => certId('1.3.14.3.2.26', 'sha1')))],
    ['no certificate', requestOf()],
    ['a large one', Buffer.concat([Buffer.from([0x30]), Buffer.alloc(REQUEST_OCTETS_MAX)])],
  ])('calls %s a malformed request', (_, request) => {
    expect(post(request)).toBe(1);
  });

  it.each([
    ['a hash that nobody uses', requestOf(certId('2.16.840.1.101.3.4.2.3', 'sha512'))],
    ['another issuer', requestOf(certId('1.3.14.3.2.26', 'md5'))],
    ['a serial number that was never issued', requestFor(issuer, `40${'0'.repeat(36)}02`)],
    ['a short serial number', requestFor(issuer, '01')],
  ])('says nothing about %s', (_, request) => {
    const reply = responder.post(request);
    expect(codeOf(reply.octets)).toBe(6);
    expect(reply.headers['Cache-Control']).toBe('no-store');
  });

  it('serves nothing past its nextUpdate, and lets no cache keep it longer', () => {
    const request = requestFor(issuer, SERIAL);
    now = new Date(times.nextUpdate.getTime() - 100_000);
    expect(responder.post(request).headers['Cache-Control']).toContain('max-age=100,');
    now = times.nextUpdate;
    expect(post(request)).toBe(3);
    now = NOW;
  });

  it('takes a file that was cut off for none', () => {
    const cut = `40${'0'.repeat(36)}0a`;
    writeFileSync(join(folder, `${cut}.ors`), answer.subarray(0, 100));
    expect(post(requestFor(issuer, cut))).toBe(6);
    writeFileSync(join(folder, `${cut}.ors`), '');
    expect(post(requestFor(issuer, cut))).toBe(6);
  });
});

describe('readOcspRequest', () => {
  it('never fails but for what is malformed, whatever octet is another', () => {
    const request = requestFor(issuer, SERIAL);
    for (let at = 0; at < request.length; at += 1) {
      for (const value of [0, 0x7f, 0x80, 0xff]) {
        const other = Buffer.from(request);
        other[at] = value;
        try {
          readOcspRequest(other);
        } catch (error) {
          expect((error as Error).name).toBe('MalformedDer');
        }
      }
    }
  });
});

describe('answer policy', () => {
  const responderEnds = new Date(NOW.getTime() + 90 * DAY_MS);
  const at = { now: NOW, responderEnds };
  const later = (ms: number) => new Date(NOW.getTime() + ms);

  it('ends with the responder', () => {
    expect(answerTimes(NOW, later(DAY_MS)).nextUpdate).toEqual(later(DAY_MS));
  });

  it.each([
    ['too long', { thisUpdate: NOW, nextUpdate: later(3 * DAY_MS + 1000) }],
    ['dated ahead', { thisUpdate: later(1000), nextUpdate: later(DAY_MS) }],
    ['stale', { thisUpdate: later(-3_600_000), nextUpdate: later(DAY_MS) }],
    ['over before it begins', { thisUpdate: NOW, nextUpdate: NOW }],
    ['with a fraction', { thisUpdate: NOW, nextUpdate: later(1) }],
  ])('refuses to sign what is %s', (_, wrong) => {
    expect(() => assertAnswerTimes(wrong, at)).toThrow('outside the policy');
  });

  it('lets an answer of three days pass', () => {
    expect(() => assertAnswerTimes(answerTimes(NOW, responderEnds), at)).not.toThrow();
  });

  it('names an archive cutoff of ten years for what has expired, and for nothing else', () => {
    expect(archiveCutoffOf(later(1000), NOW)).toBeUndefined();
    expect(archiveCutoffOf(later(-1000), NOW)).toEqual(new Date('2016-12-01T00:00:00.000Z'));
    const data = responseDataWriter(frame)({ serialNumber: SERIAL, archiveCutoff: NOW });
    const written = answerWriter(issuer, 'sha256WithRSA')(data, Buffer.alloc(256));
    expect(codeOf(written)).toBe('successful');
    expect(written.includes(Buffer.from('20261201000000Z'))).toBe(true);
  });
});
