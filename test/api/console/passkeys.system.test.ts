import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsoleApp } from '../../../api/console/app.tsx';
import { hashOfSecret } from '../../../api/console/governance/session.ts';
import { registerSoftwarePasskeys } from '../../../bin/software-passkeys.ts';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import {
  axeFindings,
  launch,
  listen,
  openPage,
  sidewaysScroll,
  walkByKeyboard,
  type Served,
} from './browser.ts';
import { startSeededOffice, type SeededOffice } from './seed/seeded-office.ts';

let office: SeededOffice;
let served: Served;
let site: string;
let records: ReturnType<typeof openConsoleRecords>;
let browser: Browser;
let links = 0;

beforeAll(async () => {
  office = await startSeededOffice();
  records = openConsoleRecords(office.db);
  const softwarePasskeys = await registerSoftwarePasskeys(records, {
    seed: Buffer.alloc(32, 5),
    now: office.now,
  });
  const late: { app?: ReturnType<typeof createConsoleApp> } = {};
  served = await listen({
    fetch: (request, ...rest) => late.app?.fetch(request, ...rest) ?? new Response(null),
  });
  // Passkeys are bound to a name; no browser makes one for an address of digits.
  site = served.url.replace('127.0.0.1', 'localhost');
  late.app = createConsoleApp({
    records,
    evidence: office.evidence,
    settings: {
      isDevelopment: true,
      origin: site,
      isSecure: false,
      build: '3f2a9c1',
      terminal: 'T-07',
      sessionKey: Buffer.alloc(32, 7),
    },
    softwarePasskeys,
    now: () => office.now,
    report: ({ error }) => console.error(error),
  });
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
  await office?.stop();
});

const opened = (options: BrowserContextOptions = {}) =>
  openPage(browser, { baseURL: site, viewport: { width: 1440, height: 900 }, ...options });

/** Plugs a security key into the browser. Its person agrees, or does not. */
async function plugIn(page: Page) {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'usb',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    client,
    verifies: (isUserVerified: boolean) =>
      client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    credentials: async () =>
      (await client.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    forget: () => client.send('WebAuthn.clearCredentials', { authenticatorId }),
  };
}

