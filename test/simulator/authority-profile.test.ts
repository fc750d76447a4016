import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { authorityCertificate } from '../../simulator/authority-profile.ts';
import { AUTHORITIES } from '../../simulator/authority-specs.ts';
import { distinguishedName } from '../../simulator/distinguished-name.ts';
import { keyIdentifierOf } from '../../simulator/extensions.ts';

/** Public key of the third generation of the JPKI signature CA, as J-LIS publishes it. */
const REAL_SPKI = Buffer.from(
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA2LTEvzVaXpTKhJiA/iVE40bOA6gdkuaEpiftHvx2MGuH' +
    'pWLBndQ1PaCPUVsClZ09nHI8MbftFckHNjiqO6NiBYblsMSeREl8wYb7Gy4eRDXMF/avFJvCZ9aMmYPTOuJUpSY4' +
    'kJvM0JnJm3o6t5WNBy555bHmdlhLMm3zIbo70ZCP44TRSI37PB4Ah8wOc/2SMYjM4bdmgOev7fCq/9Y98eQpkqSc' +
    '6XehqC1qwpoddmZm+a2ISkbVvvQ/Z2WB7LAMOkELJ8/5ClHkGu55eceO+pfsbS7IaJCd0v4MC31zJwhB6uBcisx0' +
    '5rHbAM/9k9J7VJHUkgUo8Nqt8pllRneJSQIDAQAB',
  'base64',
);

/** SHA-256 of the tbsCertificate of the published certificate (SHA-256 d227f6cd…dbfa365f). */
const REAL_TBS_SHA256 = '41916504f9f56309b7c2856b9149fb46f03b73f10367aab092ecc3d434e1768f';

describe('authorityCertificate', () => {
  const spec = AUTHORITIES['sign-3'];

  it('gives the published JPKI certificate octet for octet when given its key', () => {
    const tbs = authorityCertificate({
      rdns: spec.rdns,
      japaneseName: distinguishedName(spec.japaneseRdns),
      serialNumber: Buffer.from(spec.serialNumber, 'hex'),
      notBefore: new Date(spec.notBefore),
      notAfter: new Date(spec.notAfter),
      spki: REAL_SPKI,
    });
    expect(createHash('sha256').update(tbs).digest('hex')).toBe(REAL_TBS_SHA256);
  });

  it('computes key identifiers as J-LIS does', () => {
    expect(keyIdentifierOf(REAL_SPKI).toString('hex')).toBe(
      'd21ea55895617e93adbf966b941ab4edf653f08f',
    );
  });
});
