import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEntry } from '../../../books/entry.ts';
import type { CaseCursor, QueuePage } from '../../../db/inspection/queue.ts';
import { QUEUE_VIEWS, type QueueView } from '../../../db/inspection/queue-statements.ts';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { caseLeases, certificateApplications } from '../../../db/schema/application.ts';
import { bookEntries } from '../../../db/schema/books.ts';
import { accessRows, sessions, signInLinks } from '../../../db/schema/governance.ts';
import { hashOfSecret } from '../../../api/console/governance/session.ts';
import { vectors } from '../../domain/vectors.ts';
import { cookiesOf } from './fakes.ts';
import { addLink, consoleOf, type ConsoleApp, type Records } from './office-console.ts';
import { CASE_PLANS, SUBSTITUTES, WORKED_EXAMPLE } from './seed/case-plans.ts';
import { startSeededOffice, type SeededOffice } from './seed/seeded-office.ts';

let office: SeededOffice;
let app: ConsoleApp;
let records: Records;

beforeAll(async () => {
  office = await startSeededOffice();
  // With the rights of the console's own role: what a page does, that role may.
  records = openConsoleRecords(office.db);
  app = consoleOf(office, records);
});
afterAll(() => office?.stop());

const newLink = (officerId: string): Promise<string> => addLink(records, officerId, office.now);

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

const at = (): Date => office.now;
const ASKED = { officerId: 'officer-02', limit: 100 };
const listOf = (view: QueueView, more: Partial<QueuePage> = {}) =>
  records.queue.list({ view, now: at(), ...ASKED, ...more });
const idsOf = async (view: QueueView, officerId = 'officer-02'): Promise<string[]> =>
  (await listOf(view, { officerId })).map(({ id }) => id);

/** The whole of a view, a page after the other. */
async function pages(view: QueueView, limit: number): Promise<string[]> {
  const seen: string[] = [];
  let after: CaseCursor | undefined;
  for (;;) {
    const rows = await listOf(view, { limit, after });
    seen.push(...rows.map(({ id }) => id));
    const last = rows.at(-1);
    if (!last) return seen;
    after = { at: last.orderedBy, id: last.id };
  }
}

const planned = (...states: string[]): string[] =>
  CASE_PLANS.filter(({ state }) => states.includes(state))
    .map(({ id }) => id)
    .toSorted();

const lease = (caseId: string, officerId: string, minutes: number) => {
  const leaseUntil = new Date(at().getTime() + minutes * 60_000);
  const row = { officerId, leaseUntil, changedAt: at() };
  return office.owner
    .insert(caseLeases)
    .values({ caseId, ...row })
    .onConflictDoUpdate({ target: caseLeases.caseId, set: row });
};

describe('the queue', () => {
  it.each([
    ['free', ['review']],
    ['jlis', ['waiting']],
    ['applicant', ['returned', 'keyDelivery', 'inquiring']],
    ['instruct', ['approved']],
    ['machine', ['received', 'checking', 'instructed', 'issuing']],
    ['done', ['issued', 'rejected', 'withdrawn', 'lapsed']],
  ] as const)('has in %s what is in the states %j', async (view, states) => {
    expect((await idsOf(view)).toSorted()).toEqual(planned(...states));
  });

  it.each(QUEUE_VIEWS)('gives every case of %s once, whatever the size of a page', async (view) => {
    expect(await pages(view, 1)).toEqual(await idsOf(view));
    expect(await pages(view, 2)).toEqual(await idsOf(view));
  });

  it('has the nearest deadline first, and the last closed first', async () => {
    const due = (await listOf('free')).map(({ stateDeadline }) => Number(stateDeadline));
    expect(due).toEqual(due.toSorted((a, b) => a - b));
    const closed = (await listOf('done')).map(({ closedAt }) => Number(closedAt));
    expect(closed).toEqual(closed.toSorted((a, b) => b - a));
  });

  it('gives a case to whoever holds it, and to everybody once the lease is over', async () => {
    const [first = ''] = await idsOf('free');
    await lease(first, 'officer-02', 54);
    expect(await idsOf('mine')).toEqual([first]);
    expect(await idsOf('mine', 'officer-03')).toEqual([]);
    expect(await idsOf('free')).not.toContain(first);
    const html = await open('/queue');
    expect(html).toContain('担当している案件');
    expect(html).toContain('残り 54分');
    await lease(first, 'officer-03', 10);
    expect(await open(`/search?q=${first}`)).toContain('長谷部 亮');
    await lease(first, 'officer-03', 0);
    expect(await idsOf('mine', 'officer-03')).toEqual([]);
    expect((await idsOf('free'))[0]).toBe(first);
  });

  it('has a case parked that the room refused for good, and no other that is issued', async () => {
    const [id = ''] = planned('keyDelivery');
    const change = (more: object) =>
      office.owner
        .update(certificateApplications)
        .set(more)
        .where(eq(certificateApplications.id, id));
    const [before] = await office.owner
      .select()
      .from(certificateApplications)
      .where(eq(certificateApplications.id, id));
    await change({ state: 'issuing', notHolding: [] });
    expect([await idsOf('parked'), (await idsOf('machine')).includes(id)]).toEqual([[], true]);
    await change({ notHolding: ['gate/switchOff'], nextAttemptAt: at() });
    expect([await idsOf('parked'), (await idsOf('machine')).includes(id)]).toEqual([[], true]);
    await change({ notHolding: ['gate/factsDiffer'], nextAttemptAt: null });
    expect([await idsOf('parked'), (await idsOf('machine')).includes(id)]).toEqual([[id], false]);
    expect(await open('/queue?view=parked')).toContain(
      '認証設備室の読み取った事実と違います。(factsDiffer)',
    );
    const { state, notHolding, nextAttemptAt } = before ?? {};
    await change({ state, notHolding, nextAttemptAt });
  });

  it('begins in a snapshot as it begins in its lists, for several people at once', async () => {
    const [first = '', second = ''] = await idsOf('free');
    await lease(first, 'officer-02', 10);
    await lease(second, 'officer-03', 10);
    const { shared, held } = await records.queue.snapshot(at(), ['officer-02', 'officer-03']);
    for (const view of QUEUE_VIEWS.filter((each) => each !== 'mine')) {
      expect([view, shared.get(view) ?? []]).toEqual([view, await idsOf(view)]);
    }
    expect(held.get('officer-02')).toEqual([first]);
    expect(held.get('officer-03')).toEqual([second]);
    await lease(first, 'officer-02', 0);
    await lease(second, 'officer-03', 0);
  });

  it('counts what is in review, and what has been checked for long', async () => {
    expect(await records.queue.countReview()).toBe(planned('review').length);
    expect(await records.queue.countChecking(at())).toBe(planned('checking').length);
    expect(await records.queue.countChecking(new Date(0))).toBe(0);
  });
});

