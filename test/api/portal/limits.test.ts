import { describe, expect, it } from 'vitest';
import { TokenBuckets } from '../../../api/middleware/token-buckets.ts';
import type { Portal } from '../../../db/application/portal-register.ts';
import { createPortalApp } from '../../../api/portal/app.ts';
import { fakeDependencies } from './fakes.ts';

const TEXT = '/application-texts';
const STATUS = '/certificate-applications/019ad7f2-6a10-7c3a-9f10-4d5e6f708192';

/** An API that answers a portal and a stranger this often, asked from an address of one's own. */
const setUp = (perMinute: { portals: number; strangers: number }) => {
  const { deps, fake } = fakeDependencies();
  const time = { ms: 0 };
  const clock = () => time.ms;
  const asked: string[] = [];
  const portals = {
    findByToken: async (hash: string) => {
      asked.push(hash);
      return known.get(hash);
    },
    remember: () => undefined,
    remembers: (hash: string) => known.has(hash) && asked.includes(hash),
  };
  const known = new Map<string, Portal>();
  const app = createPortalApp({
    ...deps,
    records: { ...fake.records, portals },
    limits: {
      portals: new TokenBuckets({ perMinute: 1, clock }),
      strangers: new TokenBuckets({ perMinute: perMinute.strangers, clock }),
      subscribers: new TokenBuckets({ perMinute: 1, clock }),
    },
  });
  const ask = async (path: string, token?: string, from = '192.0.2.1') =>
    app.request(
      path,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
      { incoming: { socket: { remoteAddress: from, remotePort: 1, remoteFamily: 'IPv4' } } },
    );
  const statuses = async (times: number, ...request: Parameters<typeof ask>) => {
    const answers: number[] = [];
    for (let n = 0; n < times; n += 1) answers.push((await ask(...request)).status);
    return answers;
  };
  return { fake, time, known, asked, ask, statuses, app };
};

const hashOf = async (token: string): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(token))).toString('hex');

const OWN = 'token-of-the-own-portal';
const OTHER = 'token-of-another-portal';

const withPortals = async (perMinute: { portals: number; strangers: number }) => {
  const made = setUp(perMinute);
  const asRegistered = { isOpen: true, requestsPerMinute: perMinute.portals };
  made.known.set(await hashOf(OWN), { id: 'own-portal', ...asRegistered });
  made.known.set(await hashOf(OTHER), { id: 'other-portal', ...asRegistered });
  return made;
};

describe('the limit of a portal', () => {
  it('answers what is over it with 429 and the seconds to wait', async () => {
    const { ask, statuses, time } = await withPortals({ portals: 3, strangers: 1 });
    expect(await statuses(3, STATUS, OWN)).toEqual([200, 200, 200]);
    const answer = await ask(STATUS, OWN);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('20');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      type: 'https://portal.example/problems/too-many-requests',
    });
    time.ms = 20_000;
    expect(await statuses(2, STATUS, OWN)).toEqual([200, 429]);
  });

  it('counts each portal for itself, wherever it calls from, on every route', async () => {
    const { ask, statuses } = await withPortals({ portals: 2, strangers: 1 });
    await ask(STATUS, OWN, '192.0.2.1');
    await ask(STATUS, OWN, '192.0.2.2');
    for (const path of [STATUS, `${STATUS}/chain.pem`, `${STATUS}/certificates/1.cer`]) {
      expect(await statuses(1, path, OWN, '192.0.2.3')).toEqual([429]);
    }
    expect(await statuses(1, STATUS, OTHER, '192.0.2.1')).toEqual([404]);
  });

  it('leaves no entry of what is over it', async () => {
    const { app, ask, fake } = await withPortals({ portals: 1, strangers: 1 });
    await ask(STATUS, OWN);
    for (const [path, method] of [
      [STATUS, 'PUT'],
      [TEXT, 'POST'],
    ] as const) {
      const headers = { authorization: `Bearer ${OWN}`, 'content-type': 'application/json' };
      expect((await app.request(path, { method, headers, body: '{' })).status).toBe(429);
    }
    expect(fake.refusedInputs).toEqual([]);
  });
});

describe('the limit of a source that names no portal', () => {
  it('is for what everybody may ask, and for tokens that are nobody’s', async () => {
    const { statuses } = await withPortals({ portals: 9, strangers: 4 });
    expect(await statuses(1, '/services')).toEqual([200]);
    expect(await statuses(1, '/problems/not-found')).toEqual([200]);
    expect(await statuses(1, STATUS)).toEqual([401]);
    expect(await statuses(2, STATUS, 'a-token-of-nobody')).toEqual([401, 429]);
    for (const path of ['/services', '/explanations/current', '/openapi.json', '/docs', STATUS]) {
      expect([path, await statuses(1, path)]).toEqual([path, [429]]);
    }
    expect(await statuses(1, '/services', undefined, '192.0.2.9')).toEqual([200]);
  });

  it('keeps tokens that are nobody’s from the database', async () => {
    const { statuses, asked } = await withPortals({ portals: 9, strangers: 2 });
    expect(await statuses(6, STATUS, 'a-token-of-nobody')).toEqual([401, 401, 429, 429, 429, 429]);
    expect(asked).toHaveLength(2);
  });

  it('does not touch a portal that is known, behind the same address', async () => {
    const { statuses } = await withPortals({ portals: 9, strangers: 2 });
    expect(await statuses(1, STATUS, OWN)).toEqual([200]);
    await statuses(5, STATUS, 'a-token-of-nobody');
    expect(await statuses(2, STATUS, OWN)).toEqual([200, 200]);
  });

  it('never answers whoever asks whether the program serves', async () => {
    const { statuses } = await withPortals({ portals: 1, strangers: 1 });
    expect(await statuses(5, '/healthz')).toEqual([200, 200, 200, 200, 200]);
  });
});
