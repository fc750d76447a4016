import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { caseLeases } from '../../../../db/schema/application.ts';
import { axeFindings, drawnBehind } from '../browser.ts';
import type { ConsoleStage } from '../console-stage.ts';
import { PAGES, TEXT_SHA256 } from '../pages.ts';

/** `scroll-padding-bottom` of a page with such a bar. */
const KEPT_FREE_PX = 160;

/** What pages of cases do in a browser. */
export function casesAndList(stage: () => ConsoleStage): void {
  describe.concurrent('the signed text', () => {
    it('hashes in the browser to the hash that the page shows', async () => {
      const { page } = await stage().opened();
      await page.goto(PAGES.example.path);
      const lines = await page.locator('ol.signed > li > pre').all();
      const text = (await Promise.all(lines.map((line) => line.textContent()))).join('');
      expect(createHash('sha256').update(text, 'utf8').digest('hex')).toBe(TEXT_SHA256);
      expect(await page.locator(`[data-copy="${TEXT_SHA256}"]`).count()).toBeGreaterThan(0);
      await page.context().close();
    });

    it('is marked where a finding points at it', async () => {
      const { page } = await stage().opened();
      await page.goto(PAGES.waiting.path);
      await page.locator('.finding a[href="#L10"]').first().click();
      expect(await page.locator('#L10:target').getAttribute('data-marked')).toBe('');
      await page.context().close();
    });
  });

  describe.concurrent('the bar at the foot of a case', () => {
    it('stays as low as what is kept free above it, whatever it says', async () => {
      const { page } = await stage().opened();
      for (const path of [PAGES.reviewed, PAGES.waiting, PAGES.example].map((each) => each.path)) {
        await page.goto(path);
        const bar = await page.locator('.decide').boundingBox();
        const tops = await page
          .locator('.decide dt')
          .evaluateAll((terms) =>
            terms.map((term) => Math.round(term.getBoundingClientRect().top)),
          );
        expect([path, (bar?.height ?? 999) <= KEPT_FREE_PX]).toEqual([path, true]);
        expect([path, new Set(tops).size]).toEqual([path, 1]);
      }
      await page.context().close();
    });
  });

  describe.concurrent('a keyboard', () => {
    it('goes through the list, looks at a case beside it, and opens it', async () => {
      const { page } = await stage().opened();
      await page.goto(PAGES.list.path);
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
      const { page } = await stage().opened();
      await page.goto(PAGES.list.path);
      await page.keyboard.press('/');
      await page.keyboard.type('019ad7e1 4b5a');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/search?q=*');
      expect(await page.locator('[data-row]').count()).toBe(1);
      await page.context().close();
    });

    it('can be told to leave single keys alone', async () => {
      const { page } = await stage().opened();
      await page.goto(PAGES.keys.path);
      const toggle = page.locator('[data-toggle-keys]');
      expect(await toggle.getAttribute('aria-pressed')).toBe('false');
      await toggle.click();
      expect(await toggle.getAttribute('aria-pressed')).toBe('true');
      await page.goto(PAGES.list.path);
      await page.keyboard.press('j');
      expect(await page.locator('a:focus').count()).toBe(0);
      await page.context().close();
    });
  });

  describe.concurrent('a browser without JavaScript', () => {
    it('signs in, reads a case and offers nothing that needs a script', async () => {
      const { page } = await stage().atTheDoor({ javaScriptEnabled: false });
      await page.goto(await stage().link('officer-02'));
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

  describe.concurrent('paper', () => {
    it('carries whole hashes, who printed why, and no button', async () => {
      const { page } = await stage().opened();
      await page.goto(PAGES.example.path);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.sheetline').textContent()).toContain('目的 審査');
      expect(await page.locator('.sheetline').isVisible()).toBe(true);
      expect(await page.locator('.hash__short:visible').count()).toBe(0);
      expect(
        await page.locator('.topbar, .decide, .footer').filter({ visible: true }).count(),
      ).toBe(0);
      const printed = await drawnBehind(page, `[data-copy="${TEXT_SHA256}"]`);
      expect(printed).toContain(TEXT_SHA256);
      await page.context().close();
    });
  });

  describe('the queue', () => {
    it('says without a reload that a case has come, and moves only when asked', async () => {
      const { page, faults } = await stage().opened();
      await page.goto(PAGES.list.path);
      const rows = await page.locator('[data-row]').count();
      const [id = ''] = await page
        .locator('[data-row]')
        .evaluateAll((all) => all.map((row) => row.getAttribute('data-row') ?? ''));
      const held = { caseId: id, officerId: 'officer-03', changedAt: stage().office.now };
      await stage()
        .office.owner.insert(caseLeases)
        .values({ ...held, leaseUntil: new Date(stage().office.now.getTime() + 3_600_000) });
      await page.locator('[data-live-said]', { hasText: '1件へりました。' }).waitFor();
      expect(await page.locator('[data-row]').count()).toBe(rows);
      expect(await axeFindings(page)).toEqual([]);
      await page.locator('[data-live-again]').click();
      await page.waitForURL('**/queue?view=free');
      expect(await page.locator('[data-row]').count()).toBe(rows - 1);
      await stage().office.owner.update(caseLeases).set({ leaseUntil: stage().office.now });
      await page.locator('[data-live-said]', { hasText: '1件ふえました。' }).waitFor();
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('takes the next case by a key, through a form that has its address', async () => {
      const { page } = await stage().opened();
      await page.goto(PAGES.list.path);
      const first = await page.locator('[data-row]').first().getAttribute('data-row');
      const asked = page.waitForRequest((request) => request.method() === 'POST');
      await page.keyboard.press('g');
      expect(new URL((await asked).url()).pathname).toBe(
        `/certificate-applications/${first}/claims`,
      );
      await page.context().close();
    });
  });
}
