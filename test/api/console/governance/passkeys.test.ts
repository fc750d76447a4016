import { beforeEach, describe, expect, it } from 'vitest';
import { userHandleOf } from '../../../../api/console/governance/passkey-answers.ts';
import { hashOfSecret } from '../../../../api/console/governance/session.ts';
import { registerSoftwarePasskeys } from '../../../../bin/software-passkeys.ts';
import { SoftwareAuthenticator } from '../../../../simulator/authenticator.ts';
import { fakeConsole, NOW, SECRET, TERMINAL_COOKIE, type FakeConsole } from '../fakes.ts';
import { HardAuthenticator } from '../hard-authenticator.ts';
import { PasskeyBrowser, SITE } from '../passkey-browser.ts';

const MINUTE = 60_000;

let now: Date;
let console: FakeConsole;
let authenticator: HardAuthenticator;
beforeEach(() => {
  now = NOW;
  console = fakeConsole({}, { now: () => now });
  authenticator = new HardAuthenticator();
});

const signs = (challenge: string) => authenticator.assert({ challenge, ...SITE });

/** A browser in which somebody came in by a link. */
async function inside(officerId = 'officer-02', of = console): Promise<PasskeyBrowser> {
  const endsAt = new Date('2026-12-02T00:00:00Z');
  await of.records.sessions.addLinks([{ idSha256: hashOfSecret(SECRET), officerId, endsAt }]);
  const browser = new PasskeyBrowser(of.app);
  await browser.get(`/sign-in/${SECRET}`);
  return browser;
}

/** An officer who has the passkey, signed in. */
async function registered(officerId = 'officer-02'): Promise<PasskeyBrowser> {
  await console.records.passkeys.add(authenticator.keptFor(officerId, NOW));
  return inside(officerId);
}

const whoIsIn = async (browser: PasskeyBrowser): Promise<string | undefined> => {
  const html = await (await browser.get('/keys')).text();
  return /<strong lang="ja">([^<]+)/.exec(html)?.[1];
};

