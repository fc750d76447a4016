import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildOcspRequest } from '../../../adapters/jlis/ocsp.ts';
import { hasUnguessableNonce, readOcspRequest } from '../../../adapters/jlis/ocsp-request.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { jpkiCertificate } from '../jpki/fixture.ts';
import { withOctet } from '../x509/fixture.ts';
import { at, authority, id, issuer, judge, nonce, times, usual, withSingle } from './asked-card.ts';
import { answer, type AnswerFields, byKey, GOOD, revoked, single, UNKNOWN } from './fixture.ts';

describe('hasUnguessableNonce', () => {
  const certificate = readCertificate(jpkiCertificate());
  it.each([
    [1, false],
    [15, false],
    [16, true],
    [32, true],
  ])('of %i octets: %s', (octets, expected) => {
    const request = buildOcspRequest({
      certificate,
      issuer: authority.certificate,
      nonce: Buffer.alloc(octets),
    });
    expect(hasUnguessableNonce(readOcspRequest(request))).toBe(expected);
  });

  it('is not true of a question without one', () => {
    expect(hasUnguessableNonce({ certIds: [], nonce: undefined })).toBe(false);
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
