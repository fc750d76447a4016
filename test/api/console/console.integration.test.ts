import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEntry } from '../../../books/entry.ts';
import type { CaseCursor, CaseView } from '../../../db/inspection/case-list.ts';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { bookEntries } from '../../../db/schema/books.ts';
import { accessRows, sessions, signInLinks } from '../../../db/schema/governance.ts';
import { createConsoleApp } from '../../../api/console/app.tsx';
import { hashOfSecret } from '../../../api/console/governance/session.ts';
import { vectors } from '../../domain/vectors.ts';
import { cookiesOf } from './fakes.ts';
import { CASE_PLANS, SUBSTITUTES, WORKED_EXAMPLE } from './seed/case-plans.ts';
import { startSeededOffice, type SeededOffice } from './seed/seeded-office.ts';

let office: SeededOffice;
let app: ReturnType<typeof createConsoleApp>;
let records: ReturnType<typeof openConsoleRecords>;

beforeAll(async () => {
  office = await startSeededOffice();
  // With the rights of the console's own role: what a page does, that role may.
  records = openConsoleRecords(office.db);
  app = createConsoleApp({
    records,
    evidence: office.evidence,
    settings: {
      isDevelopment: true,
      origin: 'http://console.test',
      isSecure: false,
      build: 'test',
      terminal: 'T-07',
      sessionKey: Buffer.alloc(32, 7),
    },
    now: () => office.now,
    report: ({ error }) => {
      throw error;
    },
  });
});
afterAll(() => office?.stop());

let links = 0;
async function newLink(officerId: string): Promise<string> {
  links += 1;
  const secret = String(links).padStart(43, 'x');
  const endsAt = new Date(office.now.getTime() + 3_600_000);
  await records.sessions.addLinks([{ idSha256: hashOfSecret(secret), officerId, endsAt }]);
  return secret;
}

async function signIn(officerId: string): Promise<string> {
  return cookiesOf(await app.request(`/sign-in/${await newLink(officerId)}`));
}

async function open(path: string, officerId = 'officer-02'): Promise<string> {
  const response = await app.request(path, { headers: { cookie: await signIn(officerId) } });
  expect(response.status).toBe(200);
  return response.text();
}

const unescaped = (html: string): string =>
  html
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

