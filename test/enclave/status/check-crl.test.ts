import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as der from '../../../adapters/x509/der-writer.ts';
import { checkCrl, type ExpectedCrl } from '../../../enclave/status/check-crl.ts';
import { tbsCertListOf, type ListedSerial } from '../../../enclave/status/crl-writer.ts';
import { certificateOf, rdn } from '../../../enclave/issuance/certificate-profile.ts';

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const issuer = pair();
const spkiOf = ({ publicKey }: ReturnType<typeof pair>): Buffer =>
  publicKey.export({ type: 'spki', format: 'der' });

const serialNumber = (n: number): string =>
  `4${createHash('sha256').update(String(n)).digest('hex').slice(0, 39)}`;
const revoked = (
  n: number,
  reasonCode: ListedSerial['reasonCode'] = 'cACompromise',
): ListedSerial => ({
  serialNumber: serialNumber(n),
  revocationDate: new Date('2026-12-01T00:00:00Z'),
  reasonCode,
});
const three = [revoked(1), revoked(2), revoked(3)];

async function* each(entries: readonly ListedSerial[]) {
  yield* entries;
}

/** A signed list, version 2: outside it has the shape of a certificate (RFC 5280 §5.1.1). */
async function listOf(entries: readonly ListedSerial[], number = 1000n): Promise<Buffer> {
  const tbs = await tbsCertListOf(
    {
      issuer: der.seq(rdn('2.5.4.3', der.utf8String('Sample CA'))),
      issuerKeyId: 'ab'.repeat(20),
      signatureAlgorithm: 'ecdsaWithSha256',
      number,
      thisUpdate: new Date('2026-12-01T00:00:00Z'),
      nextUpdate: new Date('2026-12-04T00:00:00Z'),
    },
    each(entries),
  );
  return certificateOf(tbs, 'ecdsaWithSha256', sign('sha256', tbs, issuer.privateKey));
}

const check = (octets: Buffer, more: Partial<ExpectedCrl> = {}): Promise<number> =>
  checkCrl(octets, {
    spki: spkiOf(issuer),
    number: 1000n,
    entries: each(three),
    previous: undefined,
    ...more,
  });

describe('checkCrl', () => {
  it('takes a list that says what the register says, after one that is older and no longer', async () => {
    const previous = await listOf(three.slice(0, 2), 999n);
    expect(await check(await listOf(three), { previous })).toBe(3);
  });

  it.each([
    ['of another key', () => listOf(three), { spki: spkiOf(pair()) }],
    ['of another number', () => listOf(three, 1001n), {}],
    ['that lost a serial number', () => listOf(three.slice(1)), {}],
    ['with one twice', () => listOf([...three, revoked(3)]), {}],
    ['with one that the register does not have', () => listOf([...three, revoked(4)]), {}],
    ['with another reason', () => listOf([...three.slice(1), revoked(1, 'superseded')]), {}],
  ] as const)('refuses a list %s', async (_, made, more) => {
    await expect(check(await made(), more)).rejects.toMatchObject({ type: 'StatusDiverged' });
  });

  it.each([
    ['whose number did not rise', () => listOf(three, 1000n)],
    ['shorter than the one before', () => listOf([...three, revoked(4)], 999n)],
  ] as const)('refuses a list %s', async (_, before) => {
    const previous = await before();
    await expect(check(await listOf(three), { previous })).rejects.toMatchObject({
      type: 'StatusDiverged',
    });
  });
});
