import { beforeEach, describe, expect, it } from 'vitest';
import { hashOfSecret } from '../../../../api/console/governance/session.ts';
import { registerSoftwarePasskeys } from '../../../../bin/software-passkeys.ts';
import { fakeConsole, NOW, type FakeConsole } from '../fakes.ts';
import { HardAuthenticator } from '../hard-authenticator.ts';
import { PasskeyBrowser, SITE } from '../passkey-browser.ts';

const MINUTE = 60_000;
const OFFICER = 'officer-05';
const ACT = '019ad7f9-0000-7000-8000-0000000000b1';
const ADDED = '/settings?said=added';
const EXPIRED = '/settings?said=expired';
const UNCONFIRMED = '/settings?said=unconfirmed';

let now: Date;
let console: FakeConsole;
let own: HardAuthenticator;
let made: HardAuthenticator;
beforeEach(async () => {
  now = NOW;
  console = fakeConsole({}, { now: () => now });
  own = new HardAuthenticator();
  made = new HardAuthenticator();
  await console.records.passkeys.add(own.keptFor(OFFICER, NOW));
});

const by = (authenticator: HardAuthenticator) => (challenge: string) =>
  authenticator.assert({ challenge, ...SITE });
const passkeys = () => [...console.records.passkeys.kept.values()];
const usable = () => passkeys().filter(({ isWithdrawn }) => !isWithdrawn).length;

let links = 0;

/** A browser that was left open by whoever signed in. */
async function openBrowser(officerId = OFFICER, of = console): Promise<PasskeyBrowser> {
  links += 1;
  const secret = String(links).padStart(43, 'c');
  const endsAt = new Date('2026-12-02T00:00:00Z');
  await of.records.sessions.addLinks([{ idSha256: hashOfSecret(secret), officerId, endsAt }]);
  const browser = new PasskeyBrowser(of.app);
  await browser.get(`/sign-in/${secret}`);
  return browser;
}

const locationOf = async (response: Promise<Response>) => (await response).headers.get('Location');

