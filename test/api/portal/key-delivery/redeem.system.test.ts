import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { printedCode } from '../../../../domain/key-delivery/code.ts';
import {
  axeFindings,
  openPage,
  passedOver,
  sidewaysScroll,
  walkByKeyboard,
} from '../../console/browser.ts';
import { openRedeemStage, type LetteredCase, type RedeemStage } from './redeem-stage.ts';

// Browsers, and derivations of seconds: more than the bench of the simulator asks for.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let stage: RedeemStage;
const folder = mkdtempSync(join(tmpdir(), 'redeem-'));

beforeAll(async () => {
  stage = await openRedeemStage();
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** A busy machine derives K for seconds. */
const POLL = { timeout: 30_000 };

const WINDOW = { width: 1280, height: 900 };

/** A page of the subscriber, and everything that its browser sent. */
async function opened({ applicationId }: LetteredCase) {
  const watched = await openPage(stage.browser, { baseURL: stage.url, viewport: WINDOW });
  const sent: string[] = [];
  watched.page.on('request', (request) => {
    sent.push(`${request.url()} ${request.postData() ?? ''} ${JSON.stringify(request.headers())}`);
  });
  await watched.page.goto(`/redeem/${applicationId}`);
  return { ...watched, sent, bodies: () => sent.filter((each) => each.includes('/redemption ')) };
}

const type = (page: Page, code: string): Promise<void> => page.fill('#code', code);
const press = (page: Page): Promise<void> => page.click('button[type="submit"]');
const says = (page: Page, name: string): Promise<void> =>
  page.waitForSelector(`[data-said="${name}"]:not([hidden])`).then(() => undefined);

/** Wrong by one symbol, and again what a letter could say. */
const another = (symbols: string): string =>
  printedCode(`${symbols.slice(0, -1)}${symbols.endsWith('2') ? '3' : '2'}`);

const keptIn = (page: Page): Promise<unknown> =>
  page.evaluate(`new Promise((resolve) => {
    const opening = indexedDB.open('toroku-redeem', 1);
    opening.onsuccess = () => {
      const all = opening.result.transaction('applications').objectStore('applications').getAll();
      all.onsuccess = () => resolve(all.result.map(({ keys, ...rest }) => ({
        ...rest, keys: keys?.map(({ privateKey }) => privateKey.extractable),
      })));
    };
  })`);

/** States of case and code, and what the page says of them. */
const STANDINGS = [
  ['review', 'delivered', '申込みの内容を確認しています。'],
  ['keyDelivery', 'sealed', '符号の手紙を準備しています。'],
  ['keyDelivery', 'printed', '符号の手紙を発送しました。'],
  ['keyDelivery', 'posted', '符号の手紙を発送しました。'],
  ['keyDelivery', 'delivered', '符号の手紙が配達されました。'],
  ['keyDelivery', 'locked', 'この符号は使えなくなりました。'],
  ['keyDelivery', 'lapsed', '符号の期限が切れました。'],
  ['keyDelivery', 'voided', 'この符号は使えません。'],
  ['issuing', 'redeemed', '公開鍵を受け取りました。証明書を発行しています。'],
  ['issued', 'redeemed', '証明書を発行しました。'],
  ['withdrawn', 'voided', 'この申込みは終わりました。'],
] as const;

describe('the page of a subscriber', () => {
  it('says where the code stands, to everyone, in both languages', async () => {
    const letter = await stage.letter();
    const { page, faults } = await opened(letter);
    for (const [atCase, atCode, sentence] of STANDINGS) {
      await stage.standsAt(letter.applicationId, { case: atCase, code: atCode });
      await page.goto(`/language/ja?to=/redeem/${letter.applicationId}`);
      expect(await page.textContent('.banner strong')).toBe(sentence);
      const isLive =
        atCase === 'keyDelivery' && ['printed', 'posted', 'delivered'].includes(atCode);
      expect(await page.locator('#code').count()).toBe(isLive ? 1 : 0);
      expect([atCase, atCode, ...(await axeFindings(page))]).toEqual([atCase, atCode]);
      await page.goto(`/language/en?to=/redeem/${letter.applicationId}`);
      expect(await page.getAttribute('html', 'lang')).toBe('en');
      expect(await page.textContent('main')).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('can be used with the keyboard alone, at 320 pixels, in dark, with everything shown', async () => {
    const { page, faults } = await opened(await stage.letter(2));
    expect(await page.isVisible('[data-csr="1"]')).toBe(false);
    await page.check('input[value="own"]');
    expect(await page.isVisible('[data-csr="2"]')).toBe(true);
    expect(await page.isVisible('#kind')).toBe(false);
    expect(await page.locator('[data-said]:visible').count()).toBe(0);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await type(page, 'K7QM-4XRT');
    await press(page);
    await says(page, 'length');
    const stops = await walkByKeyboard(page);
    expect(
      stops.filter(({ outlineWidth, isHidden }) => outlineWidth !== '3px' || isHidden),
    ).toEqual([]);
    expect(await passedOver(page)).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is not there for what is no application with a code', async () => {
    const { page } = await openPage(stage.browser, { baseURL: stage.url });
    for (const id of ['019ad7f2-6a10-7c3a-9f10-4d5e6f708192', 'x']) {
      const answer = await page.goto(`/redeem/${id}`);
      expect(answer?.status()).toBe(404);
      expect(await page.textContent('h1')).toBe('このページはありません');
    }
    await page.context().close();
  });
});

describe('a code', () => {
  it('is redeemed for a key that the browser made, never sent, and the certificate comes to it alone', async () => {
    const letter = await stage.letter();
    const { page, faults, sent, bodies } = await opened(letter);
    const code = printedCode(letter.symbols);

    await type(page, `${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`);
    await press(page);
    await says(page, 'checkSymbol');
    expect(await page.getAttribute('#code', 'aria-invalid')).toBe('true');
    expect(await page.evaluate('document.activeElement.id')).toBe('code');
    await type(page, `${code.slice(0, -1)}0`);
    await press(page);
    await says(page, 'unknownSymbol');
    expect(sent.filter((each) => each.includes('key-delivery'))).toEqual([]);

    await type(page, another(letter.symbols));
    await press(page);
    await says(page, 'wrongCode');
    expect(await page.textContent('[data-said="wrongCode"]')).toBe(
      '符号が一致しません。間違えられるのは、あと4回です。',
    );

    stage.room.slow = 1;
    await type(page, code.toLowerCase().replaceAll('-', '　'));
    await press(page);
    await page.waitForSelector('[data-received="issuing"]');
    expect(await keptIn(page)).toMatchObject(
      [
        { applicationId: letter.applicationId, keys: [false], redeemed: { nonce: /./, mac: /./ } },
      ].map((kept) => ({
        ...kept,
        redeemed: { nonce: expect.any(String), mac: expect.any(String) },
      })),
    );
    await stage.issue(letter.applicationId);
    await page.waitForSelector('[data-received="issued"] .downloads');
    expect(await page.textContent('[data-said="here"]:not([hidden])')).toContain('取り出せない鍵');
    expect(await axeFindings(page)).toEqual([]);
    for (const form of ['cer', 'pem'] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click(`[data-form="${form}"]`),
      ]);
      expect(download.suggestedFilename()).toBe(`1.${form}`);
      const content = readFileSync(await download.path());
      if (form === 'cer') expect(content).toEqual(stage.certificate);
      else expect(content.toString().match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    }

    // Neither what was typed nor any long part of it has left the browser.
    const everything = sent.join('\n').toUpperCase();
    for (let at = 0; at + 6 <= letter.symbols.length; at += 1) {
      expect(everything).not.toContain(letter.symbols.slice(at, at + 6));
    }
    // One wrong, then the right one twice: asked again because it was not judged yet.
    expect(bodies()).toHaveLength(3);
    expect(JSON.stringify(await keptIn(page)).toUpperCase()).not.toContain(
      letter.symbols.slice(0, 6),
    );
    expect(faults).toEqual([]);

    const elsewhere = await opened(letter);
    expect(await elsewhere.page.isVisible('[data-said="elsewhere"]')).toBe(true);
    expect(await elsewhere.page.locator('.downloads').count()).toBe(0);
    await Promise.all([page.context().close(), elsewhere.page.context().close()]);
  });

  it('is locked by the fifth wrong one, and the page says what to do', async () => {
    const letter = await stage.letter();
    const { page } = await opened(letter);
    for (let left = 4; left > 0; left -= 1) {
      await type(page, another(letter.symbols));
      await press(page);
      await expect
        .poll(() => page.textContent('[data-said="wrongCode"]'), POLL)
        .toContain(`あと${left}回`);
    }
    await type(page, another(letter.symbols));
    await press(page);
    await page.waitForSelector('.banner[data-kind="stop"]');
    expect(await page.textContent('.banner')).toContain('受付窓口に再送をお申し出ください。');
    await page.context().close();
  });

  it('is redeemed once though the answer is lost: what was sent is sent again, octet for octet', async () => {
    const letter = await stage.letter();
    const { page, bodies } = await opened(letter);
    await page.route('**/redemption', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await type(page, printedCode(letter.symbols));
    await press(page);
    await says(page, 'unreachable');
    await page.unroute('**/redemption');
    const before = stage.room.redemptions.length;
    // Without a word of the person: the page finds what was not answered. A reload says so by the state.
    await page.reload();
    await page.waitForSelector('[data-received="issuing"]');
    await stage.standsAt(letter.applicationId, { case: 'keyDelivery', code: 'delivered' });
    await page.reload();
    await expect.poll(() => stage.room.redemptions.length, POLL).toBeGreaterThan(before);
    const [first, second] = stage.room.redemptions.slice(-2);
    expect(second?.body).toEqual(first?.body);
    expect(bodies().length).toBeGreaterThanOrEqual(2);
    await page.context().close();
  });

  it('is redeemed for a key of which there is a PKCS#10, once that proves it', async () => {
    const letter = await stage.letter();
    const { page, faults } = await opened(letter);
    await page.check('input[value="own"]');
    await type(page, printedCode(letter.symbols));
    await page.fill('[data-csr="1"]', 'no PKCS#10');
    await press(page);
    await says(page, 'unreadable');
    await page.fill('[data-csr="1"]', csr());
    await press(page);
    await says(page, 'challenge');
    const challenge = (await page.textContent('[data-challenge]')) ?? '';
    expect(challenge).toMatch(/^[\w-]{43}$/);
    expect(await axeFindings(page)).toEqual([]);
    await page.setInputFiles('[data-csr-file="1"]', fileOf(csr(challenge)));
    await expect
      .poll(() => page.inputValue('[data-csr="1"]'))
      .toContain('BEGIN CERTIFICATE REQUEST');
    await press(page);
    await page.waitForSelector('[data-received="issuing"]');
    await stage.issue(letter.applicationId);
    await page.waitForSelector('[data-received="issued"] .downloads');
    expect(await page.isVisible('[data-said="own"]')).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

const at = (name: string): string => join(folder, name);

function fileOf(pem: string): string {
  writeFileSync(at('request.csr'), pem);
  return at('request.csr');
}

/** As a card's tool would make it. */
function csr(challenge?: string): string {
  const attributes = challenge === undefined ? '' : `challengePassword=${challenge}`;
  writeFileSync(
    at('cnf'),
    `[req]\nprompt=no\nstring_mask=utf8only\ndistinguished_name=dn\nattributes=a\n[dn]\nCN=x\n[a]\n${attributes}\n`,
  );
  const key =
    challenge === undefined
      ? ['-newkey', 'rsa:2048', '-nodes', '-keyout', at('key')]
      : ['-key', at('key')];
  spawnSync('openssl', ['req', '-new', '-config', at('cnf'), '-out', at('csr'), ...key]);
  return readFileSync(at('csr'), 'utf8');
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${stage.url}/redeem/${path}`, { headers });

describe('what the page asks', () => {
  it('gives no certificate to who does not know the redemption', async () => {
    const { applicationId } = await stage.letter();
    await stage.issue(applicationId);
    const bearer = `Bearer ${'0'.repeat(32)}.${'0'.repeat(64)}`;
    for (const authorization of ['', bearer, 'Bearer x']) {
      const answer = await get(`${applicationId}/certificates`, { authorization });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('says nothing personal', async () => {
    const { applicationId } = await stage.letter();
    const answer = (await (await get(`${applicationId}/key-delivery`)).json()) as object;
    expect(Object.keys(answer).toSorted()).toEqual([
      'applicationId',
      'attemptsLeft',
      'codeNumber',
      'iterations',
      'nonce',
      'nonceExpiresAt',
      'orders',
      'salt',
      'state',
      'textSha256',
    ]);
  });

  it.each([
    ['no JSON', 'x'],
    [
      'a code',
      JSON.stringify({ nonce: '0'.repeat(32), mac: '0'.repeat(64), keys: [], code: 'K7QM' }),
    ],
    ['no key', JSON.stringify({ nonce: '0'.repeat(32), mac: '0'.repeat(64), keys: [] })],
  ])('refuses %s', async (_, body) => {
    const { applicationId } = await stage.letter();
    const path = `${stage.url}/redeem/${applicationId}/key-delivery/1/redemption`;
    const answer = await fetch(path, { method: 'PUT', body });
    expect(answer.status).toBe(400);
  });
});
