import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  clientCredentials,
  isProblem,
  PortalClient,
  PortalProblem,
  PortalUnreachable,
  staticToken,
} from '../../portal-client/portal-client.ts';
import { problemSlugs } from '../../portal-client/problem-slugs.ts';

interface Seen {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A network that gives these answers one after the other, and remembers what was asked; `undefined` is no answer. */
function network(...answers: (Response | undefined)[]) {
  const seen: Seen[] = [];
  const slept: number[] = [];
  const ask = (async (url: string, init: RequestInit = {}) => {
    seen.push({ url, method: init.method, headers: new Headers(init.headers), body: init.body });
    const answer = answers.shift();
    if (!answer) throw new TypeError('fetch failed');
    return answer;
  }) as typeof fetch;
  const sleep = (milliseconds: number): Promise<void> => {
    slept.push(milliseconds);
    return Promise.resolve();
  };
  const options = { baseUrl: 'https://portal.example/', fetch: ask, sleep };
  const client = new PortalClient({ ...options, authentication: staticToken('a-token') });
  return { client, seen, slept, options };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

const problem = (status: number, slug: string, headers: Record<string, string> = {}): Response =>
  json(
    {
      type: `https://portal.example/problems/${slug}`,
      status,
      instance: 'urn:uuid:1',
      ja: { title: '題', detail: '説明' },
      en: { title: 'Title', detail: 'Detail' },
      keys: [{ order: 1, defect: 'roca' }],
    },
    status,
    headers,
  );

const status = {
  applicationId: 'x',
  state: 'checking',
  told: { ja: '', en: '' },
  certificates: [],
};

const passing = () => problem(503, 'database-unavailable', { 'retry-after': '1' });

const token = (name: string, seconds = 600) =>
  json({ access_token: name, token_type: 'Bearer', expires_in: seconds });

/** A part of a JWT. */
const read = (part: string) =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, number>;

const event = (position: string) => ({
  id: `e${position}`,
  position,
  kind: 'issued',
  applicationId: 'x',
  at: '',
  data: {},
});

describe('a request', () => {
  it('carries the token and says what it takes', async () => {
    const { client, seen } = network(json(status));
    expect(await client.status('019ad7f2')).toEqual(status);
    expect(seen[0]?.url).toBe('https://portal.example/certificate-applications/019ad7f2');
    expect(seen[0]?.headers.get('authorization')).toBe('Bearer a-token');
    expect(seen[0]?.headers.get('accept')).toBe('application/json');
  });

  it('is sent again when no answer came, or one that may pass, after the time that was asked for', async () => {
    const { client, seen, slept } = network(
      undefined,
      problem(503, 'database-unavailable', { 'retry-after': '5' }),
      problem(429, 'too-many-requests', { 'retry-after': 'x' }),
      json(status),
    );
    await client.status('019ad7f2');
    expect(seen).toHaveLength(4);
    const [first = 0, second, third = 0] = slept;
    expect(first).toBeGreaterThanOrEqual(125);
    expect(first).toBeLessThanOrEqual(250);
    expect(second).toBe(5000);
    expect(third).toBeGreaterThanOrEqual(500);
  });

  it('that names nothing has one Idempotency-Key, however often it is sent', async () => {
    const { client, seen } = network(undefined, json({ replayed: 1 }), json({ replayed: 1 }));
    await client.replayWebhooks('8.7');
    await client.replayWebhooks('8.7');
    const keys = seen.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('that is refused is not sent again, and says why', async () => {
    const { client, seen } = network(problem(422, 'unacceptable-public-key'));
    const refused = await client.status('x').catch((error: unknown) => error);
    expect(isProblem(refused, 'unacceptable-public-key')).toBe(true);
    expect(isProblem(refused, 'not-found')).toBe(false);
    expect(refused).toMatchObject({
      status: 422,
      message: '422 unacceptable-public-key',
      detail: { ja: '説明', en: 'Detail' },
      members: { keys: [{ order: 1, defect: 'roca' }] },
      instance: 'urn:uuid:1',
    });
    expect(seen).toHaveLength(1);
  });

  it('gives up in the end, with the problem or without an answer', async () => {
    const busy = network(...Array.from({ length: 6 }, passing));
    await expect(busy.client.status('x')).rejects.toThrow(PortalProblem);
    expect(busy.seen).toHaveLength(5);
    const away = network();
    await expect(away.client.status('x')).rejects.toThrow(PortalUnreachable);
    expect(away.seen).toHaveLength(5);
  });

  it('does not wait longer than it may', async () => {
    const { client, slept } = network(problem(429, 'too-many-requests', { 'retry-after': '3600' }));
    await expect(client.status('x')).rejects.toMatchObject({ retryAfterSeconds: 3600 });
    expect(slept).toEqual([]);
  });

  it('reads a refusal of something in between, which is no problem document', async () => {
    const { client } = network(new Response('<html>', { status: 413 }));
    await expect(client.status('x')).rejects.toMatchObject({ slug: 'http-413', status: 413 });
  });
});

describe('clientCredentials', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const authenticated = (...answers: Response[]) => {
    const net = network(...answers);
    const authentication = clientCredentials({
      clientId: 'sample-portal',
      privateKey: pem,
      keyId: 'k1',
      tokenUrl: 'https://portal.example/oauth/token',
      fetch: net.options.fetch,
    });
    return { ...net, client: new PortalClient({ ...net.options, authentication }) };
  };

  it('asks with an assertion of its key that is good for a minute, and keeps the token', async () => {
    const { client, seen } = authenticated(token('t1'), json(status), json(status));
    await client.status('x');
    await client.status('x');
    expect(seen.map(({ url }) => new URL(url).pathname)).toEqual([
      '/oauth/token',
      '/certificate-applications/x',
      '/certificate-applications/x',
    ]);
    expect(seen[2]?.headers.get('authorization')).toBe('Bearer t1');
    const form = seen[0]?.body as URLSearchParams;
    expect(Object.fromEntries(form)).toMatchObject({
      grant_type: 'client_credentials',
      client_id: 'sample-portal',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    const [header = '', claims = '', signature = ''] = (form.get('client_assertion') ?? '').split(
      '.',
    );
    expect(read(header)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'k1' });
    const { iat = 0, exp = 0, ...said } = read(claims);
    expect(said).toMatchObject({
      iss: 'sample-portal',
      sub: 'sample-portal',
      aud: 'https://portal.example/oauth/token',
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(exp - iat).toBe(60);
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    const signed = Buffer.from(`${header}.${claims}`);
    expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('asks anew when the token was refused, once, and before one ends', async () => {
    const { client, seen } = authenticated(
      token('t1'),
      problem(401, 'authentication-required'),
      token('t2', 10),
      json(status),
      token('t3'),
      json(status),
    );
    await client.status('x');
    await client.status('x');
    const used = seen.map(({ headers }) => headers.get('authorization'));
    expect(used).toEqual([null, 'Bearer t1', null, 'Bearer t2', null, 'Bearer t3']);
    const refused = authenticated(
      token('t1'),
      problem(401, 'authentication-required'),
      token('t2'),
      problem(401, 'authentication-required'),
    );
    await expect(refused.client.status('x')).rejects.toMatchObject({ status: 401 });
  });

  it('is refused where its key is, and waits where the token endpoint is busy', async () => {
    const unknown = authenticated(problem(401, 'authentication-required'));
    await expect(unknown.client.status('x')).rejects.toMatchObject({ status: 401 });
    expect(unknown.seen).toHaveLength(1);
    const busy = authenticated(
      problem(503, 'database-unavailable', { 'retry-after': '2' }),
      token('t1'),
      json(status),
    );
    await busy.client.status('x');
    expect(busy.slept).toEqual([2000]);
  });

  it('asks once for requests that are sent together', async () => {
    const { client, seen } = authenticated(token('t1'), json(status), json(status));
    await Promise.all([client.status('x'), client.status('y')]);
    expect(seen.filter(({ url }) => url.endsWith('/oauth/token'))).toHaveLength(1);
  });
});

describe('PortalClient', () => {
  it('follows events by their cursor, and ends at the signal', async () => {
    const { client, seen } = network(
      json({ events: [event('8.1'), event('8.2')], next: '8.2' }),
      json({ events: [], next: '8.2' }),
      json({ events: [event('8.3')], next: '8.3' }),
    );
    const stop = new AbortController();
    const positions: string[] = [];
    for await (const { next } of client.events(undefined, { signal: stop.signal })) {
      positions.push(next);
      if (next === '8.3') stop.abort();
    }
    expect(positions).toEqual(['8.1', '8.2', '8.3']);
    expect(seen.map(({ url }) => new URL(url).search)).toEqual([
      '?limit=100',
      '?after=8.2&limit=100',
      '?after=8.2&limit=100',
    ]);
  });

  it.each([
    ['withdraw', 'PUT', '/certificate-applications/a/withdrawal'],
    ['acceptCertificates', 'PUT', '/certificate-applications/a/receipt'],
    ['requestRevocation', 'PUT', '/revocation-requests/a'],
  ] as const)('%s sends what was signed', async (name, method, path) => {
    const { client, seen } = network(json({}));
    await client[name]('a', 'AAAA');
    expect([seen[0]?.method, new URL(seen[0]?.url ?? '').pathname]).toEqual([method, path]);
    expect(seen[0]?.body).toBe('{"signatureContainer":"AAAA"}');
  });

  it('sends a document under its hash', async () => {
    const { client, seen } = network(json(status, 201));
    expect(await client.putEvidence('a', 'inquiryReply', Buffer.from('abc'))).toEqual(status);
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(seen[0]?.url).toMatch(`/certificate-applications/a/evidence/${sha256}`);
    expect(seen[0]?.headers.get('evidence-kind')).toBe('inquiryReply');
    expect(seen[0]?.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('reads and removes a webhook, or says that there is none', async () => {
    const { client } = network(
      problem(404, 'not-found'),
      json({ url: 'https://x' }),
      new Response(null, { status: 204 }),
    );
    expect(await client.webhook()).toBeUndefined();
    expect(await client.webhook()).toEqual({ url: 'https://x' });
    await client.removeWebhook();
  });

  it('knows each problem once', () => {
    expect(new Set(problemSlugs).size).toBe(problemSlugs.length);
  });
});
