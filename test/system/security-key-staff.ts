import { expect } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openPage } from '../api/console/browser.ts';
import { pressOn, tabTo } from '../api/console/keyboard.ts';
import { plugIn, type SecurityKey } from '../api/console/security-key.ts';
import type { Stage } from './stage.ts';

/** Somebody of the staff with a security key and no mouse. */
export interface KeyHolder {
  readonly page: Page;
  readonly key: SecurityKey;
  /** Violations of the policy, errors of scripts, requests to other origins. */
  readonly faults: readonly string[];
}

/** Takes a role as development lets everybody, registers a security key, leaves, and signs in by the key. */
export async function withSecurityKey(
  browser: Browser,
  { instance }: Stage,
  officerId: string,
): Promise<KeyHolder> {
  const { page, faults } = await openPage(browser, { baseURL: instance.addresses.console });
  const key = await plugIn(page);
  await page.goto('/sign-in');
  await pressOn(page, `button.persona[value="${officerId}"]`);
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  const name = await page.locator('.who__person strong').textContent();
  await pressOn(page, '.who a[href="/settings"]');
  await page.waitForURL('**/settings');
  await tabTo(page, '#label');
  await page.keyboard.type('青い鍵');
  await pressOn(page, 'form[data-passkey] button');
  await page.waitForURL('**/settings?said=added');
  await pressOn(page, 'form[action="/sign-out"] button');
  await page.waitForURL('**/sign-in');
  await pressOn(page, 'form[data-passkey] button');
  await page.waitForURL('**/queue*');
  expect(await page.locator('.who__person strong').textContent()).toBe(name);
  return { page, key, faults };
}

/** Waits until the office has judged what was signed. @returns what became of it */
export async function outcomeOf({ page }: KeyHolder): Promise<string | null> {
  await page.waitForURL(/\/decisions\/[0-9a-f-]{36}$/);
  const outcome = page.locator('main [data-outcome]:not([data-outcome=pending])');
  await outcome.waitFor();
  return outcome.getAttribute('data-outcome');
}
