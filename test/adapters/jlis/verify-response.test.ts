import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ResponseToVerify,
  verifyOcspResponse,
} from '../../../adapters/jlis/verify-response.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { withOctet } from '../x509/fixture.ts';
import { jpkiCertificate } from '../jpki/fixture.ts';
import {
  at,
  authority,
  certificate,
  id,
  issuer,
  receivedAt,
  sibling,
  times,
  usual,
  withSingle,
} from './asked-card.ts';
import {
  answer,
  type AnswerFields,
  certId,
  GOOD,
  responderDer,
  revoked,
  single,
  UNKNOWN,
} from './fixture.ts';

const verify = (fields: Partial<AnswerFields> = {}, more: Partial<ResponseToVerify> = {}) =>
  verifyOcspResponse({
    response: more.response ?? answer({ ...usual, ...fields }),
    certificate: certificate.der,
    issuer: issuer.der,
    at: receivedAt,
    maxSkewSeconds: 60,
    maxAgeSeconds: 86_400,
    ...more,
  });

const failing = (verdict: ReturnType<typeof verify>): string[] =>
  verdict.findings
    .filter(({ outcome }) => outcome === 'waits' || outcome === 'forbids')
    .map(({ rule, outcome }) => `${rule} ${outcome}`);

const spoil = (signature: Buffer): Buffer => withOctet(signature, 100, 1);

const since = '2026-11-30T00:00:00Z';

describe('verifyOcspResponse', () => {
  it('finds every check of an answer in order, and says that no nonce was judged', () => {
    const { valid, findings } = verify();
    expect(valid).toBe(true);
    expect(findings.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ['ocsp.responseStatus', 'holds'],
      ['ocsp.issuer', 'holds'],
      ['ocsp.validity', 'holds'],
      ['ocsp.responder', 'holds'],
      ['ocsp.signature', 'holds'],
      ['ocsp.nonce', 'unknown'],
      ['ocsp.certificate', 'holds'],
      ['ocsp.times', 'holds'],
      ['ocsp.fresh', 'holds'],
      ['ocsp.status', 'holds'],
    ]);
  });

  const otherId = certId({ issuer, serialNumber: '0a1b2c3e' });
  type Row = readonly [string, Partial<AnswerFields>, Partial<ResponseToVerify>, string[]];
  const rows: readonly Row[] = [
    ['revoked', withSingle(revoked(since, 3)), {}, ['ocsp.status forbids']],
    ['on hold', withSingle(revoked(since, 6)), {}, ['ocsp.status forbids']],
    ['unknown', withSingle(UNKNOWN), {}, ['ocsp.status waits']],
    ['a spoilt signature', { spoil }, {}, ['ocsp.signature waits']],
    [
      'a responder of another generation',
      { certificates: [responderDer(sibling)] },
      {},
      ['ocsp.responder waits'],
    ],
    [
      'another certificate',
      { singles: [single(otherId, GOOD, { thisUpdate: at('00:35:00') })] },
      {},
      ['ocsp.certificate waits'],
    ],
    ['an overdue answer', {}, { at: at('00:50:00') }, ['ocsp.times waits']],
    ['an old answer', {}, { maxAgeSeconds: 30 }, ['ocsp.fresh waits']],
    [
      'an issuer of the same name with another key',
      {},
      { issuer: sibling.certificate.der },
      ['ocsp.issuer waits', 'ocsp.responder waits', 'ocsp.certificate waits'],
    ],
  ];
  it.each(rows.map((row) => [row[0], row] as const))('is not valid with %s', (_, row) => {
    const [, fields, more, expected] = row;
    const verdict = verify(fields, more);
    expect(verdict.valid).toBe(false);
    expect(failing(verdict)).toEqual(expected);
  });

  const expired = readCertificate(
    jpkiCertificate({
      authority,
      notBefore: new Date('2020-01-01T00:00:00Z'),
      notAfter: new Date('2025-01-01T00:00:00Z'),
    }),
  );

  it('is not valid for a certificate that has expired, however good its status is', () => {
    const own = certId({ issuer, serialNumber: expired.serialNumber });
    const response = answer({ ...usual, singles: [single(own, GOOD, times)] });
    const verdict = verify({}, { response, certificate: expired.der });
    expect(failing(verdict)).toEqual(['ocsp.validity waits']);
    expect(verdict.findings.find(({ rule }) => rule === 'ocsp.validity')?.detail).toBe(
      'the certificate is in force from 2020-01-01T00:00:00.000Z to 2025-01-01T00:00:00.000Z',
    );
    expect(verdict.findings.at(-1)?.outcome).toBe('unknown');
  });

  it('is not valid under an issuer that has expired, or is not in force yet', () => {
    for (const instant of ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z']) {
      const { valid, findings } = verify({}, { at: new Date(instant) });
      expect(valid).toBe(false);
      const found = findings.find(({ rule }) => rule === 'ocsp.validity');
      expect(found).toMatchObject({ outcome: 'waits' });
      expect(found?.detail).toMatch(/the certificate is .*, the issuer is /);
    }
  });

  it('says of no status that something before it failed', () => {
    const { findings } = verify({ ...withSingle(revoked(since, 3)), spoil });
    expect(findings.at(-1)).toEqual({
      rule: 'ocsp.status',
      outcome: 'unknown',
      detail: 'a check before it failed',
    });
  });

  it('takes an error status for what it is', () => {
    const { valid, findings } = verify({}, { response: der.seq(der.enumerated(3)) });
    expect(valid).toBe(false);
    expect(findings).toEqual([
      { rule: 'ocsp.responseStatus', outcome: 'waits', detail: 'errorStatus 3' },
    ]);
  });

  it('throws MalformedDer alone, and takes no changed octet for an answer in order', () => {
    const octets = answer({ ...usual, ...withSingle(revoked(since, 3)) });
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        try {
          expect(verify({}, { response: withOctet(octets, place, change) }).valid).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedDer);
        }
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets_) => {
        expect(() => verify({}, { response: Buffer.from(octets_) })).toThrow(MalformedDer);
      }),
    );
  });

  it('costs little for the largest response there can be', () => {
    const singles = Array.from({ length: 32 }, () =>
      single(id, GOOD, { thisUpdate: at('00:35:00') }),
    );
    const certificates = Array.from({ length: 8 }, (_, i) =>
      responderDer(authority, { serialNumber: Buffer.from([0x40, i]) }),
    );
    const response = answer({ ...usual, singles, certificates, spoil });
    const spent = Array.from({ length: 5 }, () => {
      const before = performance.now();
      expect(failing(verify({}, { response }))).toEqual(['ocsp.signature waits']);
      return performance.now() - before;
    });
    // The quickest: the others may have waited for a busy machine.
    expect(Math.min(...spent)).toBeLessThan(50);
  });
});
