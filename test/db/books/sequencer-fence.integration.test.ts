import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TileStore } from '../../../adapters/tile-store/tile-store.ts';
import { encodeEntry, readEntry } from '../../../books/entry.ts';
import { ed25519Signer } from '../../../books/note-signer.ts';
import type { Tip } from '../../../books/tip.ts';
import { Sequencer } from '../../../db/books/sequencer.ts';
import { writeEntry } from '../../../db/books/write-entry.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { holdInstance, type HeldInstance } from '../../enclave/held-instance.ts';

const ORIGIN = 'toroku.example/office';

let held: HeldInstance;
let db: OfficeDatabase;
let admin: pg.Client;

beforeAll(async () => {
  held = await holdInstance({ only: ['postgres'] });
  db = openOfficeDatabase(held.instance.databaseUrl('toroku_office'), 6);
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

const store = (name: string) =>
  new TileStore(join(held.instance.dataDir, 'test-books', name), { isDurable: false });

const start = async () => {
  const broken: unknown[] = [];
  const published: Tip[] = [];
  const sequencer = await Sequencer.start({
    pool: db.$client,
    origin: ORIGIN,
    local: store('local'),
    second: store('second'),
    signers: [ed25519Signer(ORIGIN, Buffer.alloc(32, 1))],
    intervalMs: 5,
    onPublished: (tip) => published.push(tip),
    onBroken: (error) => broken.push(error),
  });
  return { sequencer, broken, published };
};

const write = (): Promise<string> =>
  db.transaction((tx) =>
    writeEntry(tx, {
      event: 'acceptance.reminded',
      items: ['1リ'],
      at: new Date().toISOString(),
      case: uuidV7(),
      actor: { kind: 'system', id: 'office-worker' },
      data: { orders: [uuidV7()], reminder: 1, dispatch: uuidV7() },
    }),
  );

const placed = async (): Promise<number> => {
  const { rows } = await admin.query<{ n: number }>('select count(*)::int as n from book_places');
  return rows[0]?.n ?? 0;
};

describe('Sequencer on a database that goes back', () => {
  it('gives no place and publishes nothing once its last entry is gone beneath it', async () => {
    const { sequencer, broken, published } = await start();
    for (let n = 0; n < 3; n += 1) await write();
    await expect.poll(placed).toBe(3);
    await expect.poll(() => published.at(-1)?.index).toBe(2);
    // As a restore leaves it, on the very connection that the sequencer holds.
    await admin.query('delete from book_places where log_index = 2');
    await expect.poll(() => broken.length).toBe(1);
    expect(broken).toMatchObject([{ type: 'BooksBehind' }]);
    await write();
    expect(await placed()).toBe(2);
    await sequencer.stop();
    await expect(start()).rejects.toMatchObject({ type: 'BooksBehind' });
    const { rows } = await admin.query<{ id: string }>(
      `select id from book_entries e where not exists
         (select 1 from book_places p where p.entry_id = e.id) order by ordinal limit 1`,
    );
    await admin.query('insert into book_places values (2, $1)', [rows[0]?.id]);
  });

  it('does not start on the same number of other entries', async () => {
    const { sequencer } = await start();
    await expect.poll(placed).toBe(4);
    await sequencer.stop();
    const { rows } = await admin.query<{ id: string; octets: Buffer }>(
      `select e.id, e.octets from book_entries e join book_places p on p.entry_id = e.id
       where p.log_index = 3`,
    );
    const [last] = rows;
    const other = encodeEntry({
      ...readEntry(last?.octets ?? Buffer.alloc(0)),
      at: '2026-01-01T00:00:00.000Z',
    });
    await admin.query('update book_entries set octets = $1 where id = $2', [other, last?.id]);
    await expect(start()).rejects.toMatchObject({ type: 'BooksBehind' });
    await admin.query('update book_entries set octets = $1 where id = $2', [
      last?.octets,
      last?.id,
    ]);
    const again = await start();
    await again.sequencer.stop();
  });
});
