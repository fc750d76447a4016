import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { apply, prepareApplication } from '../../simulator/application.ts';
import { findChromium } from '../bootstrap/find.mjs';
import { hostEnvironment } from '../config.ts';
import { OFFICERS } from '../demonstration/documents.ts';
import { onStage, PATIENCE_MS, SIMULTANEOUS, type StoryStage } from './story-instance.ts';

/** What the story ends with. */
export interface ReviewStory {
  readonly story: 'review';
  readonly applicationId: string;
  readonly outcome: string;
  /** Folder with a picture of each page. */
  readonly out: string;
}

type OfficerId = (typeof OFFICERS)[number]['id'];

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** Staff before their browsers: one page each, signed in by the link that development prints. */
class Staff {
  readonly #stage: StoryStage;
  readonly #browser: Browser;
  readonly #out: string;
  readonly #pages = new Map<OfficerId, Page>();
  #pictures = 0;

  constructor(stage: StoryStage, browser: Browser, out: string) {
    this.#stage = stage;
    this.#browser = browser;
    this.#out = out;
  }

  async pageOf(id: OfficerId): Promise<Page> {
    const known = this.#pages.get(id);
    if (known) return known;
    const name = OFFICERS.find((officer) => officer.id === id)?.name ?? '';
    const links = this.#stage.instance.programs.get('console')?.links ?? {};
    const [, link = ''] = Object.entries(links).find(([label]) => label.startsWith(name)) ?? [];
    const context = await this.#browser.newContext({
      locale: 'ja-JP',
      viewport: { width: 1440, height: 900 },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(link);
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    this.#pages.set(id, page);
    return page;
  }

  async picture(page: Page, name: string): Promise<void> {
    this.#pictures += 1;
    const number = String(this.#pictures).padStart(2, '0');
    await page.screenshot({ path: join(this.#out, `${number}-${name}.png`), fullPage: true });
  }

  /** Opens a page of a case. */
  async open(id: OfficerId, applicationId: string, path = ''): Promise<Page> {
    const page = await this.pageOf(id);
    const { console: origin } = this.#stage.instance.addresses;
    await page.goto(`${origin}/certificate-applications/${applicationId}${path}`);
    return page;
  }

  /** Signs what the page shows with the passkey for development, and waits for what became of it. */
  async sign(page: Page, name: string): Promise<void> {
    await this.picture(page, name);
    await page.locator('button[name=software]').click();
    await page.waitForURL(/\/decisions\/[0-9a-f-]{36}$/);
    // The page looks again by itself until the office-worker has judged the decision.
    await page.locator('main [data-outcome]:not([data-outcome=pending])').waitFor();
    await this.picture(page, `${name}-recorded`);
  }
}

/** Chooses a reason for each finding decided against, and goes on to what is signed. */
async function approve(staff: Staff, id: OfficerId, applicationId: string): Promise<void> {
  const page = await staff.open(id, applicationId, '/decisions/new?outcome=approve');
  for (const select of await page.locator('main select[name^="reason:"]').all()) {
    await select.selectOption('notationOnly');
  }
  await page.locator('main form[method=get] button[type=submit]').click();
  await staff.sign(page, `approve-${id}`);
}

async function returnForCorrection(staff: Staff, applicationId: string): Promise<void> {
  const page = await staff.open('officer-02', applicationId);
  await staff.picture(page, 'case');
  await page.locator('form[action$="/claims"] button').click();
  await staff.picture(page, 'claimed');
  await staff.open('officer-02', applicationId, '/decisions/new?outcome=return');
  await page.locator('main input[name=item]').first().check();
  await page.locator('main form[method=get] button[type=submit]').click();
  await staff.sign(page, 'return');
}

/** What an approver finds after the correction, and what else could be decided; nothing of it is. */
async function lookAround(staff: Staff, applicationId: string): Promise<void> {
  const pages = [
    ['corrected', ''],
    ['version', '/versions/2'],
    ['withdraw', '/decisions/new?outcome=withdraw&channel=callBack'],
    ['transfer', '/decisions/new?outcome=transfer&route=paperInquiry'],
    ['notice', '/decisions/new?outcome=notice&about=death&channel=telephone'],
    ['suspect', '/decisions/new?outcome=reject&reason=untrueApplication'],
  ] as const;
  for (const [name, path] of pages) {
    await staff.picture(await staff.open('officer-01', applicationId, path), name);
  }
}

/**
 * A case that rules refer to persons: an examiner takes it and returns it, the applicant signs anew, two approvers
 * approve it with a reason each, an issuing operator instructs, the room judges all three and issues. In a browser.
 */
export async function reviewOn(stage: StoryStage): Promise<ReviewStory> {
  const { portal, sandbox } = stage;
  const out = mkdtempSync(join(tmpdir(), 'toroku-story-'));
  const executablePath = findChromium(hostEnvironment());
  if (executablePath === undefined) throw new Error('no Chromium found: set TOROKU_CHROMIUM');
  const browser = await chromium.launch({ executablePath, args: ARGS });
  try {
    const staff = new Staff(stage, browser, out);
    const card = await sandbox.issueCard('variant');
    const { applicationId, applicant } = await apply({ portal, card, service: SIMULTANEOUS });
    await portal.waitFor(applicationId, ['review'], PATIENCE_MS);
    const queue = await staff.pageOf('officer-02');
    await staff.picture(queue, 'queue');
    await returnForCorrection(staff, applicationId);
    await portal.waitFor(applicationId, ['returned'], PATIENCE_MS);

    const text = { applicationId, edition: 2 };
    const again = { portal, card, service: SIMULTANEOUS, applicant, applicationId, text };
    await portal.submit(applicationId, (await prepareApplication(again)).submission);
    await portal.waitFor(applicationId, ['review'], PATIENCE_MS);
    await lookAround(staff, applicationId);
    await approve(staff, 'officer-01', applicationId);
    await approve(staff, 'officer-03', applicationId);
    await portal.waitFor(applicationId, ['approved'], PATIENCE_MS);
    const page = await staff.open('officer-07', applicationId, '/issuing-instructions/new');
    await staff.sign(page, 'instruct');
    const { state } = await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
    await staff.picture(await staff.open('officer-01', applicationId), 'issued');
    return { story: 'review', applicationId, outcome: state, out };
  } finally {
    await browser.close();
  }
}

/** Plays it on an instance of its own. */
export const playReview = (): Promise<ReviewStory> => onStage(reviewOn);
