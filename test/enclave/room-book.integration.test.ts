import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RoomAct } from '../../enclave/book/room-book.ts';
import { refusalEntry } from '../../enclave/issuance/issuance-entries.ts';
import { uuidV7 } from '../../simulator/uuid.ts';
import { catchUncaught } from '../fakes/uncaught.ts';
import { diskFull } from '../fakes/failing-files.ts';
import { makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import {
  enclaveUrl,
  entriesOf,
  issued,
  reservationOf,
  useRoom,
  type HeldRoom,
} from './held-room.ts';
import type { RoomBench } from './room-bench.ts';

const held = useRoom();
let bench: RoomBench;
beforeAll(() => {
  ({ bench } = held());
});

const openRoom: HeldRoom['openRoom'] = (capPerHour) => held().openRoom(capPerHour);

describe('openRoom', () => {
  it('takes the pen: the room that had it before can write no more, and signs nothing', async () => {
    const first = await openRoom();
    issued(await first.issuer.issue(await makeCase(bench)));
    const second = await openRoom();
    const signatures = bench.token.issuerSignatures;
    const request = await makeCase(bench);
    await expect(first.issuer.issue(request)).rejects.toMatchObject({ type: 'BooksBehind' });
    expect(first.broken).toMatchObject([{ type: 'BooksBehind' }]);
    await expect(first.issuer.issue(await makeCase(bench))).rejects.toMatchObject({
      type: 'BooksBehind',
    });
    expect(bench.token.issuerSignatures).toBe(signatures);
    issued(await second.issuer.issue(request));
    expect(second.broken).toEqual([]);
  });

  it('refuses to open on a database older than the second medium', async () => {
    const { room } = await openRoom();
    const last = room.book.size - 1;
    const owner = new pg.Client({ connectionString: enclaveUrl(bench) });
    await owner.connect();
    try {
      await owner.query(
        `create table rolled_back as select * from book_entries where log_index = ${last}`,
      );
      await owner.query(`delete from book_entries where log_index = ${last}`);
      await owner.query('update book_tip set entries = entries - 1');
      await expect(bench.openRoom()).rejects.toMatchObject({ type: 'BooksBehind' });
    } finally {
      await owner.query('insert into book_entries select * from rolled_back');
      await owner.query('update book_tip set entries = entries + 1');
      await owner.query('drop table rolled_back');
      await owner.end();
    }
    const { issuer } = await openRoom();
    issued(await issuer.issue(await makeCase(bench)));
  });

  it('signs nothing while the second medium is full, and breaks; the next room goes on', async () => {
    const room = await openRoom();
    const request = await makeCase(bench);
    const signatures = bench.token.issuerSignatures;
    room.second.beforeWrite = diskFull;
    await expect(room.issuer.issue(request)).rejects.toThrow('ENOSPC');
    expect(room.broken).toHaveLength(1);
    expect(bench.token.issuerSignatures).toBe(signatures);
    const reserved = await reservationOf(bench, request);

    const { issuer } = await openRoom();
    expect(issued(await issuer.issue(request)).serialNumber).toBe(reserved?.serial);
    expect((await entriesOf(bench, request)).map(([event]) => event)).toEqual([
      'issuance.intended',
      'issuance.completed',
    ]);
  });

  it('signs nothing in a broken room for an order whose intent no checkpoint covers', async () => {
    const room = await openRoom();
    const request = await makeCase(bench);
    room.second.beforeWrite = diskFull;
    await expect(room.issuer.issue(request)).rejects.toThrow('ENOSPC');
    room.second.beforeWrite = () => undefined;
    const signatures = bench.token.issuerSignatures;
    await expect(room.issuer.issue(request)).rejects.toThrow('ENOSPC');
    expect(bench.token.issuerSignatures).toBe(signatures);
  });
});

/** An act without rows of its own: a refusal of some order. */
const anAct = (applicationId: string = uuidV7()): RoomAct => {
  const request = { orderId: uuidV7(), applicationId, chainId: '', instructionSha256: '' };
  const why = { check: 'switchOff', detail: 'allSigning', at: new Date(), run: undefined };
  return { entries: [refusalEntry(request, why)] };
};

const indexesOf = async (acts: readonly RoomAct[]): Promise<number[]> => {
  const book = await bench.readBook();
  const ids = acts.flatMap(({ entries }) => entries.map(({ id }) => id));
  return ids.map((id) => book.findIndex(({ entry }) => entry.id === id));
};

const countSteps = async (name: string, during: () => Promise<unknown>): Promise<number> => {
  let count = 0;
  const onStep = (reported: unknown): void => {
    if (reported === name) count += 1;
  };
  subscribe('toroku:step', onStep);
  try {
    await during();
  } finally {
    unsubscribe('toroku:step', onStep);
  }
  return count;
};

describe('RoomBook', () => {
  it('puts acts that come together under few checkpoints, each case in its order', async () => {
    const { room } = await openRoom();
    const cases = Array.from({ length: 20 }, () => uuidV7());
    const acts = Array.from({ length: 300 }, (_, n) => anAct(cases[n % cases.length]));
    const checkpoints = await countSteps('room-book.2-published', () =>
      Promise.all(acts.map((act) => room.book.write(act))),
    );
    expect(checkpoints).toBeLessThanOrEqual(3);
    const indexes = await indexesOf(acts);
    expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
    expect(Math.min(...indexes)).toBeGreaterThan(0);
  });

  it('refuses an act that is no entry alone, not those beside it', async () => {
    const { room, broken } = await openRoom();
    const [before, bad, after] = [anAct(), anAct(), anAct()];
    const malformed = {
      entries: bad.entries.map((entry) => ({ ...entry, data: { check: 1 } })),
    } as unknown as RoomAct;
    const [one, two, three] = await Promise.allSettled(
      [before, malformed, after].map((act) => room.book.write(act)),
    );
    expect([one?.status, two?.status, three?.status]).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(broken).toEqual([]);
    expect(await indexesOf([bad])).toEqual([-1]);
    expect(Math.min(...(await indexesOf([before, after])))).toBeGreaterThan(0);
  });

  it('goes on after a connection was lost in the middle of a batch', async () => {
    const { room, broken } = await openRoom();
    const uncaught: unknown[] = [];
    const admin = new pg.Client({ connectionString: enclaveUrl(bench) });
    await admin.connect();
    const stop = catchUncaught(uncaught);
    try {
      await admin.query('begin');
      await admin.query('lock table book_tip in exclusive mode');
      const written = room.book.write(anAct());
      const ended = expect(written).rejects.toThrow();
      await expect
        .poll(async () => {
          const { rowCount } = await admin.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where usename = 'toroku_enclave' and wait_event_type = 'Lock'`,
          );
          return rowCount;
        })
        .toBe(1);
      await ended;
      await admin.query('rollback');
      await room.book.write(anAct());
      expect(broken).toEqual([]);
      expect(uncaught).toEqual([]);
    } finally {
      stop();
      await admin.end();
    }
  });

  it('publishes nothing after a publication that failed, so that no act passes it by', async () => {
    const { room, second, broken } = await openRoom();
    const failing = new AbortController();
    let isHeld = false;
    second.beforeWrite = async () => {
      if (isHeld) return;
      isHeld = true;
      await once(failing.signal, 'abort');
      diskFull();
    };
    const [lost, behind] = [anAct(), anAct()];
    const first = room.book.write(lost);
    await expect.poll(() => isHeld).toBe(true);
    const next = room.book.write(behind);
    await expect
      .poll(async () => {
        const { id = '' } = behind.entries[0] ?? {};
        return bench.rows('select 1 from book_entries where id = $1', [id]);
      })
      .toHaveLength(1);
    failing.abort();
    const outcomes = await Promise.allSettled([first, next]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(broken).toHaveLength(1);
    await openRoom();
    const indexes = await indexesOf([lost, behind]);
    expect(indexes[1]).toBe((indexes[0] ?? 0) + 1);
  });
});