async function comeInByLink(page: Page, officerId: string): Promise<void> {
  links += 1;
  const secret = String(links).padStart(43, 'p');
  const endsAt = new Date(office.now.getTime() + 3_600_000);
  await records.sessions.addLinks([{ idSha256: hashOfSecret(secret), officerId, endsAt }]);
  await page.goto(`/sign-in/${secret}`);
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

async function addPasskey(page: Page, label: string): Promise<void> {
  await page.goto('/settings');
  await page.getByLabel('名前').fill(label);
  await page.getByRole('button', { name: '登録する' }).click();
}

const signOut = (page: Page) =>
  page.getByRole('button', { name: 'サインアウト', exact: true }).click();
const byPasskey = (page: Page) => page.getByRole('button', { name: 'パスキーでサインイン' });

describe('a security key in a browser', () => {
  it('is registered, signs in, and is withdrawn', async () => {
    const { page, faults } = await opened();
    const key = await plugIn(page);
    await comeInByLink(page, 'officer-02');
    await addPasskey(page, '青い鍵');
    await page.waitForURL('**/settings?said=added');
    expect(await page.locator('.passkeys').textContent()).toContain('青い鍵');
    const [made] = await key.credentials();
    expect([made?.isResidentCredential, made?.rpId]).toEqual([true, 'localhost']);

    await signOut(page);
    await page.waitForURL('**/sign-in');
    await byPasskey(page).click();
    await page.waitForURL('**/queue');
    expect(await page.locator('.who__person strong').textContent()).toBe('小野寺 真紀');

    await page.goto('/settings');
    const row = page.locator('.passkeys > li', { hasText: '青い鍵' });
    await row.locator('summary').click();
    await row.getByRole('button', { name: 'このパスキーを取り消す' }).click();
    await page.waitForURL('**/settings?said=withdrawn');
    expect(await page.locator('.passkeys').textContent()).not.toContain('青い鍵');
    await signOut(page);
    await byPasskey(page).click();
    await page.getByText('このパスキーでは入れません').waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('makes no second passkey for its holder, and says so', async () => {
    const { page, faults } = await opened();
    await plugIn(page);
    await comeInByLink(page, 'officer-03');
    await addPasskey(page, '一つ目');
    await page.waitForURL('**/settings?said=added');
    await addPasskey(page, '二つ目');
    await page.getByText('もうあなたのパスキーがあります').waitFor();
    expect(await page.locator('.passkeys').textContent()).not.toContain('二つ目');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('whose person does not agree lets nobody in, and the page says how to go on', async () => {
    const { page, faults } = await opened();
    const key = await plugIn(page);
    await page.goto('/sign-in');
    await key.verifies(false);
    await byPasskey(page).click();
    await page.getByText('パスキーの確認が取り消されました').waitFor();
    expect(await page.locator('[data-said]:visible').count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('the door', () => {
  it('lets an invented person in by a passkey in software', async () => {
    const { page, faults } = await opened({ javaScriptEnabled: false });
    await page.goto('/sign-in');
    await page.locator('button.persona', { hasText: '長谷部 亮' }).click();
    await page.waitForURL('**/queue');
    expect(await page.locator('.who__person strong').textContent()).toBe('長谷部 亮');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('says without JavaScript that passkeys need it, and shows no button for them', async () => {
    const { page } = await opened({ javaScriptEnabled: false });
    await page.goto('/sign-in');
    expect(await byPasskey(page).isVisible()).toBe(false);
    const said = page.locator('noscript p');
    expect(await said.textContent()).toContain('パスキーにはJavaScriptが要ります');
    expect(await said.isVisible()).toBe(true);
    await page.context().close();
  });
});

describe('the end of a session', () => {
  it('is announced, and put off by a button', async () => {
    const { page, faults } = await opened();
    await comeInByLink(page, 'officer-02');
    await page.clock.install();
    await page.goto('/settings');
    await page.getByLabel('名前').fill('書きかけ');
    await page.clock.fastForward('24:01');
    const notice = page.getByText('操作がないためサインアウトします');
    await notice.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: '続ける' }).click();
    await notice.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('名前').inputValue()).toBe('書きかけ');

    await page.clock.fastForward('24:01');
    await records.sessions.endAll('officer-02', office.now);
    await page.getByRole('button', { name: '続ける' }).click();
    await page.getByText('サインインの時間が切れました').waitFor();
    expect(await page.getByLabel('名前').inputValue()).toBe('書きかけ');
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

const MODES: Readonly<Record<string, BrowserContextOptions>> = {
  'in light': { colorScheme: 'light' },
  'in dark': { colorScheme: 'dark' },
  'at 320 px': { viewport: { width: 320, height: 640 } },
};

describe.each(Object.entries(MODES))('door and settings %s', (_, mode) => {
  it.each(['ja', 'en'])('break no rule of WCAG 2.2 AA (%s)', async (language) => {
    const { page, faults } = await opened(mode);
    await page.goto(`/language/${language}?to=/sign-in`);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    await comeInByLink(page, 'officer-01');
    for (const said of ['', '?said=added', '?said=label']) {
      await page.goto(`/settings${said}`);
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await axeFindings(page)).toEqual([]);
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('are walked through by keyboard', async () => {
    const { page } = await opened(mode);
    await page.goto('/sign-in');
    const door = await walkByKeyboard(page);
    await comeInByLink(page, 'officer-01');
    await page.goto('/settings');
    const stops = [...door, ...(await walkByKeyboard(page))];
    expect(stops.filter(({ outlineWidth }) => outlineWidth !== '3px')).toEqual([]);
    expect(stops.filter(({ isHidden }) => isHidden)).toEqual([]);
    await page.context().close();
  });
});