describe('signing in by a passkey', () => {
  it('opens a session of whoever holds it, in another browser', async () => {
    await registered();
    const browser = new PasskeyBrowser(console.app);
    const response = await browser.signIn(signs);
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/']);
    expect(await whoIsIn(browser)).toBe('小野寺 真紀');
  });

  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    await registered();
    const response = await new PasskeyBrowser(console.app).signIn(signs);
    const cookie = response.headers.getSetCookie().find((set) => set.includes('session'));
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
  });

  it('ends the session that the browser had', async () => {
    const browser = await registered();
    const [before] = console.records.openSessions.keys();
    await browser.signIn(signs);
    expect(console.records.openSessions.has(before ?? '')).toBe(false);
    expect(console.records.openSessions.size).toBe(1);
  });

  it('says that a passkey which nobody registered does not let in', async () => {
    const response = await new PasskeyBrowser(console.app).signIn(signs);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('このパスキーでは入れません');
    expect(console.records.openSessions.size).toBe(0);
  });

  it('takes no answer twice', async () => {
    await registered();
    const browser = new PasskeyBrowser(console.app);
    const token = await browser.token('/sign-in');
    const challenge = await browser.challenge('/sign-in/passkey/options', token);
    const credential = JSON.stringify(signs(challenge));
    const answer = () => browser.post('/sign-in/passkey', { token, credential });
    expect((await answer()).status).toBe(303);
    const again = await answer();
    expect(again.status).toBe(403);
    expect(await again.text()).toContain('確認の期限が過ぎました');
  });

  it('takes no answer after five minutes', async () => {
    await registered();
    const browser = new PasskeyBrowser(console.app);
    const response = await browser.signIn((challenge) => {
      now = new Date(NOW.getTime() + 5 * MINUTE);
      return signs(challenge);
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('確認の期限が過ぎました');
  });

  it('takes no answer that another browser was asked for', async () => {
    await registered();
    const [one, other] = [1, 2].map(() => new PasskeyBrowser(console.app));
    const challenge = await one!.challenge(
      '/sign-in/passkey/options',
      await one!.token('/sign-in'),
    );
    const response = await other!.signIn(() => signs(challenge));
    expect(response.status).toBe(403);
  });

  it.each([
    ['another origin', { origin: 'http://evil.test' }],
    ['another domain', { rpId: 'evil.test' }],
    ['another holder', { userHandle: userHandleOf('officer-01') }],
  ])('refuses a signature for %s', async (_, more) => {
    await registered();
    const response = await new PasskeyBrowser(console.app).signIn((challenge) =>
      authenticator.assert({ challenge, ...SITE, ...more }),
    );
    expect(response.status).toBe(403);
    expect(console.records.openSessions.size).toBe(1);
  });

  it('lets its holder in who is named', async () => {
    await registered();
    const response = await new PasskeyBrowser(console.app).signIn((challenge) =>
      authenticator.assert({ challenge, ...SITE, userHandle: userHandleOf('officer-02') }),
    );
    expect(response.status).toBe(303);
  });

  it('refuses a form without its token, or from elsewhere, before it looks at anything', async () => {
    const browser = new PasskeyBrowser(console.app);
    const token = await browser.token('/sign-in');
    for (const path of ['/sign-in/passkey/options', '/sign-in/passkey']) {
      expect((await browser.post(path, { token: 'forged' })).status).toBe(403);
      const Origin = 'https://evil.example';
      expect((await browser.post(path, { token }, { Origin })).status).toBe(403);
    }
    expect(console.records.passkeys.challenges.size).toBe(0);
  });

  it.each([
    '',
    '{}',
    'null',
    '[]',
    '{"id":"AAAA","rawId":"AAAA","type":"public-key"}',
    'x'.repeat(70_000),
  ])('refuses what is no answer: %.20s', async (credential) => {
    const browser = new PasskeyBrowser(console.app);
    const token = await browser.token('/sign-in');
    expect((await browser.post('/sign-in/passkey', { token, credential })).status).toBe(403);
    expect(console.incidents).toEqual([]);
  });

  it('holds back whoever shows a passkey without having it, and nobody else', async () => {
    await registered();
    const forged = (challenge: string) => ({
      ...signs(challenge),
      response: SoftwareAuthenticator.create().assert({ challenge, ...SITE }).response,
    });
    const thief = new PasskeyBrowser(console.app, '192.0.2.66');
    for (let n = 0; n < 5; n += 1) expect((await thief.signIn(forged)).status).toBe(403);
    const locked = await new PasskeyBrowser(console.app).signIn(signs);
    expect(locked.status).toBe(429);
    expect(await locked.text()).toMatch(/失敗が続いたため.*[1-4]分たってから/s);

    const other = new HardAuthenticator();
    await console.records.passkeys.add(other.keptFor('officer-03', NOW));
    const response = await new PasskeyBrowser(console.app).signIn((challenge) =>
      other.assert({ challenge, ...SITE }),
    );
    expect(response.status).toBe(303);
  });

  it('refuses a passkey in software in production', async () => {
    const production = fakeConsole({ isDevelopment: false });
    await registerSoftwarePasskeys(production.records, { seed: Buffer.alloc(32), now: NOW });
    const [credentialId] = production.records.passkeys.kept.keys();
    const staff = await registerSoftwarePasskeys(production.records, {
      seed: Buffer.alloc(32),
      now: NOW,
    });
    const own = [...staff.values()].find((one) => one.credentialId === credentialId);
    const browser = new PasskeyBrowser(production.app).sitAt(TERMINAL_COOKIE);
    const response = await browser.signIn((challenge) => own?.assert({ challenge, ...SITE }) ?? {});
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining('このパスキーでは入れません'),
    ]);
  });

  it('opens nothing in production from a place that is no registered terminal', async () => {
    const production = fakeConsole({ isDevelopment: false });
    const response = await new PasskeyBrowser(production.app).signIn(signs);
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining('この端末は登録されていません'),
    ]);
  });

  it('says in production whom to ask, and nothing of links and roles', async () => {
    const production = fakeConsole({ isDevelopment: false });
    const html = await (await production.app.request('/sign-in')).text();
    expect(html).toContain('パスキーでサインイン');
    expect(html).toContain('管理者に頼んでください');
    expect(html).not.toContain('一度きりのリンク');
    expect(html).not.toContain('class="persona"');
  });
});

