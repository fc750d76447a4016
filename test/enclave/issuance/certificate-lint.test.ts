import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { children, readExactly } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import type { ProfilesV2 } from '../../../domain/issuance/certificate-profiles.ts';
import { extension } from '../../../adapters/x509/extension.ts';
import {
  rdn,
  tbsCertificateOf,
  type AuthorityContent,
  type CertificateContent,
} from '../../../enclave/issuance/certificate-profile.ts';
import { LINT_RULES, lintTbsCertificate } from '../../../enclave/issuance/certificate-lint.ts';
import { keyPair, spkiOf } from '../../adapters/x509/fixture.ts';
import {
  AUTHORITY_CONTENTS,
  contentOf,
  CONTENTS,
  issuerName,
  PROFILES,
  PROFILES_V1,
} from './content-fixture.ts';

type Content = CertificateContent | AuthorityContent;

const content = contentOf();
const [responder, selfSigned, link] = AUTHORITY_CONTENTS as [
  AuthorityContent,
  AuthorityContent,
  AuthorityContent,
];

const partsOf = (octets: Buffer): Buffer[] =>
  children(readExactly(octets)).map((part) => part.octets);

const FIELDS = [
  'version',
  'serial',
  'algorithm',
  'issuer',
  'validity',
  'subject',
  'key',
  'extensions',
] as const;

/** The TBS of a content with one field changed. */
const withField = (
  name: (typeof FIELDS)[number],
  change: (field: Buffer) => Buffer[],
  of: Content = content,
): Buffer =>
  der.seq(
    ...partsOf(tbsCertificateOf(of)).flatMap((field, n) =>
      FIELDS[n] === name ? change(field) : [field],
    ),
  );

const withExtensions = (change: (extensions: Buffer[]) => Buffer[], of: Content = content) =>
  withField(
    'extensions',
    (field) => {
      const [list] = children(readExactly(field));
      return [der.explicit(3, der.seq(...change(partsOf(list?.octets ?? Buffer.alloc(0)))))];
    },
    of,
  );

/** Puts another extension in the place of the one with its identifier. */
const replaced = (
  id: string,
  value: Buffer,
  { of = content, isCritical = false }: { of?: Content; isCritical?: boolean } = {},
): Buffer =>
  withExtensions(
    (list) =>
      list.map((each) => (each.includes(der.oid(id)) ? extension(id, value, isCritical) : each)),
    of,
  );

const withSubject = (...relatives: readonly Buffer[]): Buffer =>
  withField('subject', () => [der.seq(...relatives)]);

const COUNTRY = rdn('2.5.4.6', der.printableString('JP'));
const NAME = rdn('2.5.4.3', der.utf8String(content.name));
const NUMBER = rdn('2.5.4.5', der.printableString(content.subjectSerialNumber));

const made = (change: Partial<CertificateContent>): Buffer => tbsCertificateOf(contentOf(change));

const YEAR_MS = 365 * 24 * 3600 * 1000;
const later = (years: number): Date => new Date(content.notAfter.getTime() + years * YEAR_MS);

const OTHER_KEY_ID = Buffer.alloc(20, 0xff);
const url = (text: string): Buffer => der.implicit(6, Buffer.from(text));
const OCSP = der.seq(der.oid('1.3.6.1.5.5.7.48.1'), url('http://repository.example/ocsp'));
const point = (...parts: readonly Buffer[]): Buffer => der.seq(der.seq(...parts));
const named = (...names: readonly Buffer[]): Buffer => der.explicit(0, der.explicit(0, ...names));
const OWN_LIST = url(`http://repository.example/crls/${content.issuerKeyId}/0.crl`);
const policy = (oid: string, ...more: readonly Buffer[]): Buffer => der.seq(der.oid(oid), ...more);
const cps = (text: string): Buffer =>
  der.seq(der.seq(der.oid('1.3.6.1.5.5.7.2.1'), der.ia5String(text)));
const OWN_POLICY = policy('2.999.1.1.1', cps('http://repository.example/cps'));

