import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openEnrolment } from '../../../../db/governance/enrolments.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import { axeFindings } from '../browser.ts';
import type { ConsoleStage } from '../console-stage.ts';
import { pressOn, tabTo, typeInto } from '../keyboard.ts';
import { plugIn } from '../security-key.ts';

const MAKE = 'form[action="/enrol"] button';
const SIGN_IN = 'form[action="/sign-in/passkey"] button';
const OFFICER = 'officer-04';
const NAME = '田所 梢';

/** What two people have agreed: an enrolment of the officer that nobody has drawn yet. @returns its act */
async function agreed({ office: { owner, now } }: ConsoleStage): Promise<string> {
  const actId = uuidV7(now.getTime());
  const pair = { proposedBy: 'officer-05', approvedBy: 'officer-01' };
  const by = { id: 'officer-01', role: 'approver', terminal: 'T-01' };
  const enrolment = { actId, subject: { officerId: OFFICER }, pair, by, at: now };
  await owner.transaction((tx) => openEnrolment(tx, enrolment));
  return actId;
}

/** One of the two draws their half at their own browser, and reads it out. */
async function drawnBy(stage: ConsoleStage, officerId: string, act: string): Promise<string> {
  const { page, faults } = await stage.opened({}, officerId);
  await page.goto('/staff');
  await pressOn(page, `form:has(input[value="${act}"]) button[name="software"]`);
  await page.getByText('あなたの番号です').waitFor();
  const half = await page.locator('code.big').textContent();
  expect(await axeFindings(page)).toEqual([]);
  expect(faults).toEqual([]);
  await page.context().close();
  return half ?? '';
}

async function fillIn(page: Page, [first, second]: readonly [string, string]): Promise<void> {
  await typeInto(page, '#first', first);
  await typeInto(page, '#second', second);
  await typeInto(page, '#label', '最初の鍵');
}

const whoIsIn = async (page: Page): Promise<string | null> => {
  await page.waitForURL('**/queue*');
  return page.locator('.who__person strong').textContent();
};

/** What the two halves of a code do in a browser. */
export function enrolmentByCode(stage: () => ConsoleStage): void {
  describe('a code of two halves in a browser', () => {
    it('makes a first passkey, and the passkey signs in, by the keyboard alone', async () => {
      const act = await agreed(stage());
      const first = await drawnBy(stage(), 'officer-05', act);
      const second = await drawnBy(stage(), 'officer-01', act);

      const { page, faults } = await stage().atTheDoor();
      const key = await plugIn(page);
      await page.goto('/sign-in');
      await pressOn(page, 'a[href="/enrol"]');
      await page.waitForURL('**/enrol');
      await fillIn(page, [first, first]);
      await pressOn(page, MAKE);
      // One person's half twice is no code.
      await page.locator('[data-said="refused"]:focus').waitFor();
      expect(await page.locator('[data-said]:visible').textContent()).toContain(
        'この番号では作れません',
      );
      expect(await key.credentials()).toEqual([]);

      await page.goto('/enrol');
      await fillIn(page, [second, first]);
      await key.verifies(false);
      await pressOn(page, MAKE);
      await page.locator('[data-said="cancelled"]:focus').waitFor();
      expect(await page.locator('[data-said]:visible').textContent()).toContain(
        '番号はまだ使えます',
      );
      expect(await axeFindings(page)).toEqual([]);
      await key.verifies(true);
      await page.keyboard.press('Shift+Tab');
      await pressOn(page, MAKE);
      await page.getByText('パスキーを作り、帳簿に記録しました').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(await key.credentials()).toMatchObject([
        { isResidentCredential: true, rpId: 'localhost' },
      ]);

      // The code opened nothing; the passkey does, and again after signing out.
      await pressOn(page, 'main a[href="/sign-in"]');
      for (let times = 0; times < 2; times += 1) {
        await page.waitForURL('**/sign-in');
        await tabTo(page, SIGN_IN);
        await page.keyboard.press('Enter');
        expect(await whoIsIn(page)).toBe(NAME);
        await pressOn(page, 'form[action="/sign-out"] button');
      }
      await page.waitForURL('**/sign-in');

      await page.goto('/enrol');
      await fillIn(page, [first, second]);
      await pressOn(page, MAKE);
      await page.locator('[data-said="refused"]:focus').waitFor();
      expect(await key.credentials()).toHaveLength(1);
      expect(faults).toEqual([]);
      await page.context().close();
    });
  });
}
