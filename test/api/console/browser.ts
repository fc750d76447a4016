import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { findChromium } from '../../../bin/bootstrap/find.mjs';
import { hostEnvironment } from '../../../bin/config.ts';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const ARGS =
  `--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
  --disable-component-update --disable-sync`.split(/\s+/);

/** Starts the system's Chromium. */
export function launch(): Promise<Browser> {
  const executablePath = findChromium(hostEnvironment());
  if (executablePath === undefined) throw new Error('no Chromium found: set TOROKU_CHROMIUM');
  return chromium.launch({ executablePath, args: ARGS });
}

/** An app that listens, for a browser. */
export interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves an app on a free port of this machine. */
export function listen(app: Pick<Hono, 'fetch'>): Promise<Served> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => {
      const { port } = info;
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
  });
}

/** A page that remembers what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Violations of the policy, errors of scripts, requests to other origins. */
  readonly faults: string[];
}

/** Opens a page and listens for everything that must not happen in it. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions & { readonly baseURL: string },
): Promise<WatchedPage> {
  // A button that is still fading into its colour has none that could be judged.
  const context = await browser.newContext({
    locale: 'ja-JP',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // What a page of ours answers with 404 or 403 is no fault of the page.
    if (message.type() === 'error' && !/status of 40[34]/.test(text)) faults.push(text);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(options.baseURL)) faults.push(`foreign: ${request.url()}`);
  });
  return { page, faults };
}

/** What axe-core finds on the page as it is now, by rule and place. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated by the debugger: the page's own policy would refuse the script.
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    interface Axe {
      run: (options: object) => Promise<{
        violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
      }>;
    }
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run({
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
  });
}

/** One place where the keyboard stops. */
export interface Stop {
  readonly what: string;
  readonly outlineWidth: string;
  /** Outside the window, or under the bar at its foot. */
  readonly isHidden: boolean;
}

/**
 * Runs in the page, whose names this program does not have: writes down, before each Tab moves on, where the focus is and
 * whether it shows. By then the page has scrolled to it.
 */
const WATCH_STOPS = `(() => {
  const { body } = document;
  const bar = document.querySelector('.decide');
  const isSticky = bar !== null && getComputedStyle(bar).position === 'sticky';
  globalThis.stops = [];
  globalThis.reached = new Set();
  const stop = (element) => {
    reached.add(element);
    const box = element.getBoundingClientRect();
    const edge = isSticky && !bar.contains(element) ? bar.getBoundingClientRect().top : innerHeight;
    const style = getComputedStyle(element);
    return {
      what: [element.tagName, element.className, element.textContent.trim().slice(0, 30)].join(' '),
      outlineWidth: style.outlineStyle === 'none' ? '0' : style.outlineWidth,
      // Its beginning has to show; a long region of text need not fit.
      isHidden: box.bottom <= 0 || Math.min(box.bottom, box.top + 8) > edge,
    };
  };
  globalThis.onStop = ({ key }) => {
    const { activeElement: element } = document;
    if (key === 'Tab') stops.push(element && element !== body ? stop(element) : null);
  };
  addEventListener('keydown', onStop, true);
})()`;

/** Runs in the page: what takes the focus and has not been reached. Of radio buttons one stands for all. */
const PASSED_OVER = `(() => {
  const groups = new Set([...reached].map((each) => each.type === 'radio' && each.name));
  const all = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  return [...document.querySelectorAll(all)]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled)
    .filter((each) => each.type !== 'hidden' && each.tabIndex >= 0 && !reached.has(each))
    .filter((each) => !(each.type === 'radio' && groups.has(each.name)))
    .map((each) => [each.tagName, each.className, each.textContent.trim().slice(0, 30)].join(' '));
})()`;

/** What can take the focus, is shown, and had it in no walk through this page. */
export const passedOver = (page: Page): Promise<string[]> => page.evaluate<string[]>(PASSED_OVER);

/** So many keys are sent without waiting for each. */
const PRESSES = 20;

/** Presses Tab through the whole page, from its beginning. */
export async function walkByKeyboard(page: Page, stopsMax = 400): Promise<Stop[]> {
  // Clicking nowhere: the walk begins where the page does.
  await page.evaluate('document.activeElement?.blur(), getSelection().removeAllRanges()');
  await page.evaluate(WATCH_STOPS);
  try {
    for (let n = 0; n < stopsMax; n += PRESSES) {
      await Promise.all(Array.from({ length: PRESSES }, () => page.keyboard.press('Tab')));
      // Before the first press and after the last stop the page itself has the focus.
      const [, ...stops] = await page.evaluate<(Stop | null)[]>('stops');
      const end = stops.indexOf(null);
      if (end >= 0) return stops.slice(0, end) as Stop[];
    }
    throw new Error(`more than ${stopsMax} stops`);
  } finally {
    await page.evaluate("removeEventListener('keydown', onStop, true)");
  }
}

/** How far the page reaches beyond the window, in pixels. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );

/** What the stylesheet draws behind an element. */
export const drawnBehind = (page: Page, selector: string): Promise<string> =>
  page.evaluate<string>(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)}), '::after').content`,
  );
