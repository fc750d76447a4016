import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as der from '../../../adapters/x509/der-writer.ts';
import {
  checkAppended,
  checkCrl,
  openOwnCrl,
  type ExpectedCrl,
} from '../../../enclave/status/check-crl.ts';
import {
  certificateListOf,
  tbsCertListOf,
  type CrlContent,
} from '../../../enclave/status/crl-writer.ts';
import { EntryDigest, type EntriesDigest } from '../../../enclave/status/entry-digest.ts';
import { EntryWriter, type ListedSerial } from '../../../enclave/status/entry-octets.ts';
import { rdn } from '../../../enclave/issuance/certificate-profile.ts';

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
const bySerial = (entries: readonly ListedSerial[]): ListedSerial[] =>
  entries.toSorted((a, b) => (a.serialNumber < b.serialNumber ? -1 : 1));
const three = bySerial([revoked(1), revoked(2), revoked(3)]);

/** What the register says. */
function each(entries: readonly ListedSerial[]): EntriesDigest {
  const digest = new EntryDigest();
  for (const { serialNumber: serial, revocationDate, reasonCode } of entries) {
    digest.add(serial, revocationDate, reasonCode);
  }
  return digest.done();
}

const encoded = (entries: readonly ListedSerial[]) => {
  const writer = new EntryWriter();
  for (const entry of entries) writer.add(entry);
  return writer.done();
};

const contentOf = (more: Partial<CrlContent> = {}): CrlContent => ({
  issuer: der.seq(rdn('2.5.4.3', der.utf8String('Sample CA'))),
  issuerKeyId: 'ab'.repeat(20),
  signatureAlgorithm: 'ecdsaWithSha256',
  number: 1000n,
  thisUpdate: new Date('2026-12-01T00:00:00Z'),
  nextUpdate: new Date('2026-12-04T00:00:00Z'),
  ...more,
});

function listOf(entries: readonly ListedSerial[], more: Partial<CrlContent> = {}): Buffer {
  const content = contentOf(more);
  const roomy = tbsCertListOf(content, encoded(entries));
  const signature = sign('sha256', roomy.tbs, issuer.privateKey);
  return certificateListOf(roomy, content.signatureAlgorithm, signature);
}

const before = (entries: readonly ListedSerial[], number = 999n) =>
  openOwnCrl(listOf(entries, { number }));

const common = { spki: spkiOf(issuer), content: contentOf() };

const check = async (octets: Buffer, more: Partial<ExpectedCrl> = {}): Promise<number> => {
  const list = await checkCrl(octets, {
    ...common,
    registered: each(three),
    previous: undefined,
    lost: (serials) => Promise.resolve(serials),
    ...more,
  });
  return list.size;
};

const diverged = { type: 'StatusDiverged' };

describe('checkCrl, incident 5: a serial number twice on a list', () => {
  it('takes a list that says what the register says, after one that is older', async () => {
    expect(await check(listOf(three), { previous: before(three.slice(0, 2)) })).toBe(3);
    expect(await check(listOf([]), { registered: each([]) })).toBe(0);
  });

  it.each([
    ['of another key', listOf(three), { spki: spkiOf(pair()) }],
    ['of another number', listOf(three, { number: 1001n }), {}],
    ['that lost a serial number', listOf(three.slice(1)), {}],
    ['with one twice', listOf([...three, revoked(3)]), {}],
    [
      'with one twice, as the register has it',
      listOf([...three, ...three.slice(2)]),
      { registered: each([...three, ...three.slice(2)]) },
    ],
    [
      'with one that is revoked and held',
      listOf([...three, revoked(3, 'certificateHold')]),
      { registered: each([...three, revoked(3, 'certificateHold')]) },
    ],
    ['with one that the register does not have', listOf([...three, revoked(4)]), {}],
    ['with another reason', listOf([...three.slice(1), revoked(1, 'superseded')]), {}],
    [
      'with another date',
      listOf([...three.slice(1), { ...revoked(1), revocationDate: new Date(0) }]),
      {},
    ],
    ['good for longer', listOf(three, { nextUpdate: new Date('2026-12-05T00:00:00Z') }), {}],
    ['made at another time', listOf(three, { thisUpdate: new Date('2026-11-30T00:00:00Z') }), {}],
    ['that speaks for one shard alone', listOf(three, { points: ['http://x.example/1.crl'] }), {}],
    ['whose number did not rise', listOf(three), { previous: before(three, 1000n) }],
    [
      'without what was on the one before',
      listOf(three),
      { previous: before([...three, revoked(4)]) },
    ],
  ] as const)('refuses a list %s', async (_, octets, more) => {
    await expect(check(octets, more)).rejects.toMatchObject(diverged);
  });

  it('lets go what the register has a reason for, and asks it about nothing else', async () => {
    const asked: string[] = [];
    const lost = (serials: readonly string[]) => {
      asked.push(...serials);
      return Promise.resolve([]);
    };
    const previous = before([...three, revoked(4, 'certificateHold')]);
    expect(await check(listOf(three), { previous, lost })).toBe(3);
    expect(asked).toEqual([serialNumber(4)]);
  });
});

describe('checkAppended', () => {
  const added = [revoked(4), revoked(5)];
  const append = (octets: Buffer, previous = before(three)): number =>
    checkAppended(octets, { ...common, previous, added, encoded: encoded(added) }).size;

  it('takes the list before with what was added', () => {
    expect(append(listOf([...three, ...added]))).toBe(5);
    expect(append(listOf(added), before([]))).toBe(2);
  });

  it('gives a list in which every entry is found where it stands', () => {
    const list = checkAppended(listOf([...three, ...added]), {
      ...common,
      previous: before(three),
      added,
      encoded: encoded(added),
    });
    const read = openOwnCrl(listOf([...three, ...added]));
    const serials = [...read.serialNumbers()];
    expect([...list.serialNumbers()]).toEqual(serials);
    for (const serial of serials) expect(list.find(serial)).toEqual(read.find(serial));
    const asked = [serialNumber(5), serialNumber(1), serialNumber(9)];
    expect([...list.among(asked).keys()].toSorted()).toEqual(asked.slice(0, 2).toSorted());
    expect([...list.missingFrom(before(three))].toSorted()).toEqual(
      added.map((one) => one.serialNumber).toSorted(),
    );
    expect([...before(three.toReversed()).missingFrom(list)]).toEqual([]);
  });

  it.each([
    ['without one of the list before', listOf([...three.slice(1), ...added])],
    [
      'in which one of the list before has changed',
      listOf([revoked(9), ...three.slice(1), ...added]),
    ],
    ['without one that was added', listOf([...three, revoked(4)])],
    ['with one more', listOf([...three, ...added, revoked(6)])],
    ['of another number', listOf([...three, ...added], { number: 1001n })],
  ] as const)('refuses a list %s', (_, octets) => {
    expect(() => append(octets)).toThrow(expect.objectContaining(diverged));
  });

  it('refuses one that was added twice', () => {
    const twice = [revoked(4), revoked(4)];
    expect(() =>
      checkAppended(listOf([...three, ...twice]), {
        ...common,
        previous: before(three),
        added: twice,
        encoded: encoded(twice),
      }),
    ).toThrow(expect.objectContaining(diverged));
  });
});