/** What somebody was shown of which cases, and why. */
async function shownTo(officerId: string): Promise<string[]> {
  const rows = await office.owner
    .select()
    .from(accessRows)
    .where(eq(accessRows.officerId, officerId));
  return rows.map(({ caseId, purpose }) => `${caseId} ${purpose}`);
}

describe('the search', () => {
  it('finds a case by its number in any form', async () => {
    for (const typed of [SUBSTITUTES.id, SUBSTITUTES.id.slice(0, 8), '019ad7e1…4b5a']) {
      const html = await open(`/search?q=${encodeURIComponent(typed)}`);
      expect(html).toContain(SUBSTITUTES.name);
      expect(html).not.toContain(WORKED_EXAMPLE.name);
    }
  });

  it('finds a case by the serial number of its certificate', async () => {
    const serial = (await records.caseFile(WORKED_EXAMPLE.id))?.orders[0]?.serialNumber ?? '';
    const typed = serial.toUpperCase().match(/.{4}/g)?.join(' ') ?? '';
    expect(typed.length).toBe(49);
    const html = await open(`/search?q=${encodeURIComponent(typed)}`);
    expect(html).toContain(WORKED_EXAMPLE.name);
    expect(html).not.toContain(SUBSTITUTES.name);
  });

  it('finds the cases of a day and of a portal, newest first and a page at a time', async () => {
    const html = await open(`/search?q=${encodeURIComponent('見本ポータル 2026-12-01')}`);
    expect(html).toContain(SUBSTITUTES.name);
    expect(html).not.toContain('佐々木　健');
    const [from, until] = [new Date(0), new Date('9999-01-01')];
    const by = { by: 'portal', portalId: 'sample-portal', from, until } as const;
    const whole = await records.search.find(by, { now: at(), limit: 100 });
    expect(whole.length).toBe(CASE_PLANS.length);
    const received = whole.map(({ receivedAt }) => Number(receivedAt));
    expect(received).toEqual(received.toSorted((a, b) => b - a));
    const [, second, third] = whole;
    const after = { at: second!.receivedAt, id: second!.id };
    const [next] = await records.search.find(by, { now: at(), limit: 1, after });
    expect(next?.id).toBe(third?.id);
  });

  it('records the names that it shows, and no others', async () => {
    await open(`/search?q=${encodeURIComponent('山田 花子')}`, 'officer-07');
    expect(await shownTo('officer-07')).toEqual([]);
    await open(`/search?q=${WORKED_EXAMPLE.id}`, 'officer-07');
    expect(await shownTo('officer-07')).toEqual([`${WORKED_EXAMPLE.id} list`]);
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
    expect(await open('/queue?view=jlis')).toContain('氏名は消去ずみ');
  });
});
