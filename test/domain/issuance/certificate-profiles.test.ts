import { describe, expect, it } from 'vitest';
import { profileOf } from '../../../bin/demonstration/documents.ts';
import {
  CERTIFICATE_KINDS,
  crlShardOf,
  shapeOf,
  type CertificateShape,
  type ProfileExtension,
  type ProfilesV1,
} from '../../../domain/issuance/certificate-profiles.ts';
import { readCertificateProfiles } from '../../../domain/issuance/read-certificate-profiles.ts';

const V1: ProfilesV1 = {
  v: 1,
  service: 'demo-code',
  policies: { basic: '2.999.1.1.1', attribute: '2.999.1.1.2' },
  cpsUrl: 'https://repository.example:8443/cps',
  repositoryUrl: 'https://repository.example:8443',
};

const V2 = profileOf('demo-code', 'http://repository.example');

const withShape = (kind: keyof typeof V2.certificates, change: Partial<CertificateShape>) => ({
  ...V2,
  certificates: { ...V2.certificates, [kind]: { ...V2.certificates[kind], ...change } },
});

const withExtension = (
  kind: keyof typeof V2.certificates,
  change: Partial<Record<keyof ProfileExtension | 'more', unknown>> & {
    readonly extension: string;
  },
) =>
  withShape(kind, {
    extensions: V2.certificates[kind].extensions.map((each) =>
      each.extension === change.extension ? ({ ...each, ...change } as ProfileExtension) : each,
    ),
  });

const { basic, ocspResponder } = V2.certificates;

const REFUSED: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['a list', [V2]],
  ['a later form', { ...V2, v: 3 }],
  ['a member more', { ...V2, note: 'x' }],
  ['a member less', { v: 1, service: 'x' }],
  ['another service name', { ...V2, service: 'Demo Code' }],
  ['a version that is no day', { ...V2, version: 'latest' }],
  ['no shard', { ...V2, crlShards: 0 }],
  ['257 shards', { ...V2, crlShards: 257 }],
  ['half a shard', { ...V2, crlShards: 1.5 }],
  ['a URL with a slash at its end', { ...V2, repositoryUrl: 'http://repository.example/' }],
  ['a URL with a user', { ...V2, repositoryUrl: 'http://a@repository.example' }],
  ['a URL of LDAP', { ...V2, repositoryUrl: 'ldap://repository.example' }],
  ['a URL with kanji', { ...V2, cpsUrl: 'http://repository.example/規程' }],
  ['a URL of 129 characters', { ...V2, cpsUrl: `http://repository.example/${'c'.repeat(103)}` }],
  ['a kind missing', { ...V2, certificates: { basic } }],
  ['a kind more', { ...V2, certificates: { ...V2.certificates, timeStamp: basic } }],
  [
    'one policy for both types (規則6条8号)',
    withExtension('basic', { extension: 'certificatePolicies', policy: '2.999.1.1.2' }),
  ],
  ['the same in the first form', { ...V1, policies: { basic: '2.999.1', attribute: '2.999.1' } }],
  [
    'anyPolicy for a subscriber',
    withExtension('basic', { extension: 'certificatePolicies', policy: '2.5.29.32.0' }),
  ],
  [
    'a policy that is no identifier',
    withExtension('basic', { extension: 'certificatePolicies', policy: '2.999.01' }),
  ],
  [
    'another policy for a link',
    withExtension('link', { extension: 'certificatePolicies', policy: '2.999.1' }),
  ],
  ['61 months (規則6条4号)', withShape('basic', { validity: { months: 61 } })],
  ['no month', withShape('basic', { validity: { months: 0 } })],
  ['days for a subscriber', withShape('basic', { validity: { days: 30 } })],
  ['a responder of 91 days', withShape('ocspResponder', { validity: { days: 91 } })],
  ['a CA of eleven years', withShape('selfSigned', { validity: { months: 132 } })],
  ['a subject without a name', withShape('basic', { subject: ['countryName', 'serialNumber'] })],
  ['a name twice', withShape('basic', { subject: ['commonName', 'commonName', 'serialNumber'] })],
  [
    'an organization of a subscriber',
    withShape('basic', { subject: [...basic.subject, 'organizationName'] }),
  ],
  ['an extension missing', withShape('basic', { extensions: basic.extensions.slice(1) })],
  [
    'an extension twice',
    withShape('basic', { extensions: [...basic.extensions, ...basic.extensions.slice(0, 1)] }),
  ],
  [
    'an extension of another kind',
    withShape('basic', {
      extensions: [...basic.extensions, ...ocspResponder.extensions.slice(-1)],
    }),
  ],
  ['an extension that nobody knows', withExtension('basic', { extension: 'keyUsage', more: 1 })],
  [
    'a key usage that is not critical',
    withExtension('basic', { extension: 'keyUsage', critical: false }),
  ],
  [
    'a critical policy',
    withExtension('basic', { extension: 'certificatePolicies', critical: true }),
  ],
  [
    'a subscriber who signs certificates',
    withExtension('basic', {
      extension: 'keyUsage',
      usages: ['digitalSignature', 'nonRepudiation', 'keyCertSign'],
    }),
  ],
  ['a subscriber who cannot sign', withExtension('basic', { extension: 'keyUsage', usages: [] })],
  [
    'a responder for servers',
    withExtension('ocspResponder', { extension: 'extendedKeyUsage', purposes: ['serverAuth'] }),
  ],
  ['CAs below a CA', withExtension('selfSigned', { extension: 'basicConstraints', pathLength: 1 })],
];

describe('readCertificateProfiles', () => {
  it('reads both forms', () => {
    expect(readCertificateProfiles(V1)).toEqual(V1);
    expect(readCertificateProfiles(V2)).toEqual(V2);
  });

  it('leaves to a document what is its own', () => {
    const other = {
      ...withShape('basic', {
        subject: basic.subject.toReversed(),
        validity: { months: 24 },
        extensions: basic.extensions.toReversed(),
      }),
      crlShards: 256,
      version: '2027-04-01.2',
    };
    expect(readCertificateProfiles(other)).toEqual(other);
  });

  it.each(REFUSED)('refuses %s', (_, document) => {
    expect(readCertificateProfiles(document)).toBeUndefined();
  });
});

describe('shapeOf', () => {
  it('gives for the first form what the second says of subscribers', () => {
    for (const kind of ['basic', 'attribute'] as const) {
      expect(shapeOf(V1, kind)).toEqual(V2.certificates[kind]);
    }
  });

  it('knows in the first form no certificate but those of subscribers', () => {
    const known = CERTIFICATE_KINDS.filter((kind) => shapeOf(V1, kind));
    expect(known).toEqual(['basic', 'attribute']);
  });
});

describe('crlShardOf', () => {
  it('spreads serial numbers by their last 32 bits', () => {
    expect(crlShardOf(`${'4f'.repeat(16)}ffffffff`, 1)).toBe(0);
    expect(crlShardOf(`${'4f'.repeat(16)}ffffffff`, 256)).toBe(255);
    expect(crlShardOf(`${'4f'.repeat(16)}0000000a`, 7)).toBe(3);
  });
});
