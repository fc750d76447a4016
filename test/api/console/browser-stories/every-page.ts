import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { anchoringMarks } from '../../../../db/schema/anchoring.ts';
import { reconciliations } from '../../../../db/schema/reconciliation.ts';
import { eq } from 'drizzle-orm';
import { axeFindings, openPage, passedOver, sidewaysScroll, walkByKeyboard } from '../browser.ts';
import type { ConsoleStage } from '../console-stage.ts';
import { PAGES, type ShownPage } from '../pages.ts';

const WINDOW = { width: 1440, height: 900 };

/** How a page is looked at. At 200 % a window has half as many pixels of the stylesheet in each direction. */
const VIEWS = {
  'in light': (page: Page) => page.emulateMedia({ colorScheme: 'light' }),
  'in dark': (page: Page) => page.emulateMedia({ colorScheme: 'dark' }),
  'at 320 px': (page: Page) => page.setViewportSize({ width: 320, height: 640 }),
  'at 200 %': (page: Page) => page.setViewportSize({ width: WINDOW.width / 2, height: 450 }),
} as const;

type View = keyof typeof VIEWS;

const ALL = Object.keys(VIEWS) as View[];

/** Everything that is wrong with a page as it is shown in these views, one after the other. */
async function faultsOf(page: Page, views: readonly View[]): Promise<string[]> {
  const found: string[] = [];
  for (const view of views) {
    await VIEWS[view](page);
    found.push(...(await axeFindings(page)).map((finding) => `${view}: ${finding}`));
    const sideways = await sidewaysScroll(page);
    if (sideways > 0) found.push(`${view}: ${sideways} px wider than the window`);
  }
  return found;
}

/** Every place where the keyboard stops badly, or does not stop at all. */
async function keyboardFaultsOf(page: Page): Promise<string[]> {
  const stops = await walkByKeyboard(page);
  const unseen = stops.filter(({ outlineWidth, isHidden }) => outlineWidth !== '3px' || isHidden);
  return [
    ...unseen.map(({ what, outlineWidth }) => `by keyboard: ${what} (outline ${outlineWidth})`),
    ...(await passedOver(page)).map((what) => `not by keyboard: ${what}`),
    ...(stops.length > 1 ? [] : ['by keyboard: nothing']),
  ];
}

const pages: readonly (readonly [string, ShownPage])[] = Object.entries(PAGES);

/** Looks at every page once in each language: as it comes, in every view, and with everything in it unfolded. */
export function everyPage(stage: () => ConsoleStage): void {
  describe.concurrent('every page breaks no rule of WCAG 2.2 AA', () => {
    it.each(pages)('%s, in every view, in both languages, by keyboard', async (_, shown) => {
      const { page, faults } = await stage().showing(shown);
      const found = await faultsOf(page, ['in dark', 'at 320 px', 'at 200 %']);
      // Where least fits, a bar at the foot covers most.
      found.push(...(await keyboardFaultsOf(page)));

      await page.setViewportSize(WINDOW);
      await page.goto(`/language/en?to=${encodeURIComponent(shown.path)}`);
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      await page.evaluate(
        "document.querySelectorAll('details').forEach((one) => (one.open = true))",
      );
      found.push(...(await faultsOf(page, ['in light'])));
      found.push(...(await keyboardFaultsOf(page)));
      expect([...found, ...faults]).toEqual([]);
      await page.context().close();
    });

    it('of the repository', async () => {
      const { browser, repository } = stage();
      const { page, faults } = await openPage(browser, { baseURL: repository, viewport: WINDOW });
      await page.goto('/');
      expect(await page.locator('.fingerprint').count()).toBe(2);
      expect([...(await faultsOf(page, ALL)), ...faults]).toEqual([]);
      await page.context().close();
    });
  });

  describe('the tools of these tests', () => {
    it('find a fault where there is one', async () => {
      const { page } = await stage().showing(PAGES.list);
      await page.evaluate("document.querySelector('#q').labels[0].remove()");
      await page.evaluate("document.querySelector('#q').removeAttribute('placeholder')");
      await page.evaluate("document.querySelector('main').style.width = '2000px'");
      await page.evaluate("document.querySelector('.mainnav a').style.outline = 'none'");
      await page.evaluate("document.querySelector('td a.name').onfocus = (e) => e.target.blur()");
      const found = [...(await faultsOf(page, ALL)), ...(await keyboardFaultsOf(page))].join('\n');
      expect(found).toContain('in dark: label: #q');
      expect(found).toMatch(/at 320 px: \d+ px wider/);
      expect(found).toMatch(/by keyboard: A .*\(outline 0\)/);
      expect(found).toMatch(/not by keyboard: A name/);
      await page.context().close();
    });
  });
}

/** Says what concerns everybody on top of every page, in all its words. */
export function alarms(stage: () => ConsoleStage): void {
  const banners = async (shown: ShownPage): Promise<number> => {
    const { page, faults } = await stage().showing(shown);
    const count = await page.locator('.banner').count();
    expect([...(await faultsOf(page, ALL)), ...faults]).toEqual([]);
    await page.context().close();
    return count;
  };

  describe('the banner of the reconciliation', () => {
    it.each([[['Q24']], [['Q8', 'Q10']]])(
      'breaks no rule, whatever it says: %s',
      async (failed) => {
        const { owner } = stage().office;
        const newest = eq(reconciliations.day, '2026-11-30');
        await owner.update(reconciliations).set({ failed }).where(newest);
        expect(await Promise.all([banners(PAGES.list), banners(PAGES.morning)])).toEqual([1, 0]);
        await owner.update(reconciliations).set({ failed: [] }).where(newest);
      },
    );
  });

  describe('the banner of the books', () => {
    const HOUR = 3_600_000;
    it.each([
      ['three hours late', 3 * HOUR, false],
      ['two days late', 48 * HOUR, false],
      ['contradicted', 0, true],
    ])('breaks no rule, whatever it says: %s', async (_, agoMs, isContradicted) => {
      const { owner, now } = stage().office;
      await owner.update(anchoringMarks).set({
        succeededAt: new Date(now.getTime() - agoMs),
        inconsistentAt: isContradicted ? now : null,
      });
      expect(await Promise.all([banners(PAGES.list), banners(PAGES.anchoring)])).toEqual([1, 1]);
      await owner.update(anchoringMarks).set({ succeededAt: now, inconsistentAt: null });
    });
  });
}
