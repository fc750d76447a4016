import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { IdentityProvider } from '../../../adapters/oidc/identity-provider.ts';
import { CALLBACK_PATH } from '../../../api/console/governance/oidc-sign-in.tsx';
import { identitySha256 } from '../../../db/governance/identities.ts';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { officerIdentities } from '../../../db/schema/access.ts';
import { passkeyChallenges, sessions } from '../../../db/schema/governance.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import {
  startProvider,
  visitProvider,
  type RunningProvider,
} from '../../adapters/oidc/provider.ts';
import { consoleOf, newestEntries, type ConsoleApp, type Records } from './office-console.ts';
import { PasskeyBrowser, SITE } from './passkey-browser.ts';
import { startSeededOffice, type SeededOffice } from './seed/seeded-office.ts';

const MINUTE = 60_000;
const CLIENT = {
  id: 'toroku',
  secret: 'a secret of the console: +/%',
  redirectUri: `${SITE.origin}${CALLBACK_PATH}`,
};
const OTHER = { id: 'other', secret: 'other', redirectUri: 'http://other.test/back' };

let office: SeededOffice;
let provider: RunningProvider;
let records: Records;
let app: ConsoleApp;
let now: Date;

const settingsOf = (client: typeof CLIENT) => ({
  issuer: provider.issuer,
  clientId: client.id,
  clientSecret: client.secret,
  officerClaim: 'sub',
  redirectUri: client.redirectUri,
  isInsecureAllowed: true,
});

const consoleWith = (identityProvider?: IdentityProvider) =>
  consoleOf(office, records, { ...(identityProvider && { identityProvider }), now: () => now });

async function map(subject: string, officerId: string): Promise<void> {
  await office.owner.insert(officerIdentities).values({
    identitySha256: identitySha256({ issuer: provider.issuer, subject }),
    issuer: provider.issuer,
    officerId,
    actId: uuidV7(),
    addedAt: now,
  });
}

beforeAll(async () => {
  [office, provider] = await Promise.all([startSeededOffice(), startProvider([CLIENT, OTHER])]);
  // With the rights of the console's own role: what a page does, that role may.
  records = openConsoleRecords(office.db);
  now = office.now;
  app = consoleWith(new IdentityProvider(settingsOf(CLIENT)));
  await map('sub-1', 'officer-02');
});
afterEach(() => {
  provider.who = 'sub-1';
  provider.tamper = undefined;
  provider.isAway = false;
  now = office.now;
});
afterAll(async () => {
  await provider?.stop();
  await office?.stop();
});

let addresses = 0;
/** Each from an address of its own: failures of one test hold no other back. */
const newBrowser = (of = app) => new PasskeyBrowser(of, `192.0.2.${(addresses += 1)}`);

/** Presses the button. @returns where the page leads to */
async function leave(browser: PasskeyBrowser): Promise<string> {
  const token = await browser.token('/sign-in');
  const page = await browser.post('/sign-in/provider', { token });
  expect(page.status).toBe(200);
  return /^0; url=(.+)$/.exec(page.headers.get('Refresh') ?? '')?.[1] ?? '';
}

/** Signs in there, and comes back as far as the browser is sent. */
async function answerFor(browser: PasskeyBrowser): Promise<string> {
  const back = await visitProvider(provider.issuer, await leave(browser));
  return `${back.pathname}${back.search}`;
}

async function expectRefused(
  browser: PasskeyBrowser,
  path: string,
  [status, words]: readonly [number, string],
) {
  const before = await office.owner.$count(sessions);
  const page = await browser.get(path);
  expect([page.status, await page.text()]).toEqual([status, expect.stringContaining(words)]);
  expect(page.headers.getSetCookie().filter((set) => set.includes('session'))).toEqual([]);
  expect((await browser.get('/keys')).status).toBe(303);
  expect(await office.owner.$count(sessions)).toBe(before);
}