describe('adding a passkey', () => {
  it('is confirmed by a passkey that its holder has', async () => {
    const browser = await openBrowser();
    expect(await locationOf(browser.register(made, by(own)))).toBe(ADDED);
    expect(passkeys().map(({ officerId }) => officerId)).toEqual([OFFICER, OFFICER]);
    // It is used as a passkey is that signs in.
    expect(passkeys()[0]).toMatchObject({ signatureCounter: 1, lastUsedAt: NOW });
  });

  it('asks by name for the passkeys that its holder has', async () => {
    const browser = await openBrowser();
    const asked = await browser.adding(await browser.token('/settings'), '鍵');
    expect(asked.confirm).toMatchObject({
      rpId: SITE.rpId,
      userVerification: 'required',
      allowCredentials: [{ id: own.credentialId }],
    });
    expect(asked.confirm?.challenge).not.toBe(asked.challenge);
  });

  it('is nothing that a session alone can do', async () => {
    const browser = await openBrowser();
    const token = await browser.token('/settings');
    const { challenge } = await browser.adding(token, '鍵');
    const credential = JSON.stringify(made.register({ challenge, ...SITE }));
    for (const more of [{}, { confirmation: '' }, { confirmation: credential }]) {
      const form = { token, label: '鍵', credential, ...more };
      expect(await locationOf(browser.post('/settings/passkeys', form))).toBe(UNCONFIRMED);
    }
    expect(passkeys()).toHaveLength(1);
  });

  it('is not confirmed by the passkey that is made, or by somebody else’s', async () => {
    const other = new HardAuthenticator();
    await console.records.passkeys.add(other.keptFor('officer-03', NOW));
    for (const foreign of [made, other]) {
      const browser = await openBrowser();
      expect(await locationOf(browser.register(made, by(foreign)))).toBe(UNCONFIRMED);
    }
    expect(passkeys()).toHaveLength(2);
  });

  it('is not confirmed by a passkey that was withdrawn', async () => {
    const browser = await openBrowser();
    const second = new HardAuthenticator();
    await console.records.passkeys.add(second.keptFor(OFFICER, NOW));
    await browser.withdraw(second.credentialId, by(own));
    expect(await locationOf(browser.register(made, by(second)))).toBe(UNCONFIRMED);
  });

  it.each([
    ['another origin', { origin: 'http://evil.test' }],
    ['another domain', { rpId: 'evil.test' }],
  ])('is not confirmed for %s', async (_, more) => {
    const browser = await openBrowser();
    const signs = (challenge: string) => own.assert({ challenge, ...SITE, ...more });
    expect(await locationOf(browser.register(made, signs))).toBe(UNCONFIRMED);
  });

  it('is not confirmed by a count that the passkey has passed', async () => {
    const browser = await openBrowser();
    const kept = passkeys()[0];
    if (kept) kept.signatureCounter = 7;
    expect(await locationOf(browser.register(made, by(own)))).toBe(UNCONFIRMED);
  });

  it('is not confirmed by what signed something else, here or elsewhere', async () => {
    const browser = await openBrowser();
    const token = await browser.token('/settings');
    const elsewhere = await openBrowser();
    const [one, other] = [await browser.adding(token, '鍵'), await browser.adding(token, '鍵')];
    const named = await browser.adding(token, '別の名');
    const stolen = await elsewhere.adding(await elsewhere.token('/settings'), '鍵');
    const fields = { token, act: ACT, passkey: own.credentialId };
    const withdrawal = await browser.challenge(
      '/settings/passkeys/withdrawal/options',
      token,
      fields,
    );
    const drawing = await browser.challenge('/staff/codes/options', token, fields);
    const door = new PasskeyBrowser(console.app);
    const signIn = await door.challenge('/sign-in/passkey/options', await door.token('/sign-in'));
    const credential = JSON.stringify(made.register({ challenge: one.challenge, ...SITE }));
    const others = [other, named, stolen].map(({ confirm }) => confirm?.challenge ?? '');
    for (const challenge of [...others, one.challenge, withdrawal, drawing, signIn]) {
      const confirmation = JSON.stringify(by(own)(challenge));
      const form = { token, label: '鍵', credential, confirmation };
      expect(await locationOf(browser.post('/settings/passkeys', form))).toBe(EXPIRED);
    }
    expect(passkeys()).toHaveLength(1);
    const confirmation = JSON.stringify(by(own)(one.confirm?.challenge ?? ''));
    const form = { token, label: '鍵', credential, confirmation };
    expect(await locationOf(browser.post('/settings/passkeys', form))).toBe(ADDED);
  });

  it('is confirmed once, and for five minutes', async () => {
    const browser = await openBrowser();
    const token = await browser.token('/settings');
    const late = await browser.adding(token, '鍵');
    const answer = ({ challenge, confirm }: typeof late) => ({
      token,
      label: '鍵',
      credential: JSON.stringify(made.register({ challenge, ...SITE })),
      confirmation: JSON.stringify(by(own)(confirm?.challenge ?? '')),
    });
    now = new Date(NOW.getTime() + 5 * MINUTE);
    expect(await locationOf(browser.post('/settings/passkeys', answer(late)))).toBe(EXPIRED);
    const form = answer(await browser.adding(token, '鍵'));
    expect(await locationOf(browser.post('/settings/passkeys', form))).toBe(ADDED);
    expect(await locationOf(browser.post('/settings/passkeys', form))).toBe(EXPIRED);
    expect(passkeys()).toHaveLength(2);
  });

  it('is not open to somebody who has no passkey: the first takes two people', async () => {
    const browser = await openBrowser('officer-02');
    const html = await (await browser.get('/settings')).text();
    expect(html).toContain('最初のパスキーは、二人の承認と番号で作ります');
    expect(html).not.toContain('data-passkey');
    const asked = await browser.adding(await browser.token('/settings'), '鍵');
    expect(asked.confirm).toBeUndefined();
    expect(await locationOf(browser.register(made, by(made)))).toBe(EXPIRED);
    expect(passkeys()).toHaveLength(1);
  });

  it('holds back whoever asks again and again', async () => {
    const browser = await openBrowser();
    const token = await browser.token('/settings');
    const ask = () => browser.post('/settings/passkeys/options', { token });
    for (let n = 0; n < 20; n += 1) expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });
});

