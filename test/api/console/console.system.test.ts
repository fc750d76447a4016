import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { caseLeases } from '../../../db/schema/application.ts';
import { reconciliations } from '../../../db/schema/reconciliation.ts';
import { aReconciledDay } from './seed/reconciliations.ts';
import { anchoringMarks } from '../../../db/schema/anchoring.ts';
import { createConsoleApp } from '../../../api/console/app.tsx';
import { hashOfSecret } from '../../../api/console/governance/session.ts';
import { createRepositoryApp } from '../../../api/repository/app.tsx';
import { vectors } from '../../domain/vectors.ts';
import {
  axeFindings,
  drawnBehind,
  launch,
  listen,
  openPage,
  sidewaysScroll,
  walkByKeyboard,
  type Served,
} from './browser.ts';
import { aMark } from './inspection/marks.ts';
import { ISSUER_KEY_ID, makeIssuerCertificate } from './seed/case-material.ts';
import { SUBSTITUTES, WORKED_EXAMPLE } from './seed/case-plans.ts';
import { startSeededOffice, type SeededOffice } from './seed/seeded-office.ts';

let office: SeededOffice;
let served: Served;
let repository: Served;
let browser: Browser;
let state: BrowserContextOptions['storageState'];
let secret = 0;

const caseOf = (id: string): string => `/certificate-applications/${id}`;
const TEXT_SHA256 = vectors.texts.find(({ id }) => id === 'i')?.textSha256 ?? '';
const REVIEWED = '019ad7c0-0a11-7f00-9c2d-1a2b3c4d5e01';

const PAGES = {
  list: '/queue?view=free',
  mine: '/queue?view=mine',
  jlis: '/queue?view=jlis',
  applicant: '/queue?view=applicant',
  parked: '/queue?view=parked',
  machine: '/queue?view=machine',
  done: '/queue?view=done',
  search: '/search',
  found: '/search?q=2026-11-30',
  nameless: `/search?q=${encodeURIComponent('山田 花子')}`,
  waiting: caseOf(SUBSTITUTES.id),
  example: caseOf(WORKED_EXAMPLE.id),
  reviewed: caseOf(REVIEWED),
  approving: `${caseOf(REVIEWED)}/decisions/new?outcome=approve`,
  returning: `${caseOf(REVIEWED)}/decisions/new?outcome=return`,
  rejecting: `${caseOf(REVIEWED)}/decisions/new?outcome=reject`,
  text: `${caseOf(WORKED_EXAMPLE.id)}/evidence/${TEXT_SHA256}`,
  octets: `${caseOf(WORKED_EXAMPLE.id)}/evidence/${TEXT_SHA256}?view=hex`,
  books: '/inspection/books',
  entry: '/inspection/books/entries/office/66',
  anchoring: '/inspection/anchoring',
  morning: '/morning-check',
  reconciled: '/reconciliations/2026-11-29',
  duty: '/duty',
  statistics: '/inspection/statistics',
  print: `${caseOf(WORKED_EXAMPLE.id)}/sheet`,
  printed: `${caseOf(WORKED_EXAMPLE.id)}/sheet?purpose=review`,
  keys: '/keys',
  settings: '/settings',
  door: '/sign-in',
  nothing: '/no-such-page',
};

async function newLink(officerId: string): Promise<string> {
  secret += 1;
  const link = String(secret).padStart(43, 'x');
  const endsAt = new Date(office.now.getTime() + 3_600_000);
  const { sessions } = openConsoleRecords(office.db);
  await sessions.addLinks([{ idSha256: hashOfSecret(link), officerId, endsAt }]);
  return `${served.url}/sign-in/${link}`;
}

/** `scroll-padding-bottom` of a page with such a bar. */
const KEPT_FREE_PX = 160;

