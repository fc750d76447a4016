import { join } from 'node:path';
import { cpSync, rmSync } from 'node:fs';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { encodeEntry, readEntry } from '../../books/entry.ts';
import { ecdsaNoteSigner, ed25519Signer } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { CUSTODIANS, ROOM_TERMINAL } from '../../bin/demonstration/documents.ts';
import { recoverRoom } from '../../bin/recovery/recover-room.ts';
import { APPLICATION_NAME, type Recovery } from '../../bin/recovery/restored.ts';
import {
  addRefusedKeysInRoom,
  type RoomRefusedKeysAddition,
} from '../../enclave/keys/add-refused-keys.ts';
import { openEvidence, readKey } from '../../bin/parts.ts';
import { acceptOfficers } from '../../enclave/keys/accept-officers.ts';
import { stopCompromisedKey } from '../../enclave/keys/stop-compromised-key.ts';
import { revokeAll } from '../../enclave/revocation/revoke-all.ts';
import type { CertificateName } from '../../enclave/revocation/known-certificates.ts';
import { BOOK_KEY_LABEL } from '../../enclave/open-room.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import {
  made,
  makeCodedCase,
  makingOf,
  openLetter,
  redemptionOf,
  symbolsOf,
  WRONG,
  type CodedCase,
} from './key-delivery/coded-case.ts';
import { makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import { uuidV7 } from '../../simulator/uuid.ts';
import { holdInstance, type HeldInstance } from './held-instance.ts';
import { octetsOf, RoomBench, type TestRoom } from './room-bench.ts';

let held: HeldInstance;
let bench: RoomBench;
let owner: pg.Client;
const opened: TestRoom[] = [];

beforeAll(async () => {
  held = await holdInstance({
    only: ['postgres', 'softhsm'],
    env: { ISSUER_KEY_ALGORITHM: 'p256' },
    ceremony: true,
  });
  bench = await RoomBench.open(held.instance);
  const url = new URL(held.instance.databaseUrl('postgres'));
  url.pathname = '/enclave';
  owner = new pg.Client({ connectionString: url.href });
  await owner.connect();
});
afterEach(async () => {
  bench.token.issuing = (sign) => sign();
  for (const room of opened.splice(0)) await room.close();
});
afterAll(async () => {
  await owner?.end();
  await bench?.close();
  await held?.release();
});

const openRoom = async (): Promise<TestRoom> => {
  const room = await bench.openRoom();
  opened.push(room);
  return room;
};

const closeRooms = async (): Promise<void> => {
  for (const room of opened.splice(0)) await room.close();
};

const TABLES = [
  'book_entries',
  'issuances',
  'keys_seen',
  'refused_keys',
  'case_sequences',
  'book_tip',
  'room_switches',
  'codes',
  'code_attempts',
] as const;

/** What the tables hold now, to go back to. */
const backUp = async (): Promise<void> => {
  for (const table of TABLES) {
    await owner.query(`drop table if exists backup_${table}`);
    await owner.query(`create table backup_${table} as select * from ${table}`);
  }
};

/** Puts the tables back beneath whoever is connected. */
const restore = async (): Promise<void> => {
  await owner.query('begin');
  for (const table of TABLES) {
    await owner.query(`delete from ${table}`);
    await owner.query(`insert into ${table} select * from backup_${table}`);
  }
  await owner.query('commit');
};

/** Rows without what a second sealing makes anew. */
const rowsOf = async () => {
  const { rows: issuances } = await owner.query(
    `select order_id, application_id, chain_id, issuer_key_id, serial_number, not_before, not_after,
       tbs_sha256, tbs_sealed, spki_sha256, dossier_sha256, intent_entry_id, intended_at,
       signature_attempts, certificate_sha256, completed_at,
       certificate_sealed is not null as "isKept" from issuances order by order_id`,
  );
  const { rows: keys } = await owner.query('select * from keys_seen order by spki_sha256');
  const { rows: refused } = await owner.query('select * from refused_keys order by fingerprint');
  const { rows: numbers } = await owner.query('select * from case_sequences order by case_id');
  const { rows: entries } = await owner.query('select * from book_entries order by log_index');
  return { issuances, keys, refused, numbers, entries };
};

const recover = async (secondDir = bench.config.enclaveBookSecondDir ?? ''): Promise<Recovery> => {
  const { config } = bench;
  const client = new pg.Client({
    connectionString: held.instance.databaseUrl('toroku_enclave'),
    application_name: APPLICATION_NAME,
  });
  await client.connect();
  const key = bench.token.findKey(BOOK_KEY_LABEL);
  const signers = [
    ecdsaNoteSigner(config.enclaveBookOrigin, key.spki, (octets) => key.sign(octets)),
    ed25519Signer(config.enclaveBookOrigin, readKey(config.enclaveBookKeyFile)),
  ];
  try {
    return await recoverRoom({
      client,
      role: 'toroku_enclave_none',
      origin: config.enclaveBookOrigin,
      actor: { kind: 'custodian', id: 'custodian-01', role: 'custodian', terminal: 'room' },
      verifiers: signers.map(({ vkey }) => readVkey(vkey)),
      second: new TileStore(secondDir, { isDurable: true }),
      continues: [],
      evidence: openEvidence(config.evidenceDir, 'enclave', config.evidenceEnclaveKeyFile),
      evidenceDir: config.evidenceDir,
      personKey: Buffer.alloc(32, 7),
    });
  } finally {
    await client.end();
  }
};

const HASH = 'f'.repeat(64);

const refuse = (
  room: TestRoom,
  keys: Pick<RoomRefusedKeysAddition, 'basis' | 'fingerprints' | 'spkiSha256'>,
) =>
  addRefusedKeysInRoom(
    room.room.book,
    { ...keys, listSha256: HASH, custodian: 'custodian-01', terminal: 'room' },
    new Date(),
  );

const issue = async (room: TestRoom, request: OrderRequest) => {
  const outcome = await room.issuer.issue(request);
  if (outcome.outcome !== 'issued') throw new Error(`refused: ${outcome.check}`);
  return outcome;
};

/** An order whose intent is written and whose signature failed. */
const intend = async (room: TestRoom): Promise<OrderRequest> => {
  const request = await makeCase(bench);
  bench.token.issuing = () => Promise.reject(new Error('the HSM went away'));
  await expect(room.issuer.issue(request)).rejects.toThrow('the HSM went away');
  bench.token.issuing = (sign) => sign();
  return request;
};

describe('a room whose database is restored beneath it', () => {
  it('writes nothing, and breaks', async () => {
    const room = await openRoom();
    await issue(room, await makeCase(bench));
    await backUp();
    await issue(room, await makeCase(bench));
    await restore();
    const signatures = bench.token.issuerSignatures;
    await expect(room.issuer.issue(await makeCase(bench))).rejects.toMatchObject({
      type: 'BooksBehind',
    });
    expect(room.broken).toMatchObject([{ type: 'BooksBehind' }]);
    expect(bench.token.issuerSignatures).toBe(signatures);
    await closeRooms();
    await recover();
  });

  it('asks the HSM for no second signature of an order that it has forgotten it signed', async () => {
    const room = await openRoom();
    const request = await intend(room);
    await backUp();
    await issue(room, request);
    await restore();
    const signatures = bench.token.issuerSignatures;
    await expect(room.issuer.issue(request)).rejects.toMatchObject({ type: 'BooksBehind' });
    expect(bench.token.issuerSignatures).toBe(signatures);
    await closeRooms();
    await recover();
  });

  it('notices it while it writes nothing', async () => {
    const room = await openRoom();
    await backUp();
    await issue(room, await makeCase(bench));
    await room.room.book.assertNotBehind();
    await restore();
    await expect(room.room.book.assertNotBehind()).rejects.toMatchObject({ type: 'BooksBehind' });
    expect(room.broken).toMatchObject([{ type: 'BooksBehind' }]);
    await closeRooms();
    await recover();
  });

  it('does not open on the same number of other entries', async () => {
    const room = await openRoom();
    await issue(room, await makeCase(bench));
    await closeRooms();
    await backUp();
    const { rows } = await owner.query<{ octets: Buffer; index: string }>(
      'select octets, log_index as index from book_entries order by log_index desc limit 1',
    );
    const last = readEntry(rows[0]?.octets ?? Buffer.alloc(0));
    const other = encodeEntry({ ...last, at: '2026-01-01T00:00:00.000Z' });
    await owner.query('update book_entries set octets = $1 where log_index = $2', [
      other,
      rows[0]?.index,
    ]);
    await expect(bench.openRoom()).rejects.toMatchObject({ type: 'BooksBehind' });
    // Nor is that an older state of this book: nobody may make it fit.
    await expect(recover()).rejects.toMatchObject({ type: 'AuditChainBroken' });
    await restore();
  });
});

describe('recoverRoom', () => {
  it('puts back what the second medium has, row by row, and says so in the book', async () => {
    const room = await openRoom();
    await issue(room, await makeCase(bench));
    const before = await intend(room);
    await backUp();
    const [first, open] = [await makeCase(bench), before];
    await issue(room, first);
    await issue(room, open);
    const unsigned = await intend(room);
    await refuse(room, { basis: 'reported', fingerprints: [HASH], spkiSha256: HASH });
    await closeRooms();
    const whole = await rowsOf();
    expect(whole.refused).toHaveLength(1);
    await restore();
    const done = await recover();
    expect(done).toMatchObject({ restored: 5, marked: {}, byHand: {} });
    const now = await rowsOf();
    expect(now.refused).toEqual(whole.refused);
    expect(now.issuances).toEqual(whole.issuances);
    expect(now.keys).toEqual(whole.keys);
    expect(now.numbers).toEqual(whole.numbers);
    expect(now.entries.slice(0, -1)).toEqual(whole.entries);
    expect(now.entries.at(-1)).toMatchObject({ event: 'recovery.performed' });

    const next = await openRoom();
    const tbs = whole.issuances.find((row) => row.order_id === unsigned.orderId)?.tbs_sha256;
    const signed = await issue(next, unsigned);
    const { rows } = await owner.query('select * from issuances where order_id = $1', [
      unsigned.orderId,
    ]);
    expect(rows).toMatchObject([{ tbs_sha256: tbs, serial_number: signed.serialNumber }]);
    // Nothing is issued twice: an order that has its certificate gets the same.
    const again = await issue(next, first);
    expect(again.serialNumber).toBe(
      whole.issuances.find((row) => row.order_id === first.orderId)?.serial_number,
    );
    const book = await bench.readBook();
    expect(book.filter(({ entry }) => entry.event === 'recovery.performed').length).toBe(4);
  });

  it('finds nothing to do the second time, and writes nothing', async () => {
    const before = await rowsOf();
    expect(await recover()).toMatchObject({ restored: 0, fromIndex: undefined });
    expect(await rowsOf()).toEqual(before);
  });

  it('leaves a list of refused keys to whoever has it: the book has its hash', async () => {
    const room = await openRoom();
    await backUp();
    await refuse(room, { basis: 'list', fingerprints: ['ab'.repeat(10)] });
    await closeRooms();
    await restore();
    expect(await recover()).toMatchObject({ byHand: { 'refusedKeys.added': 1 } });
  });

  it('leaves the database as it was if the medium does not hold', async () => {
    const room = await openRoom();
    await backUp();
    await issue(room, await makeCase(bench));
    await closeRooms();
    await restore();
    const before = await rowsOf();
    const copy = join(held.instance.dataDir, 'changed-second');
    cpSync(bench.config.enclaveBookSecondDir ?? '', copy, { recursive: true });
    rmSync(join(copy, 'checkpoint'));
    rmSync(join(copy, 'tail'), { recursive: true });
    cpSync(join(bench.config.enclaveBookSecondDir ?? '', 'tail'), join(copy, 'tail'), {
      recursive: true,
    });
    const damaged = new TileStore(copy, { isDurable: false });
    await damaged.write([{ path: 'checkpoint', octets: Buffer.from('not a checkpoint\n') }]);
    await expect(recover(copy)).rejects.toThrow();
    expect(await rowsOf()).toEqual(before);
    expect((await recover()).restored).toBeGreaterThan(0);
  });

  it('marks an order whose sealed TBS is gone, and never signs it anew', async () => {
    const room = await openRoom();
    await backUp();
    const request = await intend(room);
    await closeRooms();
    await restore();
    const copy = join(held.instance.dataDir, 'without-tbs');
    cpSync(bench.config.enclaveBookSecondDir ?? '', copy, { recursive: true });
    rmSync(join(copy, 'tbs'), { recursive: true, force: true });
    rmSync(join(copy, 'tail'), { recursive: true, force: true });
    const done = await recover(copy);
    expect(Object.keys(done.marked)).toEqual([request.applicationId]);
    const next = await openRoom();
    const signatures = bench.token.issuerSignatures;
    await expect(next.issuer.issue(request)).rejects.toThrow();
    expect(bench.token.issuerSignatures).toBe(signatures);
  });

  it('names a register of officers that was lost: people accept it again', async () => {
    const room = await openRoom();
    await backUp();
    await acceptOfficers(
      { pool: bench.pool, book: room.room.book },
      {
        content: octetsOf({ v: 1, officers: [] }),
        custodians: CUSTODIANS,
        terminal: ROOM_TERMINAL,
      },
      new Date(),
    );
    await closeRooms();
    await restore();
    expect((await recover()).byHand).toEqual({ 'act.effective': 1 });
  });

  it('leaves a room stopped that a reconciliation had stopped', async () => {
    const room = await openRoom();
    await backUp();
    await room.reconciliation.count({ day: '2026-11-30', until: Date.now() });
    await room.reconciliation.stopSigning({ day: '2026-11-30', equations: ['Q10'] });
    await closeRooms();
    await restore();
    expect((await owner.query('select * from room_switches')).rows).toEqual([]);
    expect((await recover()).byHand).toEqual({});
    expect((await owner.query('select * from room_switches')).rows).toEqual([
      { name: 'allSigning', is_on: 0 },
    ]);
    const request = await makeCase(bench);
    expect(await (await openRoom()).issuer.issue(request)).toMatchObject({ check: 'switchOff' });
  });

  it('leaves what was revoked, held, released and upgraded as it was', async () => {
    await owner.query('delete from room_switches');
    const room = await openRoom();
    const names = await issueMany(room, 4);
    await backUp();
    const [revoked, onHold, released, upgraded] = names.map((name) => ({
      requestId: uuidV7(),
      ...name,
      until: Date.now() + 1000,
      assertionSha256: [],
    }));
    if (!revoked || !onHold || !released || !upgraded) throw new Error('four are needed');
    const { revocations } = room;
    for (const each of [revoked, onHold, released]) await revocations.suspend(each);
    const invalidityDate = Date.parse('2026-11-01T00:00:00.000Z');
    await revocations.record([
      { ...revoked, requestId: uuidV7(), reasonCode: 'keyCompromise', invalidityDate },
      { ...upgraded, reasonCode: 'superseded' },
    ]);
    await revocations.release(released);
    await revocations.upgrade({ ...upgraded, requestId: uuidV7(), reasonCode: 'keyCompromise' });
    const before = await keyRowsOf();
    expect(before.suspensions).toHaveLength(3);
    await closeRooms();
    await owner.query('delete from revocations');
    await owner.query('delete from suspensions');
    await restore();
    expect((await recover()).byHand).toEqual({});
    expect(await keyRowsOf()).toEqual(before);
  });

  it('leaves a compromised key stopped, and what was revoked on its list', async () => {
    // The test before has left the room stopped.
    await owner.query('delete from room_switches');
    const room = await openRoom();
    const key = (await issue(room, await makeCase(bench))).issuerKeyId;
    const onTheWay = await intend(room);
    await backUp();
    const keys = { pool: bench.pool, book: room.room.book };
    const report = { issuerKeyId: key, incident: onTheWay.chainId, custodian: CUSTODIANS[0] };
    await stopCompromisedKey(keys, { ...report, terminal: ROOM_TERMINAL }, now());
    const authority = { custodians: CUSTODIANS, terminal: ROOM_TERMINAL } as const;
    const revoked = await revokeAll(keys, { issuerKeyId: key, authority }, now);
    expect(revoked.abandoned).toBeGreaterThan(0);
    const before = await keyRowsOf();
    const byKey = before.revocations.filter(({ reason_code: reason }) => reason === 'cACompromise');
    expect(byKey).toHaveLength(revoked.revoked - ONE_BY_ONE + revoked.abandoned);
    await closeRooms();
    await owner.query(`delete from revocations where reason_code = 'cACompromise'`);
    await owner.query('delete from key_compromises');
    await owner.query(`update issuer_keys set state = 'issuing' where issuer_key_id = $1`, [key]);
    await restore();
    expect((await recover()).byHand).toEqual({});
    expect(await keyRowsOf()).toEqual(before);
    const next = await openRoom();
    const refused = { outcome: 'refused', check: 'issuerKeyNotIssuing' };
    expect(await next.issuer.issue(await makeCase(bench))).toEqual(refused);
    expect(await next.issuer.issue(onTheWay)).toMatchObject({ check: 'orderAbandoned' });
  });
});

const now = () => new Date();

/** Certificates that a test before has revoked. */
const ONE_BY_ONE = 2;

/** Certificates as orders about their status name them. */
async function issueMany(room: TestRoom, count: number): Promise<CertificateName[]> {
  const names: CertificateName[] = [];
  for (let i = 0; i < count; i += 1) names.push(await issue(room, await makeCase(bench)));
  return names;
}

/** What of issuer keys and revocations is rebuilt. */
const keyRowsOf = async () => ({
  keys: (await owner.query('select issuer_key_id, state from issuer_keys order by 1')).rows,
  suspensions: (await owner.query('select * from suspensions order by serial_number')).rows,
  compromises: (await owner.query('select * from key_compromises')).rows,
  revocations: (await owner.query('select * from revocations order by serial_number')).rows,
});

describe('codes of a room whose database is recovered', () => {
  it('are counted, locked, void and redeemed as they were', async () => {
    const room = await openRoom();
    const cases = await Promise.all([1, 2, 3, 4].map(() => makeCodedCase(bench)));
    const [tried, ended, redeemed, lost] = cases as [CodedCase, CodedCase, CodedCase, CodedCase];
    const codeOf = async (one: CodedCase) => {
      const code = made(await room.codes.make(makingOf(one)));
      return { ...code, symbols: symbolsOf(openLetter(bench, code)) };
    };
    const [of, , right] = [await codeOf(tried), await codeOf(ended), await codeOf(redeemed)];
    await backUp();
    await room.codes.redeem(await redemptionOf({ bench, one: tried }, of, WRONG));
    const { applicationId } = ended.request;
    await room.codes.end({ applicationId, codeNumber: 1, cause: 'withdrawal' });
    const redemption = await redemptionOf({ bench, one: redeemed }, right);
    const outcome = await room.codes.redeem(redemption);
    await codeOf(lost);
    const select = `select application_id, code_number, state, failures, cause, keys, nonce,
      redemption_sha256, proof_sha256, key_sealed is null as gone from codes
      where application_id <> $1 order by application_id`;
    const before = await owner.query(select, [lost.request.applicationId]);
    await closeRooms();
    await restore();
    const { marked } = await recover();
    expect(Object.keys(marked)).toEqual([lost.request.applicationId]);
    const after = await owner.query(select, [lost.request.applicationId]);
    expect(after.rows).toEqual(before.rows);
    const reopened = await openRoom();
    const wrong = await redemptionOf({ bench, one: tried }, of, WRONG);
    expect(await reopened.codes.redeem(wrong)).toEqual({ outcome: 'wrongCode', attemptsLeft: 3 });
    expect(await reopened.codes.redeem(redemption)).toEqual(outcome);
    await issue(reopened, redeemed.request);
    expect(await reopened.codes.make(makingOf(lost))).toMatchObject({ outcome: 'made' });
  });
});
