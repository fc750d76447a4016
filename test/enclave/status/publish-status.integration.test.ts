import { execFileSync } from 'node:child_process';
import { X509Certificate as NodeCertificate } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCrl } from '../../../adapters/x509/crl/open-crl.ts';
import {
  CUSTODIANS,
  EFFECTIVE_FROM,
  profileOf,
  ROOM_TERMINAL,
} from '../../../bin/demonstration/documents.ts';
import { octetsOf } from '../../../bin/chaos/forge/drafted-case.ts';
import { folderServer } from '../../../bin/bench/folder-server.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { DomainError } from '../../../domain/errors.ts';
import { statusPolicy } from '../../../domain/revocation/status-policy.ts';
import { acceptDocument } from '../../../enclave/keys/accept-document.ts';
import { crlShardsEver, shardsOf } from '../../../enclave/status/crl-places.ts';
import { assertListPolicy } from '../../../enclave/status/make-list.ts';
import { StatusPublisher } from '../../../enclave/status/publish-status.ts';
import { newestLists } from '../../../enclave/status/sign-list.ts';
import { useRoom } from '../held-room.ts';
import type { RoomBench, TestRoom } from '../room-bench.ts';
import {
  hold,
  listedRoom,
  registerIssued,
  release,
  revoke,
  upgrade,
  type Faults,
  type ListedRoom,
} from './listed-room.ts';

const held = useRoom({ lists: 'p256', away: 'p256', many: 'rsa2048', random: 'p256' });
const HOUR_MS = 3_600_000;
let bench: RoomBench;
let repository: Awaited<ReturnType<typeof folderServer>>;
let room: TestRoom;
beforeAll(async () => {
  ({ bench } = held());
  repository = await folderServer(bench.config.repositoryDir);
});
afterAll(() => repository?.close());
beforeEach(async () => {
  room = await held().openRoom();
});

const open = (service: string): Promise<ListedRoom> =>
  listedRoom(bench, room, { service, readBackUrl: repository.url });

const issue = ({ issuerKeyId }: ListedRoom, notAfter?: Date) =>
  registerIssued(bench, issuerKeyId, notAfter);

/** Up to where somebody has heard of publications. */
const heard = new Map<string, number>();

/** Publishes, and hears of it. */
async function publishWith(publisher: StatusPublisher, issuerKeyId: string) {
  const publication = await publisher.publish({ issuerKeyId, after: heard.get(issuerKeyId) ?? 0 });
  heard.set(issuerKeyId, publication.upTo);
  return publication;
}

/** What the book says of the lists of a key and of what was published. */
const eventsOf = async ({ issuerKeyId }: ListedRoom) =>
  (await bench.readBook()).flatMap(({ entry }) => {
    const data = entry.data as { issuerKeyId?: string; serialNumber?: string };
    return data.issuerKeyId === issuerKeyId ? [{ event: entry.event, data }] : [];
  });

const namesFrom = async (listed: ListedRoom, from: number): Promise<string[]> =>
  (await eventsOf(listed)).slice(from).map(({ event }) => event);

/** What OpenSSL says of a list, signature and all. */
function opensslOf(listed: ListedRoom, shard = 0): string {
  const ca = join(bench.instance.dataDir, `${listed.issuerKeyId}.pem`);
  writeFileSync(ca, new NodeCertificate(listed.caFile).toString());
  const args = ['-inform', 'DER', '-in', listed.file(shard), '-CAfile', ca, '-verify', '-noout'];
  return execFileSync('openssl', ['crl', ...args, '-text'], { encoding: 'utf8', stdio: 'pipe' });
}

const reasonsOf = (listed: ListedRoom, serials: readonly string[], shard = 0) =>
  serials.map((serial) => listed.served(shard).find(serial)?.reason);

const away = async (): Promise<Buffer> => {
  throw new DomainError('HsmUnavailable', 'CKR_DEVICE_REMOVED');
};

