import { generateKeyPairSync } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { printSignedText } from '../../../domain/application/signed-text.ts';
import { factDefinitions, type Facts, vocabulary1 } from '../../../domain/decision/facts.ts';
import { vocabularyProblem } from '../../../domain/decision/vocabulary.ts';
import { extractJpkiFacts } from '../../../adapters/jpki/extract-facts.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { revoked, UNKNOWN } from '../jlis/fixture.ts';
import { csrDer } from '../x509/csr-fixture.ts';
import { extension, keyPair, spkiOf, withOctet } from '../x509/fixture.ts';
import {
  applicantKey,
  evidence,
  type EvidenceFields,
  proofOctets,
  proofOf,
  sha256,
  textOf,
} from './evidence-fixture.ts';
import { cardSign, jpkiCertificate, jpkiName, signatureAuthority } from './fixture.ts';

const facts = (fields: EvidenceFields = {}): Partial<Facts> => extractJpkiFacts(evidence(fields));
const code = {
  keys: { delivery: 'code', letterTo: 'jpkiAddress' },
  service: 'demo-code',
} as const;

/** The facts that are neither in the evidence nor in the text, as the office would add them. */
const BESIDE = {
  accreditationsHeld: 'jpkiItem5',
  appVersion: 'approved',
  applicationsFromThisDevice30Days: 1,
  automaticDecisions: 'on',
  certificateTypes: 'offered',
  codeProof: 'valid',
  deathNotice: 'none',
  deviceEvidence: 'attested',
  explanation: 'current',
  explanationShown: 'recorded',
  jlisAgreement: 'inForce',
  keySeen: 'never',
  minutesSinceReceipt: 5,
  personOnWatch: 'none',
  personsFromThisDevice30Days: 1,
  personsOnThisContact30Days: 1,
  portalRate: 'normal',
  responsiblePersonOnDuty: true,
  samePersonOpenApplications: 0,
  samePersonValidCertificates: 0,
  simultaneousOpenUnderAct: false,
  simultaneousOpenUnderJpkiItem5: true,
  textState: 'current',
} as const;

/** What keeps the extracted facts from being complete, once the others are there. */
function problem(extracted: Partial<Facts>): string | undefined {
  const { keySeen, codeProof, ...always } = BESIDE;
  const isCode = extracted.keyDelivery === 'code';
  return vocabularyProblem(
    {
      ...always,
      ...(extracted.keyReceived ? { keySeen } : {}),
      ...(extracted.keyReceived && isCode ? { codeProof } : {}),
      ...extracted,
    },
    vocabulary1,
  );
}

const password = (octets: Buffer): Buffer =>
  der.utf8String(Buffer.from(sha256(octets), 'hex').toString('base64url'));
const pkcs10 = (challengePassword?: Buffer) => ({
  order: 1,
  pkcs10: csrDer({ key: applicantKey, ...(challengePassword ? { challengePassword } : {}) }),
});