const MODES: Readonly<Record<string, BrowserContextOptions>> = {
  'in light': { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  'in dark': { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  'at 320 px': { viewport: { width: 320, height: 640 } },
};

const opened = (options: BrowserContextOptions = {}) =>
  openPage(browser, {
    baseURL: served.url,
    viewport: { width: 1440, height: 900 },
    ...(state ? { storageState: state } : {}),
    ...options,
  });

beforeAll(async () => {
  office = await startSeededOffice();
  await office.owner
    .insert(anchoringMarks)
    .values([
      aMark(office.now),
      aMark(office.now, { kind: 'anchored', name: '' }),
      aMark(office.now, { kind: 'stamped', name: '', failure: 'TimestampUnavailable' }),
    ]);
  const figures = new Map<string, Buffer>();
  for (const { row, path, octets } of [
    aReconciledDay('2026-11-28'),
    aReconciledDay('2026-11-29', ['Q8', 'Q10', 'Q24'], true),
    aReconciledDay('2026-11-30'),
  ]) {
    await office.owner.insert(reconciliations).values(row);
    figures.set(path, octets);
  }
  served = await listen(
    createConsoleApp({
      records: openConsoleRecords(office.db),
      evidence: office.evidence,
      settings: {
        isDevelopment: true,
        origin: 'http://127.0.0.1',
        isSecure: false,
        build: '3f2a9c1',
        terminal: 'T-07',
        sessionKey: Buffer.alloc(32, 7),
      },
      figures: async (path) => figures.get(path),
      now: () => office.now,
      report: ({ error }) => console.error(error),
    }),
  );
  const dir = join(office.directory, 'published');
  mkdirSync(join(dir, 'issuers'), { recursive: true });
  writeFileSync(join(dir, 'issuers', `${ISSUER_KEY_ID}.cer`), makeIssuerCertificate());
  repository = await listen(
    createRepositoryApp({ dir, isDevelopment: true, isSecure: false, now: () => office.now }),
  );
  browser = await launch();
  const { page } = await opened();
  await page.goto(await newLink('officer-01'));
  await page.waitForURL('**/queue');
  state = await page.context().storageState();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
  await repository?.close();
  await office?.stop();
});

describe.each(Object.entries(MODES))('the console %s', (_, mode) => {
  it.each(Object.entries(PAGES))('breaks no rule of WCAG 2.2 AA on %s', async (__, path) => {
    const { page, faults } = await opened(mode);
    await page.goto(path);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('breaks none with everything unfolded, in English', async () => {
    const { page, faults } = await opened(mode);
    await page.goto(`/language/en?to=${encodeURIComponent(PAGES.waiting)}`);
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('axe-core', () => {
  it('is there, and finds a fault where there is one', async () => {
    const { page } = await opened();
    await page.goto(PAGES.list);
    await page.evaluate("document.querySelector('#q').labels[0].remove()");
    await page.evaluate("document.querySelector('#q').removeAttribute('placeholder')");
    expect((await axeFindings(page)).join()).toContain('label: #q');
    await page.context().close();
  });
});

describe('the repository', () => {
  it.each(Object.entries(MODES))('breaks no rule of WCAG 2.2 AA %s', async (_, mode) => {
    const { page, faults } = await openPage(browser, { baseURL: repository.url, ...mode });
    await page.goto('/');
    expect(await page.locator('.fingerprint').count()).toBe(2);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe('the signed text', () => {
  it('hashes in the browser to the hash that the page shows', async () => {
    const { page } = await opened();
    await page.goto(PAGES.example);
    const lines = await page.locator('ol.signed > li > pre').all();
    const text = (await Promise.all(lines.map((line) => line.textContent()))).join('');
    expect(createHash('sha256').update(text, 'utf8').digest('hex')).toBe(TEXT_SHA256);
    expect(await page.locator(`[data-copy="${TEXT_SHA256}"]`).count()).toBeGreaterThan(0);
    await page.context().close();
  });

  it('is marked where a finding points at it', async () => {
    const { page } = await opened();
    await page.goto(PAGES.waiting);
    await page.locator('.finding a[href="#L10"]').first().click();
    expect(await page.locator('#L10:target').getAttribute('data-marked')).toBe('');
    await page.context().close();
  });
});

describe('the bar at the foot of a case', () => {
  it('stays as low as what is kept free above it, whatever it says', async () => {
    const { page } = await opened();
    for (const path of [PAGES.reviewed, PAGES.waiting, PAGES.example]) {
      await page.goto(path);
      const bar = await page.locator('.decide').boundingBox();
      const tops = await page
        .locator('.decide dt')
        .evaluateAll((terms) => terms.map((term) => Math.round(term.getBoundingClientRect().top)));
      expect([path, (bar?.height ?? 999) <= KEPT_FREE_PX]).toEqual([path, true]);
      expect([path, new Set(tops).size]).toEqual([path, 1]);
    }
    await page.context().close();
  });
});

describe('a keyboard', () => {
  it.each(Object.entries(PAGES))('never stops unseen on %s', async (_, path) => {
    const { page } = await opened();
    await page.goto(path);
    const stops = await walkByKeyboard(page);
    expect(stops.length).toBeGreaterThan(1);
    expect(stops.filter(({ outlineWidth }) => outlineWidth !== '3px')).toEqual([]);
    expect(stops.filter(({ isHidden }) => isHidden)).toEqual([]);
    await page.context().close();
  });

  it('goes through the list, looks at a case beside it, and opens it', async () => {
    const { page } = await opened();
    await page.goto(PAGES.list);
    const shown = () => page.locator('[data-peek]:visible .peek__name').textContent();
    const first = await shown();
    await page.keyboard.press('j');
    expect(await shown()).toBe(first);
    await page.keyboard.press('j');
    const second = await shown();
    expect(second).not.toBe(first);
    await page.keyboard.press('k');
    expect(await shown()).toBe(first);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/certificate-applications/*');
    expect(await page.locator('h1').textContent()).toBe(second);
    await page.context().close();
  });

  it('finds a case by number, and writes into no field by accident', async () => {
    const { page } = await opened();
    await page.goto(PAGES.list);
    await page.keyboard.press('/');
    await page.keyboard.type('019ad7e1 4b5a');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=*');
    expect(await page.locator('[data-row]').count()).toBe(1);
    await page.context().close();
  });

  it('can be told to leave single keys alone', async () => {
    const { page } = await opened();
    await page.goto(PAGES.keys);
    const toggle = page.locator('[data-toggle-keys]');
    expect(await toggle.getAttribute('aria-pressed')).toBe('false');
    await toggle.click();
    expect(await toggle.getAttribute('aria-pressed')).toBe('true');
    await page.goto(PAGES.list);
    await page.keyboard.press('j');
    expect(await page.locator('a:focus').count()).toBe(0);
    await page.context().close();
  });
});

describe('the queue', () => {
  it('says without a reload that a case has come, and moves only when asked', async () => {
    const { page, faults } = await opened();
    await page.goto(PAGES.list);
    const rows = await page.locator('[data-row]').count();
    const [id = ''] = await page
      .locator('[data-row]')
      .evaluateAll((all) => all.map((row) => row.getAttribute('data-row') ?? ''));
    const held = { caseId: id, officerId: 'officer-03', changedAt: office.now };
    await office.owner
      .insert(caseLeases)
      .values({ ...held, leaseUntil: new Date(office.now.getTime() + 3_600_000) });
    await page.locator('[data-live-said]', { hasText: '1件へりました。' }).waitFor();
    expect(await page.locator('[data-row]').count()).toBe(rows);
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('[data-live-again]').click();
    await page.waitForURL('**/queue?view=free');
    expect(await page.locator('[data-row]').count()).toBe(rows - 1);
    await office.owner.update(caseLeases).set({ leaseUntil: office.now });
    await page.locator('[data-live-said]', { hasText: '1件ふえました。' }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('takes the next case by a key, through a form that has its address', async () => {
    const { page } = await opened();
    await page.goto(PAGES.list);
    const first = await page.locator('[data-row]').first().getAttribute('data-row');
    const asked = page.waitForRequest((request) => request.method() === 'POST');
    await page.keyboard.press('g');
    expect(new URL((await asked).url()).pathname).toBe(`/certificate-applications/${first}/claims`);
    await page.context().close();
  });
});

describe('a browser without JavaScript', () => {
  it('signs in, reads a case and offers nothing that needs a script', async () => {
    const { page } = await openPage(browser, { baseURL: served.url, javaScriptEnabled: false });
    await page.goto(await newLink('officer-02'));
    await page.waitForURL('**/queue');
    expect(await page.locator('[data-peek]:visible').count()).toBe(1);
    await page.locator('td a.name').first().click();
    await page.waitForURL('**/certificate-applications/*');
    expect(await page.locator('ol.signed li').count()).toBeGreaterThan(15);
    expect(await page.locator('.copy:visible').count()).toBe(0);
    expect(await page.locator('kbd:visible').count()).toBe(0);
    await page.locator('summary', { hasText: '別の目的で見る' }).click();
    await page.locator('#purpose').selectOption('inquiry');
    await page.locator('button', { hasText: 'この目的で開く' }).click();
    expect(await page.locator('#h-read').locator('..').locator('..').textContent()).toContain(
      '小野寺 真紀 ・ 申込者への応対',
    );
    await page.locator('button', { hasText: 'サインアウト' }).click();
    await page.waitForURL('**/sign-in');
    await page.context().close();
  });
});

describe('paper', () => {
  it('carries whole hashes, who printed why, and no button', async () => {
    const { page } = await opened();
    await page.goto(PAGES.example);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.sheetline').textContent()).toContain('目的 審査');
    expect(await page.locator('.sheetline').isVisible()).toBe(true);
    expect(await page.locator('.hash__short:visible').count()).toBe(0);
    expect(await page.locator('.topbar, .decide, .footer').filter({ visible: true }).count()).toBe(
      0,
    );
    const printed = await drawnBehind(page, `[data-copy="${TEXT_SHA256}"]`);
    expect(printed).toContain(TEXT_SHA256);
    await page.context().close();
  });
});

describe('the banner of the reconciliation', () => {
  it.each(Object.entries(MODES))('breaks no rule %s, whatever it says', async (_, mode) => {
    const newest = eq(reconciliations.day, '2026-11-30');
    for (const failed of [['Q24'], ['Q8', 'Q10']]) {
      await office.owner.update(reconciliations).set({ failed }).where(newest);
      for (const path of [PAGES.list, PAGES.morning]) {
        const { page, faults } = await opened(mode);
        await page.goto(path);
        expect(await page.locator('.banner').count()).toBe(path === PAGES.list ? 1 : 0);
        expect(await axeFindings(page)).toEqual([]);
        expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
        expect(faults).toEqual([]);
        await page.context().close();
      }
    }
    await office.owner.update(reconciliations).set({ failed: [] }).where(newest);
  });
});

describe('the banner of the books', () => {
  it.each(Object.entries(MODES))('breaks no rule %s, whatever it says', async (_, mode) => {
    const day = 24 * 3_600_000;
    for (const mark of [
      { succeededAt: new Date(office.now.getTime() - day / 8), inconsistentAt: null },
      { succeededAt: new Date(office.now.getTime() - 2 * day), inconsistentAt: null },
      { succeededAt: office.now, inconsistentAt: office.now },
    ]) {
      await office.owner.update(anchoringMarks).set(mark);
      for (const path of [PAGES.list, PAGES.anchoring]) {
        const { page, faults } = await opened(mode);
        await page.goto(path);
        expect(await page.locator('.banner').count()).toBe(1);
        expect(await axeFindings(page)).toEqual([]);
        expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
        expect(faults).toEqual([]);
        await page.context().close();
      }
    }
    await office.owner
      .update(anchoringMarks)
      .set({ succeededAt: office.now, inconsistentAt: null });
  });
});
