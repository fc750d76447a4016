import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings } from '../browser.ts';
import type { ConsoleStage } from '../console-stage.ts';
import { pressOn, typeInto } from '../keyboard.ts';
import { plugIn } from '../security-key.ts';

/** Adds a passkey, confirmed by the one in software or by a security key. */
async function addPasskey(page: Page, label: string, by: 'software' | 'key'): Promise<void> {
  await page.goto('/settings');
  await page.getByLabel('名前').fill(label);
  await page.locator(`${ADDING} button${by === 'software' ? '[name]' : ':not([name])'}`).click();
}

const ADDING = 'form[data-passkey="create"]';

/** Runs in the page: before a passkey is made, its person takes the time to change the authenticator. */
const CHANGE_AUTHENTICATORS = `(() => {
  const create = navigator.credentials.create.bind(navigator.credentials);
  navigator.credentials.create = async (options) => {
    await new Promise((resolve) => (globalThis.changed = resolve));
    return create(options);
  };
})()`;

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
      await addPasskey(page, '青い鍵', 'software');
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
      await row.locator('button:not([name])').click();
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
      await addPasskey(page, '一つ目', 'software');
      await page.waitForURL('**/settings?said=added');
      await addPasskey(page, '二つ目', 'key');
      await page.locator(ADDING).getByText('もうあなたのパスキーがあります').waitFor();
      expect(await page.locator('.passkeys').textContent()).not.toContain('二つ目');
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('confirms the one that is added beside it, by the keyboard alone', async () => {
      const { page, faults } = await stage().atTheDoor();
      const key = await plugIn(page);
      await stage().comeInByLink(page, 'officer-07');
      await addPasskey(page, '一つ目', 'software');
      await page.waitForURL('**/settings?said=added');

      await page.goto('/settings');
      // Whoever sits here without being its person gets no further than the first prompt.
      await key.verifies(false);
      await typeInto(page, '#label', '二つ目');
      await pressOn(page, `${ADDING} button:not([name])`);
      await page.locator(`${ADDING} [data-said="cancelled"]:focus`).waitFor();
      await key.verifies(true);
      await page.evaluate(CHANGE_AUTHENTICATORS);
      await page.locator(`${ADDING} button:not([name])`).focus();
      await page.keyboard.press('Enter');
      await page.getByText('次に、新しいパスキーを作ってください').waitFor();
      expect(await page.locator('[data-said]:visible').count()).toBe(1);
      expect(await axeFindings(page)).toEqual([]);
      await key.change();
      await page.evaluate('changed()');
      await page.waitForURL('**/settings?said=added');
      const names = await page.locator('.passkeys > li strong').allTextContents();
      expect(names).toEqual(expect.arrayContaining(['一つ目', '二つ目']));
      expect(await key.credentials()).toHaveLength(1);

      // The first is lost; the second withdraws it.
      const row = `.passkeys > li:nth-child(${names.indexOf('一つ目') + 1})`;
      await pressOn(page, `${row} summary`);
      await pressOn(page, `${row} button:not([name])`);
      await page.waitForURL('**/settings?said=withdrawn');
      expect(await page.locator('.passkeys').textContent()).not.toContain('一つ目');
      expect(await axeFindings(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    });

    it('confirms who draws half of a code', async () => {
      const { page, faults } = await stage().atTheDoor();
      await plugIn(page);
      await stage().comeInByLink(page, 'officer-05');
      await addPasskey(page, '管理の鍵', 'software');
      await page.waitForURL('**/settings?said=added');
      await page.goto('/staff');
      await pressOn(page, 'form[data-passkey="get"] button:not([name])');
      await page.getByText('あなたの番号です').waitFor();
      expect(await page.locator('code.big').textContent()).toMatch(/^(\w{4}-){3}\w{4}$/);
      expect(await axeFindings(page)).toEqual([]);
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
