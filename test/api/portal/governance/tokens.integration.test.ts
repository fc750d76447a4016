import { createPrivateKey, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPortalRecords } from '../../../../db/portal-records.ts';
import { openOfficeDatabase } from '../../../../db/office-database.ts';
import { redemptionNonces } from '../../../../db/schema/dispatch.ts';
import { portalAssertions, portals, portalTokens } from '../../../../db/schema/governance.ts';
import { createPortalApp } from '../../../../api/portal/app.ts';
import { TokenBuckets } from '../../../../api/middleware/token-buckets.ts';
import { registerPortal } from '../../../../bin/commands/adopt.ts';
import { PORTAL as DEMONSTRATION, portalKey } from '../../../../bin/demonstration/documents.ts';
import { portalKeyPair, signAssertion, type Asserted } from '../../../portal-keys.ts';
import { openOffice, TOKENS, type Office } from '../office.ts';

const ISSUER = 'https://portal.example';
const ENDPOINT = `${ISSUER}/oauth/token`;
const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const PORTAL = 'keyed-portal';

const first = portalKeyPair('2026');
const second = portalKeyPair('2027', 'Ed25519');
const third = portalKeyPair('rsa', 'RSA');
const stranger = portalKeyPair('2026');

let office: Office;
let app: ReturnType<typeof createPortalApp>;

beforeAll(async () => {
  office = await openOffice();
  await office.db.insert(portals).values(
    [PORTAL, 'keyed-too', 'small-portal'].map((id) => ({
      id,
      name: id,
      keys: [first, second, third].map(({ publicKey }) => publicKey),
      applicationsPerHour: 1000,
      requestsPerMinute: id === 'small-portal' ? 2 : 100_000,
    })),
  );
  app = createPortalApp(office.deps);
});
afterAll(() => office?.close());

type Fields = Readonly<Record<string, string>>;

const assertion = (says: Partial<Asserted> & { by?: typeof first } = {}): Promise<string> =>
  signAssertion(says.by ?? first, {
    portal: PORTAL,
    audience: ENDPOINT,
    at: office.deps.now(),
    ...says,
  });

