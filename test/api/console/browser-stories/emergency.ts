import { describe, expect, it } from 'vitest';
import type { ConsoleStage } from '../console-stage.ts';
import { pressOn, tabTo } from '../keyboard.ts';
import { PAGES } from '../pages.ts';

/** An emergency at night, with a keyboard alone. */
export function emergencyByKeyboard(stage: () => ConsoleStage): void {
  describe('an emergency', () => {
    it('goes from the number that a caller says to the passkey without a mouse', async () => {
      const { page, faults } = await stage().opened({}, 'officer-03');
      await page.goto(PAGES.emergency.path);
      await page.keyboard.press('/');
      await page.keyboard.insertText(PAGES.certificate.path.split('/').at(-1) ?? '');
      await page.keyboard.press('Enter');
      await page.locator('[data-found]').waitFor();
      await pressOn(page, '[data-found] button');
      await page.waitForURL(/emergency\?request=/);
      await pressOn(page, 'input[value=address]', 'Space');
      await pressOn(page, 'input[value=portal]', 'Space');
      await pressOn(page, 'input[name=result]', 'Space');
      await tabTo(page, 'input[name=reason]:checked');
      await pressOn(page, '.certcard input[type=checkbox]', 'Space');
      await pressOn(page, 'button.btn--danger');
      await page.waitForURL(/decision=emergency/);
      await pressOn(page, 'button[name=software]');
      await page.locator('[data-outcome=pending]').waitFor();
      expect(faults).toEqual([]);
      await page.context().close();
    });
  });
}
