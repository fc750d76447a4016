import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { deliveryCodes } from '../../../../db/schema/dispatch.ts';
import { countEventsAnew } from '../../../../bin/recovery/event-epoch.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import { insertCase, moveCase } from '../../../db/dispatch/cases.ts';
import { openOffice, type Office } from '../office.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

interface Page {
  readonly events: readonly { position: string; kind: string; applicationId: string }[];
  readonly next: string;
  readonly hasMore: boolean;
}

async function read(after = '0.0', portal: 'own' | 'other' = 'own', limit = 100): Promise<Page> {
  const path = `/events?after=${after}&limit=${limit}`;
  const { json, status } = await office.send({ method: 'GET', path, portal });
  expect(status).toBe(200);
  return json as unknown as Page;
}

const kindsOf = async (caseId: string, after = '0.0') =>
  (await read(after)).events.filter((e) => e.applicationId === caseId).map(({ kind }) => kind);

const idsOf = ({ events }: Page) => events.map((event) => (event as { id?: string }).id);

describe('GET /events', () => {
  it('tells a portal each step of its own cases that it may know, and nobody else of them', async () => {
    const id = await insertCase(office.db, 'own-portal');
    for (const state of ['checking', 'review', 'approved', 'issuing', 'issued']) {
      await moveCase(office.db, id, { state });
    }
    expect(await kindsOf(id)).toEqual([
      'application.received',
      'application.review',
      'application.approved',
      'application.issuing',
      'application.issued',
    ]);
    expect((await read('0.0', 'other')).events).toEqual([]);
  });

  it('tells once that a case waits, however often it goes back and forth', async () => {
    const id = await insertCase(office.db, 'own-portal');
    for (const state of ['checking', 'waiting', 'checking', 'waiting', 'checking', 'returned']) {
      await moveCase(office.db, id, { state });
    }
    expect(await kindsOf(id)).toEqual([
      'application.received',
      'application.waiting',
      'application.returned',
    ]);
  });

  it('tells of a code when it was made and posted, and not when it was packed', async () => {
    const id = await insertCase(office.db, 'own-portal');
    const at = new Date();
    await office.db.insert(deliveryCodes).values({
      caseId: id,
      codeNumber: 1,
      edition: 1,
      state: 'generated',
      salt: '0'.repeat(32),
      dispatchId: uuidV7(),
      ciphertextSha256: '0'.repeat(64),
      vendorKeySha256: '0'.repeat(64),
      madeAt: at,
      lapsesAt: at,
    });
    for (const state of ['sealed', 'printed', 'posted']) {
      await office.db
        .update(deliveryCodes)
        .set({ state })
        .where(sql`case_id = ${id}`);
    }
    const all = await read();
    const mine = all.events.filter((event) => event.applicationId === id);
    expect(mine.map(({ kind }) => kind)).toEqual([
      'application.received',
      'code.generated',
      'code.posted',
    ]);
    expect(mine[2]).toMatchObject({ data: { codeNumber: 1, lapsesAt: at.toISOString() } });
  });

  it('gives pages that join without a gap', async () => {
    const whole = await read();
    const joined: unknown[] = [];
    for (let page = await read('0.0', 'own', 2); ; page = await read(page.next, 'own', 2)) {
      joined.push(...page.events);
      if (!page.hasMore) break;
    }
    expect(whole.events.length).toBeGreaterThan(4);
    expect(joined).toEqual(whole.events);
  });

  it('skips no step that is committed late, whichever got its number first', async () => {
    const { next } = await read();
    const held = await office.db.$client.connect();
    try {
      await held.query('begin');
      // It takes its number now, and is held open.
      await held.query(
        `insert into certificate_applications (id, portal_id, service, identity_route, key_delivery, edition, chain_id, rule_set_id,
           received_at, case_deadline, name_sealed, changed_at)
         select gen_random_uuid(), 'own-portal', service, identity_route, key_delivery, edition, chain_id, rule_set_id,
           received_at, case_deadline, name_sealed, changed_at from certificate_applications limit 1`,
      );
      const later = await insertCase(office.db, 'own-portal');
      const meanwhile = await read(next);
      expect(meanwhile).toMatchObject({ events: [], next });
      await held.query('commit');
      const after = await read(meanwhile.next);
      expect(after.events).toHaveLength(2);
      expect(after.events[1]?.applicationId).toBe(later);
    } finally {
      held.release();
    }
  });

  it('skips none either where the older transaction got the later number', async () => {
    const { next } = await read();
    const older = await office.db.$client.connect();
    const insert = `insert into portal_events (id, portal_id, case_id, kind, at, data)
      values (gen_random_uuid(), 'own-portal', gen_random_uuid(), $1, now(), '{}')`;
    try {
      await older.query('begin');
      await older.query('select pg_current_xact_id()');
      const younger = await office.db.$client.connect();
      await younger.query('begin');
      await younger.query(insert, ['younger']);
      await older.query(insert, ['older']);
      await older.query('commit');
      const first = await read(next);
      await younger.query('commit');
      younger.release();
      const second = await read(first.next);
      const kinds = [...first.events, ...second.events].map(({ kind }) => kind);
      expect(kinds).toEqual(['older', 'younger']);
    } finally {
      older.release();
    }
  });

  it('begins anew for a place of before a recovery', async () => {
    const whole = await read();
    const old = whole.next;
    expect((await read(old)).events).toEqual([]);
    // As a dump brings it from a database that counted further.
    await office.db.$client.query(
      `update portal_events set transaction = '9000000000' where position = (select max(position) from portal_events)`,
    );
    await countEventsAnew(office.db.$client);
    const again = await read(old);
    expect(new Set(idsOf(again))).toEqual(new Set(idsOf(whole)));
    expect((await read(again.next)).events).toEqual([]);
  });

  it('answers 304 where nothing changed, and refuses what is no place', async () => {
    const first = await office.send({ method: 'GET', path: '/events' });
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await office.send({ method: 'GET', path: '/events', headers })).status).toBe(304);
    for (const after of ['x', '1', '1.1', '1.1.-1', `1.1.${'9'.repeat(19)}`]) {
      const { status } = await office.send({ method: 'GET', path: `/events?after=${after}` });
      expect([after, status]).toEqual([after, 400]);
    }
    expect((await office.send({ method: 'GET', path: '/events', portal: 'none' })).status).toBe(
      401,
    );
  });
});

