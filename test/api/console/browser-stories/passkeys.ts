import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings } from '../browser.ts';
import type { ConsoleStage } from '../console-stage.ts';
import { plugIn } from '../security-key.ts';

async function addPasskey(page: Page, label: string): Promise<void> {
  await page.goto('/settings');
  await page.getByLabel('名前').fill(label);
  await page.getByRole('button', { name: '登録する' }).click();
}

const signOut = (page: Page) =>
  page.getByRole('button', { name: 'サインアウト', exact: true }).click();
const byPasskey = (page: Page) => page.getByRole('button', { name: 'パスキーでサインイン' });

/** What a security key and a session do in a browser. */
export function passkeysAndSessions(stage: () => ConsoleStage): void {
  describe('a security key in a browser', () => {
    it('is registered, signs in, and is withdrawn', async () => {
      const { page, faults } = await stage().atTheDoor();
      const key = await plugIn(page);
      await stage().comeInByLink(page, 'officer-02');
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
      const { page, faults } = await stage().atTheDoor();
      await plugIn(page);
      await stage().comeInByLink(page, 'officer-03');
      await addPasskey(page, '一つ目');
      await page.waitForURL('**/settings?said=added');
      await addPasskey(page, '二つ目');
      await page.getByText('もうあなたのパスキーがあります').waitFor();
      expect(await page.locator('.passkeys').textContent()).not.toContain('二つ目');
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('whose person does not agree lets nobody in, and the page says how to go on', async () => {
      const { page, faults } = await stage().atTheDoor();
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
      const { page, faults } = await stage().atTheDoor({ javaScriptEnabled: false });
      await page.goto('/sign-in');
      await page.locator('button.persona', { hasText: '長谷部 亮' }).click();
      await page.waitForURL('**/queue');
      expect(await page.locator('.who__person strong').textContent()).toBe('長谷部 亮');
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('says without JavaScript that passkeys need it, and shows no button for them', async () => {
      const { page } = await stage().atTheDoor({ javaScriptEnabled: false });
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
      const { page, faults } = await stage().atTheDoor();
      await stage().comeInByLink(page, 'officer-02');
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
      await stage().records.sessions.endAll('officer-02', stage().office.now);
      await page.getByRole('button', { name: '続ける' }).click();
      await page.getByText('サインインの時間が切れました').waitFor();
      expect(await page.getByLabel('名前').inputValue()).toBe('書きかけ');
      expect(faults).toEqual([]);
      await page.context().close();
    });
  });
}