/** Octets that are not what was asked for: what is wrong, the rule that names it, the octets. */
const OF_OCTETS: readonly (readonly [string, string, Buffer, Content?])[] = [
  ['no octets', 'readable', Buffer.alloc(0)],
  ['octets cut off', 'readable', tbsCertificateOf(content).subarray(0, -1)],
  ['octets after it', 'readable', Buffer.concat([tbsCertificateOf(content), Buffer.from([0])])],
  ['no version', 'readable', withField('version', () => [])],
  [
    'a unique identifier',
    'readable',
    withField('key', (field) => [field, der.implicit(1, Buffer.from([0, 1]))]),
  ],
  [
    'an attribute of three parts',
    'readable',
    withSubject(
      COUNTRY,
      der.tlv(0x31, der.seq(der.oid('2.5.4.3'), der.utf8String('a'), der.nullValue())),
    ),
  ],
  [
    'a criticality of FALSE',
    'readable',
    withExtensions(([first, ...more]) => [
      der.seq(der.oid('2.5.29.35'), der.boolean(false), ...partsOf(first ?? COUNTRY).slice(1)),
      ...more,
    ]),
  ],
  [
    'an INTEGER with a zero octet more',
    'canonicalDer',
    withField('serial', () => [
      der.tlv(2, Buffer.from([0]), Buffer.from(content.serialNumber, 'hex')),
    ]),
  ],
  [
    'a SET that is not sorted',
    'canonicalDer',
    withSubject(COUNTRY, der.tlv(0x31, ...partsOf(NUMBER), ...partsOf(NAME))),
  ],
  [
    'a name that is no UTF-8',
    'canonicalDer',
    withSubject(COUNTRY, rdn('2.5.4.3', der.tlv(0x0c, Buffer.from([0xc0, 0x80]))), NUMBER),
  ],
  [
    'an extension that holds no DER',
    'readable',
    replaced('2.5.29.14', Buffer.from([4, 0x81, 1, 0])),
  ],
  ['version 2', 'version', withField('version', () => [der.explicit(0, der.smallInteger(1))])],
  [
    'a serial other than the reserved one',
    'serialReserved',
    made({ serialNumber: '4e'.repeat(20) }),
  ],
  [
    'another signature algorithm',
    'signatureAlgorithm',
    made({ signatureAlgorithm: 'sha256WithRSA' }),
  ],
  ['another issuer', 'issuer', made({ issuer: issuerName('Another CA') })],
  ['another beginning', 'validityDecided', made({ notBefore: new Date('2026-12-01T00:31:08Z') })],
  ['another end', 'validityDecided', made({ notAfter: later(1) })],
  [
    'GeneralizedTime before 2050',
    'timeForm',
    withField('validity', () => [
      der.seq(der.generalizedTime(content.notBefore), der.time(content.notAfter)),
    ]),
  ],
  ['another key', 'key', made({ spki: spkiOf(keyPair('p256', 'other').publicKey) })],
  ['another subject', 'subjectDecided', made({ name: '山田　花男' })],
  ['a name that was normalised', 'subjectDecided', made({ name: content.name.normalize('NFKC') })],
  ['another serialNumber in the subject', 'subjectDecided', made({ subjectSerialNumber: 'x' })],
  [
    'parts of the subject in another order',
    'subjectAttributes',
    withSubject(NUMBER, NAME, COUNTRY),
  ],
  [
    'an address in the subject',
    'subjectAttributes',
    withSubject(COUNTRY, NAME, NUMBER, rdn('2.5.4.9', der.utf8String('見本市1-1'))),
  ],
  [
    'two attributes in one RDN',
    'subjectRelatives',
    withSubject(COUNTRY, der.setOf(...partsOf(NAME), ...partsOf(NUMBER))),
  ],
  [
    'a name as BMPString',
    'subjectStringTypes',
    withSubject(COUNTRY, rdn('2.5.4.3', der.tlv(0x13, Buffer.from('Taro'))), NUMBER),
  ],
  [
    'a country as UTF8String',
    'subjectStringTypes',
    withSubject(rdn('2.5.4.6', der.utf8String('JP')), NAME, NUMBER),
  ],
  [
    'kanji in a PrintableString',
    'printableString',
    withSubject(COUNTRY, NAME, rdn('2.5.4.5', der.printableString('a_b'))),
  ],
  [
    'another country',
    'country',
    withSubject(rdn('2.5.4.6', der.printableString('US')), NAME, NUMBER),
  ],
  [
    'an empty name',
    'valueLengths',
    withSubject(COUNTRY, rdn('2.5.4.3', der.utf8String('')), NUMBER),
  ],
  [
    'an extension twice',
    'extensionsOnce',
    withExtensions((list) => [...list, ...list.slice(0, 1)]),
  ],
  ['an extension missing', 'extensionsOfProfile', withExtensions((list) => list.slice(1))],
  [
    'extensions in another order',
    'extensionsOfProfile',
    withExtensions((list) => list.toReversed()),
  ],
  [
    'an extension more',
    'extensionsOfProfile',
    withExtensions((list) => [...list, extension('1.2.3.4', der.nullValue())]),
  ],
  [
    'a critical extension more',
    'critical',
    withExtensions((list) => [...list, extension('1.2.3.4', der.nullValue(), true)]),
  ],
  ['a key usage that is not critical', 'critical', replaced('2.5.29.15', der.namedBits([0, 1]))],
  [
    'another authority key',
    'authorityKeyIdentifier',
    replaced('2.5.29.35', der.seq(der.implicit(0, OTHER_KEY_ID))),
  ],
  [
    'an authority named by its serial number too',
    'authorityKeyIdentifier',
    replaced(
      '2.5.29.35',
      der.seq(
        der.implicit(0, Buffer.from(content.issuerKeyId, 'hex')),
        der.implicit(2, Buffer.from([1])),
      ),
    ),
  ],
  [
    'the identifier of another key',
    'subjectKeyIdentifier',
    replaced('2.5.29.14', der.octetString(OTHER_KEY_ID)),
  ],
  [
    'a key usage without nonRepudiation',
    'keyUsage',
    replaced('2.5.29.15', der.namedBits([0]), { isCritical: true }),
  ],
  [
    'a key usage that lets it sign certificates',
    'keyUsage',
    replaced('2.5.29.15', der.namedBits([0, 1, 5]), { isCritical: true }),
  ],
  [
    'a key usage with a zero bit at its end',
    'keyUsage',
    replaced('2.5.29.15', der.bitString(Buffer.from([0xc0]), 5), { isCritical: true }),
  ],
  [
    'basic constraints of a CA',
    'noSubordinate',
    withExtensions((list) => [...list, extension('2.5.29.19', der.seq(der.boolean(true)), true)]),
  ],
  [
    'another policy',
    'certificatePolicies',
    replaced('2.5.29.32', der.seq(policy('2.999.1.1.2', cps('http://repository.example/cps')))),
  ],
  [
    'a policy more',
    'certificatePolicies',
    replaced('2.5.29.32', der.seq(OWN_POLICY, policy('2.999.9'))),
  ],
  [
    'a policy that points elsewhere',
    'certificatePolicies',
    replaced('2.5.29.32', der.seq(policy('2.999.1.1.1', cps('http://elsewhere.example/cps')))),
  ],
  [
    'another place for its CRL',
    'cRLDistributionPoints',
    replaced('2.5.29.31', point(named(url('http://elsewhere.example/0.crl')))),
  ],
  [
    'two places for its CRL',
    'cRLDistributionPoints',
    replaced('2.5.29.31', point(named(OWN_LIST, OWN_LIST))),
  ],
  [
    'a CRL with reasons only',
    'cRLDistributionPoints',
    replaced('2.5.29.31', point(named(OWN_LIST), der.implicit(1, Buffer.from([0, 2])))),
  ],
  ['no place of its issuer', 'authorityInfoAccess', replaced('1.3.6.1.5.5.7.1.1', der.seq(OCSP))],
  ['OCSP twice', 'authorityInfoAccess', replaced('1.3.6.1.5.5.7.1.1', der.seq(OCSP, OCSP))],
  [
    'a URL with a query',
    'urls',
    replaced('2.5.29.31', point(named(url('http://repository.example/0.crl?x')))),
  ],
  [
    'a responder that may sign for servers',
    'extendedKeyUsage',
    replaced('2.5.29.37', der.seq(der.oid('1.3.6.1.5.5.7.3.1')), { of: responder }),
    responder,
  ],
  [
    'a responder with a purpose more',
    'extendedKeyUsage',
    replaced('2.5.29.37', der.seq(der.oid('1.3.6.1.5.5.7.3.9'), der.oid('1.3.6.1.5.5.7.3.1')), {
      of: responder,
    }),
    responder,
  ],
  [
    'a no-check that is not NULL',
    'ocspNoCheck',
    replaced('1.3.6.1.5.5.7.48.1.5', der.boolean(true), { of: responder }),
    responder,
  ],
  [
    'a CA with CAs below it',
    'basicConstraints',
    replaced('2.5.29.19', der.seq(der.boolean(true), der.smallInteger(1)), {
      of: selfSigned,
      isCritical: true,
    }),
    selfSigned,
  ],
  [
    'a CA that is none',
    'basicConstraints',
    replaced('2.5.29.19', der.seq(der.boolean(false), der.smallInteger(0)), {
      of: link,
      isCritical: true,
    }),
    link,
  ],
];