describe('the page of a case', () => {
  it('shows the signed text of the worked example byte for byte', async () => {
    const html = await open(`/certificate-applications/${WORKED_EXAMPLE.id}`);
    const lines = [...html.matchAll(/<li id="L\d+"[^>]*><pre>(.*?)<\/pre>/gs)];
    const shown = lines.map(([, line]) => unescaped(line ?? '')).join('');
    const sha256 = createHash('sha256').update(shown, 'utf8').digest('hex');
    expect(sha256).toBe(vectors.texts.find(({ id }) => id === 'i')?.textSha256);
    expect(html).toContain(`data-copy="${sha256}"`);
  });

  it('shows the certificate that was issued, with the key of the order', async () => {
    const html = await open(`/certificate-applications/${WORKED_EXAMPLE.id}`);
    expect(html).toContain('発行した証明書');
    expect(html).toContain('申込書の鍵と同じ');
    expect(html).toContain('digitalSignature, nonRepudiation');
  });

  it('compares the name with the card, code point by code point', async () => {
    const html = await open(`/certificate-applications/${SUBSTITUTES.id}`);
    expect(html).toContain('U+20BB7');
    expect(html).toContain('U+E0100');
    expect(html).toContain('2字の差は、説明できます。');
    expect(html).toContain('印は1字目と4字目にあります。');
  });

  it('tells what happened by the entries of the book, newest first', async () => {
    const html = await open(`/certificate-applications/${WORKED_EXAMPLE.id}`);
    const order = ['発行した証明書を受け取り', '自動で承認しました', '申込みを受け付けました'].map(
      (sentence) => html.indexOf(sentence),
    );
    expect(order.every((place) => place > 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('writes down its reading before it is sent', async () => {
    await open(`/certificate-applications/${SUBSTITUTES.id}?purpose=inquiry`, 'officer-04');
    const rows = await office.owner
      .select()
      .from(accessRows)
      .where(eq(accessRows.caseId, SUBSTITUTES.id));
    expect(rows).toContainEqual(
      expect.objectContaining({
        officerId: 'officer-04',
        purpose: 'inquiry',
        fields: ['name', 'signedText', 'jpkiName', 'birthDate', 'address'],
      }),
    );
  });

  it.each(CASE_PLANS.map(({ id, name, state }) => ({ id, name, state })))(
    'opens for $name, who is $state',
    async ({ id, name }) => {
      expect(await open(`/certificate-applications/${id}`)).toContain(name);
    },
  );
});

/** The whole of a view, a page after the other. */
async function pages(view: CaseView, limit: number): Promise<string[]> {
  const seen: string[] = [];
  let after: CaseCursor | undefined;
  for (;;) {
    const rows = await records.cases.list(view, limit, after);
    seen.push(...rows.map(({ id }) => id));
    const last = rows.at(-1);
    if (!last) return seen;
    const at = view === 'all' || view === 'issued' ? last.receivedAt : last.orderedBy;
    after = { turn: last.turn, at, id: last.id };
  }
}

describe('the list of cases', () => {
  it.each(['open', 'jlis', 'review', 'returned', 'issued', 'all'] as const)(
    'gives every case of the view %s once, whatever the size of a page',
    async (view) => {
      const whole = await records.cases.list(view, 100);
      expect(await pages(view, 2)).toEqual(whole.map(({ id }) => id));
      expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
    },
  );

  it('has the nearest deadline first, and the clock of the applicant last', async () => {
    const html = await open('/certificate-applications');
    const headings = ['期限を過ぎた', '今日が期限', '明日まで', '自動で進む', '申込者を待つ'];
    const places = headings.map((heading) => html.lastIndexOf(`>${heading} <`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('finds a case by its number in any form', async () => {
    for (const typed of [SUBSTITUTES.id, SUBSTITUTES.id.slice(0, 8), '019ad7e1…4b5a']) {
      const number = encodeURIComponent(typed);
      const html = await open(`/certificate-applications?number=${number}`);
      expect(html).toContain(SUBSTITUTES.name);
      expect(html).not.toContain(WORKED_EXAMPLE.name);
    }
  });

  it('counts open cases by state', async () => {
    const counts = await records.cases.countOpen();
    expect(counts.get('waiting')).toBe(2);
    expect(counts.get('review')).toBe(4);
    expect(counts.has('issued')).toBe(false);
  });
});

describe('signing in', () => {
  it('writes the entry session.opened in the same transaction', async () => {
    const secret = await newLink('officer-06');
    await app.request(`/sign-in/${secret}`);
    const rows = await office.owner
      .select()
      .from(bookEntries)
      .where(eq(bookEntries.event, 'session.opened'));
    const entries = rows.map(({ octets }) => readEntry(octets));
    expect(entries).toContainEqual(
      expect.objectContaining({
        event: 'session.opened',
        items: ['4ニ'],
        actor: { kind: 'auditor', id: 'officer-06', role: 'auditor', terminal: 'T-07' },
        data: { terminal: 'T-07', method: 'oneTimeLink' },
      }),
    );
  });

  it('gives one session to two browsers that follow one link', async () => {
    const secret = await newLink('officer-03');
    const answers = await Promise.all(
      Array.from({ length: 4 }, async () => app.request(`/sign-in/${secret}`)),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200, 403, 403, 403,
    ]);
    const rows = await office.owner
      .select()
      .from(sessions)
      .where(eq(sessions.officerId, 'officer-03'));
    expect(rows.length).toBe(1);
  });

  it('lets nobody in by a link that is past', async () => {
    const secret = await newLink('officer-07');
    await office.owner
      .update(signInLinks)
      .set({ endsAt: new Date(office.now.getTime() - 1) })
      .where(eq(signInLinks.idSha256, hashOfSecret(secret)));
    expect((await app.request(`/sign-in/${secret}`)).status).toBe(403);
  });

  it('ends a session at once', async () => {
    const cookie = await signIn('officer-02');
    const page = await (await app.request('/keys', { headers: { cookie } })).text();
    const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '';
    await app.request('/sign-out', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token }).toString(),
    });
    const after = await app.request('/keys', { headers: { cookie } });
    expect(after.headers.get('Location')).toBe('/sign-in?ended');
  });
});

describe('the pages of the books', () => {
  it('show the entries of one item of 規則12条1項', async () => {
    const html = await open(`/inspection/books?item=${encodeURIComponent('1ニ')}`, 'officer-06');
    expect(html).toContain('application.approved');
    expect(html).not.toContain('jlis.asked');
  });

  it('show the octets of an entry and the leaf hash over them', async () => {
    const html = await open('/inspection/books/entries/office/0', 'officer-06');
    const octets = unescaped(/<pre[^>]*id="octets"[^>]*>(.*?)<\/pre>/s.exec(html)?.[1] ?? '');
    const leaf = createHash('sha256').update(Buffer.of(0)).update(octets, 'utf8').digest('hex');
    for (const group of leaf.match(/.{4}/g) ?? []) expect(html).toContain(`<span>${group}</span>`);
    expect(readEntry(Buffer.from(octets, 'utf8')).event).toBe('text.handedOut');
  });

  it('page through the whole book without a gap', async () => {
    const seen: number[] = [];
    let before: number | undefined;
    for (;;) {
      const rows = await records.books.list({ before, limit: 7 });
      seen.push(...rows.map(({ ordinal }) => ordinal));
      before = rows.at(-1)?.ordinal;
      if (before === undefined) break;
    }
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    const rows = await office.owner.select({ ordinal: bookEntries.ordinal }).from(bookEntries);
    expect(seen.length).toBe(rows.length);
  });
});

describe('the keys of a chain that were destroyed', () => {
  it('take the name out of list and page, and neither of them away', async () => {
    const { id } = SUBSTITUTES;
    const chainId = (await records.caseFile(id))?.chainId ?? '';
    const folder = join(office.directory, 'evidence', 'chains', chainId.slice(-2));
    expect(await open(`/certificate-applications/${id}`)).not.toContain('氏名は消去ずみ');
    for (const reader of ['office', 'enclave']) rmSync(join(folder, `${chainId}.${reader}`));
    expect(await open(`/certificate-applications/${id}`)).toContain('氏名は消去ずみ');
    expect(await open('/certificate-applications?view=all')).toContain('氏名は消去ずみ');
  });
});
