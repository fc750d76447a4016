import { describe, expect, it } from 'vitest';
import { children, readExactly } from '../../../adapters/x509/der-reader.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import {
  extension,
  rdn,
  tbsCertificateOf,
  type CertificateContent,
} from '../../../enclave/issuance/certificate-profile.ts';
import { lintTbsCertificate } from '../../../enclave/issuance/certificate-lint.ts';
import { keyPair, spkiOf } from '../../adapters/x509/fixture.ts';
import { contentOf, issuerName } from './content-fixture.ts';

const content = contentOf();
const tbs = tbsCertificateOf(content);

const partsOf = (octets: Buffer): Buffer[] =>
  children(readExactly(octets)).map((part) => part.octets);

/** The TBS with its fields changed: version, serial, algorithm, issuer, validity, subject, key, extensions. */
const withFields = (change: (fields: Buffer[]) => void): Buffer => {
  const fields = partsOf(tbs);
  change(fields);
  return der.seq(...fields);
};

const withExtensions = (change: (extensions: Buffer[]) => Buffer[]): Buffer =>
  withFields((fields) => {
    const [list] = children(readExactly(fields[7] ?? Buffer.alloc(0)));
    fields[7] = der.explicit(3, der.seq(...change(partsOf(list?.octets ?? Buffer.alloc(0)))));
  });

/** Puts another extension in the place of the one with its identifier. */
const replaced = (id: string, by: Buffer): Buffer =>
  withExtensions((list) => list.map((each) => (each.includes(der.oid(id)) ? by : each)));

const made = (change: Partial<CertificateContent>): Buffer => tbsCertificateOf(contentOf(change));

const YEAR_MS = 365 * 24 * 3600 * 1000;
const later = (years: number): Date => new Date(content.notAfter.getTime() + years * YEAR_MS);

const OTHER_KEY_ID = 'ff'.repeat(20);
const OTHER_PROFILE = {
  ...content.profile,
  policies: { basic: '2.999.9', attribute: '2.999.9' },
};

/** A defect, the TBS that has it, and the rule that names it. */
const DEFECTS: readonly (readonly [string, RegExp, Buffer])[] = [
  ['no version', /./, withFields((fields) => fields.shift())],
  ['a serial other than the reserved one', /4\.1\.2\.2/, made({ serialNumber: '4e'.repeat(20) })],
  ['another issuer', /4\.1\.2\.4/, made({ issuer: issuerName('Another CA') })],
  ['another beginning', /4\.1\.2\.5/, made({ notBefore: new Date('2026-12-01T00:31:08Z') })],
  ['another end', /4\.1\.2\.5/, made({ notAfter: later(1) })],
  ['another key', /4\.1\.2\.7/, made({ spki: spkiOf(keyPair('p256', 'other').publicKey) })],
  [
    'a key usage that is not critical',
    /critical/,
    replaced('2.5.29.15', extension('2.5.29.15', der.namedBits([0, 1]))),
  ],
  [
    'a key usage without nonRepudiation',
    /keyUsage/,
    replaced('2.5.29.15', extension('2.5.29.15', der.namedBits([0]), true)),
  ],
  [
    'a key usage that lets it sign certificates',
    /keyUsage/,
    replaced('2.5.29.15', extension('2.5.29.15', der.namedBits([0, 1, 5]), true)),
  ],
  [
    'basic constraints',
    /basicConstraints/,
    withExtensions((list) => [
      ...list.slice(1),
      extension('2.5.29.19', der.seq(der.boolean(true))),
    ]),
  ],
  ['an extension missing', /six/, withExtensions((list) => list.slice(1))],
  [
    'an extension more',
    /six/,
    withExtensions((list) => [...list, extension('1.2.3.4', der.nullValue())]),
  ],
  [
    'a critical extension more',
    /critical/,
    withExtensions((list) => [...list.slice(1), extension('1.2.3.4', der.nullValue(), true)]),
  ],
  ['an extension twice', /read back/, withExtensions((list) => [...list, ...list.slice(0, 1)])],
  ['octets cut off', /read back/, tbs.subarray(0, -1)],
  ['no octets', /read back/, Buffer.alloc(0)],
  ['another subject', /4\.1\.2\.6/, made({ name: '山田　花男' })],
  ['another serialNumber in the subject', /4\.1\.2\.6/, made({ subjectSerialNumber: 'x' })],
  [
    'the parts of the subject in another order',
    /4\.1\.2\.6/,
    withFields((fields) => {
      fields[5] = der.seq(...partsOf(fields[5] ?? Buffer.alloc(0)).toReversed());
    }),
  ],
  [
    'a subject with a part more',
    /4\.1\.2\.6/,
    withFields((fields) => {
      const parts = partsOf(fields[5] ?? Buffer.alloc(0));
      fields[5] = der.seq(...parts, rdn('2.5.4.10', der.utf8String('株式会社')));
    }),
  ],
  ['another authority key', /4\.2\.1\.1/, made({ issuerKeyId: OTHER_KEY_ID })],
  [
    'the identifier of another key',
    /4\.2\.1\.2/,
    replaced(
      '2.5.29.14',
      extension('2.5.29.14', der.octetString(Buffer.from(OTHER_KEY_ID, 'hex'))),
    ),
  ],
  ['another policy', /4\.2\.1\.4/, made({ profile: OTHER_PROFILE })],
  [
    'another place for its CRL and OCSP',
    /4\.2\.[12]/,
    made({ profile: { ...content.profile, repositoryUrl: 'http://elsewhere.example' } }),
  ],
  ['another signature algorithm', /./, made({ signatureAlgorithm: 'sha256WithRSA' })],
];