describe('signing in at the identity provider', () => {
  it('lets in the officer whose subject it names, and enters it in the book', async () => {
    const browser = newBrowser();
    const page = await browser.get(await answerFor(browser));
    expect([page.status, page.headers.get('Refresh')]).toEqual([200, '0; url=/']);
    expect(await (await browser.get('/keys')).text()).toContain('小野寺 真紀');
    const [newest] = await newestEntries(office, 'session.opened');
    expect(newest).toMatchObject({
      items: ['4ニ'],
      actor: { kind: 'officer', id: 'officer-02', role: 'examiner', terminal: 'T-07' },
      data: { terminal: 'T-07', method: 'oidc' },
    });
  });

  it('adds no means of coming in to whom it let in: it would be a second person', async () => {
    const browser = newBrowser();
    await browser.get(await answerFor(browser));
    const token = await browser.token('/settings');
    for (const path of ['/settings/passkeys/options', '/settings/passkeys']) {
      const page = await browser.post(path, { token, label: '鍵', credential: '' });
      expect([page.status, await page.text()]).toEqual([
        403,
        expect.stringContaining('パスキーで入り直してください'),
      ]);
    }
  });

  it('sends the browser with PKCE, state and nonce, and its secret with nobody', async () => {
    const asked = new URL(await leave(newBrowser()));
    expect(asked.origin).toBe(provider.issuer);
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      client_id: 'toroku',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: CLIENT.redirectUri,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it('leaves no form to be redirected: the policy would stop it', async () => {
    const browser = newBrowser();
    const token = await browser.token('/sign-in');
    const page = await browser.post('/sign-in/provider', { token });
    expect(page.headers.get('Content-Security-Policy')).toContain("form-action 'self'");
    expect(page.headers.get('Location')).toBeNull();
    expect(await page.text()).toContain(`href="${provider.issuer}/auth?`);
  });

  it('finds people by the claim that the operator named', async () => {
    const byNumber = { ...settingsOf(CLIENT), officerClaim: 'staff_number' };
    const own = newBrowser(consoleWith(new IdentityProvider(byNumber)));
    await map('staff-sub-9', 'officer-04');
    provider.who = 'sub-9';
    await own.get(await answerFor(own));
    expect(await (await own.get('/keys')).text()).toContain('田所 梢');
  });

  it('offers the way out at the provider to whoever came in by it, and to nobody else', async () => {
    const browser = newBrowser();
    await browser.get(await answerFor(browser));
    const token = await browser.token('/keys');
    const page = await browser.post('/sign-out', { token });
    const [, link = ''] = /href="([^"]+session\/end[^"]+)"/.exec(await page.text()) ?? [];
    const out = new URL(link.replaceAll('&amp;', '&'));
    expect(out.origin).toBe(provider.issuer);
    expect(out.searchParams.get('post_logout_redirect_uri')).toBe(`${SITE.origin}/sign-in`);
    expect((await fetch(out)).status).toBe(200);
    expect((await browser.get('/keys')).status).toBe(303);
  });

  it('does not exist without a provider', async () => {
    const browser = newBrowser(consoleWith());
    const page = await (await browser.get('/sign-in')).text();
    expect(page).not.toContain('IDプロバイダー');
    const token = await browser.token('/sign-in');
    // They lead to the door, like every address that is none.
    expect((await browser.post('/sign-in/provider', { token })).status).toBe(303);
    expect((await browser.get(`${CALLBACK_PATH}?code=x&state=y`)).status).toBe(303);
  });
});

/** The answer to a question of this browser, but with the code of another answer. */
const withCodeOf = async (browser: PasskeyBrowser, other: string): Promise<string> => {
  const answer = new URL(await answerFor(browser), SITE.origin);
  const code = new URL(other, SITE.origin).searchParams.get('code') ?? '';
  answer.searchParams.set('code', code);
  return `${answer.pathname}${answer.search}`;
};

describe('an answer of the identity provider', () => {
  it('names nobody whose subject is not mapped, whatever else is the same', async () => {
    provider.who = 'officer-02';
    const browser = newBrowser();
    await expectRefused(browser, await answerFor(browser), [403, '担当者として登録されていません']);
  });

  it('names nobody whose mapping was withdrawn', async () => {
    await map('sub-gone', 'officer-03');
    const gone = eq(
      officerIdentities.identitySha256,
      identitySha256({ issuer: provider.issuer, subject: 'sub-gone' }),
    );
    await office.owner.update(officerIdentities).set({ withdrawnAt: now }).where(gone);
    provider.who = 'sub-gone';
    const browser = newBrowser();
    await expectRefused(browser, await answerFor(browser), [403, '担当者として登録されていません']);
  });

  it('says that the provider refused, and spends the question', async () => {
    provider.who = undefined;
    const browser = newBrowser();
    const answer = await answerFor(browser);
    expect(answer).toContain('error=access_denied');
    await expectRefused(browser, answer, [403, 'IDプロバイダーが断りました']);
    await expectRefused(browser, answer, [403, 'もう使われています']);
  });

  it('counts once: the same address again signs nobody in', async () => {
    const browser = newBrowser();
    const answer = await answerFor(browser);
    expect((await browser.get(answer)).status).toBe(200);
    const before = await office.owner.$count(sessions);
    // The mark of the browser is gone with the first, so it is nobody's.
    expect((await browser.get(answer)).status).toBe(403);
    expect(await office.owner.$count(sessions)).toBe(before);
  });

  it('counts once, when both come at the same time', async () => {
    const browser = newBrowser();
    const answer = await answerFor(browser);
    const both = await Promise.all([browser.get(answer), browser.get(answer)]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403]);
  });

  it('is no answer to another question: PKCE binds a code to its own', async () => {
    const stolen = await answerFor(newBrowser());
    const thief = newBrowser();
    await expectRefused(thief, await withCodeOf(thief, stolen), [403, '使われたか、期限']);
  });

  it('is refused with a code that was redeemed', async () => {
    const holder = newBrowser();
    const first = await answerFor(holder);
    expect((await holder.get(first)).status).toBe(200);
    const again = newBrowser();
    await expectRefused(again, await withCodeOf(again, first), [403, '使われたか、期限']);
  });

  it('is refused with a state that nobody gave out', async () => {
    const browser = newBrowser();
    const answer = new URL(await answerFor(browser), SITE.origin);
    answer.searchParams.set('state', 'x'.repeat(43));
    await expectRefused(browser, `${answer.pathname}${answer.search}`, [403, '期限が過ぎました']);
    answer.searchParams.delete('state');
    await expectRefused(browser, `${answer.pathname}${answer.search}`, [403, '期限が過ぎました']);
  });

  it('is refused in another browser: nobody can have me sign in as somebody else', async () => {
    const attacker = newBrowser();
    const answer = await answerFor(attacker);
    const stranger = newBrowser();
    await stranger.get('/sign-in');
    await expectRefused(stranger, answer, [403, 'このブラウザーで始めたものではありません']);
    const onTheWay = newBrowser();
    await leave(onTheWay);
    await expectRefused(onTheWay, answer, [403, '期限が過ぎました']);
    expect((await attacker.get(answer)).status).toBe(200);
  });

  it('is refused after five minutes', async () => {
    const browser = newBrowser();
    const answer = await answerFor(browser);
    now = new Date(office.now.getTime() + 5 * MINUTE);
    await expectRefused(browser, answer, [403, '期限が過ぎました']);
  });

  it('is refused by an issuer of another name (mix-up, RFC 9207)', async () => {
    const browser = newBrowser();
    const answer = new URL(await answerFor(browser), SITE.origin);
    answer.searchParams.set('iss', 'https://evil.test');
    await expectRefused(browser, `${answer.pathname}${answer.search}`, [403, '確かめられません']);
  });

  it('is not believed with more in it than fits', async () => {
    const browser = newBrowser();
    const answer = await answerFor(browser);
    await expectRefused(browser, `${answer}&x=${'x'.repeat(9000)}`, [403, '期限が過ぎました']);
  });
});

const partsOf = (token: unknown) => String(token).split('.');
const claimsOf = (token: unknown) =>
  JSON.parse(Buffer.from(partsOf(token)[1] ?? '', 'base64url').toString()) as object;

/** The claims replaced, the signature left as it was. */
const forged = (token: unknown, claims: object): string => {
  const [header, , signature] = partsOf(token);
  const octets = Buffer.from(JSON.stringify({ ...claimsOf(token), ...claims }));
  return [header, octets.toString('base64url'), signature].join('.');
};

/** An ID token that the provider signed for somebody else's site. */
async function tokenForOther(nonce: string): Promise<unknown> {
  const other = new IdentityProvider({ ...settingsOf(OTHER) });
  const binding = { state: 's', nonce, codeVerifier: 'v'.repeat(43) };
  let token: unknown;
  provider.tamper = (answer) => {
    token = answer['id_token'];
    return answer;
  };
  const back = await visitProvider(provider.issuer, await other.authorizationUrl(binding));
  expect(await other.identityOf(back.search, binding)).toEqual({
    issuer: provider.issuer,
    subject: 'sub-1',
  });
  provider.tamper = undefined;
  return token;
}

const refusedWith = async (change: (token: unknown) => unknown) => {
  const browser = newBrowser();
  const answer = await answerFor(browser);
  provider.tamper = ({ id_token, ...more }) => ({ ...more, id_token: change(id_token) });
  await expectRefused(browser, answer, [403, '確かめられません']);
};

describe('an ID token', () => {
  it('is refused with a subject that its signature does not cover', async () => {
    await map('sub-boss', 'officer-01');
    await refusedWith((token) => forged(token, { sub: 'sub-boss' }));
  });

  it('is refused with another nonce', async () => {
    let earlier: unknown;
    provider.tamper = (answer) => {
      earlier = answer['id_token'];
      return answer;
    };
    const first = newBrowser();
    await first.get(await answerFor(first));
    provider.tamper = undefined;
    await refusedWith(() => earlier);
  });

  it('is refused when it is for another site, nonce and signature being right', async () => {
    const browser = newBrowser();
    const to = new URL(await leave(browser));
    const token = await tokenForOther(to.searchParams.get('nonce') ?? '');
    const back = await visitProvider(provider.issuer, to.href);
    provider.tamper = (answer) => ({ ...answer, id_token: token });
    await expectRefused(browser, `${back.pathname}${back.search}`, [403, '確かめられません']);
  });

  it('is refused without a signature', async () => {
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    await refusedWith((token) => `${none}.${partsOf(token)[1]}.`);
  });

  it('has to be there', async () => {
    const browser = newBrowser();
    const answer = await answerFor(browser);
    provider.tamper = (said) => ({ ...said, id_token: undefined });
    await expectRefused(browser, answer, [403, '確かめられません']);
  });
});

describe('the identity provider', () => {
  it('is not asked before somebody signs in, and may be away until then', async () => {
    provider.isAway = true;
    const asked = provider.asked.length;
    const late = consoleWith(new IdentityProvider(settingsOf(CLIENT)));
    const browser = newBrowser(late);
    const token = await browser.token('/sign-in');
    expect(provider.asked.length).toBe(asked);
    const page = await browser.post('/sign-in/provider', { token });
    expect([page.status, await page.text()]).toEqual([
      503,
      expect.stringContaining('IDプロバイダーが応答しません'),
    ]);
    provider.isAway = false;
    expect((await browser.get(await answerFor(browser))).status).toBe(200);
  });

  it('that goes away meanwhile leaves everybody outside, and says so', async () => {
    const browser = newBrowser();
    const answer = await answerFor(browser);
    provider.isAway = true;
    await expectRefused(browser, answer, [503, 'IDプロバイダーが応答しません']);
  });

  it('that is nowhere is away, one that describes another or does not know us is set up wrongly', async () => {
    const tried = async (more: object) => {
      const settings = { ...settingsOf(CLIENT), ...more };
      const browser = newBrowser(consoleWith(new IdentityProvider(settings)));
      const token = await browser.token('/sign-in');
      return (await browser.post('/sign-in/provider', { token })).status;
    };
    expect(await tried({ issuer: 'http://127.0.0.1:1' })).toBe(503);
    expect(await tried({ issuer: `${provider.issuer}/elsewhere` })).toBe(502);
    expect(await tried({ issuer: provider.issuer.replace('127.0.0.1', 'localhost') })).toBe(502);
    expect(await tried({ isInsecureAllowed: false })).toBe(502);
    const wrong = new IdentityProvider({ ...settingsOf(CLIENT), clientSecret: 'wrong' });
    const browser = newBrowser(consoleWith(wrong));
    await expectRefused(browser, await answerFor(browser), [502, '設定が合っていません']);
  });

  it('gets no more questions from one address than a minute allows', async () => {
    const browser = newBrowser();
    const token = await browser.token('/sign-in');
    let page = await browser.post('/sign-in/provider', { token });
    for (let n = 0; n < 65; n += 1) page = await browser.post('/sign-in/provider', { token });
    expect([page.status, await page.text()]).toEqual([429, expect.stringContaining('1分たって')]);
  });

  it('leaves nothing in the database by which a code could be redeemed', async () => {
    const browser = newBrowser();
    const answer = new URL(await answerFor(browser), SITE.origin);
    const rows = JSON.stringify(await office.owner.select().from(passkeyChallenges));
    for (const value of answer.searchParams.values()) expect(rows).not.toContain(value);
    expect((await browser.get(`${answer.pathname}${answer.search}`)).status).toBe(200);
  });
});
