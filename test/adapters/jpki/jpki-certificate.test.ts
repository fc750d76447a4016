import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  ageBandAt,
  judgeSubstitutes,
  readBirthDate,
  residenceOf,
} from '../../../adapters/jpki/jpki-attributes.ts';
import {
  type ReadableJpkiCertificate,
  readJpkiCertificate,
} from '../../../adapters/jpki/jpki-certificate.ts';
import * as der from '../../../adapters/x509/der-writer.ts';
import { extension, keyPair, nameOf, withOctet } from '../x509/fixture.ts';
import {
  jpkiCertificate,
  type JpkiFields,
  jpkiName,
  otherName,
  signatureAuthority,
} from './fixture.ts';

const read = (fields: JpkiFields = {}): ReadableJpkiCertificate => {
  const certificate = readJpkiCertificate(jpkiCertificate(fields));
  if (certificate.encoding === 'unreadable') throw new Error('fixture is unreadable');
  return certificate;
};
const authentication = signatureAuthority('auth-3', {
  name: jpkiName('JPKI', 'user authentication'),
});
const AUTHENTICATION: JpkiFields = {
  authority: authentication,
  policies: ['1.2.392.200149.8.5.1.3.30'],
  usage: [0],
  subject: nameOf(['C', 'JP'], ['CN', '997794E9AGCIEG13221003A']),
  replace: { '2.5.29.17': undefined },
};

