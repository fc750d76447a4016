import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OCSPRequest, OCSPResponse } from 'pkijs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOcspRequest, judgeOcspAnswer } from '../../../adapters/jlis/ocsp.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import { outsideVectors } from '../x509/outside-vectors.ts';
import { authority, certificate, issuer, nonce, request, usual } from './asked-card.ts';
import { answer, responderDer } from './fixture.ts';

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

describe('judgeOcspAnswer of an answer in order', () => {
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
