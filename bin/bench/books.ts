import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { encodeEntry } from '../../books/entry.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { Sequencer } from '../../db/books/sequencer.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { uuidV7 } from '../../db/uuid.ts';
import type { Instance } from '../instance/options.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { median, rateOf, rounded } from './measure.ts';

/** How much is written at each size of the log. */
export interface BooksBench {
  readonly rounds: number;
  readonly perRound: number;
  /** Sizes of the log at which is measured, ascending. */
  readonly sizes: readonly number[];
}

const ORIGIN = 'bench.example/office';
const AT_ONCE = 64;
/** As the office-worker has it. */
const INTERVAL_MS = 100;

interface Stage {
  readonly instance: Instance;
  readonly db: OfficeDatabase;
  readonly admin: pg.Pool;
}

interface Figures {
  readonly size: number;
  readonly entriesPerSecond: number;
  readonly rowsPerSecond: number;
  readonly ratio: number;
  readonly latencyMsP50: number;
  readonly latencyMsP95: number;
  readonly sequencerPerSecond: number;
}

/**
 * Entries a second, each committed and integrated under a signed checkpoint, 64 at once, against raw
 * inserts of the same rows into the same PostgreSQL; and what the sequencer does alone with entries that
 * wait. Both at a small and at a large log, in turns within one run.
 */
export async function benchBooks(bench: BooksBench): Promise<object> {
  return withThrowAwayInstance({ only: ['postgres'] }, async (instance) => {
    const db = openOfficeDatabase(instance.databaseUrl('toroku_office'), AT_ONCE);
    const owner = new URL(instance.databaseUrl('postgres'));
    owner.pathname = '/office';
    const admin = new pg.Pool({ connectionString: owner.href, max: 2 });
    // The server may end a connection that `end` has let go of and not closed yet.
    admin.on('error', () => undefined);
    await admin.query('create table raw_entries (like book_entries including all)');
    await admin.query('grant insert on raw_entries to toroku_office');
    await admin.query('grant usage on all sequences in schema public to toroku_office');
    const stage = { instance, db, admin };
    try {
      const figures: Figures[] = [];
      for (const size of bench.sizes) {
        await fillTo(stage, size);
        figures.push(await measureAt(stage, bench, size));
        console.log(JSON.stringify(figures.at(-1)));
      }
      return { bench: 'books', atOnce: AT_ONCE, figures };
    } finally {
      await db.$client.end();
      await admin.end();
    }
  });
}

/** An entry of about the size that those of a case have. */
const anEntry = () =>
  ({
    event: 'session.opened',
    items: ['4ニ'],
    at: new Date().toISOString(),
    actor: { kind: 'officer', id: 'officer-01', role: 'examiner', terminal: 'terminal-01' },
    data: { terminal: `terminal-${'x'.repeat(500)}`, method: 'passkey' },
  }) as const;

const startSequencer = ({ instance, db }: Stage): Promise<Sequencer> =>
  Sequencer.start({
    pool: db.$client,
    origin: ORIGIN,
    local: new TileStore(join(instance.dataDir, 'bench-local'), { isDurable: false }),
    second: new TileStore(join(instance.dataDir, 'bench-second'), { isDurable: true }),
    signers: [ed25519Signer(ORIGIN, Buffer.alloc(32, 1))],
    intervalMs: INTERVAL_MS,
    onBroken: (error) => {
      throw error;
    },
  });

const countOf = async ({ admin }: Stage, table: string): Promise<number> => {
  const { rows } = await admin.query<{ n: string }>(`select count(*) as n from ${table}`);
  return Number(rows[0]?.n);
};

/** Entries that wait, written in bulk: the sequencer has not seen them. */
async function fillWaiting({ admin }: Stage, count: number): Promise<void> {
  for (let done = 0; done < count; done += 5000) {
    const rows = Array.from({ length: Math.min(5000, count - done) }, () => {
      const entry = { ...anEntry(), log: 'office' as const, id: uuidV7() };
      return { id: entry.id, octets: encodeEntry(entry) };
    });
    await admin.query(
      `insert into book_entries (id, event, items, at, octets)
       select id, 'session.opened', '{4ニ}', now(), octets
       from unnest($1::uuid[], $2::bytea[]) as u(id, octets)`,
      [rows.map(({ id }) => id), rows.map(({ octets }) => octets)],
    );
  }
}

