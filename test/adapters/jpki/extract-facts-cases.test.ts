import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../domain/decision/facts.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { revoked, UNKNOWN } from '../jlis/fixture.ts';
import { extension } from '../x509/fixture.ts';
import { type EvidenceFields, textOf } from './evidence-fixture.ts';
import { code, facts, problem } from './extracted-facts.ts';
import { jpkiCertificate, jpkiName, signatureAuthority } from './fixture.ts';

describe('extractJpkiFacts, case by case', () => {
  const badContainer = { signatureContainer: Buffer.from('no container') };
  /** The certificate with another given name written over the one J-LIS signed for. */
  const forged = Buffer.from(jpkiCertificate());
  forged.write('太郎', forged.indexOf('花子'));
  const CASES: readonly (readonly [string, EvidenceFields, Partial<Facts>])[] = [
    [
      'no container',
      badContainer,
      {
        signatureContainer: 'unreadable',
        certificateEncoding: 'unreadable',
        signature: 'unreadable',
        nameMatch: 'different',
        ageBand: 'unknown',
        residence: 'domestic',
      },
    ],
    [
      'no container, key later',
      { ...badContainer, text: textOf(code), proofs: [] },
      {
        letterAddress: 'unverified',
      },
    ],
    [
      'padding after the certificate',
      {
        certificate: Buffer.concat([jpkiCertificate(), Buffer.alloc(99)]),
      },
      { certificateEncoding: 'trailingBytes', signature: 'valid', jpkiChain: 'trusted' },
    ],
    [
      'a certificate with another name written into it',
      { certificate: forged, text: textOf({ name: '山田　太郎' }) },
      { jpkiChain: 'impersonation', nameMatch: 'identical', signature: 'valid' },
    ],
    [
      'key later',
      { text: textOf(code), proofs: [] },
      {
        keyDelivery: 'code',
        keyReceived: false,
        letterAddress: 'verified',
        addressSubstitutes: 'none',
      },
    ],
    [
      'key later, no address',
      {
        text: textOf(code),
        proofs: [],
        certificate: jpkiCertificate({ attributes: { 5: undefined } }),
      },
      { letterAddress: 'unverified', addressSubstitutes: 'malformed', jpkiAttributes: 'missing' },
    ],
    ['no key', { proofs: [] }, { keyReceived: false, keyBoundInSignedBytes: false }],
    ['another name', { text: textOf({ name: '鈴木　花子' }) }, { nameMatch: 'different' }],
    [
      'a name without the space',
      { text: textOf({ name: '山田花子' }) },
      {
        nameMatch: 'explainable',
        nameExplanations: ['space'],
        nameLengthCodePoints: 4,
      },
    ],
    ['a long name', { text: textOf({ name: '𠮷'.repeat(65) }) }, { nameLengthCodePoints: 65 }],
    [
      'two orders',
      {
        text: textOf({
          orders: [
            { certificateType: 'basic', validityMonths: 24 },
            { certificateType: 'attribute', validityMonths: 58 },
          ],
          ...code,
        }),
        proofs: [],
      },
      { requestedValidityMonths: 58 },
    ],
    [
      'a proxy',
      { text: textOf({ proxy: 'declared', previousCertificates: 'keep' }) },
      {
        proxy: 'declared',
        previousCertificates: 'keep',
      },
    ],
    [
      'a person of fifteen',
      {
        certificate: jpkiCertificate({ attributes: { 4: '420110217' } }),
      },
      { ageBand: 'from15to17', birthDate: 'known' },
    ],
    [
      'an era that contradicts',
      {
        certificate: jpkiCertificate({ attributes: { 4: '119940217' } }),
      },
      { ageBand: 'unknown', birthDate: 'eraContradiction' },
    ],
    [
      'somebody abroad',
      {
        certificate: jpkiCertificate({ attributes: { 5: '国外転出　令和７' } }),
      },
      { residence: 'abroad' },
    ],
    [
      'a substitute character',
      {
        certificate: jpkiCertificate({ attributes: { 2: '10000' } }),
      },
      { nameSubstitutes: 'present', substituteBasis: 'none' },
    ],
    [
      'a substitute character with consent',
      {
        text: textOf({ substitutes: 'signedConsent' }),
        certificate: jpkiCertificate({ attributes: { 2: '10000' } }),
      },
      { nameSubstitutes: 'present', substituteBasis: 'signedConsent' },
    ],
    [
      'consent without a substitute character',
      {
        text: textOf({ substitutes: 'signedConsent' }),
      },
      { nameSubstitutes: 'none', substituteBasis: 'none' },
    ],
    [
      'the resident record, which is no evidence yet',
      {
        text: textOf({ substitutes: 'residentRecord' }),
        certificate: jpkiCertificate({ attributes: { 2: '10000' } }),
      },
      { nameSubstitutes: 'present', substituteBasis: 'none' },
    ],
    [
      'a certificate of the future',
      {
        certificate: jpkiCertificate({ notBefore: new Date('2026-12-01T00:35:01Z') }),
      },
      { jpkiValidity: 'notYetValid' },
    ],
    [
      'a certificate that expired before',
      {
        certificate: jpkiCertificate({ notAfter: new Date('2026-12-01T00:29:59Z') }),
      },
      { jpkiValidity: 'expiredBeforeSigning' },
    ],
    [
      'a certificate that expired since',
      {
        certificate: jpkiCertificate({ notAfter: new Date('2026-12-01T00:30:00Z') }),
      },
      { jpkiValidity: 'expiredSinceSigning' },
    ],
    [
      'a certificate that expires now',
      {
        certificate: jpkiCertificate({ notAfter: new Date('2026-12-01T00:40:00Z') }),
      },
      { jpkiValidity: 'valid' },
    ],
    [
      'the authentication certificate',
      {
        certificate: jpkiCertificate({
          authority: signatureAuthority('auth-3', {
            name: jpkiName('JPKI', 'user authentication'),
          }),
          policies: ['1.2.392.200149.8.5.1.3.30'],
          usage: [0],
          replace: { '2.5.29.17': undefined },
        }),
        status: null,
      },
      {
        jpkiCertificateKind: 'authentication',
        jpkiChain: 'unknownIssuer',
        jpkiAttributes: 'missing',
        birthDate: 'unreadable',
        nameSubstitutes: 'malformed',
        nameMatch: 'different',
      },
    ],
    [
      'an impostor, with an answer of J-LIS',
      {
        certificate: jpkiCertificate({ authority: signatureAuthority('impostor') }),
      },
      { jpkiChain: 'impersonation', jlisAnswer: 'unauthorisedResponder', jlisMethod: 'ocsp' },
    ],
    [
      'a new field',
      {
        certificate: jpkiCertificate({ moreExtensions: [extension('1.2.3.4', der.nullValue())] }),
      },
      { jpkiProfile: 'newFields', jpkiChain: 'trusted' },
    ],
    [
      'no answer',
      { status: null },
      {
        jlisAnswer: 'none',
        jlisMethod: 'none',
        jlisStatus: 'notChecked',
      },
    ],
    ['an unknown status', { status: UNKNOWN }, { jlisStatus: 'unknown', jlisAnswerAgeMinutes: 4 }],
    [
      'an old answer',
      { jlisAt: '2026-11-29T00:40:00Z' },
      {
        jlisAnswer: 'verified',
        jlisAnswerAgeMinutes: 2880,
      },
    ],
    [
      'an answer a moment ahead',
      { jlisAt: '2026-12-01T00:40:30Z' },
      {
        jlisAnswer: 'verified',
        jlisAnswerAgeMinutes: 0,
      },
    ],
    [
      'a revocation before the text',
      { status: revoked('2026-12-01T00:29:59Z', 3) },
      {
        jlisStatus: 'revoked',
        jlisRevocationReason: 'affiliationChanged',
        jlisRevocationTiming: 'beforeText',
      },
    ],
    [
      'a revocation before receipt',
      { status: revoked('2026-12-01T00:30:00Z', 1) },
      {
        jlisRevocationReason: 'keyCompromise',
        jlisRevocationTiming: 'betweenTextAndReceipt',
      },
    ],
    [
      'a revocation after receipt',
      { status: revoked('2026-12-01T00:35:01Z') },
      {
        jlisRevocationReason: 'unspecified',
        jlisRevocationTiming: 'afterReceipt',
      },
    ],
    [
      'a hold',
      { status: revoked('2026-12-01T00:30:00Z', 6) },
      {
        jlisStatus: 'onHold',
        jlisRevocationReason: 'notRevoked',
        jlisRevocationTiming: 'notRevoked',
      },
    ],
  ];

  it.each(CASES)('%s', (_, fields, expected) => {
    const extracted = facts(fields);
    expect(extracted).toMatchObject(expected);
    expect(problem(extracted)).toBeUndefined();
  });
});
