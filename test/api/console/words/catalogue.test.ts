import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../../../books/events/all-events.ts';
import { wordsOfEvent } from '../../../../api/console/words/events.ts';

interface Leaf {
  readonly path: string;
  readonly ja: unknown;
  readonly en: unknown;
}

/** Stands for any argument: every member of it is itself again, and as text it is a one. */
const anything: unknown = new Proxy(function one() {}, {
  get: (_, name) => {
    if (name === Symbol.toPrimitive) return () => '1';
    if (name === 'join') return () => '1';
    if (name === 'length') return 1;
    return anything;
  },
  apply: () => anything,
});

/** Arguments of the sentences that need a certain value. */
const ARGUMENTS: Readonly<Record<string, unknown[]>> = {
  'evidence.received.tells': [{ evidenceKind: 'signedText' }],
  'casePage.values.flaggedAt': [[1, 4]],
};

function leavesOf(value: unknown, path: string): Leaf[] {
  if (typeof value === 'function') {
    const made = (value as (...args: unknown[]) => unknown)(
      ...(Object.entries(ARGUMENTS).find(([end]) => path.endsWith(end))?.[1] ?? [
        anything,
        anything,
        anything,
      ]),
    );
    return leavesOf(made, path);
  }
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item, `${path}.${i}`));
  if (typeof value !== 'object' || value === null) return [];
  if ('ja' in value || 'en' in value) {
    const { ja, en } = value as { ja?: unknown; en?: unknown };
    return [{ path, ja, en }];
  }
  return Object.entries(value).flatMap(([key, child]) =>
    leavesOf(child, path === '' ? key : `${path}.${key}`),
  );
}

const folder = new URL('../../../../api/console/words/', import.meta.url);

/** Every sentence of every file of the folder, so that none can be forgotten here. */
async function readCatalogue(): Promise<Leaf[]> {
  const modules = await Promise.all(
    readdirSync(folder).map((file) => import(new URL(file, folder).href) as Promise<object>),
  );
  const words = modules
    .flatMap((module) => Object.entries(module))
    .filter(([, value]) => typeof value === 'object');
  return words.flatMap(([name, value]) => leavesOf(value, name));
}

const leaves = await readCatalogue();
const ofText = leaves.filter(({ ja }) => typeof ja === 'string');

/** Proper names, forms of law and words without a translation. */
const SAME_IN_BOTH = /^(times\.|frame\.productToo|frame\.otherLanguage|evidence\.(hash|kilobytes))/;
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

describe('catalogue', () => {
  it('holds a sentence in Japanese and in English under every name', () => {
    expect(leaves.length).toBeGreaterThan(300);
    const missing = leaves.filter(
      ({ path, ja, en }) =>
        typeof ja !== typeof en || (path !== 'casePage.certificate.until' && (!ja || !en)),
    );
    expect(missing).toEqual([]);
  });

  it('leaves no Japanese in an English sentence but the names of law', () => {
    const left = ofText.filter(
      ({ path, en }) =>
        JAPANESE.test(String(en).replaceAll(/規則\d+条\d*項?(\d+号[イ-ヿ]?)?/g, '')) &&
        !SAME_IN_BOTH.test(path),
    );
    expect(left).toEqual([]);
  });

  it('says something else in each language', () => {
    const untranslated = ofText.filter(
      ({ path, ja, en }) => ja === en && !SAME_IN_BOTH.test(path) && !/規則/.test(String(ja)),
    );
    expect(untranslated).toEqual([]);
  });

  it('keeps Japanese sentences short: forty characters, but for what law makes long', () => {
    const long = ofText
      .flatMap(({ path, ja }) =>
        String(ja)
          .split('。')
          .map((sentence) => ({ path, sentence })),
      )
      .filter(({ sentence }) => Array.from(sentence).length > 40);
    expect(long).toEqual([]);
  });

  it('names every event that the office book can hold, and none of the room alone', () => {
    for (const [event, { log }] of Object.entries(EVENTS)) {
      expect([event, wordsOfEvent(event) !== undefined]).toEqual([event, log !== 'E']);
    }
  });
});
