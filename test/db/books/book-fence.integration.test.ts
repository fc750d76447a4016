import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { leafHash } from '../../../books/merkle.ts';
import type { Tip } from '../../../books/tip.ts';
import { createTextStore } from '../../../db/application/hand-out-text.ts';
import { createRefusedInputs } from '../../../db/application/refused-inputs.ts';
import { writeEntry, type NewEntry } from '../../../db/books/write-entry.ts';
import { readCaseFile } from '../../../db/decision/case-file.ts';
import { commitCase } from '../../../db/decision/commit-case.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { holdInstance, type HeldInstance } from '../../enclave/held-instance.ts';

let held: HeldInstance;
let admin: pg.Client;
let sound: OfficeDatabase;
/** What every program of the test knows: the entry at place 0. */
let known: Tip;

const open = (tip?: Tip): OfficeDatabase => {
  const db = openOfficeDatabase(held.instance.databaseUrl('toroku_office'), 2);
  db.fence.observe(tip);
  return db;
};

const entryOf = (caseId: string): NewEntry & { case: string; id: string } => ({
  id: uuidV7(),
  event: 'acceptance.reminded',
  items: ['1リ'],
  at: new Date().toISOString(),
  case: caseId,
  actor: { kind: 'system', id: 'office-worker' },
  data: { orders: [uuidV7()], reminder: 1, dispatch: uuidV7() },
});

beforeAll(async () => {
  held = await holdInstance({ only: ['postgres'] });
  const url = new URL(held.instance.databaseUrl('postgres'));
  url.pathname = '/office';
  admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  sound = open();
  const first = entryOf(uuidV7());
  await sound.transaction((tx) => writeEntry(tx, first));
  const { rows } = await admin.query<{ octets: Buffer }>('select octets from book_entries');
  await admin.query('insert into book_places (log_index, entry_id) values (0, $1)', [first.id]);
  known = { index: 0, leafHash: leafHash(rows[0]?.octets ?? Buffer.alloc(0)) };
});
afterAll(async () => {
  await sound?.$client.end();
  await admin?.end();
  await held?.release();
});

/** A case that an act can move. */
async function insertCase(): Promise<string> {
  const id = uuidV7();
  await admin.query(
    `insert into certificate_applications (id, portal_id, service, identity_route, key_delivery,
       edition, chain_id, rule_set_id, state, received_at, case_deadline, name_sealed, changed_at)
     values ($1, 'p', 's', 'jpki', 'simultaneous', 1, $1, '2026-12', 'checking', now(), now(),
       '\\x00', now())`,
    [id],
  );
  return id;
}

/** Every way in which a program writes an entry of the office book, on a database that knows a tip. */
const WAYS: readonly (readonly [string, (db: OfficeDatabase) => Promise<unknown>])[] = [
  ['a transaction', (db) => db.transaction((tx) => writeEntry(tx, entryOf(uuidV7())))],
  [
    'an act on a case',
    async (db) => {
      const file = await readCaseFile(db, await insertCase());
      const { case: _, ...entry } = entryOf(file.row.id);
      const act = { change: { state: 'review' }, entries: [{ entry }] };
      if (!(await commitCase(db, file, { act, now: new Date() }))) throw new Error('outrun');
    },
  ],
  [
    'an act without an entry',
    async (db) => {
      const file = await readCaseFile(db, await insertCase());
      const act = { change: { state: 'waiting' } };
      if (!(await commitCase(db, file, { act, now: new Date() }))) throw new Error('outrun');
    },
  ],
  [
    'a refused input',
    (db) =>
      createRefusedInputs(db).record({
        applicationId: uuidV7(),
        inputKind: 'application',
        portalId: 'p',
        problem: 'signed-text-unknown',
        contentSha256: 'a'.repeat(64),
        at: new Date(),
      }),
  ],
  [
    'a first text',
    async (db) => {
      const applicationId = uuidV7();
      const [first, second] = [entryOf(applicationId), entryOf(applicationId)];
      const at = new Date();
      const outcome = await createTextStore(db).storeFirst({
        row: {
          textSha256: applicationId,
          nonceSha256: applicationId,
          transaction: 'application',
          applicationId,
          edition: 1,
          portalId: 'p',
          service: 's',
          explanationVersion: '2026-10-01',
          explanationSha256: 'b'.repeat(64),
          explanationShown: true,
          createdAt: at,
          expiresAt: at,
        },
        entries: [first, second],
      });
      if (outcome !== 'stored') throw new Error(outcome);
    },
  ],
];

const count = async (): Promise<number> => {
  const { rows } = await admin.query<{ n: number }>('select count(*)::int as n from book_entries');
  return rows[0]?.n ?? 0;
};

const asRole = async (
  tip: Tip | undefined,
  write: (db: OfficeDatabase) => Promise<unknown>,
): Promise<void> => {
  // The owner's rights are not the matter here.
  const db = openOfficeDatabase(held.instance.databaseUrl('toroku_office_owner'), 2);
  db.fence.observe(tip);
  try {
    await write(db);
  } finally {
    await db.$client.end();
  }
};

describe('BookFence', () => {
  let before = 0;
  beforeEach(async () => {
    before = await count();
  });

  it.each(WAYS)('lets %s write where the database has what is known', async (_, write) => {
    await asRole(known, write);
    await asRole(undefined, write);
  });

  it.each(WAYS)('lets %s write nothing where the entry is gone', async (_, write) => {
    const lost = { index: 7, leafHash: known.leafHash };
    await expect(asRole(lost, write)).rejects.toMatchObject({ type: 'BooksBehind' });
    expect(await count()).toBe(before);
  });

  it.each(WAYS)('lets %s write nothing where another entry has its place', async (_, write) => {
    const other = { index: 0, leafHash: Buffer.alloc(32, 9) };
    await expect(asRole(other, write)).rejects.toMatchObject({ type: 'BooksBehind' });
    expect(await count()).toBe(before);
  });

  it('lets an act without an entry write nothing where the case has another entry', async () => {
    await asRole(known, async (db) => {
      const file = await readCaseFile(db, await insertCase());
      const { id } = file.row;
      await db.transaction((tx) => writeEntry(tx, entryOf(id)));
      const act = { change: { state: 'waiting' } };
      expect(await commitCase(db, file, { act, now: new Date() })).toBeUndefined();
      const again = await readCaseFile(db, id);
      expect(again.row.state).toBe('checking');
      expect(await commitCase(db, again, { act, now: new Date() })).toMatchObject(act.change);
    });
  });

  it('is behind until the database has the entry again', async () => {
    const db = open(known);
    try {
      await db.fence.assertHolds(db.$client);
      expect(db.fence.behind).toBeUndefined();
      await admin.query('update book_places set log_index = 100');
      await expect(db.fence.assertHolds(db.$client)).rejects.toMatchObject({ type: 'BooksBehind' });
      expect(db.fence.behind).toMatchObject({ type: 'BooksBehind' });
      await admin.query('update book_places set log_index = 0');
      await db.fence.assertHolds(db.$client);
      expect(db.fence.behind).toBeUndefined();
    } finally {
      await db.$client.end();
    }
  });

  it('forgets nothing for something older', () => {
    const db = open({ index: 9, leafHash: Buffer.alloc(32, 1) });
    db.fence.observe({ index: 3, leafHash: Buffer.alloc(32, 2) });
    db.fence.observe(undefined);
    expect(db.fence.values.knownIndex).toBe(9);
    void db.$client.end();
  });
});