describe('extractJpkiFacts', () => {
  it('gives the facts of an application that is decided automatically', () => {
    expect(facts()).toEqual({
      ageBand: 'adult',
      birthDate: 'known',
      certificateEncoding: 'exact',
      consent: 'given',
      identityRoute: 'jpki',
      jlisAnswer: 'verified',
      jlisAnswerAgeMinutes: 4,
      jlisLinkInformation: 'notRequested',
      jlisMethod: 'ocsp',
      jlisRevocationReason: 'notRevoked',
      jlisRevocationTiming: 'notRevoked',
      jlisStatus: 'good',
      jpkiAttributes: 'complete',
      jpkiCertificateKind: 'signatureCard',
      jpkiChain: 'trusted',
      jpkiProfile: 'conforms',
      jpkiValidity: 'valid',
      keyBoundInSignedBytes: true,
      keyDelivery: 'simultaneous',
      keyParameters: 'acceptable',
      keyReceived: true,
      nameCharacters: 'ordinary',
      nameExplanations: [],
      nameLengthCodePoints: 5,
      nameMatch: 'identical',
      nameSubstitutes: 'none',
      previousCertificates: 'none',
      proofOfPossession: 'valid',
      proxy: 'none',
      requestedValidityMonths: 24,
      residence: 'domestic',
      signature: 'valid',
      signatureContainer: 'cms',
      substituteBasis: 'none',
    });
    expect(problem(facts())).toBeUndefined();
  });

  it('gives the same facts for the same evidence, and no personal data', () => {
    const given = evidence();
    expect(extractJpkiFacts(given)).toEqual(extractJpkiFacts(given));
    expect(JSON.stringify(extractJpkiFacts(given))).not.toMatch(/[^\x20-\x7e]|1994/);
  });

  it('gives every fact that the room extracts from the evidence on this route', () => {
    const elsewhere = ['certificateTypes', 'explanation'];
    const expected = Object.entries(factDefinitions).filter(
      ([id, definition]) =>
        (definition.room === 'evidence' || definition.room === 'evidenceOrChecklist') &&
        !elsewhere.includes(id),
    );
    const both = { ...facts(), ...facts({ text: textOf(code), proofs: [] }) };
    expect(Object.keys(both).toSorted()).toEqual(expected.map(([id]) => id).toSorted());
  });

  it('is for the JPKI route alone', () => {
    const text = textOf({ identityRoute: 'ownCertificate', address: '東京都' });
    expect(() => facts({ text })).toThrow('route');
  });

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

  it('gives no fact of a certificate that cannot be read', () => {
    const extracted = facts(badContainer);
    const named = Object.keys(extracted).filter((id) => /^(jpki|jlis)|birth|ubstitute/.test(id));
    expect(named).toEqual([]);
  });

  const text = textOf();
  const stranger = keyPair('p256', 'stranger');
  const rsa = keyPair('rsa2048', 'applicant');
  const p384 = keyPair('p384', 'applicant');
  const withKey = (key: typeof rsa, fields: EvidenceFields = {}): EvidenceFields => {
    const spkiSha256 = [sha256(spkiOf(key.publicKey))];
    const own = textOf({ keys: { delivery: 'simultaneous', spkiSha256 } });
    return { text: own, proofs: [proofOf(own, key)], ...fields };
  };
  const weak = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
  const other = textOf({ applicationId: '019ad7f2-8b20-7d4b-8a21-5e6f70819203' });
  const valid = {
    keyBoundInSignedBytes: true,
    keyParameters: 'acceptable',
    proofOfPossession: 'valid',
  };

  it.each<[string, EvidenceFields, Partial<Facts>]>([
    ['P-256', {}, valid as Partial<Facts>],
    ['RSA-2048', withKey(rsa), valid as Partial<Facts>],
    ['P-384', withKey(p384), valid as Partial<Facts>],
    [
      'PKCS#10',
      { proofs: [pkcs10(password(proofOctets(text, applicantKey)))] },
      valid as Partial<Facts>,
    ],
    [
      "a stranger's key",
      { proofs: [proofOf(text, stranger)] },
      {
        keyBoundInSignedBytes: false,
        proofOfPossession: 'valid',
      },
    ],
    [
      "the key, but a stranger's signature",
      {
        proofs: [{ ...proofOf(text, stranger), spki: spkiOf(applicantKey.publicKey) }],
      },
      { keyBoundInSignedBytes: true, proofOfPossession: 'invalid' },
    ],
    [
      'the proof of another application',
      { proofs: [proofOf(other)] },
      { proofOfPossession: 'invalid' },
    ],
    [
      'the PKCS#10 of another application',
      {
        proofs: [pkcs10(password(proofOctets(other, applicantKey)))],
      },
      { proofOfPossession: 'otherApplication' },
    ],
    ['a PKCS#10 for anything', { proofs: [pkcs10()] }, { proofOfPossession: 'missing' }],
    [
      'a PKCS#10 that another key signed',
      {
        proofs: [{ order: 1, pkcs10: csrDer({ key: applicantKey, signer: stranger.privateKey }) }],
      },
      { proofOfPossession: 'invalid' },
    ],
    [
      'no PKCS#10',
      { proofs: [{ order: 1, pkcs10: Buffer.from('x') }] },
      {
        keyParameters: 'malformed',
        proofOfPossession: 'invalid',
        keyBoundInSignedBytes: false,
      },
    ],
    [
      'no signature',
      { proofs: [{ ...proofOf(text), signature: Buffer.alloc(0) }] },
      {
        proofOfPossession: 'missing',
      },
    ],
    [
      'another order',
      { proofs: [proofOf(text, applicantKey, 2)] },
      {
        proofOfPossession: 'missing',
        keyBoundInSignedBytes: false,
      },
    ],
    [
      'two for one order',
      { proofs: [proofOf(text), proofOf(text)] },
      {
        proofOfPossession: 'invalid',
        keyBoundInSignedBytes: false,
      },
    ],
    ['e = 3', withKey(weak), { keyParameters: 'unsupported' }],
    [
      'no key',
      { proofs: [{ order: 1, spki: Buffer.from('x'), signature: Buffer.from('y') }] },
      {
        keyParameters: 'malformed',
        proofOfPossession: 'invalid',
      },
    ],
  ])('key: %s', (_, fields, expected) => {
    const extracted = facts(fields);
    expect(extracted).toMatchObject(expected);
    expect(problem(extracted)).toBeUndefined();
  });

  it('wants the nonce of the redemption on the code route', () => {
    const later = textOf(code);
    const redemptionNonce = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
    const own = { ...later, nonce: redemptionNonce };
    const signature = proofOfRedemption();
    const proofs = [{ order: 1, spki: spkiOf(applicantKey.publicKey), signature }];
    const redeemed = facts({ text: later, proofs, redemptionNonce });
    expect(redeemed).toMatchObject({ keyReceived: true, proofOfPossession: 'valid' });
    expect(redeemed).not.toHaveProperty('keyBoundInSignedBytes');
    expect(problem(redeemed)).toBeUndefined();
    expect(facts({ text: later, proofs })).toMatchObject({ proofOfPossession: 'invalid' });

    function proofOfRedemption(): Buffer {
      const textSha256 = sha256(printSignedText(later));
      const octets = [
        'toroku-pop/1',
        own.applicationId,
        '1',
        redemptionNonce,
        textSha256,
        sha256(spkiOf(applicantKey.publicKey)),
        '',
      ].join('\n');
      return applicantSign(Buffer.from(octets));
    }
  });

  it('answers whatever octets are changed, and is never better for it', () => {
    const given = evidence();
    const parts = ['signatureContainer', 'answer'] as const;
    const change = fc.record({
      part: fc.constantFrom(...parts),
      at: fc.nat(5000),
      by: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(change, ({ part, at, by }) => {
        const { jlis } = given;
        if (jlis === undefined) throw new Error('no answer in the fixture');
        const changed =
          part === 'answer'
            ? { ...given, jlis: { ...jlis, answer: withOctet(jlis.answer, at, by) } }
            : { ...given, signatureContainer: withOctet(given.signatureContainer, at, by) };
        const extracted = extractJpkiFacts(changed);
        expect(problem(extracted)).toBeUndefined();
        if (part === 'answer') expect(['good', 'notChecked']).toContain(extracted.jlisStatus);
        if (extracted.signature === 'valid' && extracted.jpkiChain === 'trusted') {
          expect(extracted).toMatchObject({ nameMatch: 'identical', birthDate: 'known' });
        }
      }),
      { numRuns: 400 },
    );
  });
});

function applicantSign(octets: Buffer): Buffer {
  return cardSign('sha256', applicantKey)(octets);
}