describe('withdrawing a passkey', () => {
  it('is nothing that a session alone can do', async () => {
    const browser = await openBrowser();
    const token = await browser.token('/settings');
    const form = { token, passkey: own.credentialId, credential: '' };
    expect(await locationOf(browser.post('/settings/passkeys/withdrawal', form))).toBe(UNCONFIRMED);
    expect(usable()).toBe(1);
  });

  it('is confirmed for the passkey that is withdrawn, and for no other', async () => {
    const second = new HardAuthenticator();
    await console.records.passkeys.add(second.keptFor(OFFICER, NOW));
    const browser = await openBrowser();
    const token = await browser.token('/settings');
    const asked = { passkey: second.credentialId };
    const path = '/settings/passkeys/withdrawal';
    const challenge = await browser.challenge(`${path}/options`, token, asked);
    const credential = JSON.stringify(by(own)(challenge));
    const form = { token, passkey: own.credentialId, credential };
    expect(await locationOf(browser.post(path, form))).toBe(EXPIRED);
    expect(usable()).toBe(2);
    expect(await locationOf(browser.withdraw(second.credentialId, by(own)))).toBe(
      '/settings?said=withdrawn',
    );
    expect(usable()).toBe(1);
  });
});

describe('drawing half of a code', () => {
  it('is nothing that a session alone can do', async () => {
    const browser = await openBrowser();
    const token = await browser.token('/staff');
    const response = await browser.post('/staff/codes', { token, act: ACT });
    expect([response.status, await response.text()]).toEqual([
      403,
      expect.stringContaining('番号は出していません'),
    ]);
    expect(console.records.drawn).toEqual([]);
  });

  it('is confirmed by a passkey of whoever draws, for this act', async () => {
    const browser = await openBrowser();
    expect((await browser.draw(ACT, by(made))).status).toBe(403);
    expect(console.records.drawn).toEqual([]);
    await browser.draw(ACT, by(own));
    expect(console.records.drawn).toMatchObject([
      {
        actId: ACT,
        officerId: OFFICER,
        confirmedBy: { credentialId: own.credentialId, signatureCounter: 1 },
      },
    ]);
  });
});

describe('the passkey in software of development', () => {
  it('confirms, and the passkey is made in the browser all the same', async () => {
    const seed = Buffer.alloc(32, 3);
    const softwarePasskeys = await registerSoftwarePasskeys(console.records, { seed, now: NOW });
    const started = fakeConsole({}, { softwarePasskeys });
    await registerSoftwarePasskeys(started.records, { seed, now: NOW });
    const browser = await openBrowser('officer-02', started);
    expect(await (await browser.get('/settings')).text()).toContain('開発用のパスキーで確かめる');
    const token = await browser.token('/settings');
    const label = '鍵';
    const { challenge, confirm } = await browser.adding(token, label);
    // No browser could be asked for it.
    expect(confirm).toBeUndefined();
    const credential = JSON.stringify(made.register({ challenge, ...SITE }));
    const form = { token, label, credential, software: 'yes' };
    expect(await locationOf(browser.post('/settings/passkeys', form))).toBe(ADDED);
  });

  it('is nothing that a form can ask for where there is none', async () => {
    const browser = await openBrowser();
    const token = await browser.token('/settings');
    const { challenge } = await browser.adding(token, '鍵');
    const credential = JSON.stringify(made.register({ challenge, ...SITE }));
    const form = { token, label: '鍵', credential, software: 'yes' };
    expect(await locationOf(browser.post('/settings/passkeys', form))).toBe(UNCONFIRMED);
  });
});
