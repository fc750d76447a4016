import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TokenBuckets } from '../../../api/middleware/token-buckets.ts';
import { createPortalApp } from '../../../api/portal/app.ts';
import { applicationTexts } from '../../../db/schema/application.ts';
import { portalAnswers } from '../../../db/schema/governance.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import { openOffice, TOKENS, type Office } from './office.ts';

let office: Office;
let app: ReturnType<typeof createPortalApp>;
beforeAll(async () => {
  office = await openOffice();
  app = createPortalApp(office.deps);
});
afterAll(() => office?.close());

const NAME = '山田　花子';

const spki = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .publicKey.export({ type: 'spki', format: 'der' })
  .toString('base64');

const aRequest = (change: object = {}) =>
  JSON.stringify({
    applicationId: uuidV7(),
    service: 'together',
    identityRoute: 'jpki',
    name: NAME,
    proxy: 'none',
    substitutes: 'none',
    previousCertificates: 'none',
    orders: [{ certificateType: 'basic', validityMonths: 24 }],
    keyDelivery: 'simultaneous',
    keys: [{ order: 1, spki }],
    explanation: { version: '2026-10-01', shownAt: new Date().toISOString(), means: 'screen' },
    ...change,
  });

interface Sent {
  readonly key?: string;
  readonly portal?: keyof typeof TOKENS;
  readonly headers?: Readonly<Record<string, string>>;
  readonly of?: typeof app;
}