async function ask(fields: Fields | string, headers: Fields = {}, of = app) {
  const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  const response = await of.request('/oauth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
  const json = (await response.json()) as Record<string, string>;
  return { status: response.status, headers: response.headers, json };
}

const formOf = (jwt: string, more: Fields = {}): Fields => ({
  grant_type: 'client_credentials',
  client_assertion_type: TYPE,
  client_assertion: jwt,
  ...more,
});

const tokenFor = async (says: Parameters<typeof assertion>[0] = {}): Promise<string> => {
  const { status, json } = await ask(formOf(await assertion(says)));
  expect([status, json['error_description']]).toEqual([200, undefined]);
  return json['access_token'] ?? '';
};

/** What a token opens: 404 for a number that nobody has, 401 if the token is none. */
const open = async (token: string, of = app): Promise<number> => {
  const path = '/certificate-applications/019ad7f2-6a10-7c3a-9f10-4d5e6f708192';
  return (await of.request(path, { headers: { authorization: `Bearer ${token}` } })).status;
};

const change = (columns: Partial<typeof portals.$inferInsert>) =>
  office.db.update(portals).set(columns).where(eq(portals.id, PORTAL));

describe('POST /oauth/token', () => {
  it('gives a token of ten minutes for an assertion, and keeps hashes alone', async () => {
    const jwt = await assertion();
    const { status, headers, json } = await ask(formOf(jwt, { client_id: PORTAL }));
    expect(status).toBe(200);
    expect(json).toEqual({
      access_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      token_type: 'Bearer',
      expires_in: 600,
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await open(json['access_token'] ?? '')).toBe(404);
    const { rows } = await office.db.$client.query(
      'select (select json_agg(t) from portal_tokens t)::text as t, (select json_agg(a) from portal_assertions a)::text as a',
    );
    expect(JSON.stringify(rows)).not.toContain(json['access_token']);
    expect(JSON.stringify(rows)).not.toContain(jwt.split('.')[2]);
  });

  it.each([
    ['ES256', first],
    ['EdDSA', second],
    ['PS256', third],
    ['RS256', third],
  ] as const)('takes a signature of %s', async (alg, by) => {
    expect(await open(await tokenFor({ alg, by }))).toBe(404);
  });

  it.each([
    ['the issuer', ISSUER],
    ['the endpoint in a list of one', [ENDPOINT]],
  ])('takes %s as audience', async (_, audience) => {
    expect(await open(await tokenFor({ audience }))).toBe(404);
  });

  it('takes clocks that are half a minute apart', async () => {
    const now = office.deps.now().getTime();
    for (const seconds of [-29, 29]) await tokenFor({ at: new Date(now + seconds * 1000) });
    const past = Math.floor(now / 1000) - 20;
    await tokenFor({ claims: { exp: past } });
  });

  it('serves until it ends', async () => {
    const token = await tokenFor();
    office.clockAheadMs = 599_000;
    expect(await open(token)).toBe(404);
    office.clockAheadMs = 601_000;
    expect(await open(token)).toBe(401);
    office.clockAheadMs = 0;
  });

  it('forgets what has ended, and nothing before', async () => {
    const gone = { portalId: PORTAL, expiresAt: new Date(Date.now() - 3_660_000) };
    const issued = { tokenGeneration: 1, issuedAt: gone.expiresAt };
    await office.db.insert(portalAssertions).values({ ...gone, jtiSha256: 'gone' });
    await office.db.insert(portalTokens).values({ ...gone, ...issued, tokenSha256: 'gone' });
    const ofCode = { caseId: randomUUID(), codeNumber: 1 };
    const stays = { ...ofCode, nonceSha256: 'stays', expiresAt: new Date() };
    await office.db
      .insert(redemptionNonces)
      .values([{ ...ofCode, nonceSha256: 'gone', expiresAt: gone.expiresAt }, stays]);
    const token = await tokenFor();
    const nonces = await office.db.select().from(redemptionNonces);
    expect(nonces.map(({ nonceSha256 }) => nonceSha256)).toEqual(['stays']);
    const left = await office.db.select().from(portalTokens);
    expect(left.map(({ tokenSha256 }) => tokenSha256)).not.toContain('gone');
    const assertions = await office.db.select().from(portalAssertions);
    expect(assertions.map(({ jtiSha256 }) => jtiSha256)).not.toContain('gone');
    expect(await open(token)).toBe(404);
  });
});

const seconds = (more: number): number => Math.floor(office.deps.now().getTime() / 1000) + more;

const MATCH = 'no key of that name of that portal made this signature';
const SUBJECT = 'iss and sub are not both the portal';
const AUDIENCE = 'aud is not this server alone';
const TIME = 'exp is past, or nbf or iat is in the future';
const CLAIMS = 'exp or jti is missing, or is not one';

/** What an assertion may say that does not hold, with what is answered. */
const BROKEN: readonly (readonly [string, () => Parameters<typeof assertion>[0], string])[] = [
  ['a portal that is none', () => ({ portal: 'no-portal' }), MATCH],
  ['a key of somebody else', () => ({ by: stranger }), MATCH],
  ['a key under the name of another', () => ({ by: first, header: { kid: '2027' } }), MATCH],
  ['no name of a key', () => ({ header: { kid: undefined } }), MATCH],
  ['a name that no key has', () => ({ header: { kid: '1999' } }), MATCH],
  ['an algorithm of another key', () => ({ by: third, alg: 'PS384' }), MATCH],
  ['a header that has to be understood', () => ({ header: { crit: ['x'], x: 1 } }), MATCH],
  ['an access token for an assertion', () => ({ header: { typ: 'at+jwt' } }), MATCH],
  ['another issuer', () => ({ claims: { iss: 'somebody' } }), MATCH],
  ['no issuer', () => ({ claims: { iss: undefined } }), MATCH],
  ['another audience', () => ({ audience: 'https://other.example' }), AUDIENCE],
  ['two audiences', () => ({ audience: [ENDPOINT, 'https://other.example'] }), AUDIENCE],
  ['no audience', () => ({ claims: { aud: undefined } }), AUDIENCE],
  ['an end that is past', () => ({ claims: { exp: seconds(-31) } }), TIME],
  ['a beginning that is not come', () => ({ claims: { nbf: seconds(60) } }), TIME],
  ['an issue in the future', () => ({ claims: { iat: seconds(60) } }), TIME],
  [
    'an end that is far',
    () => ({ claims: { exp: seconds(360) } }),
    'exp is more than five minutes ahead',
  ],
  ['no end', () => ({ claims: { exp: undefined } }), CLAIMS],
  ['an end in words', () => ({ claims: { exp: 'tomorrow' } }), CLAIMS],
  ['no id', () => ({ claims: { jti: undefined } }), CLAIMS],
  ['an empty id', () => ({ claims: { jti: '' } }), CLAIMS],
  ['an id without end', () => ({ claims: { jti: 'x'.repeat(256) } }), CLAIMS],
];

describe('what gets no token', () => {
  it.each(BROKEN)('is %s', async (_, says, description) => {
    const { status, headers, json } = await ask(formOf(await assertion(says())));
    expect(status).toBe(401);
    expect(json).toEqual({
      error: 'invalid_client',
      error_description: description,
      error_uri: `${ISSUER}/problems/token-client-invalid`,
    });
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="toroku", error="invalid_client"');
    expect((await app.request('/problems/token-client-invalid')).status).toBe(200);
  });

  it('is an assertion that nobody signed, or that was changed', async () => {
    const jwt = await assertion();
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const none = Buffer.from('{"alg":"none","kid":"2026"}').toString('base64url');
    const other = Buffer.from(payload, 'base64url').toString().replace(PORTAL, 'keyed-too');
    for (const changed of [
      `${none}.${payload}.`,
      `${header}.${Buffer.from(other).toString('base64url')}.${signature}`,
      `${header}.${payload}.${'A'.repeat(86)}`,
      `${header}.${payload}`,
      'x',
    ]) {
      expect((await ask(formOf(changed))).json).toMatchObject({
        error: 'invalid_client',
        error_description: MATCH,
      });
    }
  });

  it('is an assertion that has served, or whose id has', async () => {
    const jwt = await assertion({ claims: { jti: 'once' } });
    expect((await ask(formOf(jwt))).status).toBe(200);
    const again = await assertion({ claims: { jti: 'once', exp: seconds(200) } });
    for (const each of [jwt, again]) {
      const { status, json } = await ask(formOf(each));
      expect([status, json['error'], json['error_description']]).toEqual([
        401,
        'invalid_client',
        'jti was used before',
      ]);
    }
    await tokenFor({ portal: 'keyed-too', claims: { jti: 'once' } });
  });

  it('is the second of two that come at once', async () => {
    const form = formOf(await assertion());
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => ask(form)))).map((a) => a.status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401]);
  });

  it('is a portal that is called otherwise', async () => {
    const { json } = await ask(formOf(await assertion(), { client_id: 'keyed-too' }));
    expect(json).toMatchObject({ error: 'invalid_client', error_description: SUBJECT });
  });

  it.each<[string, string, Fields]>([
    ['another grant', 'unsupported_grant_type', { grant_type: 'password' }],
    ['another kind of assertion', 'invalid_request', { client_assertion_type: 'x' }],
    ['a scope', 'invalid_scope', { scope: 'all' }],
    ['no assertion', 'invalid_request', { client_assertion: '' }],
  ])('is a request with %s', async (_, error, fields) => {
    const { status, json } = await ask(formOf(await assertion(), fields));
    expect(status).toBe(400);
    expect(json).toMatchObject({ error });
    expect((await app.request((json['error_uri'] ?? '').replace(ISSUER, ''))).status).toBe(200);
  });

  it('is a request with a field that is missing or comes twice', async () => {
    const whole = new URLSearchParams(formOf(await assertion()));
    for (const name of whole.keys()) {
      const without = new URLSearchParams(whole);
      without.delete(name);
      const twice = new URLSearchParams(whole);
      twice.append(name, whole.get(name) ?? '');
      for (const each of [without, twice]) {
        const { status, json } = await ask(each.toString());
        expect([name, status, json['error']]).toEqual([name, 400, 'invalid_request']);
      }
    }
  });

  it('is a body of another kind or without end', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await ask('{}', json)).status).toBe(415);
    expect((await ask('x'.repeat(20_000))).status).toBe(413);
  });

  it('is a portal without keys', async () => {
    const { json } = await ask(formOf(await assertion({ portal: 'own-portal' })));
    expect(json).toMatchObject({ error: 'invalid_client', error_description: MATCH });
  });
});

