import { describe, expect, it } from 'vitest';
import { type JlisAnswerFacts, NO_ANSWER } from '../../../adapters/jlis/ocsp.ts';
import type { CertificateStatusFacts } from '../../../adapters/jlis/ocsp-status.ts';
import {
  type JlisRevocationList,
  withRevocationList,
} from '../../../adapters/jlis/revocation-list.ts';

const at = new Date('2026-12-01T03:00:00Z');
const thisUpdate = new Date('2026-12-01T02:59:00Z');
const listed = new Date('2026-11-30T18:00:00Z');

const GOOD = { jlisStatus: 'good', jlisRevocationReason: 'notRevoked' } as const;
const UNKNOWN = { jlisStatus: 'unknown', jlisRevocationReason: 'notRevoked' } as const;
const HELD = { jlisStatus: 'onHold', jlisRevocationReason: 'notRevoked' } as const;
const REVOKED = {
  jlisStatus: 'revoked',
  jlisRevocationReason: 'affiliationChanged',
  revokedAt: new Date('2026-11-29T00:00:00Z'),
} as const;

const listOf = (
  found: CertificateStatusFacts,
  times: Partial<JlisRevocationList> = {},
): JlisRevocationList => ({
  thisUpdate: listed,
  nextUpdate: new Date('2026-12-02T18:00:00Z'),
  find: (serialNumber) => (serialNumber === '0a1b' ? found : GOOD),
  ...times,
});

const verified = (status: CertificateStatusFacts): JlisAnswerFacts => ({
  jlisAnswer: 'verified',
  jlisMethod: 'ocsp',
  ...status,
  thisUpdate,
});

const judge = (ocsp: JlisAnswerFacts, list: JlisRevocationList | undefined) =>
  withRevocationList(ocsp, list, { serialNumber: '0a1b', at, maxSkewSeconds: 60 });

describe('withRevocationList', () => {
  it('leaves an answer by OCSP as it is without a list', () => {
    expect(judge(verified(GOOD), undefined)).toEqual(verified(GOOD));
  });

  it.each([
    ['from the future', { thisUpdate: new Date('2026-12-01T03:02:00Z') }],
    ['overdue', { nextUpdate: new Date('2026-12-01T02:58:00Z') }],
  ])('does not look at a list %s', (_, times) => {
    expect(judge(verified(GOOD), listOf(REVOKED, times))).toEqual(verified(GOOD));
    expect(judge(NO_ANSWER, listOf(GOOD, times))).toEqual(NO_ANSWER);
  });

  it.each([
    ['good', GOOD],
    ['revoked', REVOKED],
    ['on hold', HELD],
    ['unknown', UNKNOWN],
  ])('lets a list stand alone for %s where OCSP was silent', (_, status) => {
    const expected = { jlisAnswer: 'verified', jlisMethod: 'crl', ...status, thisUpdate: listed };
    expect(judge(NO_ANSWER, listOf(status))).toEqual(expected);
    const error = { ...NO_ANSWER, jlisAnswer: 'errorStatus', jlisMethod: 'ocsp' } as const;
    expect(judge(error, listOf(status))).toEqual(expected);
  });

  it.each([
    'malformed',
    'badSignature',
    'unauthorisedResponder',
    'otherCertificate',
    'nonceMismatch',
    'clockSkew',
  ] as const)('covers no answer that is %s by a list', (jlisAnswer) => {
    const ocsp = { ...NO_ANSWER, jlisAnswer, jlisMethod: 'ocsp' } as const;
    expect(judge(ocsp, listOf(GOOD))).toEqual(ocsp);
  });

  it.each([
    ['good', 'good', GOOD, GOOD, 'good'],
    ['good', 'outside the scope', GOOD, UNKNOWN, 'good'],
    ['revoked', 'revoked', REVOKED, REVOKED, 'revoked'],
    ['unknown', 'good', UNKNOWN, GOOD, 'unknown'],
    ['good', 'revoked', GOOD, REVOKED, 'contradictory'],
    ['good', 'on hold', GOOD, HELD, 'contradictory'],
    ['revoked', 'good', REVOKED, GOOD, 'contradictory'],
    ['revoked', 'on hold', REVOKED, HELD, 'contradictory'],
    ['unknown', 'revoked', UNKNOWN, REVOKED, 'contradictory'],
  ] as const)('puts %s by OCSP and %s by the list together', (...row) => {
    const [, , byOcsp, byList, expected] = row;
    const facts = judge(verified(byOcsp), listOf(byList));
    expect(facts).toMatchObject({ jlisAnswer: 'verified', jlisMethod: 'both', thisUpdate });
    expect(facts.jlisStatus).toBe(expected);
    const isRevoked = expected === 'revoked';
    expect(facts.jlisRevocationReason).toBe(isRevoked ? 'affiliationChanged' : 'notRevoked');
    expect(facts.revokedAt !== undefined).toBe(isRevoked);
  });
});