const SHORT: ProfilesV2 = {
  ...PROFILES,
  certificates: {
    ...PROFILES.certificates,
    basic: { ...PROFILES.certificates.basic, validity: { months: 12 } },
  },
};

const rsaSpki = (modulus: Buffer): Buffer =>
  der.seq(
    der.seq(der.oid('1.2.840.113549.1.1.1'), der.nullValue()),
    der.bitString(der.seq(der.integer(modulus), der.smallInteger(65537))),
  );

/** What is wrong with the content itself, so that certificate and content agree. */
const OF_CONTENT: readonly (readonly [string, string, Content])[] = [
  ['more than five years', 'fiveYears', contentOf({ notAfter: later(4) })],
  ['five years and a day', 'fiveYears', contentOf({ notAfter: new Date('2031-12-01T14:59:59Z') })],
  ['more than its profile allows', 'validityOfProfile', contentOf({ profile: SHORT })],
  [
    'a responder of 91 days',
    'validityOfProfile',
    { ...responder, notAfter: new Date('2027-03-01T23:59:59Z') },
  ],
  [
    'a CA of eleven years',
    'validityOfProfile',
    { ...selfSigned, notAfter: new Date('2037-12-01T00:00:00Z') },
  ],
  [
    'an end before its beginning',
    'validityOrder',
    contentOf({ notAfter: new Date('2026-12-01T00:31:06Z') }),
  ],
  ['no time at all', 'validityOrder', contentOf({ notAfter: content.notBefore })],
  ['a serial of 19 octets', 'serialForm', contentOf({ serialNumber: '4f'.repeat(19) })],
  [
    'a serial that starts with zero',
    'serialForm',
    contentOf({ serialNumber: `00${'4f'.repeat(19)}` }),
  ],
  ['a serial of 21 octets', 'serialForm', contentOf({ serialNumber: `80${'4f'.repeat(19)}` })],
  ['an issuer without a name', 'issuer', contentOf({ issuer: der.seq() })],
  ['a kind that its document does not know', 'kindKnown', { ...responder, profile: PROFILES_V1 }],
  [
    'a self-signed certificate of another key',
    'selfIssued',
    { ...selfSigned, issuerKeyId: link.issuerKeyId },
  ],
  ['a link of a key to itself', 'selfIssued', { ...link, issuerKeyId: selfSigned.issuerKeyId }],
  ['a link between two names', 'selfIssued', { ...link, commonName: 'Toroku Sample CA C1' }],
  [
    'a responder that bears its issuer’s name',
    'selfIssued',
    { ...responder, commonName: 'Toroku Sample CA S1' },
  ],
  ['a name of 65 characters', 'valueLengths', contentOf({ name: '長'.repeat(65) })],
  ['no name', 'valueLengths', contentOf({ name: '' })],
  [
    'an organization of 65 characters',
    'valueLengths',
    { ...selfSigned, organization: 'o'.repeat(65) },
  ],
  ['a control character', 'characters', contentOf({ name: '山田\u0007花子' })],
  ['a line break', 'characters', contentOf({ name: '山田\n花子' })],
  ['a text that is turned', 'characters', contentOf({ name: '山田\u202e花子' })],
  ['a zero width joiner', 'characters', contentOf({ name: '山\u200d田' })],
  ['外字', 'characters', contentOf({ name: '\ue000田' })],
  ['a space at its end', 'characters', contentOf({ name: '山田　' })],
  ['a lost character', 'characters', contentOf({ name: '山\ufffd' })],
  ['a code point that is not assigned', 'characters', contentOf({ name: '山\u{e0fff}' })],
  [
    'an underscore in the serialNumber',
    'printableString',
    contentOf({ subjectSerialNumber: 'a_b' }),
  ],
  ['an RSA key of 1024 bits', 'keyForm', contentOf({ spki: spkiOf(keyPair('rsa1024').publicKey) })],
  ['an even modulus', 'keyForm', contentOf({ spki: rsaSpki(Buffer.alloc(256, 0xfe)) })],
  [
    'a key of another kind',
    'keyForm',
    contentOf({
      spki: der.seq(
        der.seq(der.oid('1.3.101.112'), der.nullValue()),
        der.bitString(Buffer.alloc(32)),
      ),
    }),
  ],
  [
    'a URL with a space',
    'urls',
    contentOf({ profile: { ...PROFILES, cpsUrl: 'http://repository.example/c p s' } }),
  ],
  [
    'a URL that is none',
    'urls',
    contentOf({ profile: { ...PROFILES, repositoryUrl: 'file:///etc' } }),
  ],
];