const put = (url: string) =>
  office.send({ method: 'PUT', path: '/webhook', body: { url }, portal: 'other' });
const get = () => office.send({ method: 'GET', path: '/webhook', portal: 'other' });

describe('the webhook of a portal', () => {
  it('is set, shown, changed and removed', async () => {
    expect((await get()).problem).toBe('webhook-unknown');
    expect((await put('https://192.0.43.8/events')).status).toBe(200);
    expect((await put('http://127.0.0.1:9/other')).status).toBe(200);
    expect((await get()).json).toMatchObject({ url: 'http://127.0.0.1:9/other' });
    const removed = await office.send({ method: 'DELETE', path: '/webhook', portal: 'other' });
    expect(removed.status).toBe(204);
    expect((await get()).status).toBe(404);
    const replay = { method: 'POST', path: '/webhook/replays', portal: 'other' } as const;
    expect((await office.send({ ...replay, body: { after: '0.0' } })).status).toBe(404);
  });

  it.each([
    ['http://192.0.43.8/', 'notHttps'],
    ['https://user:word@192.0.43.8/', 'hasCredentials'],
    ['https://10.0.0.1/', 'notPublic'],
    ['https://169.254.169.254/latest', 'notPublic'],
    ['https://[fd00::1]/', 'notPublic'],
    ['https://[::ffff:10.0.0.1]/', 'notPublic'],
  ])('is refused at %s', async (url, cause) => {
    const { problem, json } = await put(url);
    expect([problem, json['cause']]).toEqual(['webhook-address-refused', cause]);
  });

  it('gets a place in the queue for each event from then on, in the transaction of the step', async () => {
    const before = await insertCase(office.db, 'other-portal');
    expect((await put('https://192.0.43.8/events')).status).toBe(200);
    const after = await insertCase(office.db, 'other-portal');
    const { rows } = await office.db.$client.query(
      `select case_id, state, channel, notice_kind, template_values from dispatches where portal_id = 'other-portal'`,
    );
    expect(rows).toEqual([
      {
        case_id: after,
        state: 'prepared',
        channel: 'webhook',
        notice_kind: 'application.received',
        template_values: {},
      },
    ]);
    expect(rows.some((row) => row.case_id === before)).toBe(false);
  });
});