async function post(
  body: string | ReadableStream,
  { key, portal = 'own', headers = {}, of = app }: Sent = {},
) {
  const response = await of.request('/application-texts', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TOKENS[portal]}`,
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
      ...headers,
    },
    body,
    ...(typeof body !== 'string' && { duplex: 'half' }),
  });
  const text = await response.text();
  const problem = /problems\/([a-z-]+)/.exec(text)?.[1];
  return { status: response.status, headers: response.headers, text, problem };
}

const newKey = (): string => `"${crypto.randomUUID()}"`;

/** How many texts were handed out under the number of a request. */
const textsOf = async (body: string): Promise<number> => {
  const { applicationId } = JSON.parse(body) as { applicationId: string };
  const where = eq(applicationTexts.applicationId, applicationId);
  return (await office.db.select().from(applicationTexts).where(where)).length;
};

describe('a request with an Idempotency-Key', () => {
  it('is done once, and has the same answer again', async () => {
    const [body, key] = [aRequest(), newKey()];
    const first = await post(body, { key });
    const second = await post(body, { key });
    expect(first.status).toBe(201);
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    expect(await textsOf(body)).toBe(1);
  });

  it('has the headers of its text again', async () => {
    const sent = { key: newKey(), headers: { accept: 'text/plain' } };
    const body = aRequest();
    const [first, second] = [await post(body, sent), await post(body, sent)];
    for (const name of ['text-sha256', 'text-nonce', 'text-expires', 'content-type']) {
      expect(first.headers.get(name)).toMatch(/./);
      expect(second.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(second.text).toBe(first.text);
  });

  it('is another without one, each time', async () => {
    const body = aRequest();
    const [first, second] = [await post(body), await post(body)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).not.toBe(first.text);
    expect(await textsOf(body)).toBe(2);
  });

  it('may come in pieces, without a length', async () => {
    const [body, key] = [aRequest(), newKey()];
    const chunked = () => new Blob([body]).stream();
    const headers = { 'transfer-encoding': 'chunked' };
    const first = await post(chunked(), { key, headers });
    expect(first.status).toBe(201);
    expect((await post(body, { key })).text).toBe(first.text);
  });

  it('is refused with another body, and does nothing', async () => {
    const key = newKey();
    await post(aRequest(), { key });
    const other = aRequest();
    const { status, problem } = await post(other, { key });
    expect([status, problem]).toEqual([422, 'idempotency-key-reused']);
    expect(await textsOf(other)).toBe(0);
  });

  it('waits for the first while it is under way, and has its answer then', async () => {
    const [body, key] = [aRequest(), newKey()];
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(body, { key })));
    const done = answers.filter(({ status }) => status === 201);
    const others = answers.filter(({ status }) => status !== 201);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    for (const { status, problem, headers } of others) {
      expect([status, problem]).toEqual([409, 'request-under-way']);
      expect(headers.get('retry-after')).toBe('1');
    }
    expect((await post(body, { key })).text).toBe(done[0]?.text);
    expect(await textsOf(body)).toBe(1);
  });

  it('is told from the same key of another portal', async () => {
    const key = newKey();
    const [own, other] = [aRequest(), aRequest()];
    expect((await post(own, { key })).status).toBe(201);
    expect((await post(other, { key, portal: 'other' })).status).toBe(201);
  });

  it('keeps no key for what was refused: mended, it may be sent under the same', async () => {
    const key = newKey();
    const bad = aRequest({ service: 'no-such-service' });
    expect((await post(bad, { key })).problem).toBe('service-unknown');
    expect((await post('{', { key })).problem).toBe('malformed-request');
    expect((await post(aRequest(), { key })).status).toBe(201);
  });

  it('is done anew when the first died under way, and the first keeps nothing then', async () => {
    const [body, key] = [aRequest(), newKey()];
    const { answers } = office.deps.records;
    const request = { portalId: 'own-portal', keyMac: 'k', bodyMac: 'b' };
    const at = office.deps.now();
    await answers.begin(request, at);
    const soon = new Date(at.getTime() + 59_000);
    expect(await answers.begin(request, soon)).toEqual({ is: 'known', bodyMac: 'b', sealed: null });
    const later = new Date(at.getTime() + 60_000);
    expect(await answers.begin(request, later)).toMatchObject({ is: 'new' });
    await answers.keep(request, at, Buffer.from('of the first'));
    expect(await answers.begin(request, later)).toMatchObject({ sealed: null });
    await answers.keep(request, later, Buffer.from('of the second'));
    expect(await answers.begin(request, later)).toMatchObject({
      sealed: Buffer.from('of the second'),
    });
    expect((await post(body, { key })).status).toBe(201);
  });

  it('is another after a day', async () => {
    const [body, key] = [aRequest(), newKey()];
    const first = await post(body, { key });
    office.clockAheadMs = 86_400_000 - 5_000;
    expect((await post(body, { key })).text).toBe(first.text);
    office.clockAheadMs = 86_400_000 + 1_000;
    expect((await post(body, { key })).text).not.toBe(first.text);
    office.clockAheadMs = 0;
  });

  it.each(['""', '"a', 'a b', 'あ'.normalize(), `"${'x'.repeat(256)}"`, '"a", "b"'])(
    'is refused for a key such as %s',
    async (key) => {
      const { status, problem } = await post(aRequest(), {
        key: encodeURI(key).replaceAll('%22', '"').replaceAll('%20', ' '),
      });
      expect([status, problem]).toEqual([400, 'idempotency-key-malformed']);
    },
  );

  it('is the same without quotes', async () => {
    const body = aRequest();
    const first = await post(body, { key: '"a-key-of-mine"' });
    expect((await post(body, { key: 'a-key-of-mine' })).text).toBe(first.text);
  });

  it('needs a portal that is known and open', async () => {
    const key = newKey();
    const nobody = await post(aRequest(), {
      key,
      headers: { authorization: 'Bearer no-such-token' },
    });
    expect([nobody.status, nobody.problem]).toEqual([401, 'authentication-required']);
    const closed = await post(aRequest(), { key, portal: 'closed' });
    expect([closed.status, closed.problem]).toEqual([403, 'portal-closed']);
    const rows = await office.db.select().from(portalAnswers);
    expect(rows.filter(({ portalId }) => portalId === 'closed-portal')).toEqual([]);
  });

  it('is refused when it is too large, before it is read', async () => {
    const { status } = await post(aRequest({ name: 'x'.repeat(70_000) }), { key: newKey() });
    expect(status).toBe(413);
  });

  it('counts once', async () => {
    const portals = new TokenBuckets({ perMinute: 1, clock: () => 0 });
    const of = createPortalApp({ ...office.deps, limits: { ...office.deps.limits, portals } });
    for (const left of [5999, 5998, 5997]) {
      const { headers } = await post(aRequest(), { key: newKey(), of });
      expect(headers.get('ratelimit')).toMatch(`"portal";r=${left};`);
    }
  });

  it('leaves neither name nor key, and an answer that no other program opens', async () => {
    const [body, key] = [aRequest(), newKey()];
    const first = await post(body, { key });
    const { nonce, textSha256 } = JSON.parse(first.text) as Record<string, string>;
    const rows = await office.db.select().from(portalAnswers);
    const all = rows
      .map((row) => JSON.stringify(row) + (row.answerSealed?.toString('utf8') ?? ''))
      .join();
    expect(all.length).toBeGreaterThan(1000);
    for (const secret of [NAME, key.slice(1, -1), nonce, textSha256]) {
      expect(all).not.toContain(secret);
      expect(all).not.toContain(Buffer.from(secret ?? '').toString('base64'));
    }
    const other = createPortalApp({ ...office.deps, misuseKey: createSecretKey(randomBytes(32)) });
    expect((await post(body, { key, of: other })).text).not.toBe(first.text);
  });
});