describe('StatusPublisher', () => {
  it('publishes an empty list of a key that revoked nothing, and no other before its time', async () => {
    const listed = await open('lists');
    const { issuerKeyId } = listed;
    const first = await publishWith(listed.publisher(), issuerKeyId);
    expect(first).toMatchObject({ requestIds: [], isMore: false });
    expect(opensslOf(listed)).toContain('No Revoked Certificates');
    expect(first.nextUpdate).toBe(listed.served().nextUpdate?.getTime());
    const number = listed.served().crlNumber;
    expect(await publishWith(listed.publisher(), issuerKeyId)).toEqual(first);
    expect(listed.served().crlNumber).toBe(number);
    expect(listed.answered).toEqual([]);
    const events = await namesFrom(listed, 0);
    expect(events.slice(-2)).toEqual(['crl.issued', 'crl.published']);
  });

  it('answers by OCSP, lists, reads back, and only then says so, a request at a time', async () => {
    const listed = await open('lists');
    const { issuerKeyId } = listed;
    const publisher = listed.publisher();
    const [one, two] = [await issue(listed), await issue(listed)];
    const from = (await eventsOf(listed)).length;
    const requests = [
      await revoke(room, issuerKeyId, one),
      await revoke(room, issuerKeyId, { ...two, reasonCode: 'superseded' }),
    ];
    const { requestIds } = await publishWith(publisher, issuerKeyId);
    expect(requestIds.toSorted()).toEqual(requests.toSorted());
    expect(listed.answered).toEqual([[one.serialNumber, two.serialNumber]]);
    expect(reasonsOf(listed, [one.serialNumber, two.serialNumber])).toEqual([
      'keyCompromise',
      'superseded',
    ]);
    expect(opensslOf(listed)).toContain(one.serialNumber.toUpperCase());
    expect(await namesFrom(listed, from)).toEqual([
      'revocation.recorded',
      'revocation.recorded',
      'crl.issued',
      'crl.published',
      'revocation.published',
      'revocation.published',
    ]);
    expect(await publishWith(publisher, issuerKeyId)).toMatchObject({ requestIds: [] });
    expect(await namesFrom(listed, from + 6)).toEqual([]);
    // An answer that got lost is given again.
    const again = await listed.publisher().publish({ issuerKeyId });
    expect(again.requestIds).toEqual(requestIds);
  });

  it('holds, releases, revokes what was held, and changes a reason, without losing another', async () => {
    const listed = await open('lists');
    const { issuerKeyId } = listed;
    const publisher = listed.publisher();
    const [freed, kept, mild] = [await issue(listed), await issue(listed), await issue(listed)];
    const serials = [freed, kept, mild].map(({ serialNumber }) => serialNumber);
    const first = await hold(room, issuerKeyId, freed);
    const second = await hold(room, issuerKeyId, kept);
    const third = await revoke(room, issuerKeyId, { ...mild, reasonCode: 'superseded' });
    const before = listed.served().size;
    expect((await publishWith(publisher, issuerKeyId)).requestIds.toSorted()).toEqual(
      [first, second, third].toSorted(),
    );
    expect(reasonsOf(listed, serials)).toEqual([
      'certificateHold',
      'certificateHold',
      'superseded',
    ]);
    await release(room, first);
    const fourth = await revoke(room, issuerKeyId, kept);
    await upgrade(room, issuerKeyId, { serialNumber: mild.serialNumber, requestId: third });
    expect((await publishWith(publisher, issuerKeyId)).requestIds.toSorted()).toEqual(
      [fourth, third].toSorted(),
    );
    expect(reasonsOf(listed, serials)).toEqual([undefined, 'keyCompromise', 'keyCompromise']);
    expect(listed.served().size).toBe(before + 2);
    const said = (await eventsOf(listed)).filter(
      ({ event, data }) =>
        event === 'revocation.published' && serials.includes(data.serialNumber ?? ''),
    );
    // Q14: one for each revocation, however often its reason changed.
    expect(said).toHaveLength(2);
  });

  it.each(['answer', 'archive', 'serve', 'readBack', 'hsm'] as const)(
    'goes on where a failure of %s left it, and says nothing before',
    async (where) => {
      const listed = await open('lists');
      const { issuerKeyId, faults } = listed;
      const one = await issue(listed);
      const request = await revoke(room, issuerKeyId, one);
      const fault = new DomainError('HsmUnavailable', where);
      if (where === 'hsm') bench.token.issuing = () => Promise.reject(fault);
      else faults[where] = fault;
      await expect(publishWith(listed.publisher(), issuerKeyId)).rejects.toThrow(fault);
      const said = (await eventsOf(listed)).filter(
        ({ data }) => data.serialNumber === one.serialNumber,
      );
      expect(said.map(({ event }) => event)).toEqual(['revocation.recorded']);
      bench.token.issuing = (sign) => sign();
      Object.assign(faults, {
        answer: undefined,
        archive: undefined,
        serve: undefined,
        readBack: undefined,
      } satisfies Faults);
      expect((await publishWith(listed.publisher(), issuerKeyId)).requestIds).toEqual([request]);
      expect(reasonsOf(listed, [one.serialNumber])).toEqual(['keyCompromise']);
      const lists = (await eventsOf(listed)).filter(({ event }) => event.startsWith('crl.'));
      expect(lists.slice(-2).map(({ event }) => event)).toEqual(['crl.issued', 'crl.published']);
    },
  );

  it('does not take for published what a reader does not get (incident 9)', async () => {
    const listed = await open('lists');
    const { issuerKeyId, status } = listed;
    await revoke(room, issuerKeyId, await issue(listed));
    const stale = { ...status, files: { ...status.files, readBack: async () => 'ab'.repeat(32) } };
    await expect(publishWith(new StatusPublisher(stale), issuerKeyId)).rejects.toMatchObject({
      type: 'RepositoryUnavailable',
    });
    expect((await publishWith(listed.publisher(), issuerKeyId)).requestIds).toHaveLength(1);
  });

  it('knows the list that is served after an HSM was away for many attempts (incident 16)', async () => {
    const listed = await open('away');
    const { issuerKeyId, clock, status } = listed;
    await publishWith(listed.publisher(), issuerKeyId);
    const before = listed.served();
    const key = status.keyOf(issuerKeyId);
    if (!key) throw new Error('no key');
    const without = new StatusPublisher({ ...status, keyOf: () => ({ ...key, sign: away }) });
    for (let attempt = 0; attempt < 20; attempt += 1) {
      clock.offsetMs = 24.5 * HOUR_MS + attempt * 30_000;
      await expect(publishWith(without, issuerKeyId)).rejects.toMatchObject({
        type: 'HsmUnavailable',
      });
    }
    await publishWith(listed.publisher(), issuerKeyId);
    const issues = (await eventsOf(listed)).filter(({ event }) => event === 'crl.issued');
    expect(issues.at(-1)?.data).toHaveProperty('previousSha256', sha256Hex(before.crl.der));
  });

  it('makes a list each day from the register, without the one before if its file is gone', async () => {
    const listed = await open('lists');
    const { issuerKeyId, clock } = listed;
    const before = listed.served();
    clock.offsetMs = 25 * HOUR_MS;
    await publishWith(listed.publisher(), issuerKeyId);
    const next = listed.served();
    expect([...next.serialNumbers()].toSorted()).toEqual([...before.serialNumbers()].toSorted());
    expect(Number(next.crlNumber) - Number(before.crlNumber)).toBeGreaterThan(24 * 3600);
    expect(next.thisUpdate.getTime() - before.thisUpdate.getTime()).toBeGreaterThan(24 * HOUR_MS);
    const { repositoryDir } = bench.config;
    rmSync(join(repositoryDir, 'crls', issuerKeyId, '0'), { recursive: true });
    const one = await issue(listed);
    await revoke(room, issuerKeyId, one);
    await publishWith(listed.publisher(), issuerKeyId);
    expect(listed.served().size).toBe(next.size + 1);
  });

  it('refuses to publish a list when the register has lost what was on the one before', async () => {
    const listed = await open('many');
    const { issuerKeyId, clock } = listed;
    const one = await issue(listed);
    await revoke(room, issuerKeyId, one);
    await publishWith(listed.publisher(), issuerKeyId);
    const owner = bench.pool;
    await owner.query(
      'update revocations set issuer_key_id = (select min(issuer_key_id) from issuer_keys where issuer_key_id <> $1) where serial_number = $2',
      [issuerKeyId, one.serialNumber],
    );
    clock.offsetMs = 25 * HOUR_MS;
    await expect(publishWith(listed.publisher(), issuerKeyId)).rejects.toMatchObject({
      type: 'StatusDiverged',
    });
    expect(reasonsOf(listed, [one.serialNumber])).toEqual(['keyCompromise']);
    await owner.query('update revocations set issuer_key_id = $1 where serial_number = $2', [
      issuerKeyId,
      one.serialNumber,
    ]);
    await publishWith(listed.publisher(), issuerKeyId);
    expect(opensslOf(listed)).toContain(one.serialNumber.toUpperCase());
  });

  it('keeps who expired for one list past the end, where the policy drops them', async () => {
    const listed = await open('many');
    const { issuerKeyId, clock, status } = listed;
    const short = await issue(listed, new Date(Date.now() + 30 * HOUR_MS));
    await revoke(room, issuerKeyId, short);
    const dropping = () =>
      new StatusPublisher({ ...status, policy: { ...statusPolicy, keepsExpired: false } });
    const seen: unknown[] = [];
    clock.offsetMs = 26 * HOUR_MS;
    for (const hours of [26, 51, 76]) {
      clock.offsetMs = hours * HOUR_MS;
      await publishWith(dropping(), issuerKeyId);
      seen.push(listed.served().find(short.serialNumber)?.reason);
    }
    // Not expired; expired, and on the first list after it; gone.
    expect(seen).toEqual(['keyCompromise', 'keyCompromise', undefined]);
  });

  it('spreads over shards as certificates name them, each list for its own place', async () => {
    const listed = await open('many');
    const { issuerKeyId } = listed;
    const url = bench.config.publicRepositoryUrl;
    await acceptDocument(
      { pool: bench.pool, book: room.room.book },
      {
        custodian: CUSTODIANS[0],
        terminal: ROOM_TERMINAL,
        documentType: 'profile',
        content: octetsOf({ ...profileOf('many', url), crlShards: 4, version: '2026-11-02' }),
        effectiveFrom: EFFECTIVE_FROM,
      },
    );
    const certificates = await Promise.all(Array.from({ length: 12 }, () => issue(listed)));
    for (const one of certificates) await revoke(room, issuerKeyId, one);
    listed.clock.offsetMs = 100 * HOUR_MS;
    await publishWith(listed.publisher(), issuerKeyId);
    const shards = await crlShardsEver(bench.pool, issuerKeyId);
    expect(shards.counts).toEqual([1, 4]);
    for (const { serialNumber } of certificates) {
      const named = shardsOf(serialNumber, shards);
      const on = [0, 1, 2, 3].filter((shard) => listed.served(shard).find(serialNumber));
      // Of the profile with one list, and of the one with four.
      expect(new Set(on)).toEqual(new Set(named));
    }
    for (const shard of [0, 1, 2, 3]) {
      const text = opensslOf(listed, shard);
      expect(text).toContain('X509v3 Issuing Distribution Point: critical');
      expect(text).toContain(`URI:${url}/crls/${issuerKeyId}/${shard}.crl`);
    }
  });

  it('loses no serial number and doubles none, whatever happens in which order', async () => {
    const listed = await open('random');
    const { issuerKeyId, faults } = listed;
    let publisher = listed.publisher();
    const model = new Map<string, string>();
    const holds = new Map<string, { request: string; one: Awaited<ReturnType<typeof issue>> }>();
    let number = 0n;
    const acts = {
      revoke: async () => {
        const one = await issue(listed);
        await revoke(room, issuerKeyId, { ...one, reasonCode: 'superseded' });
        model.set(one.serialNumber, 'superseded');
      },
      hold: async () => {
        const one = await issue(listed);
        holds.set(one.serialNumber, { request: await hold(room, issuerKeyId, one), one });
        model.set(one.serialNumber, 'certificateHold');
      },
      release: async () => {
        const [serial, holding] = [...holds][0] ?? [];
        if (!serial || !holding) return;
        await release(room, holding.request);
        holds.delete(serial);
        model.delete(serial);
      },
      revokeHeld: async () => {
        const [serial, holding] = [...holds].at(-1) ?? [];
        if (!serial || !holding) return;
        await revoke(room, issuerKeyId, holding.one);
        holds.delete(serial);
        model.set(serial, 'keyCompromise');
      },
      failAt: async (where: keyof Faults) => {
        faults[where] = new DomainError('RepositoryUnavailable', where);
        await publishWith(publisher, issuerKeyId).catch(() => undefined);
        faults[where] = undefined;
      },
      restart: async () => {
        publisher = listed.publisher();
      },
      publish: async () => {
        await publishWith(publisher, issuerKeyId);
        const list = listed.served();
        const listedNow = [...list.serialNumbers()];
        expect(new Set(listedNow).size).toBe(listedNow.length);
        expect(new Map(listedNow.map((serial) => [serial, list.find(serial)?.reason]))).toEqual(
          new Map(model),
        );
        expect(list.crlNumber ?? 0n).toBeGreaterThanOrEqual(number);
        number = list.crlNumber ?? 0n;
      },
    };
    const act = fc.oneof(
      fc.constantFrom('revoke', 'hold', 'release', 'revokeHeld', 'restart', 'publish'),
      fc.constantFrom('answer', 'archive', 'serve', 'readBack').map((at) => `failAt ${at}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 10 }), async (names) => {
        for (const name of [...names, 'publish']) {
          const [kind, where] = name.split(' ') as [keyof typeof acts, keyof Faults];
          await acts[kind](where);
        }
      }),
      // What was recorded stays recorded: a shorter run would be another one.
      { numRuns: 6, endOnFailure: true },
    );
  });

  it('loses no serial number and goes on when a clock that was ahead is set back', async () => {
    const listed = await open('lists');
    const { issuerKeyId } = listed;
    listed.clock.offsetMs = 20 * HOUR_MS;
    const [ahead, back, after] = [await issue(listed), await issue(listed), await issue(listed)];
    await revoke(room, issuerKeyId, ahead);
    await publishWith(listed.publisher(), issuerKeyId);
    listed.clock.offsetMs = 0;
    // Its list is of a time that is still to come: another takes its place at once.
    await publishWith(listed.publisher(), issuerKeyId);
    expect(listed.served().thisUpdate.getTime()).toBeLessThanOrEqual(Date.now());
    for (const each of [back, after]) {
      await revoke(room, issuerKeyId, each);
      await publishWith(listed.publisher(), issuerKeyId);
    }
    const serials = [ahead, back, after].map(({ serialNumber }) => serialNumber);
    expect(reasonsOf(listed, serials)).toEqual(serials.map(() => 'keyCompromise'));
  });

  it('holds a list against the one before it after an HSM that was away for a day', async () => {
    const listed = await open('lists');
    const { issuerKeyId } = listed;
    const one = await issue(listed);
    await revoke(room, issuerKeyId, one);
    await publishWith(listed.publisher(), issuerKeyId);
    const before = (await newestLists(bench.pool, { issuerKeyId, shard: 0 })).find(
      ({ sha256 }) => sha256 !== null,
    );
    await bench.pool.query(
      `insert into issuer_signatures (id, issuer_key_id, kind, number, begun_at, tbs_sha256, signature_attempts)
       select gen_random_uuid(), $1, 'crl', ($2::bigint + n)::text, now(), repeat('0', 64), 1
       from generate_series(1, 100) n`,
      [issuerKeyId, before?.number],
    );
    const lists = await newestLists(bench.pool, { issuerKeyId, shard: 0 });
    expect(lists.find(({ sha256 }) => sha256 !== null)?.number).toBe(before?.number);
    expect(lists[0]?.number).toBe(String(BigInt(before?.number ?? 0) + 100n));
    const two = await issue(listed);
    await revoke(room, issuerKeyId, two);
    await publishWith(listed.publisher(), issuerKeyId);
    expect(reasonsOf(listed, [one.serialNumber, two.serialNumber])).toEqual([
      'keyCompromise',
      'keyCompromise',
    ]);
  });
});

const noon = () => new Date('2026-12-01T12:00:00Z');

describe('assertListPolicy', () => {
  const now = noon;
  const at = (hours: number) => new Date(now().getTime() + hours * HOUR_MS);
  const key = { certificate: { notAfter: at(10_000) } } as never;
  const content = (from: number, to: number) =>
    ({ thisUpdate: at(from), nextUpdate: at(to) }) as never;
  const assert = (from: number, to: number) =>
    assertListPolicy(content(from, to), { now, policy: statusPolicy, key });

  it('lets 72 hours be signed, and nothing that is good for longer, later or before', () => {
    expect(() => assert(0, 72)).not.toThrow();
    for (const [from, to] of [
      [0, 72.1],
      [0, 0],
      [0, -1],
      [1, 72],
      [-25, 40],
      [9_990, 10_010],
    ] as const) {
      expect(() => assert(from, to)).toThrow(expect.objectContaining({ type: 'StatusDiverged' }));
    }
  });
});

describe('openCrl', () => {
  it('gives the serial numbers of a list in its order', async () => {
    const listed = await open('random');
    const list = openCrl(listed.served().crl.der);
    for (const serial of list.serialNumbers()) expect(list.find(serial)).toBeDefined();
  });
});