/** A console whose staff have passkeys in software. */
const withRoles = async () => {
  const { records } = fakeConsole();
  const seed = Buffer.alloc(32, 3);
  const softwarePasskeys = await registerSoftwarePasskeys(records, { seed, now: NOW });
  const started = fakeConsole({}, { softwarePasskeys });
  await registerSoftwarePasskeys(started.records, { seed, now: NOW });
  return started;
};

describe('taking a role in development', () => {
  it('signs in by the passkey in software of an invented person', async () => {
    const browser = new PasskeyBrowser((await withRoles()).app, '127.0.0.1');
    const html = await (await browser.get('/sign-in')).text();
    expect(html.match(/class="persona"/g)?.length).toBe(7);
    const token = await browser.token('/sign-in');
    const response = await browser.post('/sign-in/role', { token, officer: 'officer-03' });
    expect(response.headers.get('Location')).toBe('/');
    expect(await whoIsIn(browser)).toBe('長谷部 亮');
  });

  it('is for the machine itself: nobody from elsewhere is offered or given a role', async () => {
    const browser = new PasskeyBrowser((await withRoles()).app, '192.0.2.1');
    expect(await (await browser.get('/sign-in')).text()).not.toContain('class="persona"');
    const token = await browser.token('/sign-in');
    const response = await browser.post('/sign-in/role', { token, officer: 'officer-03' });
    expect(response.status).toBe(404);
  });

  it('knows no other people', async () => {
    const browser = new PasskeyBrowser((await withRoles()).app, '::1');
    const token = await browser.token('/sign-in');
    const response = await browser.post('/sign-in/role', { token, officer: 'officer-99' });
    expect(response.status).toBe(404);
  });

  it('keeps a console in production from starting', async () => {
    expect(() => fakeConsole({ isDevelopment: false }, { softwarePasskeys: new Map() })).toThrow(
      'development only',
    );
  });
});