const idsOf = (octets: Buffer, against: Content): string[] =>
  lintTbsCertificate(octets, against).map(({ id }) => id);

/** The octets of a content whose document may not know the kind, which then cannot be built. */
const builtOr = (of: Content): Buffer => {
  try {
    return tbsCertificateOf(of);
  } catch {
    return tbsCertificateOf(content);
  }
};

const fired = new Set<string>();

describe('lintTbsCertificate', () => {
  it.each(CONTENTS.map((of) => [of.certificateType, of] as const))(
    'finds nothing in a certificate of kind %s',
    (_, of) => {
      expect(idsOf(tbsCertificateOf(of), of)).toEqual([]);
    },
  );

  it('finds nothing in a certificate of the first edition of the profiles', () => {
    const of = contentOf({ profile: PROFILES_V1, certificateType: 'attribute' });
    expect(idsOf(tbsCertificateOf(of), of)).toEqual([]);
  });

  it.each(['rsa2048', 'p256', 'p384'] as const)('takes a key of %s', (kind) => {
    const of = contentOf({ spki: spkiOf(keyPair(kind).publicKey) });
    expect(idsOf(tbsCertificateOf(of), of)).toEqual([]);
  });

  it('lets a certificate of five years pass', () => {
    const of = contentOf({
      notBefore: new Date('2027-03-01T00:00:00Z'),
      notAfter: new Date('2032-02-28T14:59:59Z'),
    });
    expect(idsOf(tbsCertificateOf(of), of)).toEqual([]);
  });

  it('knows the shard of each certificate', () => {
    const profile = { ...PROFILES, crlShards: 7 };
    const shards = new Set<string | undefined>();
    for (let n = 0; n < 64; n += 1) {
      const serialNumber = `4f0144b1defcf7561087015f8d830d65${(n * 67_108_859).toString(16).padStart(8, '0')}`;
      const of = contentOf({ profile, serialNumber });
      const tbs = tbsCertificateOf(of);
      expect(idsOf(tbs, of)).toEqual([]);
      shards.add(/\/(\d)\.crl/.exec(tbs.toString('latin1'))?.[1]);
      const elsewhere = contentOf({ profile: PROFILES, serialNumber });
      if (!tbs.equals(tbsCertificateOf(elsewhere))) {
        expect(idsOf(tbs, elsewhere)).toEqual(['cRLDistributionPoints']);
      }
    }
    expect(shards.size).toBe(7);
  });

  it.each(OF_OCTETS.map(([what, id, octets, of = content]) => [what, id, { octets, of }] as const))(
    'finds %s: %s',
    (_, id, { octets, of }) => {
      expect(idsOf(octets, of)).toContain(id);
      fired.add(id);
    },
  );

  it.each(OF_CONTENT)('refuses %s: %s', (_, id, of) => {
    expect(idsOf(builtOr(of), of)).toContain(id);
    fired.add(id);
  });

  afterAll(() => {
    // Each rule has been seen to fire: one that cannot is not a rule.
    expect(LINT_RULES.map(({ id }) => id).filter((id) => !fired.has(id))).toEqual([]);
    expect(new Set(LINT_RULES.map(({ id }) => id)).size).toBe(LINT_RULES.length);
  });
});

