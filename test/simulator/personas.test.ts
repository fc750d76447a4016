import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { judgeOcspAnswer } from '../../adapters/jlis/ocsp.ts';
import { buildOcspRequest } from '../../adapters/jlis/ocsp-request.ts';
import { ageBandAt } from '../../adapters/jpki/jpki-attributes.ts';
import { readJpkiCertificate } from '../../adapters/jpki/jpki-certificate.ts';
import { judgeChain } from '../../adapters/jpki/jpki-chain.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { readPublicKey } from '../../adapters/x509/public-key.ts';
import { judgeContainer } from '../../adapters/jpki/judge-signature.ts';
import { readSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import { compareNames } from '../../domain/identity/names.ts';
import type { Card } from '../../simulator/card.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import { ResponderSilent } from '../../simulator/ocsp-responder.ts';
import { PERSONAS, PERSONA_GROUPS } from '../../simulator/personas.ts';
import type { PersonaName } from '../../simulator/personas.ts';
import { judgedCard } from './judged-card.ts';
import { PERSONA_OUTCOMES } from './persona-outcomes.ts';
import { Workbench } from './workbench.ts';

const bench = new Workbench();
let jlis: Jlis;

beforeAll(async () => {
  jlis = await bench.open({ silenceMs: 10 });
});
afterAll(() => bench.close());

/** What the office makes of the certificate, the name on the application and the answer of J-LIS. */
async function seenByTheOffice(card: Card) {
  const now = new Date();
  const issuer = readCertificate(await jlis.authorityCertificate(card.record.issuer));
  const read = readJpkiCertificate(card.certificate);
  if (read.encoding === 'unreadable') throw new Error('unreadable');
  const { certificate, attributes, birthDate } = read;
  const request = buildOcspRequest({ certificate, issuer, nonce: randomBytes(32) });
  const answer = await jlis.answerOcsp(request).catch((error: unknown) => {
    if (error instanceof ResponderSilent) return undefined;
    throw error;
  });
  const judged =
    answer &&
    judgeOcspAnswer({
      certificate,
      issuer,
      request,
      answer,
      receivedAt: now,
      maxSkewSeconds: 300,
    });
  const { match, explanations } = compareNames(
    card.person.writtenName,
    attributes.values.commonName ?? '',
  );
  return {
    kind: read.kind,
    chain: judgeChain({ certificate, anchors: jlis.anchors.map(readCertificate), at: now }),
    profile: read.profile.verdict,
    attributes: attributes.verdict,
    validity: now < certificate.notBefore ? 'early' : now > certificate.notAfter ? 'late' : 'valid',
    birthDate: birthDate.verdict,
    age: ageBandAt(birthDate, now),
    name: [match, ...explanations].join(' '),
    substitutes: `${read.nameSubstitutes} ${read.addressSubstitutes}`,
    answer: judged?.jlisAnswer ?? 'none',
    status: judged?.jlisStatus ?? 'notChecked',
    reason: judged?.jlisRevocationReason ?? 'notRevoked',
    answerAgeHours: judged?.thisUpdate
      ? // A time just ahead of ours rounds to a negative zero.
        Math.round((now.getTime() - judged.thisUpdate.getTime()) / 3_600_000) || 0
      : undefined,
  };
}

const ORDINARY = {
  kind: 'signatureCard',
  chain: 'trusted',
  profile: 'conforms',
  attributes: 'complete',
  validity: 'valid',
  birthDate: 'known',
  age: 'adult',
  name: 'identical',
  substitutes: 'none none',
  answer: 'verified',
  status: 'good',
  reason: 'notRevoked',
  answerAgeHours: 0,
};

const unverified = (answer: string) => ({
  answer,
  status: 'notChecked',
  answerAgeHours: undefined,
});
const revoked = (reason: string) => ({ status: 'revoked', reason });

/** In what each persona differs from the ordinary one, in the words of the facts. */
const DIFFERENCES: Readonly<Record<PersonaName, Partial<Record<keyof typeof ORDINARY, unknown>>>> =
  {
    ordinary: {},
    variant: { name: 'explainable variantKanji' },
    variationSelector: { name: 'explainable variationSelector' },
    compatibilityIdeograph: { name: 'explainable compatibilityIdeograph' },
    beyondBmp: {},
    substitute: { substitutes: 'present none' },
    addressSubstitute: { substitutes: 'none present' },
    foreignResident: {},
    latinCase: { name: 'explainable latinCase' },
    kanaWidth: { name: 'explainable width' },
    longVowel: { name: 'explainable longVowel' },
    spaceless: { name: 'explainable space' },
    aliasInName: { name: 'different' },
    abroad: {},
    mixedDashes: {},
    nameDiffers: { name: 'different' },
    unknownGender: {},
    minor: { age: 'from15to17' },
    underFifteen: { age: 'under15' },

    moved: revoked('affiliationChanged'),
    renamed: { ...revoked('affiliationChanged'), name: 'different' },
    replaced: {},
    deceased: revoked('affiliationChanged'),
    stolen: revoked('keyCompromise'),
    caCompromised: revoked('cACompromise'),
    renewed: revoked('superseded'),
    surrendered: revoked('cessationOfOperation'),
    destroyed: revoked('unspecified'),
    onHold: { status: 'onHold' },
    unknownStatus: { status: 'unknown' },
    silent: unverified('none'),
    garbage: unverified('malformed'),
    tryLater: unverified('errorStatus'),
    internalError: unverified('errorStatus'),
    unauthorized: unverified('errorStatus'),
    wrongNonce: unverified('nonceMismatch'),
    noNonce: unverified('nonceMismatch'),
    otherCertificate: unverified('otherCertificate'),
    stale: { answerAgeHours: 72 },
    overdue: unverified('clockSkew'),
    future: unverified('clockSkew'),
    badSignature: unverified('badSignature'),
    bystander: unverified('unauthorisedResponder'),
    foreignResponder: unverified('unauthorisedResponder'),
    contradicted: {},

    earlierGeneration: {},
    expiredGeneration: {
      chain: 'anchorExpired',
      validity: 'late',
      // The responder of an expired CA has expired as well.
      ...unverified('unauthorisedResponder'),
    },
    expired: { validity: 'late' },
    notYetValid: { validity: 'early' },
    authenticationOnly: {
      kind: 'authentication',
      chain: 'unknownIssuer',
      profile: 'deviates',
      attributes: 'missing',
      birthDate: 'unreadable',
      age: 'unknown',
      name: 'different',
      substitutes: 'malformed malformed',
    },
    testCard: { chain: 'testHierarchy' },
    mockCard: { kind: 'other', chain: 'testHierarchy' },
    otherAuthority: { kind: 'other', chain: 'unknownIssuer' },
    impostor: { chain: 'impersonation' },
    furigana: { profile: 'newFields' },
    missingAddress: { attributes: 'missing', substitutes: 'none malformed' },
    duplicateName: { attributes: 'duplicate', name: 'different', substitutes: 'malformed none' },
    unknownBirthDate: { birthDate: 'unknown', age: 'unknown' },
    partialBirthDate: { birthDate: 'unknown', age: 'unknown' },
    eraContradiction: { birthDate: 'eraContradiction', age: 'unknown' },
    nextCard: { profile: 'deviates' },
    shortFlags: { substitutes: 'lengthMismatch none' },

    bareHash: {},
    digestAsMessage: {},
    noSignedAttributes: {},
    pdfSigner: {},
    xmlSigner: {},
    xmlDigestAsMessage: {},
  };

describe('PERSONAS', () => {
  it.each(Object.entries(DIFFERENCES))('%s is seen by the office as meant', async (name, seen) => {
    const card = await jlis.issueCard(name as PersonaName);
    expect(await seenByTheOffice(card)).toEqual({ ...ORDINARY, ...seen });
  });

  it.each(Object.entries(PERSONA_OUTCOMES))(
    '%s is judged as meant, from the card to the rules',
    async (name, [outcome, next, rule]) => {
      const card = await jlis.issueCard(name as PersonaName);
      const verdict = await judgedCard(jlis, card, new Date());
      const codes = verdict.notHolding.map((finding) => `${finding.rule}/${finding.code ?? ''}`);
      expect([verdict.outcome, verdict.next]).toEqual([outcome, next]);
      if (rule === undefined) expect(codes).toEqual([]);
      else expect(codes).toContain(rule);
    },
  );

  it('never lets the machine approve what stands in for another character', async () => {
    for (const name of ['substitute', 'shortFlags'] as const) {
      const { outcome } = await judgedCard(jlis, await jlis.issueCard(name), new Date());
      expect(outcome).toBe('refers');
    }
  });

  it('has every generation of the CA, and both kinds of key', async () => {
    const names = ['ordinary', 'earlierGeneration', 'expiredGeneration', 'nextCard'] as const;
    const cards = await Promise.all(names.map((name) => jlis.issueCard(name)));
    expect(cards.map(({ record }) => record.issuer)).toEqual([
      'sign-3',
      'sign-2',
      'sign-1',
      'sign-3',
    ]);
    const kinds = cards.map(({ certificate }) => {
      const { spki } = readCertificate(certificate);
      return readPublicKey(spki).kind;
    });
    expect(kinds).toEqual(['rsa', 'rsa', 'rsa', 'ec']);
  });

  it('shows a card that was replaced between application and issue', async () => {
    let now = new Date();
    const own = new Workbench();
    const later = await own.open({ clock: () => now });
    const card = await later.issueCard('replaced');
    expect((await judgedCard(later, card, now)).outcome).toBe('holds');
    now = new Date(now.getTime() + 31 * 60_000);
    const { next, notHolding } = await judgedCard(later, card, now);
    expect(next).toBe('return');
    expect(notHolding).toContainEqual({
      rule: 'jlis.status',
      code: 'renewed',
      outcome: 'forbids',
    });
    own.close();
  });

  it.each([
    ['ordinary', 'cms', 'valid'],
    ['pdfSigner', 'pdf', 'valid'],
    ['xmlSigner', 'xml', 'valid'],
    ['bareHash', 'cms', 'bareHash'],
    ['xmlDigestAsMessage', 'xml', 'digestAsMessage'],
  ] as const)('%s signs %s that is %s, unless told otherwise', async (name, kind, verdict) => {
    const card = await jlis.issueCard(name);
    const text = Buffer.from('申込書\n');
    const container = readSignatureContainer(card.sign(text));
    expect([container.kind, judgeContainer(container, text)]).toEqual([kind, verdict]);
    const told = card.sign(text, { container: 'cms', variant: 'normal' });
    expect(judgeContainer(readSignatureContainer(told), text)).toBe('valid');
  });

  it('says of each in a Japanese and an English sentence what it is for', () => {
    for (const { ja, en } of Object.values(PERSONAS)) {
      expect(ja).toMatch(/^[^\n]*\p{Script=Han}[^\n]*。$/u);
      expect(en).toMatch(/^[A-Z][^\n]*\.$/);
    }
  });

  it('has every persona under one heading', () => {
    const names = PERSONA_GROUPS.flatMap(({ personas }) => Object.keys(personas));
    expect(names.toSorted()).toEqual(Object.keys(PERSONAS).toSorted());
  });

  it('makes another person of a persona every time, and the same one of the same seed', async () => {
    const [first, second] = [await jlis.issueCard('minor'), await jlis.issueCard('minor')];
    expect(first.person).not.toEqual(second.person);
    const [third, fourth] = [
      await jlis.issueCard('minor', { seed: 'x' }),
      await jlis.issueCard('minor', { seed: 'x' }),
    ];
    expect(third.person).toEqual(fourth.person);
    expect(third.serialNumber).not.toBe(fourth.serialNumber);
  });

  it('keeps the traits of a persona when others are given', async () => {
    const card = await jlis.issueCard('variant', { person: { birthDate: '1980-05-05' } });
    expect(card.person).toMatchObject({
      name: expect.stringMatching(/^高橋　/) as string,
      writtenName: expect.stringMatching(/^髙橋　/) as string,
      birthDate: '1980-05-05',
    });
  });
});
