import { createHash } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { keyThumbprint } from '../../../db/governance/portals.ts';
import { readAccessChange } from '../../../domain/governance/access-change.ts';
import { readActContent } from '../../../domain/governance/act-kinds.ts';
import { portalDeeds } from '../../../domain/governance/portal-change.ts';
import {
  algorithmsOf,
  arePortalKeys,
  thumbprintInput,
  type PortalKey,
} from '../../../domain/governance/portal-keys.ts';
import { aPortalKey, KEY_KINDS, portalKeyPair } from '../../portal-keys.ts';

const ec = aPortalKey('k1');
const rsa = aPortalKey('k2', 'RSA') as Extract<PortalKey, { kty: 'RSA' }>;
const limits = { applicationsPerHour: 100, requestsPerMinute: 600 };

describe('arePortalKeys', () => {
  it.each(KEY_KINDS)('takes a key of kind %s', (kind) => {
    for (let n = 0; n < (kind === 'RSA' ? 2 : 40); n += 1) {
      expect(arePortalKeys([aPortalKey(`key-${n}`, kind)])).toBe(true);
    }
  });

  it('takes four at once, each under a name of its own', () => {
    const four = ['a', 'b', 'c', 'd'].map((kid) => ({ ...ec, kid }));
    expect(arePortalKeys(four)).toBe(true);
    expect(arePortalKeys([...four, { ...ec, kid: 'e' }])).toBe(false);
    expect(arePortalKeys([ec, { ...rsa, kid: ec.kid }])).toBe(false);
  });

  it.each<[string, unknown]>([
    ['no key at all', []],
    ['none', undefined],
    ['a private key', [{ ...portalKeyPair('k').privateKey.export({ format: 'jwk' }), kid: 'k' }]],
    ['a name with a blank', [{ ...ec, kid: 'k 1' }]],
    ['no name', [{ ...ec, kid: undefined }]],
    ['another curve', [{ ...ec, crv: 'P-384' }]],
    ['half a point', [{ ...ec, y: undefined }]],
    ['a coordinate that is too short', [{ ...ec, x: 'AAAA' }]],
    ['a modulus of 1024 bits', [{ ...rsa, n: rsa.n.slice(0, 171) }]],
    ['a modulus that begins with zeros', [{ ...rsa, n: `A${rsa.n.slice(1)}` }]],
    ['another exponent', [{ ...rsa, e: 'Aw' }]],
    ['a secret', [{ kty: 'oct', k: 'AAAA', kid: 'k' }]],
    ['more than names the key', [{ ...ec, alg: 'ES256' }]],
  ])('refuses %s', (_, keys) => {
    expect(arePortalKeys(keys)).toBe(false);
  });
});

describe('algorithmsOf', () => {
  it.each([
    ['EC', ['ES256']],
    ['Ed25519', ['EdDSA', 'Ed25519']],
    ['RSA', ['PS256', 'RS256']],
  ] as const)('gives a key of kind %s no other than its own', (kind, algorithms) => {
    expect(algorithmsOf(aPortalKey('k', kind))).toEqual(algorithms);
  });
});

describe('the thumbprint', () => {
  it('is that of RFC 7638 §3.1', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
    const key = { kid: '2011-04-29', kty: 'RSA', n, e: 'AQAB' } as const;
    expect(createHash('sha256').update(thumbprintInput(key)).digest('base64url')).toBe(
      'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
    );
  });

  it.each(KEY_KINDS)('is what another implementation says of kind %s', async (kind) => {
    const key = aPortalKey('k', kind);
    const theirs = await calculateJwkThumbprint({ ...key }, 'sha256');
    expect(Buffer.from(keyThumbprint(key), 'hex').toString('base64url')).toBe(theirs);
  });
});

const add = {
  do: 'addPortal',
  portal: 'a-portal',
  name: '窓口',
  keys: [ec],
  ...limits,
  isWebPortal: false,
  isSandbox: true,
};

describe('a change of a portal', () => {
  const GOOD = [
    add,
    { do: 'changeKeys', portal: 'a-portal', keys: [ec, rsa] },
    { do: 'changeLimits', portal: 'a-portal', ...limits },
    { do: 'closePortal', portal: 'a-portal' },
    { do: 'openPortal', portal: 'a-portal' },
  ];

  it('is read in each of its forms', () => {
    expect(GOOD.map((change) => change.do)).toEqual(portalDeeds);
    for (const change of GOOD) expect(readAccessChange('portal', change)).toEqual(change);
  });

  it.each<[string, unknown]>([
    ['an id with a capital', { ...add, portal: 'A-portal' }],
    ['an id with a blank', { ...add, portal: 'a portal' }],
    ['no name', { ...add, name: '' }],
    ['a name of two lines', { ...add, name: 'a\nb' }],
    ['no key', { ...add, keys: [] }],
    ['no limit', { ...add, requestsPerMinute: 0 }],
    ['half a request', { ...add, requestsPerMinute: 0.5 }],
    ['a limit in words', { ...add, applicationsPerHour: '100' }],
    ['a token', { ...add, tokenSha256: 'ab'.repeat(32) }],
    ['a word for yes', { ...add, isSandbox: 'yes' }],
    ['keys when it is closed', { do: 'closePortal', portal: 'a-portal', keys: [ec] }],
    ['something else', { do: 'eatPortal', portal: 'a-portal' }],
  ])('is not read with %s', (_, change) => {
    expect(readAccessChange('portal', change)).toBeUndefined();
  });

  it('fits into the content of an act with four of the largest keys', () => {
    const keys = ['a', 'b', 'c', 'd'].map((kid) => ({
      ...rsa,
      kid: kid.repeat(64),
      n: `u${'A'.repeat(682)}`,
    }));
    const effectiveFrom = '2026-12-01T00:00:00.000Z';
    const content = { v: 1, actKind: 'portal', effectiveFrom, change: { ...add, keys } };
    expect(readActContent(content)).toEqual(content);
    expect(JSON.stringify(content).length).toBeLessThan(4096);
  });
});