async function sequence(stage: Stage): Promise<void> {
  const sequencer = await startSequencer(stage);
  const size = await countOf(stage, 'book_entries');
  while (sequencer.size < size) await sleep(5);
  await sequencer.stop();
}

async function fillTo(stage: Stage, size: number): Promise<void> {
  const missing = size - (await countOf(stage, 'book_entries'));
  await fillWaiting(stage, Math.max(0, missing));
  await sequence(stage);
  await stage.admin.query('vacuum analyze');
}

async function measureAt(
  stage: Stage,
  { rounds, perRound }: BooksBench,
  size: number,
): Promise<Figures> {
  const own: number[] = [];
  const raw: number[] = [];
  const alone: number[] = [];
  const latencies: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    raw.push(await rawInserts(stage, perRound));
    const { perSecond, waited } = await append(stage, perRound);
    own.push(perSecond);
    latencies.push(...waited);
    alone.push(await sequencerAlone(stage, perRound));
  }
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => rounded(sorted[Math.floor(sorted.length * share)] ?? 0, 0);
  return {
    size,
    entriesPerSecond: rounded(median(own), 0),
    rowsPerSecond: rounded(median(raw), 0),
    ratio: rounded(median(own) / median(raw)),
    latencyMsP50: at(0.5),
    latencyMsP95: at(0.95),
    sequencerPerSecond: rounded(median(alone), 0),
  };
}

/** The same rows, one statement each, into a table with the same indexes. */
async function rawInserts({ admin, db }: Stage, count: number): Promise<number> {
  await admin.query('truncate raw_entries');
  const { perSecond } = await rateOf(
    async () => {
      const entry = { ...anEntry(), log: 'office' as const, id: uuidV7() };
      await db.$client.query({
        name: 'raw-insert',
        text: `insert into raw_entries (id, event, items, at, octets, ordinal)
               values ($1, $2, $3, $4, $5, default)`,
        values: [entry.id, entry.event, entry.items, entry.at, encodeEntry(entry)],
      });
    },
    { atOnce: AT_ONCE, most: count },
  );
  return perSecond;
}

/** Writes entries and waits until the last is integrated; each entry's wait from its commit. */
async function append(
  stage: Stage,
  count: number,
): Promise<{ perSecond: number; waited: number[] }> {
  const sequencer = await startSequencer(stage);
  try {
    return await appendWith(stage, sequencer, count);
  } finally {
    await sequencer.stop();
  }
}

async function appendWith(
  stage: Stage,
  sequencer: Sequencer,
  count: number,
): Promise<{ perSecond: number; waited: number[] }> {
  const committed: number[] = [];
  const waited: number[] = [];
  let [published, early] = [sequencer.size, 0];
  // Entries are integrated in the order of writing, so a publication takes the oldest commits. One that
  // comes before its writer hears of the commit took no time.
  const onPublished = (name: unknown): void => {
    if (name !== 'book.2-published') return;
    const now = performance.now();
    const taken = committed.splice(0, sequencer.size - published);
    early += sequencer.size - published - taken.length;
    published = sequencer.size;
    for (const at of taken) waited.push(now - at);
  };
  const onCommitted = (): void => {
    if (early === 0) committed.push(performance.now());
    else waited.push(0);
    early = Math.max(0, early - 1);
  };
  subscribe('toroku:step', onPublished);
  const start = performance.now();
  await rateOf(
    async () => {
      await writeEntry(stage.db, anEntry());
      onCommitted();
    },
    { atOnce: AT_ONCE, most: count },
  );
  while (waited.length < count) await sleep(2);
  const seconds = (performance.now() - start) / 1000;
  unsubscribe('toroku:step', onPublished);
  return { perSecond: count / seconds, waited };
}

/** From entries that wait to tiles and checkpoint on both media. */
async function sequencerAlone(stage: Stage, count: number): Promise<number> {
  await fillWaiting(stage, count);
  const start = performance.now();
  await sequence(stage);
  return count / ((performance.now() - start) / 1000);
}