/** What is wrong with the content itself, so that certificate and content agree. */
const WRONG: readonly (readonly [string, RegExp, Partial<CertificateContent>])[] = [
  ['more than five years', /規則6条4号/, { notAfter: later(4) }],
  [
    'five years and a day',
    /規則6条4号/,
    { notBefore: new Date('2026-12-01T00:31:07Z'), notAfter: new Date('2031-12-01T14:59:59Z') },
  ],
  ['an end before its beginning', /4\.1\.2\.5/, { notAfter: new Date('2026-12-01T00:31:06Z') }],
  ['no time at all', /4\.1\.2\.5/, { notAfter: content.notBefore }],
  ['a serial of 19 octets', /4\.1\.2\.2/, { serialNumber: '4f'.repeat(19) }],
  ['a serial that starts with zero', /4\.1\.2\.2/, { serialNumber: `00${'4f'.repeat(19)}` }],
  ['a serial of 21 octets', /4\.1\.2\.2/, { serialNumber: `80${'4f'.repeat(19)}` }],
];

const rulesOf = (octets: Buffer, against: CertificateContent): string[] =>
  lintTbsCertificate(octets, against).map(({ rule }) => rule);

describe('lintTbsCertificate', () => {
  it.each(['basic', 'attribute'] as const)('finds nothing in a %s certificate', (type) => {
    const asked = contentOf({ certificateType: type });
    expect(rulesOf(tbsCertificateOf(asked), asked)).toEqual([]);
  });

  it('lets a certificate of five years pass', () => {
    const asked = contentOf({
      notBefore: new Date('2027-03-01T00:00:00Z'),
      notAfter: new Date('2032-02-28T14:59:59Z'),
    });
    expect(rulesOf(tbsCertificateOf(asked), asked)).toEqual([]);
  });

  it.each(DEFECTS)('finds %s', (_, rule, octets) => {
    expect(rulesOf(octets, content).join('\n')).toMatch(rule);
  });

  it.each(WRONG)('refuses %s', (_, rule, change) => {
    const asked = contentOf(change);
    expect(rulesOf(tbsCertificateOf(asked), asked).join('\n')).toMatch(rule);
  });
});
