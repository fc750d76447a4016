import { createPublicKey, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { createVerifier, httpbis } from 'http-message-signatures';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { COVERED, contentDigest, webhookKeyFrom } from '../../adapters/webhook/sign-webhook.ts';
import { showWebhookKey } from '../../db/dispatch/webhook-keys.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { sendingPausesMs } from '../../domain/dispatch/sending-pauses.ts';
import { startFeeder, type Feeder } from '../../queues/feed-queue.ts';
import { webhookChannel } from '../../queues/webhook-channel.ts';
import { openOffice, type Office } from '../api/portal/office.ts';
import { insertCase, moveCase } from '../db/dispatch/cases.ts';
import { openReceiver, type Receiver } from './receiver.ts';

const PORTAL = 'own-portal';
const DAY_MS = 86_400_000;
const key = webhookKeyFrom(randomBytes(32));

let office: Office;
/** With the rights of the dispatch-worker. */
let db: OfficeDatabase;
let queues: pg.Pool;
let receiver: Receiver;
let feeder: Feeder | undefined;
let aheadMs = 0;
const reports: (string | undefined)[] = [];
const now = () => new Date(Date.now() + aheadMs);

function start(): void {
  const options = { key, timeoutMs: 2_000, isLoopbackAllowed: true };
  feeder = startFeeder({
    db,
    now,
    channels: {
      webhook: webhookChannel(db, options),
      mail: () => Promise.reject(new Error('no mail here')),
    },
    queueUrl: office.instance.databaseUrl('toroku_queues'),
    intervalMs: 40,
    report: (code) => reports.push(code),
  });
}

async function stop(): Promise<void> {
  await feeder?.stop();
  feeder = undefined;
}

beforeAll(async () => {
  office = await openOffice();
  db = openOfficeDatabase(office.instance.databaseUrl('toroku_dispatch'), 16);
  queues = new pg.Pool({ connectionString: office.instance.databaseUrl('toroku_queues'), max: 1 });
  await showWebhookKey(db, key, new Date());
});
beforeEach(async () => {
  receiver = await openReceiver();
  const set = { method: 'PUT', path: '/webhook', body: { url: receiver.url } } as const;
  expect((await office.send(set)).status).toBe(200);
});
afterEach(async () => {
  await stop();
  await receiver.close();
  await office.db.$client.query(
    `update dispatches set state = 'cancelled' where state = 'prepared'`,
  );
});
afterAll(async () => {
  await Promise.all([db.$client.end(), queues.end()]);
  await office.close();
});

/** A case with three events. @returns its id */
async function aCase(): Promise<string> {
  const id = await insertCase(office.db, PORTAL, { at: now() });
  await moveCase(office.db, id, { state: 'review', at: now() });
  await moveCase(office.db, id, { state: 'approved', at: now() });
  return id;
}

const KINDS = ['application.received', 'application.review', 'application.approved'];

const taken = (caseId: string): string[] =>
  receiver.got
    .filter(({ event, status }) => event.applicationId === caseId && status < 300 && status > 0)
    .map(({ event }) => event.kind);

async function rowsOf(caseId: string) {
  const { rows } = await office.db.$client.query<{
    state: string;
    attempts: number;
    failure: string;
  }>(
    `select d.state, d.attempts, d.failure from dispatches d join portal_events e on e.id = d.id
     where d.case_id = $1 order by e.position`,
    [caseId],
  );
  return rows;
}

const eventually = <T>(look: () => Promise<T> | T): Promise<T> =>
  vi.waitFor(look, { timeout: 15_000, interval: 30 });

const allTaken = (caseId: string) => eventually(() => expect(taken(caseId)).toEqual(KINDS));

describe('webhooks', () => {
  it('come signed by the key that the API shows, in order, each as GET /events has it', async () => {
    start();
    const id = await aCase();
    await allTaken(id);
    const shown = await office.send({ method: 'GET', path: '/webhook-keys', portal: 'none' });
    const [jwk] = shown.json['keys'] as { kid: string; x: string }[];
    const { headers, url, body } = receiver.got[0] as Receiver['got'][number];
    const publicKey = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: jwk?.x ?? '' },
      format: 'jwk',
    });
    const isValid = await httpbis.verifyMessage(
      {
        keyLookup: async ({ keyid }) =>
          keyid === jwk?.kid ? { verify: createVerifier(publicKey, 'ed25519') } : null,
        requiredFields: COVERED,
      },
      { method: 'POST', url, headers: headers as Record<string, string> },
    );
    expect(isValid).toBe(true);
    expect(headers['content-digest']).toBe(contentDigest(Buffer.from(body)));
    const { json } = await office.send({ method: 'GET', path: '/events?limit=500' });
    const listed = (json['events'] as { applicationId: string }[]).filter(
      ({ applicationId }) => applicationId === id,
    );
    expect(receiver.got.map((each) => JSON.parse(each.body))).toEqual(listed);
    await eventually(async () =>
      expect((await rowsOf(id)).map(({ state }) => state)).toEqual(Array(3).fill('delivered')),
    );
  });

  it('follow no redirection, and what is behind it gets nothing', async () => {
    receiver.answer = () => 302;
    start();
    const id = await aCase();
    await eventually(async () =>
      expect((await rowsOf(id))[0]).toEqual({
        state: 'prepared',
        attempts: 1,
        failure: 'answered302',
      }),
    );
    expect(new Set(receiver.got.map(({ url }) => new URL(url).pathname))).toEqual(
      new Set(['/events']),
    );
  });

  it('wait for a receiver that is away for a day, and then come in order', async () => {
    receiver.answer = () => 0;
    start();
    const id = await aCase();
    const end = aheadMs + DAY_MS;
    for (const pause of sendingPausesMs) {
      await eventually(async () => {
        const [first] = await rowsOf(id);
        expect(first?.failure).toBe('noConnection');
        const { rows } = await office.db.$client.query(
          'select from dispatches where case_id = $1 and next_attempt_at > $2 and attempts > 0',
          [id, now()],
        );
        expect(rows).toHaveLength(1);
      });
      if (aheadMs + pause > end) break;
      aheadMs += pause;
    }
    expect(receiver.got.filter(({ event }) => event.kind !== KINDS[0])).toEqual([]);
    receiver.answer = () => 204;
    aheadMs = end;
    // Another case shows that the receiver is there again; the first need not wait for the end of its pause.
    const other = await aCase();
    await allTaken(other);
    await allTaken(id);
  });

  it('are given up after five repeats, lie parked, and let the next event go', async () => {
    receiver.answer = ({ event }) => (event.kind === KINDS[0] ? 500 : 204);
    start();
    const id = await aCase();
    for (const [failed, pause] of sendingPausesMs.entries()) {
      await eventually(async () =>
        expect((await rowsOf(id))[0]).toMatchObject({ attempts: failed + 1, state: 'prepared' }),
      );
      aheadMs += pause + 1000;
    }
    await eventually(() => expect(taken(id)).toEqual(KINDS.slice(1)));
    expect((await rowsOf(id))[0]).toEqual({ state: 'failed', attempts: 6, failure: 'answered500' });
  });

  it('come after a day in which no dispatch-worker ran', async () => {
    const ids = [await aCase(), await aCase()];
    aheadMs += DAY_MS;
    start();
    for (const id of ids) await allTaken(id);
  });

  it('come although the queue was lost with all that lay in it', async () => {
    start();
    await allTaken(await aCase());
    await queues.query('drop schema bullmq cascade');
    const id = await aCase();
    await allTaken(id);
    await eventually(() => expect(reports.at(-1)).toBeUndefined());
  });

  it('come once more, with the same id, where a portal asks for it', async () => {
    start();
    const id = await aCase();
    await allTaken(id);
    const { json } = await office.send({ method: 'GET', path: '/events?limit=500' });
    const mine = (json['events'] as { applicationId: string; position: string }[]).filter(
      ({ applicationId }) => applicationId === id,
    );
    const body = { after: mine[0]?.position };
    const asked = await office.send({ method: 'POST', path: '/webhook/replays', body });
    expect(asked.status).toBe(202);
    await eventually(() => expect(taken(id)).toEqual([...KINDS, ...KINDS.slice(1)]));
    const ids = receiver.got.map(({ event }) => event.id);
    expect(ids.slice(3)).toEqual(ids.slice(1, 3));
  });

  it('are ordered once more once at a time, however often a portal asks', async () => {
    const ask = () =>
      office.send({ method: 'POST', path: '/webhook/replays', body: { after: '0.0' } });
    const answers = [await ask(), await ask(), await ask()];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    const open = `select from dispatch_repeats where portal_id = $1 and applied_at is null`;
    expect((await office.db.$client.query(open, [PORTAL])).rowCount).toBe(1);
    start();
    await eventually(async () =>
      expect((await office.db.$client.query(open, [PORTAL])).rowCount).toBe(0),
    );
    expect((await ask()).status).toBe(202);
    expect((await office.db.$client.query(open, [PORTAL])).rowCount).toBeLessThanOrEqual(1);
  });

  it('stop where the portal removed its address', async () => {
    const id = await aCase();
    expect((await office.send({ method: 'DELETE', path: '/webhook' })).status).toBe(204);
    start();
    await eventually(async () =>
      expect((await rowsOf(id)).map(({ state }) => state)).toEqual(Array(3).fill('cancelled')),
    );
    expect(receiver.got).toEqual([]);
  });

  it('leave nothing in the queue but ids', async () => {
    receiver.answer = () => 503;
    const id = await aCase();
    // Jobs are put there and nobody takes them.
    const { rows: due } = await office.db.$client.query(
      'select id from dispatches where case_id = $1',
      [id],
    );
    start();
    await eventually(() => expect(receiver.got.length).toBeGreaterThan(0));
    const { rows: tables } = await queues.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'bullmq'`,
    );
    expect(tables.length).toBeGreaterThan(3);
    let found = '';
    for (const { name } of tables) {
      const { rows } = await queues.query(
        `select coalesce(string_agg(t::text, ' '), '') as all from ${name} t`,
      );
      found += rows[0].all;
    }
    expect(due).toHaveLength(3);
    for (const secret of [id, receiver.url, PORTAL, 'application.received']) {
      expect(found).not.toContain(secret);
    }
  });
});

describe('order and delivery under failures', () => {
  it('hold whatever the receiver answers and whenever the worker dies', async () => {
    const runs = fc.record({
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      failing: fc.integer({ min: 0, max: 60 }),
      restarts: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ seed, failing, restarts }) => {
        let state = seed;
        const draw = () => (state = (state * 48_271) % 2_147_483_647) % 100;
        receiver.got.length = 0;
        receiver.answer = () => (draw() < failing ? ([500, 0, 429][draw() % 3] ?? 500) : 200);
        const ids = await Promise.all(Array.from({ length: 4 }, () => aCase()));
        for (let i = 0; i < restarts; i += 1) {
          start();
          await sleep(60);
          await stop();
        }
        receiver.answer = () => (draw() < failing / 2 ? 500 : 200);
        start();
        await eventually(async () => {
          aheadMs += sendingPausesMs[1] ?? 0;
          for (const id of ids) {
            expect((await rowsOf(id)).map(({ state: at }) => at)).not.toContain('prepared');
          }
        });
        await stop();
        for (const id of ids) {
          const kinds = taken(id);
          const rows = await rowsOf(id);
          const delivered = KINDS.filter((_, i) => rows[i]?.state === 'delivered');
          // Each that is delivered came, and none came for the first time after a later one.
          expect([...new Set(kinds)]).toEqual(delivered);
        }
      }),
      { numRuns: 6 },
    );
  }, 120_000);
});