describe('a TBS that differs in anything from the one asked for', () => {
  it.each(CONTENTS.map((of) => [of.certificateType, of] as const))(
    'never passes with a bit turned, wherever it is (%s)',
    (_, of) => {
      const tbs = tbsCertificateOf(of);
      for (let bit = 0; bit < tbs.length * 8; bit += 1) {
        const turned = Buffer.from(tbs);
        turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        if (idsOf(turned, of).length === 0) expect.unreachable(`bit ${bit} passes`);
      }
    },
  );

  it('never passes with octets put in, taken out or changed (property)', () => {
    const contents = fc.constantFrom(...CONTENTS);
    const splice = fc.record({
      at: fc.nat(1000),
      out: fc.nat(4),
      put: fc.uint8Array({ maxLength: 4 }),
    });
    fc.assert(
      fc.property(contents, fc.array(splice, { minLength: 1, maxLength: 3 }), (of, splices) => {
        const tbs = tbsCertificateOf(of);
        const octets = [...tbs];
        for (const { at, out, put } of splices) octets.splice(at % octets.length, out, ...put);
        const changed = Buffer.from(octets);
        expect(idsOf(changed, of).length === 0).toBe(changed.equals(tbs));
      }),
      { numRuns: 5000 },
    );
  });

  it('never passes with elements moved, doubled or left out (property)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONTENTS), fc.nat(), fc.nat(), (of, seed, other) => {
        const tbs = tbsCertificateOf(of);
        const changed = reshaped(tbs, seed, other);
        expect(idsOf(changed, of).length === 0).toBe(changed.equals(tbs));
      }),
      { numRuns: 3000 },
    );
  });
});

/** The same tree with two elements of one constructed value changed for each other, or one doubled. */
function reshaped(tbs: Buffer, seed: number, other: number): Buffer {
  const parts = partsOf(tbs);
  const at = seed % parts.length;
  const inside = parts[at] ?? Buffer.alloc(0);
  const isDeep =
    ((inside[0] ?? 0) & 0x20) !== 0 && (seed >> 4) % 3 !== 0 && partsOf(inside).length > 0;
  if (isDeep) parts[at] = reshaped(inside, seed >> 3, other >> 1);
  else if (other % 3 === 0) parts.splice(at, 1);
  else if (other % 3 === 1) parts.splice(at, 0, inside);
  else parts.splice(other % parts.length, 0, ...parts.splice(at, 1));
  return der.tlv(tbs[0] ?? 0, ...parts);
}
