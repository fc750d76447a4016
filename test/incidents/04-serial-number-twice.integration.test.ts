import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import type { IntentRow } from '../../enclave/book/room-store.ts';
import type { RoomEntry } from '../../enclave/book/room-book.ts';
import { newEntryId } from '../../enclave/book/entry-id.ts';
import { newSerialNumber } from '../../enclave/issuance/serial-number.ts';
import { makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import { enclaveUrl, issued, useRoom } from '../enclave/held-room.ts';
import type { RoomBench, TestRoom } from '../enclave/room-bench.ts';

/**
 * One issuer and serial number on two certificates (SwissSign 1404403), also on certificates of CAs (mdsp,
 * 2017-09-29): both databases refuse the second, of whatever kind it is.
 */

const held = useRoom({ 'with-second-key': 'p256' });
let bench: RoomBench;
let owner: pg.Client;
beforeAll(async () => {
  ({ bench } = held());
  owner = new pg.Client({ connectionString: enclaveUrl(bench) });
  await owner.connect();
});
afterAll(() => owner?.end());

const hash = (): string => randomBytes(32).toString('hex');

interface Named {
  readonly issuerKeyId: string;
  readonly serialNumber: string;
}

/** The entry of a CA certificate about to be signed: what a ceremony writes. */
const caIntent = ({ issuerKeyId, serialNumber }: Named): RoomEntry => {
  const tbsSha256 = hash();
  return {
    id: newEntryId(),
    event: 'caCertificate.intended',
    items: ['1ト'],
    at: new Date().toISOString(),
    actor: { kind: 'custodian', id: 'custodian-01', role: 'custodian', terminal: 'room' },
    evidence: [{ kind: 'tbsCertificate', sha256: tbsSha256, size: 900 }],
    data: {
      certificateKind: 'selfSigned',
      issuerKeyId,
      serialNumber,
      notBefore: '2026-12-01T00:00:00.000Z',
      notAfter: '2036-12-01T00:00:00.000Z',
      tbsSha256,
      act: newEntryId(),
    },
  };
};

/** The row of a subscriber's certificate about to be signed. */
const intentRow = ({ issuerKeyId, serialNumber }: Named): IntentRow => ({
  orderId: randomUUID(),
  applicationId: randomUUID(),
  orderNumber: 1,
  chainId: randomUUID(),
  issuerKeyId,
  serialNumber,
  notBefore: new Date(),
  notAfter: new Date(),
  tbsSha256: hash(),
  tbsSealed: Buffer.alloc(1),
  spkiSha256: hash(),
  dossierSha256: hash(),
  intentEntryId: newEntryId(),
  intendedAt: new Date(),
  person: hash(),
});

const issue = async ({ issuer }: TestRoom, service?: string): Promise<Named> =>
  issued(await issuer.issue(await makeCase(bench, service === undefined ? {} : { service })));

describe("the room's database", () => {
  const reused = { type: 'SerialNumberReused' };

  it('has the serial number of every CA certificate and of every subscriber’s, each once', async () => {
    await issue(await held().openRoom());
    const { rows } = await owner.query<{ ca: Buffer }>(
      'select ca_certificate as ca from issuer_keys',
    );
    expect(rows.length).toBeGreaterThan(1);
    const serials = [
      ...rows.map(({ ca }) => readCertificate(ca).serialNumber),
      ...(await owner.query('select serial_number as serial from issuances')).rows.map(
        ({ serial }: { serial: string }) => serial,
      ),
    ];
    const { rows: taken } = await owner.query<{ serial: string }>(
      'select serial_number as serial from book_entries where serial_number is not null',
    );
    expect(taken.map(({ serial }) => serial).toSorted()).toEqual(serials.toSorted());
  });

  it('refuses a CA certificate the number of a subscriber’s, of this key or another', async () => {
    const room = await held().openRoom();
    const subscriber = await issue(room);
    const other = await issue(room, 'with-second-key');
    expect(other.issuerKeyId).not.toBe(subscriber.issuerKeyId);
    const { size } = room.room.book;
    for (const { issuerKeyId } of [subscriber, other]) {
      const entry = caIntent({ issuerKeyId, serialNumber: subscriber.serialNumber });
      await expect(room.room.book.write({ entries: [entry] })).rejects.toMatchObject(reused);
    }
    expect(room.room.book.size).toBe(size);
    // One act was refused; the room goes on.
    expect(room.broken).toEqual([]);
    await issue(room);
  });

  it('refuses a second CA certificate with the number of a first', async () => {
    const room = await held().openRoom();
    const { issuerKeyId } = await issue(room);
    const serialNumber = newSerialNumber();
    await room.room.book.write({ entries: [caIntent({ issuerKeyId, serialNumber })] });
    const again = room.room.book.write({ entries: [caIntent({ issuerKeyId, serialNumber })] });
    await expect(again).rejects.toMatchObject(reused);
  });

  it('refuses a subscriber’s certificate the number of another one, and keeps its neighbours', async () => {
    const room = await held().openRoom();
    const { issuerKeyId, serialNumber } = await issue(room);
    const second = intentRow({ issuerKeyId, serialNumber });
    const third = intentRow({ issuerKeyId, serialNumber: newSerialNumber() });
    const [refused, kept] = await Promise.allSettled([
      room.room.book.write({ entries: [], intent: second }),
      room.room.book.write({ entries: [], intent: third }),
    ]);
    expect(refused).toMatchObject({ status: 'rejected', reason: reused });
    expect(kept).toEqual({ status: 'fulfilled', value: undefined });
    const { rows } = await owner.query(
      'select order_id as id from issuances where order_id = any($1)',
      [[second.orderId, third.orderId]],
    );
    expect(rows).toEqual([{ id: third.orderId }]);
  });

  it('keeps the rule against whoever writes past the room, by its constraints', async () => {
    const { issuerKeyId, serialNumber } = await issue(await held().openRoom());
    const copyRow = owner.query(
      `insert into issuances select (jsonb_populate_record(i, jsonb_build_object('order_id', gen_random_uuid(),
         'order_number', 99))).* from issuances i where serial_number = $1`,
      [serialNumber],
    );
    await expect(copyRow).rejects.toMatchObject({ constraint: 'serial_number_unique_per_issuer' });
    const copyEntry = owner.query(
      `insert into book_entries select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(),
         'log_index', -1, 'case_id', null))).* from book_entries e where serial_number = $1`,
      [serialNumber],
    );
    await expect(copyEntry).rejects.toMatchObject({ constraint: 'serial_number_taken_once' });
    expect(issuerKeyId).toMatch(/^[0-9a-f]{40}$/);
  });
});

describe("the office's database", () => {
  it('takes one certificate by issuer and serial number', async () => {
    const url = new URL(bench.instance.databaseUrl('postgres'));
    url.pathname = '/office';
    const office = new pg.Client({ connectionString: url.href });
    await office.connect();
    try {
      // Orders hang on cases; this is about the rule of the table alone.
      await office.query('begin');
      await office.query("set local session_replication_role = 'replica'");
      const receive = (issuerKeyId: string, serialNumber: string) =>
        office.query(
          `insert into orders (id, case_id, decision_id, order_number, certificate_type, validity_months,
             issuer_key_id, serial_number, certificate_sha256, not_before, not_after, received_at)
           values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'basic', 24, $1, $2, $3,
             now(), now(), now())`,
          [issuerKeyId, serialNumber, hash()],
        );
      const serialNumber = newSerialNumber();
      await receive('ab'.repeat(20), serialNumber);
      await expect(receive('ab'.repeat(20), serialNumber)).rejects.toMatchObject({
        constraint: 'serial_number_unique_per_issuer',
      });
    } finally {
      await office.query('rollback');
      await office.end();
    }
  });
});