describe('own settings', () => {
  it('show the passkeys of the reader, when they were added and used', async () => {
    const browser = await registered();
    await browser.signIn(signs);
    const html = await (await browser.get('/settings')).text();
    expect(html).toContain('<strong>青い鍵</strong>');
    expect(html.match(/2026-12-01 10:20/g)?.length).toBe(2);
    const other = await (await (await inside('officer-03')).get('/settings')).text();
    expect(other).not.toContain('青い鍵');
    expect(other).toContain('まだパスキーがありません');
  });

  it('ask for a passkey that no authenticator makes twice', async () => {
    const browser = await registered();
    const token = await browser.token('/settings');
    const response = await browser.post('/settings/passkeys/options', { token });
    expect(await response.json()).toMatchObject({
      rp: { id: 'console.test' },
      excludeCredentials: [{ id: authenticator.credentialId }],
      user: { id: userHandleOf('officer-02').toString('base64url'), name: '小野寺 真紀' },
    });
  });

  it('do not add a passkey a second time, for anybody', async () => {
    await registered();
    const own = new HardAuthenticator();
    await console.records.passkeys.add(own.keptFor('officer-03', NOW));
    const signsOwn = (challenge: string) => own.assert({ challenge, ...SITE });
    const response = await (await inside('officer-03')).register(authenticator, signsOwn);
    expect(response.headers.get('Location')).toBe('/settings?said=known');
    expect([...console.records.passkeys.kept.values()].map(({ officerId }) => officerId)).toEqual([
      'officer-02',
      'officer-03',
    ]);
  });

  it.each([
    ['', 'label'],
    ['  ', 'label'],
    ['鍵'.repeat(41), 'label'],
    ['a\u202eb', 'label'],
    ['𠮷'.repeat(40), 'added'],
    ['<b>鍵</b>', 'added'],
  ])('take %j as the name of a passkey with "%s"', async (label, said) => {
    const response = await (await registered()).register(new HardAuthenticator(), signs, label);
    expect(response.headers.get('Location')).toBe(`/settings?said=${said}`);
  });

  it('take no passkey for another site', async () => {
    const browser = await registered();
    const elsewhere = { origin: 'http://evil.test', rpId: 'evil.test' };
    const made = new HardAuthenticator();
    const register = ({ challenge }: { challenge: string }) =>
      made.register({ challenge, ...elsewhere });
    const response = await browser.register({ register }, signs);
    expect(response.headers.get('Location')).toBe('/settings?said=failed');
    expect(console.records.passkeys.kept.size).toBe(1);
  });

  it('withdraw a passkey for good, and end the sessions elsewhere', async () => {
    const browser = await registered();
    const elsewhere = new PasskeyBrowser(console.app);
    await elsewhere.signIn(signs);
    const withdraw = () => browser.withdraw(authenticator.credentialId, signs);
    expect((await withdraw()).headers.get('Location')).toBe('/settings?said=withdrawn');
    expect((await elsewhere.get('/keys')).status).toBe(303);
    expect((await browser.get('/keys')).status).toBe(200);
    expect((await elsewhere.signIn(signs)).status).toBe(403);
    // Nothing is left to confirm with.
    expect((await withdraw()).headers.get('Location')).toBe('/settings?said=expired');
  });

  it('withdraw no passkey without which fewer than two could agree about access, and say what to do', async () => {
    const browser = await registered();
    console.records.passkeys.leavesTooFew = true;
    const response = await browser.withdraw(authenticator.credentialId, signs);
    expect(response.headers.get('Location')).toBe('/settings?said=tooFewLeft');
    const html = await (await browser.get('/settings?said=tooFewLeft')).text();
    expect(html).toContain('取り消しませんでした。');
    expect(html).toContain('先に、あなたの別のパスキーを登録するか');
    expect((await new PasskeyBrowser(console.app).signIn(signs)).status).toBe(303);
  });

  it('withdraw nobody else’s passkey', async () => {
    await registered();
    const own = new HardAuthenticator();
    await console.records.passkeys.add(own.keptFor('officer-03', NOW));
    const other = await inside('officer-03');
    const signsOwn = (challenge: string) => own.assert({ challenge, ...SITE });
    expect((await other.withdraw(authenticator.credentialId, signsOwn)).status).toBe(404);
    expect((await new PasskeyBrowser(console.app).signIn(signs)).status).toBe(303);
  });

  it('sign out everywhere', async () => {
    const browser = await registered();
    const elsewhere = new PasskeyBrowser(console.app);
    await elsewhere.signIn(signs);
    const token = await browser.token('/settings');
    const response = await browser.post('/settings/sign-out-everywhere', { token });
    expect(response.headers.get('Location')).toBe('/sign-in');
    expect(console.records.openSessions.size).toBe(0);
  });

  it('act by their own forms alone', async () => {
    const browser = await registered();
    const token = await browser.token('/settings');
    for (const path of [
      'passkeys',
      'passkeys/options',
      'passkeys/withdrawal/options',
      'passkeys/withdrawal',
      'sign-out-everywhere',
    ]) {
      expect((await browser.post(`/settings/${path}`, { token: 'forged' })).status).toBe(403);
      const Origin = 'https://evil.example';
      expect((await browser.post(`/settings/${path}`, { token }, { Origin })).status).toBe(403);
    }
    expect(console.records.openSessions.size).toBe(1);
  });

  it('are for whoever is signed in', async () => {
    const response = await console.app.request('/settings');
    expect(response.headers.get('Location')).toBe('/sign-in');
  });
});