describe('readJpkiCertificate', () => {
  it('reads a certificate of the known profile', () => {
    expect(read()).toMatchObject({
      encoding: 'exact',
      kind: 'signatureCard',
      profile: { verdict: 'conforms', deviations: [] },
      attributes: {
        verdict: 'complete',
        values: {
          commonName: '山田　花子',
          substituteCharacterOfCommonName: '00000',
          gender: '2',
          dateOfBirth: '419940217',
          address: '東京都清瀬市中里５－８４２',
          substituteCharacterOfAddress: '0000000000000',
        },
      },
      birthDate: { verdict: 'known', date: '1994-02-17' },
      nameSubstitutes: 'none',
      addressSubstitutes: 'none',
    });
  });

  it.each([
    ['zeros', Buffer.alloc(200)],
    ['one octet', Buffer.from([0xff])],
  ])('finds %s after the certificate', (_, padding) => {
    const certificate = readJpkiCertificate(Buffer.concat([jpkiCertificate(), padding]));
    expect(certificate).toMatchObject({ encoding: 'trailingBytes', kind: 'signatureCard' });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('-----BEGIN CERTIFICATE-----')],
    ['a certificate that is cut off', jpkiCertificate().subarray(0, 500)],
    [
      'an extension that is not DER',
      jpkiCertificate({
        replace: { '2.5.29.17': extension('2.5.29.17', Buffer.from([0x30, 0x80, 0, 0])) },
      }),
    ],
  ])('calls %s unreadable', (_, octets) => {
    expect(readJpkiCertificate(octets)).toEqual({ encoding: 'unreadable' });
  });

  it.each([
    ['card', {}, 'signatureCard'],
    ['test card', { policies: ['1.2.392.200149.8.5.1.0.20'] }, 'signatureCard'],
    ['smartphone', { policies: ['1.2.392.200149.8.5.1.1.30'] }, 'signatureMobile'],
    ['old card', { policies: ['1.2.392.200149.8.5.1.1.10'] }, 'other'],
    ['authentication', AUTHENTICATION, 'authentication'],
    [
      'authentication by policy alone',
      { policies: ['1.2.392.200149.8.5.1.3.31'] },
      'authentication',
    ],
    ['authentication by issuer alone', { authority: authentication }, 'authentication'],
    ['no right to sign', { usage: [0] }, 'other'],
    ['no policy', { replace: { '2.5.29.32': undefined } }, 'other'],
    ['two policies', { policies: ['1.2.392.200149.8.5.1.1.20', '1.2.3'] }, 'other'],
    ['no key usage', { replace: { '2.5.29.15': undefined } }, 'other'],
    ['any policy', { policies: ['2.5.29.32.0'] }, 'other'],
    ["another's policy", { policies: ['2.999.8.5.1.1.20'] }, 'other'],
  ] as const)('kind: %s', (_, fields, kind) => {
    expect(read(fields as JpkiFields).kind).toBe(kind);
  });

  it.each([
    ['a seventh attribute', 'newFields', { moreNames: [otherName(7, 'ヤマダ　ハナコ')] }],
    [
      'another kind of name',
      'newFields',
      { moreNames: [der.implicit(2, Buffer.from('example.jp'))] },
    ],
    [
      'an unknown extension',
      'newFields',
      { moreExtensions: [extension('1.2.3.4', der.nullValue())] },
    ],
    [
      'authorityInfoAccess',
      'conforms',
      { moreExtensions: [extension('1.3.6.1.5.5.7.1.1', der.seq())] },
    ],
    [
      'a critical one',
      'deviates',
      {
        moreExtensions: [extension('1.2.3.4', der.nullValue(), true)],
      },
    ],
    ['a P-384 key, as the next card', 'deviates', { key: keyPair('p384', 'card') }],
    ['three years more', 'deviates', { notAfter: new Date('2033-02-17T14:59:59Z') }],
    [
      'keyUsage not critical',
      'deviates',
      {
        replace: { '2.5.29.15': extension('2.5.29.15', der.namedBits([0, 1])) },
      },
    ],
    ['one more key usage', 'deviates', { usage: [0, 1, 2] }],
    [
      'policies not critical',
      'deviates',
      {
        replace: {
          '2.5.29.32': extension(
            '2.5.29.32',
            der.seq(der.seq(der.oid('1.2.392.200149.8.5.1.1.20'))),
          ),
        },
      },
    ],
    ['no distribution point', 'deviates', { replace: { '2.5.29.31': undefined } }],
    ['no authority key', 'deviates', { replace: { '2.5.29.35': undefined } }],
    ['no subject key', 'deviates', { replace: { '2.5.29.14': undefined } }],
    ['another subject', 'deviates', { subject: nameOf(['C', 'JP'], ['O', 'x'], ['CN', 'y']) }],
    [
      'a name that is no UTF8String',
      'deviates',
      {
        attributes: { 1: undefined },
        moreNames: [otherName(1, der.printableString('YAMADA'))],
      },
    ],
  ] as const)('profile with %s: %s', (_, verdict, fields) => {
    expect(read(fields as unknown as JpkiFields).profile.verdict).toBe(verdict);
  });

  it.each([
    ['missing', 'missing', { attributes: { 5: undefined } }],
    ['empty', 'missing', { attributes: { 5: '' } }],
    ['twice', 'duplicate', { moreNames: [otherName(1, '別人　太郎')] }],
    [
      'twice, another missing',
      'missing',
      {
        attributes: { 5: undefined },
        moreNames: [otherName(1, '別人　太郎')],
      },
    ],
    [
      'not in UTF-8',
      'missing',
      {
        attributes: { 1: undefined },
        moreNames: [otherName(1, der.tlv(0x0c, Buffer.from([0xe5, 0xb1])))],
      },
    ],
  ] as const)('attribute %s: %s', (_, verdict, fields) => {
    expect(read(fields as unknown as JpkiFields).attributes.verdict).toBe(verdict);
  });

  it('does not mix up the attributes, in whatever order they come', () => {
    const moreNames = [6, 2, 5, 3, 4, 1].map((number) => otherName(number, `value ${number}`));
    const none = {
      1: undefined,
      2: undefined,
      3: undefined,
      4: undefined,
      5: undefined,
      6: undefined,
    };
    expect(read({ attributes: none, moreNames }).attributes.values).toEqual({
      commonName: 'value 1',
      substituteCharacterOfCommonName: 'value 2',
      gender: 'value 3',
      dateOfBirth: 'value 4',
      address: 'value 5',
      substituteCharacterOfAddress: 'value 6',
    });
  });

  it('gives no value for an attribute that occurs twice', () => {
    const { values } = read({ moreNames: [otherName(1, '別人　太郎')] }).attributes;
    expect(values.commonName).toBeUndefined();
    expect(values.address).toBeDefined();
  });

  it('keeps a byte order mark and compatibility characters as they are', () => {
    const name = '\ufeff\ufa19谷　花子';
    expect(read({ attributes: { 1: name } }).attributes.values.commonName).toBe(name);
  });

  it('never throws, whatever octet is changed', () => {
    const octets = jpkiCertificate();
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const { encoding } = readJpkiCertificate(withOctet(octets, at, change));
        expect(['exact', 'trailingBytes', 'unreadable']).toContain(encoding);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('judgeSubstitutes', () => {
  it.each([
    ['黒桐　幹也', '00000', 'none'],
    ['黒桐　幹也', '01000', 'present'],
    ['黒桐　幹也', '0000', 'lengthMismatch'],
    ['黒桐　幹也', '000000', 'lengthMismatch'],
    ['黒桐　幹也', '', 'lengthMismatch'],
    ['黒桐　幹也', '00002', 'malformed'],
    ['黒桐　幹也', '0000０', 'malformed'],
    ['黒桐　幹也', undefined, 'malformed'],
    [undefined, '00000', 'malformed'],
    ['𠮷田　花子', '00000', 'none'],
    ['𠮷田　花子', '000000', 'lengthMismatch'],
    ['辻\u{e0100}　花子', '000000', 'lengthMismatch'],
    ['辻\u{e0100}　花子', '00000', 'none'],
  ])('%s with %s: %s', (text, flags, verdict) => {
    expect(judgeSubstitutes(text, flags)).toBe(verdict);
  });
});

describe('readBirthDate', () => {
  it.each([
    ['419940217', { verdict: 'known', date: '1994-02-17' }],
    ['119120729', { verdict: 'known', date: '1912-07-29' }],
    ['219120730', { verdict: 'known', date: '1912-07-30' }],
    ['219261224', { verdict: 'known', date: '1926-12-24' }],
    ['319261225', { verdict: 'known', date: '1926-12-25' }],
    ['319890107', { verdict: 'known', date: '1989-01-07' }],
    ['419890108', { verdict: 'known', date: '1989-01-08' }],
    ['420190430', { verdict: 'known', date: '2019-04-30' }],
    ['520190501', { verdict: 'known', date: '2019-05-01' }],
    ['320000229', { verdict: 'eraContradiction' }],
    ['119120730', { verdict: 'eraContradiction' }],
    ['319890108', { verdict: 'eraContradiction' }],
    ['420190501', { verdict: 'eraContradiction' }],
    ['520190430', { verdict: 'eraContradiction' }],
    ['118670101', { verdict: 'eraContradiction' }],
    ['400000000', { verdict: 'unknown' }],
    ['419940200', { verdict: 'unknown' }],
    ['419940017', { verdict: 'unknown' }],
    ['000000000', { verdict: 'unknown' }],
    ['019940217', { verdict: 'unknown' }],
    ['619940217', { verdict: 'unreadable' }],
    ['419940230', { verdict: 'unreadable' }],
    ['419941301', { verdict: 'unreadable' }],
    ['19940217', { verdict: 'unreadable' }],
    ['4199402170', { verdict: 'unreadable' }],
    ['４19940217', { verdict: 'unreadable' }],
    ['419940217\n', { verdict: 'unreadable' }],
    ['', { verdict: 'unreadable' }],
    [undefined, { verdict: 'unreadable' }],
  ])('%s', (value, expected) => {
    expect(readBirthDate(value)).toEqual(expected);
  });
});

const at = (birthDate: string, instant: string): string =>
  ageBandAt({ verdict: 'known', date: birthDate }, new Date(instant));

describe('ageBandAt', () => {
  it.each([
    ['2011-12-02', '2026-12-01T14:59:59Z', 'under15'],
    ['2011-12-02', '2026-12-01T15:00:00Z', 'from15to17'],
    ['2008-12-02', '2026-12-01T14:59:59Z', 'from15to17'],
    ['2008-12-02', '2026-12-01T15:00:00Z', 'adult'],
    ['2008-02-29', '2026-02-28T14:59:59Z', 'from15to17'],
    ['2008-02-29', '2026-02-28T15:00:00Z', 'adult'],
    ['1926-12-25', '2026-12-01T00:00:00Z', 'adult'],
    ['2027-01-01', '2026-12-01T00:00:00Z', 'under15'],
  ])('born %s, at %s: %s', (birthDate, instant, band) => {
    expect(at(birthDate, instant)).toBe(band);
  });

  it.each(['eraContradiction', 'unknown', 'unreadable'] as const)('is unknown: %s', (verdict) => {
    expect(ageBandAt({ verdict }, new Date('2026-12-01T00:00:00Z'))).toBe('unknown');
  });
});

describe('residenceOf', () => {
  it.each([
    ['東京都清瀬市中里５－８４２', 'domestic'],
    ['北海道函館市本町１', 'domestic'],
    ['神奈川県横浜市中区', 'domestic'],
    ['京都府京都市', 'domestic'],
    ['国外転出　令和７年４月１日', 'abroad'],
    ['アメリカ合衆国', 'abroad'],
    [undefined, 'domestic'],
  ])('%s: %s', (address, residence) => {
    expect(residenceOf(address)).toBe(residence);
  });
});
