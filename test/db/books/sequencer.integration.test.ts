import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TileStore } from '../../../adapters/tile-store/tile-store.ts';
import { readVkey } from '../../../books/note-verifier.ts';
import { ed25519Signer } from '../../../books/note-signer.ts';
import { LogPublisher } from '../../../books/publisher.ts';
import { verifyTree, type VerifiedEntry } from '../../../books/verify-tree.ts';
import { Sequencer } from '../../../db/books/sequencer.ts';
import { writeEntry, type NewEntry } from '../../../db/books/write-entry.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { holdInstance, type HeldInstance } from '../../enclave/held-instance.ts';
import { diskFull, FailingFiles } from '../../fakes/failing-files.ts';
import { catchUncaught } from '../../fakes/uncaught.ts';

const ORIGIN = 'toroku.example/office';
const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 1));

let held: HeldInstance;
let db: OfficeDatabase;
let admin: pg.Client;
const dirOf = (name: string): string => join(held.instance.dataDir, 'test-books', name);

beforeAll(async () => {
  held = await holdInstance({ only: ['postgres'] });
  db = openOfficeDatabase(held.instance.databaseUrl('toroku_office'), 20);
  const url = new URL(held.instance.databaseUrl('postgres'));
  url.pathname = '/office';
  admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await db?.$client.end();
  await held?.release();
});

const opened: Sequencer[] = [];
afterEach(async () => {
  for (const sequencer of opened.splice(0)) await sequencer.stop();
});

/** A sequencer on the files of the test; `broken` holds what it could not go on with. */
const start = async () => {
  const second = new FailingFiles(new TileStore(dirOf('second'), { isDurable: true }));
  const broken: unknown[] = [];
  const sequencer = await Sequencer.start({
    pool: db.$client,
    origin: ORIGIN,
    local: new TileStore(dirOf('local'), { isDurable: false }),
    second,
    signers: [signer],
    intervalMs: 5,
    onBroken: (error) => broken.push(error),
  });
  opened.push(sequencer);
  return { sequencer, second, broken };
};

const stop = async (sequencer: Sequencer): Promise<void> => {
  opened.splice(opened.indexOf(sequencer), 1);
  await sequencer.stop();
};

const entryOf = (caseId: string): NewEntry => ({
  event: 'acceptance.reminded',
  items: ['1リ'],
  at: new Date().toISOString(),
  case: caseId,
  actor: { kind: 'system', id: 'office-worker' },
  data: { orders: [uuidV7()], reminder: 1, dispatch: uuidV7() },
});

interface Waiting {
  readonly waiting: number;
  readonly all: number;
}

const counts = async (): Promise<Waiting> => {
  const { rows } = await admin.query<Waiting>(
    `select count(*) filter (where p.log_index is null)::int as waiting, count(*)::int as all
     from book_entries e left join book_places p on p.entry_id = e.id`,
  );
  return rows[0] as Waiting;
};

const endLockHolder = `select pg_terminate_backend(pid) from pg_locks
  where locktype = 'advisory' and granted`;

const integrated = () => expect.poll(counts, { timeout: 10_000 }).toMatchObject({ waiting: 0 });

/** The entries under the newest checkpoint of a folder, proven. */
const provenEntries = async (dir: string): Promise<VerifiedEntry[]> => {
  const store = new TileStore(dirOf(dir), { isDurable: false });
  const entries: VerifiedEntry[] = [];
  await verifyTree({
    origin: ORIGIN,
    readFile: (path) => store.read(path),
    verifiers: [readVkey(signer.vkey)],
    checkpoint: String(await store.read('checkpoint')),
    onEntry: (entry) => void entries.push(entry),
  });
  return entries;
};

/** Every entry of the database, in the book at its index, in both folders. */
const expectBookToHoldAll = async (): Promise<void> => {
  const { rows } = await admin.query<{ id: string; index: string }>(
    'select entry_id as id, log_index as index from book_places order by log_index',
  );
  const stored = rows.map(({ id, index }) => [Number(index), id]);
  for (const dir of ['second', 'local']) {
    await expect
      .poll(async () => (await provenEntries(dir)).map(({ index, entry }) => [index, entry.id]))
      .toEqual(stored);
  }
};

/** A start that fails, in a program of its own: what it still holds is ended with it. */
const startBehind = async (use: (starting: Promise<Sequencer>) => Promise<void>) => {
  const pool = new pg.Pool({ connectionString: held.instance.databaseUrl('toroku_office') });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const starting = Sequencer.start({
    pool,
    origin: ORIGIN,
    local: new TileStore(dirOf('ahead-local'), { isDurable: false }),
    second: new TileStore(dirOf('ahead'), { isDurable: false }),
    signers: [signer],
    intervalMs: 5,
    onBroken: () => undefined,
  });
  try {
    await use(starting);
  } finally {
    await admin.query(endLockHolder);
    void pool.end();
  }
};