describe('the keys of a portal', () => {
  it('hold side by side, and end with their tokens when they go', async () => {
    const old = await tokenFor();
    const young = await tokenFor({ by: second, alg: 'EdDSA' });
    await change({ keys: [second.publicKey], tokenGeneration: 2 });
    // Without waiting: the register is asked each time.
    expect([await open(old), await open(young)]).toEqual([401, 401]);
    expect((await ask(formOf(await assertion()))).json).toMatchObject({ error: 'invalid_client' });
    expect(await open(await tokenFor({ by: second, alg: 'EdDSA' }))).toBe(404);
    await change({ keys: [first, second, third].map(({ publicKey }) => publicKey) });
  });
});

describe('a closed portal', () => {
  it('gets no token, has none any more, and none of before when it is open again', async () => {
    const token = await tokenFor();
    await change({ isOpen: false, tokenGeneration: 3 });
    expect(await open(token)).toBe(401);
    const { status, json } = await ask(formOf(await assertion()));
    expect([status, json['error']]).toEqual([400, 'unauthorized_client']);
    expect(json['error_uri']).toBe(`${ISSUER}/problems/token-portal-closed`);
    await change({ isOpen: true });
    expect(await open(token)).toBe(401);
    expect(await open(await tokenFor())).toBe(404);
  });
});

