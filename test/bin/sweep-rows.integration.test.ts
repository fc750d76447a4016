import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lostNudges, rounds, stillCases } from '../../bin/sweep-rows.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { uuidV7 } from '../../db/uuid.ts';
import { openOffice, type Office } from '../api/portal/office.ts';
import { insertCase, moveCase } from '../db/dispatch/cases.ts';

const FIRST = '00000000-0000-0000-0000-000000000000';
const HOUR_MS = 3_600_000;
const longAgo = new Date(Date.now() - HOUR_MS);
const later = new Date(Date.now() + HOUR_MS);

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const query = (text: string, values: unknown[]) => office.db.$client.query(text, values);

async function aCase(state: string): Promise<string> {
  const id = await insertCase(office.db, 'own-portal', { at: longAgo });
  await moveCase(office.db, id, { state, at: longAgo });
  return id;
}

async function withCode(caseId: string, lapsesAt: Date): Promise<string> {
  await query(
    `insert into delivery_codes (case_id, code_number, edition, state, salt, dispatch_id, ciphertext_sha256, vendor_key_sha256,
       made_at, lapses_at) values ($1, 1, 1, 'posted', '', gen_random_uuid(), '', '', $2, $3)`,
    [caseId, longAgo, lapsesAt],
  );
  return caseId;
}

async function anInput(caseId: string, kind: string): Promise<string> {
  const id = uuidV7();
  await query(
    `insert into case_inputs (id, case_id, kind, actor, content_sha256, received_at) values ($1, $2, $3, 'x', $4, $5)`,
    [id, caseId, kind, crypto.randomUUID(), longAgo],
  );
  return id;
}

describe('what the sweeper finds', () => {
  it('is each open case that should have moved, and none whose letter is on its way', async () => {
    const still = [
      await aCase('instructed'),
      await aCase('keyDelivery'),
      await withCode(await aCase('keyDelivery'), longAgo),
    ];
    const returned = await aCase('returned');
    await query('update certificate_applications set state_deadline = $2 where id = $1', [
      returned,
      longAgo,
    ]);
    const quiet = [
      await withCode(await aCase('keyDelivery'), later),
      await aCase('review'),
      await aCase('issued'),
    ];
    const found = await stillCases(office.db, FIRST);
    expect(found).toEqual(expect.arrayContaining([...still, returned]));
    expect(found.filter((id) => quiet.includes(id))).toEqual([]);
  });

  it('is each input that waits, also of a case that has ended', async () => {
    const [open, closed] = [await aCase('review'), await aCase('issued')];
    const inputs = [
      await anInput(open, 'evidence'),
      await anInput(closed, 'evidence'),
      await anInput(closed, 'correction'),
    ];
    const own = await anInput(closed, 'application');
    const found = (await lostNudges(office.db, FIRST)).map(({ inputId }) => inputId);
    expect(found).toEqual(expect.arrayContaining(inputs));
    expect(found).not.toContain(own);
  });
});

describe('rounds', () => {
  it('come to what lies behind a batch that stays, and begin again', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'];
    const read = async (_: OfficeDatabase, after: string) =>
      after === FIRST ? all.slice(0, 2) : all.filter((id) => id > after).slice(0, 2);
    const next = rounds(read, (id) => id, 2);
    const seen = [];
    for (let n = 0; n < 4; n += 1) seen.push(await next(office.db));
    expect(seen).toEqual([['a', 'b'], ['c', 'd'], ['e'], ['a', 'b']]);
  });
});