describe('Sequencer', () => {
  it('gives every entry of many writers an index, each case in its order, without a gap', async () => {
    await start();
    const cases = Array.from({ length: 12 }, () => uuidV7());
    const writer = async (n: number): Promise<void> => {
      for (let round = 0; round < 6; round += 1) {
        const caseId = cases[(n + round) % cases.length] ?? '';
        const act = db.transaction(async (tx) => {
          await writeEntry(tx, entryOf(caseId));
          if (round % 2 === 0) await writeEntry(tx, entryOf(caseId));
          await sleep((n * round) % 7);
          if (round === 5) throw new Error('the act failed');
        });
        await act.catch((error: unknown) => {
          if (round !== 5) throw error;
        });
      }
    };
    await Promise.all(Array.from({ length: 16 }, (_, n) => writer(n)));
    await integrated();
    expect(await counts()).toEqual({ waiting: 0, all: 16 * (5 + 3) });
    // The proof holds the seq of each case against the order of the index, and both without a gap.
    await expectBookToHoldAll();
  });

  it('does not wait for a writer who is slow, and has its entry later', async () => {
    await start();
    const [slow, quick] = [uuidV7(), uuidV7()];
    const finished = new AbortController();
    const slowAct = db.transaction(async (tx) => {
      await writeEntry(tx, entryOf(slow));
      await once(finished.signal, 'abort');
    });
    await sleep(20);
    await db.transaction((tx) => writeEntry(tx, entryOf(quick)));
    await integrated();
    finished.abort();
    await slowAct;
    await integrated();
    let places: (string | undefined)[] = [];
    await expect
      .poll(async () => {
        places = (await provenEntries('second')).map(({ entry }) => entry.case);
        return places;
      })
      .toContain(slow);
    expect(places.indexOf(quick)).toBeLessThan(places.indexOf(slow));
    await expectBookToHoldAll();
  });

  it('publishes at its start what was given an index and died before its checkpoint', async () => {
    const { sequencer, second, broken } = await start();
    const onStep = (name: unknown): void => {
      if (name === 'book.1-indexed') second.beforeWrite = diskFull;
    };
    subscribe('toroku:step', onStep);
    try {
      await db.transaction((tx) => writeEntry(tx, entryOf(uuidV7())));
      await expect.poll(() => broken.length).toBe(1);
    } finally {
      unsubscribe('toroku:step', onStep);
    }
    const { all, waiting } = await counts();
    expect(waiting).toBe(0);
    expect(await provenEntries('second')).toHaveLength(all - 1);
    await stop(sequencer);
    // While no sequencer runs, more is written than goes into one batch.
    const caseId = uuidV7();
    await db.transaction(async (tx) => {
      for (let n = 0; n < 600; n += 1) await writeEntry(tx, entryOf(caseId));
    });
    await start();
    await integrated();
    expect(await counts()).toEqual({ waiting: 0, all: all + 600 });
    await expectBookToHoldAll();
  });

  it('leaves the book to the one that has the lock: a second one waits until the first ends', async () => {
    const first = await start();
    let isSecondUp = false;
    const starting = start().then((second) => {
      isSecondUp = true;
      return second;
    });
    await db.transaction((tx) => writeEntry(tx, entryOf(uuidV7())));
    await integrated();
    await sleep(100);
    expect(isSecondUp).toBe(false);
    await stop(first.sequencer);
    const { broken } = await starting;
    await db.transaction((tx) => writeEntry(tx, entryOf(uuidV7())));
    await integrated();
    await expectBookToHoldAll();
    expect([...first.broken, ...broken]).toEqual([]);
  });

  it('ends without harm when its connection is lost, and the next one goes on', async () => {
    const { sequencer, broken } = await start();
    const uncaught: unknown[] = [];
    const stopCatching = catchUncaught(uncaught);
    try {
      expect(await admin.query(endLockHolder)).toMatchObject({ rowCount: 1 });
      await expect.poll(() => broken.length).toBe(1);
      await sleep(50);
    } finally {
      stopCatching();
    }
    await stop(sequencer);
    await db.transaction((tx) => writeEntry(tx, entryOf(uuidV7())));
    await start();
    await integrated();
    await expectBookToHoldAll();
    expect(uncaught).toEqual([]);
  });

  describe('before a second medium that is ahead of the database', () => {
    beforeAll(async () => {
      cpSync(dirOf('second'), dirOf('ahead'), { recursive: true });
      const publisher = await LogPublisher.open({
        origin: ORIGIN,
        local: new TileStore(dirOf('ahead-local'), { isDurable: false }),
        second: new TileStore(dirOf('ahead'), { isDurable: false }),
        signers: [signer],
        hasPen: async () => true,
      });
      await publisher.publish([Buffer.from('an entry that the database has lost')]);
    });

    it('refuses to start', () =>
      startBehind(async (starting) => {
        await expect(starting).rejects.toMatchObject({ type: 'BooksBehind' });
      }));

    it('gives the lock back', () =>
      startBehind(async (starting) => {
        await starting.catch(() => undefined);
        const lockHeld = `select 1 from pg_locks where locktype = 'advisory' and granted`;
        await expect
          .poll(async () => (await admin.query(lockHeld)).rows, { timeout: 2_000 })
          .toEqual([]);
      }));
  });
});

describe('writeEntry', () => {
  it('leaves neither an entry nor a gap when its act fails', async () => {
    const caseId = uuidV7();
    const malformed = { ...entryOf(caseId), data: { reminder: 'one' } } as unknown as NewEntry;
    await db.transaction((tx) => writeEntry(tx, entryOf(caseId)));
    await expect(db.transaction((tx) => writeEntry(tx, malformed))).rejects.toThrow();
    await db.transaction((tx) => writeEntry(tx, entryOf(caseId)));
    const { rows } = await admin.query(
      'select seq from book_entries where case_id = $1 order by seq',
      [caseId],
    );
    expect(rows).toEqual([{ seq: 1 }, { seq: 2 }]);
  });

  it('keeps the sealed opening beside the entry it opens', async () => {
    const opening = { field: 'data.x', kind: 'x', keyId: uuidV7(), sealed: Buffer.from('sealed') };
    const id = await db.transaction((tx) => writeEntry(tx, entryOf(uuidV7()), [opening]));
    const { rows } = await admin.query('select field, sealed from openings where entry_id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ field: 'data.x', sealed: Buffer.from('sealed') }]);
  });
});