describe('a token that is none', () => {
  it('is answered as RFC 6750 has it, and one that is missing without an error', async () => {
    const path = '/certificate-applications/019ad7f2-6a10-7c3a-9f10-4d5e6f708192';
    const answer = await app.request(path, { headers: { authorization: 'Bearer not-a-token' } });
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer realm="toroku", error="invalid_token"',
    );
    expect((await app.request(path)).headers.get('www-authenticate')).toBe('Bearer realm="toroku"');
  });

  it('is a static one in production', async () => {
    const db = openOfficeDatabase(office.instance.databaseUrl('toroku_portal'), 2);
    const records = createPortalRecords(db, { areStaticTokensTaken: false });
    const production = createPortalApp({ ...office.deps, records });
    expect(await open(TOKENS.own)).toBe(404);
    expect(await open(TOKENS.own, production)).toBe(401);
    expect(await open(await tokenFor(), production)).toBe(404);
    await db.$client.end();
  });
});

describe('the limits', () => {
  it('are those of the register, and each answer says what is left', async () => {
    const token = await tokenFor({ portal: 'small-portal' });
    const path = '/certificate-applications/019ad7f2-6a10-7c3a-9f10-4d5e6f708192';
    const asked = async () => {
      const { status, headers } = await app.request(path, {
        headers: { authorization: `Bearer ${token}` },
      });
      return [status, headers.get('ratelimit-policy'), headers.get('ratelimit')];
    };
    // The token was the first of two.
    expect(await asked()).toEqual([404, '"portal";q=2;w=60', '"portal";r=0;t=60']);
    expect(await asked()).toEqual([429, '"portal";q=2;w=60', '"portal";r=0;t=60']);
    const { status, headers } = await ask(formOf(await assertion({ portal: 'small-portal' })));
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('hold up strangers who try assertions, and no portal that comes from where they do', async () => {
    const strangers = new TokenBuckets({ perMinute: 2, clock: () => 0 });
    const narrow = createPortalApp({
      ...office.deps,
      limits: { ...office.deps.limits, strangers },
    });
    const good = await Promise.all([1, 2, 3].map(() => assertion()));
    for (const jwt of good) expect((await ask(formOf(jwt), {}, narrow)).status).toBe(200);
    const bad = formOf(await assertion({ by: stranger }));
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await ask(bad, {}, narrow)).status);
    expect(statuses).toEqual([401, 401, 429, 429]);
    const after = await ask(formOf(await assertion()), {}, narrow);
    expect(after.status).toBe(200);
    // Nor from what the token is for, which nobody has shown yet.
    const headers = { authorization: `Bearer ${after.json['access_token']}` };
    expect((await narrow.request('/events', { headers })).status).toBe(200);
  });
});

describe('the sample portal of the set-up', () => {
  it('has a key and a token, also where an earlier build registered it without', async () => {
    const id = DEMONSTRATION.id;
    await registerPortal(office.db);
    await office.db.update(portals).set({ keys: [] }).where(eq(portals.id, id));
    await registerPortal(office.db);
    const privateKey = createPrivateKey({ key: DEMONSTRATION.privateKey, format: 'jwk' });
    const by = { privateKey, publicKey: portalKey() };
    expect(await open(await tokenFor({ by, portal: id }))).toBe(404);
    expect(await open(DEMONSTRATION.token)).toBe(404);
  });

  it('keeps the keys that two people agreed on', async () => {
    const agreed = { keys: [first.publicKey], actId: crypto.randomUUID() };
    await office.db.update(portals).set(agreed).where(eq(portals.id, DEMONSTRATION.id));
    await registerPortal(office.db);
    const [row] = await office.db.select().from(portals).where(eq(portals.id, DEMONSTRATION.id));
    expect(row?.keys).toEqual(agreed.keys);
  });
});

describe('GET /.well-known/oauth-authorization-server', () => {
  it('says how a token is asked for (RFC 8414)', async () => {
    const answer = await app.request('/.well-known/oauth-authorization-server');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      issuer: ISSUER,
      token_endpoint: ENDPOINT,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: [
        'ES256',
        'EdDSA',
        'Ed25519',
        'PS256',
        'RS256',
      ],
      service_documentation: `${ISSUER}/docs`,
    });
  });
});

describe('what is told of tokens', () => {
  it('is nothing: no incident carries an assertion', () => {
    expect(office.incidents).toEqual([]);
  });
});
