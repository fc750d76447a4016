import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factDefinitions } from '../../../domain/decision/facts.ts';
import { extractJpkiFacts } from '../../../adapters/jpki/extract-facts.ts';
import { withOctet } from '../x509/fixture.ts';
import { evidence, textOf } from './evidence-fixture.ts';
import { code, facts, problem } from './extracted-facts.ts';
import { signedPdf, signedXml } from './signed-containers.ts';

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

  it('gives the same facts whatever carries the signature', () => {
    const { textOctets: text } = evidence();
    for (const [kind, signatureContainer] of [
      ['pdf', signedPdf({ text })],
      ['xml', signedXml({ text })],
    ] as const) {
      const found = facts({ signatureContainer });
      expect(found).toEqual({ ...facts(), signatureContainer: kind });
      expect(problem(found)).toBeUndefined();
      const other = facts({ signatureContainer, text: textOf({ name: '山田　次郎' }) });
      expect(other).toMatchObject({ signatureContainer: kind, signature: 'mismatch' });
    }
  });

  it('gives unreadable for a document that could be two', () => {
    const { textOctets: text } = evidence();
    const signatureContainer = signedPdf({ text, trailer: '/Encrypt 10 0 R' });
    const found = facts({ signatureContainer });
    expect(found).toMatchObject({ signatureContainer: 'unreadable', signature: 'unreadable' });
    expect(problem(found)).toBeUndefined();
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

  it('gives no fact of a certificate that cannot be read', () => {
    const badContainer = { signatureContainer: Buffer.from('no container') };
    const extracted = facts(badContainer);
    const named = Object.keys(extracted).filter((id) => /^(jpki|jlis)|birth|ubstitute/.test(id));
    expect(named).toEqual([]);
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
