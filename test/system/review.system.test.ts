import { readdirSync, rmSync } from 'node:fs';
import { and, eq, ne } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reviewOn } from '../../bin/story/review.ts';
import { SIMULTANEOUS } from '../../bin/story/story-instance.ts';
import { openOfficeDatabase } from '../../db/office-database.ts';
import { caseInputs } from '../../db/schema/application.ts';
import { apply } from '../../simulator/application.ts';
import { launch } from '../api/console/browser.ts';
import { pressOn, tabTo } from '../api/console/keyboard.ts';
import { outcomeOf, withSecurityKey, type KeyHolder } from './security-key-staff.ts';
import { useStage } from './stage.ts';

const PATIENCE_MS = 90_000;

/** The button that has the security key sign; the other one is for development. */
const SIGN = 'button[form="sign"]:not([name])';

/** Runs in the page: says in its console that a passkey is asked. */
const COUNT_PROMPTS = `(() => {
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = (options) => (console.debug('asked'), get(options));
})()`;

/** Ids of fields have dots and slashes in them. */
const escaped = (id: string | null): string => (id ?? '').replaceAll(/[^\w-]/g, '\\$&');

describe('a case that people decide', () => {
  const stage = useStage();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  /** A case that the machine leaves to people. */
  async function referred(): Promise<string> {
    const { portal, sandbox } = stage();
    const card = await sandbox.issueCard('variant');
    const { applicationId } = await apply({ portal, card, service: SIMULTANEOUS });
    await portal.waitFor(applicationId, ['review'], PATIENCE_MS);
    return applicationId;
  }

  /** Decisions on a case that have been received, by kind. */
  async function received(applicationId: string): Promise<string[]> {
    const db = openOfficeDatabase(stage().instance.databaseUrl('toroku_office_owner'), 1);
    const rows = await db
      .select({ kind: caseInputs.kind })
      .from(caseInputs)
      .where(and(eq(caseInputs.caseId, applicationId), ne(caseInputs.kind, 'application')));
    await db.$client.end();
    return rows.map(({ kind }) => kind);
  }

  it('goes from the referred case to the certificate before a browser', async () => {
    const { outcome, out } = await reviewOn(stage());
    const pictures = readdirSync(out);
    rmSync(out, { recursive: true });
    expect(outcome).toBe('issued');
    expect(pictures).toHaveLength(18);
  });

  it('is claimed, returned and signed with a security key by a keyboard alone', async () => {
    const applicationId = await referred();
    const examiner = await withSecurityKey(browser, stage(), 'officer-02');
    const { page, key, faults } = examiner;
    await page.keyboard.press('/');
    await page.keyboard.type(applicationId);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=*');
    await pressOn(page, 'td a.name');
    await page.waitForURL(`**/${applicationId}`);
    await pressOn(page, 'form[action$="/claims"] button');
    await page.locator('form[action$="/release"] button').waitFor();
    await page.keyboard.press('c');
    await page.waitForURL('**/decisions/new?outcome=return');
    await pressOn(page, 'input[name="item"]', 'Space');
    await pressOn(page, 'main form[method="get"] button');
    await page.waitForURL('**item=*');

    await key.verifies(false);
    await pressOn(page, SIGN);
    await page.locator('[data-said="cancelled"]:focus').waitFor();
    expect(await page.locator('[data-said]:visible').textContent()).toContain(
      '決定は記録されていません',
    );
    expect(await received(applicationId)).toEqual([]);

    await key.verifies(true);
    await tabTo(page, SIGN);
    const asked: string[] = [];
    page.on('console', (message) => message.text() === 'asked' && asked.push(page.url()));
    await page.evaluate(COUNT_PROMPTS);
    // A second press in haste does nothing.
    await Promise.all([page.keyboard.press('Enter'), page.keyboard.press('Enter')]);
    expect(await outcomeOf(examiner)).toBe('recorded');
    expect(asked).toHaveLength(1);
    await stage().portal.waitFor(applicationId, ['returned'], PATIENCE_MS);
    expect(await received(applicationId)).toEqual(['return']);
    expect(faults).toEqual([]);
  });

  it('is approved by one security key and rejected by another', async () => {
    const applicationId = await referred();
    const [first, second] = await Promise.all([
      withSecurityKey(browser, stage(), 'officer-01'),
      withSecurityKey(browser, stage(), 'officer-03'),
    ]);
    const open = async ({ page }: KeyHolder, key: string) => {
      await page.goto(`/certificate-applications/${applicationId}`);
      await page.keyboard.press(key);
      await page.waitForURL('**/decisions/new?outcome=*');
      return page;
    };
    const approving = await open(first, 'a');
    for (const select of await approving.locator('select[name^="reason:"]').all()) {
      await tabTo(approving, `#${escaped(await select.getAttribute('id'))}`);
      await approving.keyboard.press('ArrowDown');
    }
    await pressOn(approving, 'main form[method="get"] button');
    await approving.waitForURL('**reason*');
    await pressOn(approving, SIGN);
    expect(await outcomeOf(first)).toBe('recorded');

    const rejecting = await open(second, 'r');
    await pressOn(rejecting, 'input[name="reason"]', 'Space');
    await pressOn(rejecting, 'main form[method="get"] button');
    await rejecting.waitForURL('**reason=*');
    await pressOn(rejecting, SIGN);
    expect(await outcomeOf(second)).toBe('recorded');
    await stage().portal.waitFor(applicationId, ['rejected'], PATIENCE_MS);
    expect(await received(applicationId)).toEqual(['approve', 'reject']);
    expect([...first.faults, ...second.faults]).toEqual([]);
  });
});
