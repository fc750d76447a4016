import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { profileOf } from '../../bin/demonstration/documents.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import { acceptDocument } from '../../enclave/keys/accept-document.ts';
import { makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import {
  entriesOf,
  issued,
  keptCertificate,
  reservationOf,
  useRoom,
} from '../enclave/held-room.ts';
import { issueWith, killAt } from '../enclave/killed-room.ts';
import { octetsOf, SERVICE, type RoomBench } from '../enclave/room-bench.ts';
import { otherBuild } from './other-build.ts';

/**
 * A deployment in the middle of issuing gave 645 certificates whose final contents were not the announced ones (Let's
 * Encrypt, 2023-06-15). Here the room goes on with the very octets that it intended, or stops and says so.
 */

const held = useRoom({ 'with-other-key': 'p256' });
const other = otherBuild();
let bench: RoomBench;
beforeAll(() => {
  ({ bench } = held());
});
afterAll(() => other.remove());

/** An order that this build intended and never signed. */
async function intendedOrder(service = SERVICE): Promise<OrderRequest> {
  const request = await makeCase(bench, { service });
  await killAt(bench, 'issuance.2-intended', [request]);
  return request;
}

/** The same without a process of its own: the HSM went away before it signed. */
async function unsignedOrder(): Promise<OrderRequest> {
  const request = await makeCase(bench);
  const { issuer } = await held().openRoom();
  bench.token.issuing = () => Promise.reject(new DomainError('HsmUnavailable', 'CKR_DEVICE_ERROR'));
  await expect(issuer.issue(request)).rejects.toMatchObject({ type: 'HsmUnavailable' });
  bench.token.issuing = (sign) => sign();
  return request;
}

const issueWithOther = async (request: OrderRequest, aheadMs = 0) => {
  const [outcome] = await issueWith(bench, { ...other, aheadMs }, [request]);
  return keptCertificate(bench, request, issued(outcome ?? { outcome: 'refused', check: '' }));
};

const move = async (service: string, repositoryUrl: string): Promise<void> => {
  const { room } = await held().openRoom();
  await acceptDocument(
    { pool: bench.pool, book: room.book },
    {
      documentType: 'profile',
      content: octetsOf(profileOf(service, repositoryUrl)),
      effectiveFrom: new Date('2026-11-01T00:00:00Z'),
      custodian: 'custodian-01',
      terminal: 'room-terminal-01',
    },
  );
};

describe('a deployment between intent and signature', () => {
  it('lets another build, profile and writer of DER sign the intended octets alone', async () => {
    const request = await intendedOrder();
    const before = await reservationOf(bench, request);
    await move(SERVICE, 'http://moved.example');

    const certificate = await issueWithOther(request);
    expect(sha256Hex(readCertificate(certificate).tbs)).toBe(before?.tbs);
    expect(readCertificate(certificate).serialNumber).toBe(before?.serial);
    expect(certificate.includes('moved.example')).toBe(false);
    expect((await entriesOf(bench, request)).map(([event]) => event)).toEqual([
      'issuance.intended',
      'issuance.completed',
    ]);

    // That build is another one indeed: what it intends itself looks otherwise.
    const next = await issueWithOther(await makeCase(bench));
    expect(next.includes('moved.example')).toBe(true);
    expect([...readCertificate(next).extensions.keys()]).not.toEqual([
      ...readCertificate(certificate).extensions.keys(),
    ]);
  });

  it('gives the build that intended the certificate of the one that signed', async () => {
    const request = await intendedOrder();
    const certificate = await issueWithOther(request);
    const { issuer } = await held().openRoom();
    const again = keptCertificate(bench, request, issued(await issuer.issue(request)));
    expect(again.equals(certificate)).toBe(true);
  });
});

const tamper = (request: OrderRequest, columns: Readonly<Record<string, unknown>>) =>
  bench.rows(
    `update issuances set ${Object.keys(columns)
      .map((name, i) => `${name} = $${i + 2}`)
      .join(', ')} where order_id = $1`,
    [request.orderId, ...Object.values(columns)],
  );

type Row = { sealed: Buffer; tbs: string };

const rowOf = async ({ orderId }: OrderRequest): Promise<Row> => {
  const [row] = await bench.rows<Row>(
    'select tbs_sealed as sealed, tbs_sha256 as tbs from issuances where order_id = $1',
    [orderId],
  );
  if (!row) throw new Error('no such order');
  return row;
};

/** Asks a room anew; it must stop with `CertificateMismatch` and leave the HSM alone. */
async function expectStop(request: OrderRequest): Promise<void> {
  const attempts = (await reservationOf(bench, request))?.attempts;
  const { issuer } = await held().openRoom();
  const signatures = bench.token.issuerSignatures;
  await expect(issuer.issue(request)).rejects.toMatchObject({ type: 'CertificateMismatch' });
  expect(bench.token.issuerSignatures).toBe(signatures);
  expect(await reservationOf(bench, request)).toMatchObject({ attempts, certificate: null });
  expect((await entriesOf(bench, request)).map(([event]) => event)).toEqual(['issuance.intended']);
}

describe('an intent whose sealed TBS is not what was intended', () => {
  it('is not signed if the TBS is another, sealed as it should be', async () => {
    const request = await unsignedOrder();
    const { room } = await held().openRoom();
    const { sealed } = await rowOf(request);
    const tbs = room.evidence.unseal(request.chainId, sealed);
    // The same serial number with another end (SwissSign 1404403): 23:59:59 in Japan becomes a second earlier.
    const end = tbs.indexOf('145959Z');
    expect(end).toBeGreaterThan(0);
    tbs.write('145958Z', end);
    await tamper(request, { tbs_sealed: room.evidence.seal(request.chainId, tbs) });
    await expectStop(request);
  });

  it('is not signed either if the row names the other TBS: the book has the hash', async () => {
    const request = await unsignedOrder();
    const { room } = await held().openRoom();
    const { sealed } = await rowOf(request);
    const tbs = room.evidence.unseal(request.chainId, sealed);
    tbs[tbs.length - 1] = (tbs.at(-1) ?? 0) ^ 1;
    await tamper(request, {
      tbs_sealed: room.evidence.seal(request.chainId, tbs),
      tbs_sha256: sha256Hex(tbs),
    });
    await expectStop(request);
  });

  it('is not signed if the row names the intent of another order', async () => {
    const [one, two] = [await unsignedOrder(), await unsignedOrder()];
    const { room } = await held().openRoom();
    const { sealed, tbs } = await rowOf(two);
    await tamper(one, {
      tbs_sealed: room.evidence.seal(one.chainId, room.evidence.unseal(two.chainId, sealed)),
      tbs_sha256: tbs,
    });
    await bench.rows(
      `update issuances set intent_entry_id = (select intent_entry_id from issuances where order_id = $2)
       where order_id = $1`,
      [one.orderId, two.orderId],
    );
    await expectStop(one);
  });

  it.each([
    ['a bit of it differs', (sealed: Buffer) => ((sealed[20] = (sealed[20] ?? 0) ^ 1), sealed)],
    ['it is cut off', (sealed: Buffer) => sealed.subarray(0, 40)],
    ['nothing is left', () => Buffer.alloc(0)],
  ])('is not signed if %s', async (_, spoil) => {
    const request = await unsignedOrder();
    const { sealed } = await rowOf(request);
    await tamper(request, { tbs_sealed: spoil(Buffer.from(sealed)) });
    await expectStop(request);
    // Put back, it is signed as if nothing had been.
    await tamper(request, { tbs_sealed: sealed });
    const { issuer } = await held().openRoom();
    const certificate = keptCertificate(bench, request, issued(await issuer.issue(request)));
    expect(sha256Hex(readCertificate(certificate).tbs)).toBe((await rowOf(request)).tbs);
  });
});

const setKey = (state: string) =>
  bench.rows(`update issuer_keys set state = $1 where 'with-other-key' = any(services)`, [state]);

describe('an issuer key that may no longer finish', () => {
  it('signs nothing for another build, and the intended octets once it may finish', async () => {
    const request = await intendedOrder('with-other-key');
    const before = await reservationOf(bench, request);
    await setKey('retired');
    expect(await issueWith(bench, other, [request])).toEqual([
      { outcome: 'refused', check: 'issuerKeyNotIssuing' },
    ]);
    // Nothing was asked of the HSM, so nothing is counted.
    expect(await reservationOf(bench, request)).toEqual(before);
    await setKey('status-only');
    const certificate = await issueWithOther(request);
    expect(sha256Hex(readCertificate(certificate).tbs)).toBe(before?.tbs);
    expect(await reservationOf(bench, request)).toMatchObject({ attempts: 2 });
  });
});

describe('a clock of another day', () => {
  /** Last: no clock may be behind the newest entry of the book. */
  it('changes nothing of what was intended', async () => {
    const request = await intendedOrder();
    const before = await reservationOf(bench, request);
    const certificate = await issueWithOther(request, 26 * 3_600_000);
    expect(sha256Hex(readCertificate(certificate).tbs)).toBe(before?.tbs);
    const [, completed] = (await bench.readBook()).filter(
      ({ entry }) => (entry.data as { order?: string }).order === request.orderId,
    );
    expect(Date.parse(completed?.entry.at ?? '') - Date.now()).toBeGreaterThan(25 * 3_600_000);
    expect(completed?.entry.run).toMatchObject({ build: 'other' });
  });
});
