import { describe, expect, it } from 'vitest';
import { hashOfSecret } from '../../../api/console/governance/session.ts';
import { makeSignInLinks } from '../../../api/console/governance/sign-in-links.ts';
import { aReconciledDay } from './seed/reconciliations.ts';
import { CONTENT_SECURITY_POLICY } from '../../../api/console/policy.ts';
import {
  aCase,
  anEntry,
  CASE_ID,
  fakeConsole,
  NOW,
  SECRET,
  signIn,
  type FakeConsole,
} from './fakes.ts';

async function open(console: FakeConsole, path: string, officerId = 'officer-02') {
  const cookie = await signIn(console, officerId);
  const response = await console.app.request(path, { headers: { cookie } });
  return { response, html: await response.text(), cookie };
}

const ENTRY = anEntry(1, {
  log: 'office',
  id: '019ad7f2-6a20-7a11-8b22-0123456789ab',
  event: 'case.claimed',
  items: ['1ニ'],
  at: '2026-12-01T00:36:00.000Z',
  case: CASE_ID,
  seq: 1,
  actor: {
    kind: 'officer',
    id: 'officer-02',
    role: 'examiner',
    terminal: 'T-07',
    nameCommitment: 'c'.repeat(64),
  },
  data: { leaseUntil: '2026-12-01T01:06:00.000Z' },
} as never);

const SESSION_ENTRY = anEntry(2, {
  log: 'office',
  id: '019ad7f2-6a20-7a11-8b22-0123456789ac',
  event: 'session.opened',
  items: ['4ニ'],
  at: '2026-12-01T00:36:00.000Z',
  actor: { kind: 'officer', id: 'officer-02', role: 'examiner', terminal: 'T-07' },
  data: { terminal: 'T-07', method: 'oneTimeLink' },
} as never);

const PAGES = [
  '/queue',
  '/queue?view=mine',
  '/queue?view=done',
  '/search',
  `/search?q=${CASE_ID}`,
  '/search?q=nothing',
  `/search?q=${encodeURIComponent('見本')}`,
  `/certificate-applications/${CASE_ID}`,
  '/inspection/books',
  '/inspection/books/entries/office/0',
  '/inspection/anchoring',
  '/morning-check',
  '/duty',
  '/inspection/statistics',
  `/certificate-applications/${CASE_ID}/sheet`,
  `/certificate-applications/${CASE_ID}/sheet?purpose=review`,
  '/keys',
  '/settings',
  '/staff',
  '/terminals',
  '/portals',
  '/enrol',
  '/enrol/terminal',
  '/sign-in',
  '/no-such-page',
  '/certificate-applications/019ad7f2-0000-7000-8000-000000000000',
];

describe('every page of the console', () => {
  it.each(PAGES)('%s keeps to the policy: no style, no handler, nothing foreign', async (path) => {
    const console = fakeConsole();
    console.records.entries = [ENTRY, SESSION_ENTRY];
    const { response, html } = await open(console, path, 'officer-01');
    expect(response.headers.get('Content-Security-Policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(html).toMatch(/^<!doctype html><html lang="ja">/);
    expect(html).not.toMatch(/\sstyle=/);
    expect(html).not.toMatch(/\son[a-z]+=/);
    expect(html.replaceAll('http://www.w3.org', '')).not.toMatch(
      /(src|href|action)="(https?:)?\/\//,
    );
    const scripts = /^\/(sign-in|settings|staff|enrol)$/.test(path) ? 2 : 1;
    expect(html.match(/<script/g)?.length).toBe(scripts);
    expect(html.match(/<h1[ >]/g)?.length).toBe(1);
  });

  it.each(PAGES)('%s speaks English where the reader asked for it', async (path) => {
    const console = fakeConsole();
    console.records.entries = [ENTRY, SESSION_ENTRY];
    const cookie = await signIn(console, 'officer-01');
    const headers = { cookie: `${cookie}; toroku_language=en` };
    const response = await console.app.request(path, { headers });
    const html = await response.text();
    expect(html).toContain('<html lang="en">');
    expect(html).not.toMatch(/>(受付箱|検索|帳簿|サインイン)</);
  });

  it('links stylesheets and script of our own origin that never change', async () => {
    const console = fakeConsole();
    const { html } = await open(console, '/sign-in');
    const links = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, href]) => href);
    expect(links.length).toBe(5);
    for (const href of links) {
      const response = await console.app.request(href ?? '');
      expect(response.status).toBe(200);
      expect(response.headers.get('Cache-Control')).toContain('immutable');
      expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    }
  });
});

describe('waiting for J-LIS', () => {
  it.each([
    ['nothing while all is usual', { long: 0, odd: 0 }, undefined],
    [
      'for how many the look of the tenth day has come',
      { long: 2, odd: 0 },
      'J-LISの回答を10日を超えて待っている申込みが2件あります。',
    ],
    [
      'that something else answers in its place',
      { long: 2, odd: 1 },
      'J-LISの回答として受け取れない回答があった申込みが1件あります。',
    ],
  ])('has every page say %s', async (_, waits, said) => {
    const console = fakeConsole();
    console.records.waits = waits;
    for (const path of ['/keys', '/queue']) {
      const { html } = await open(console, path);
      if (said === undefined) expect(html).not.toContain('class="banner"');
      else expect(html).toContain(said);
    }
  });
});

/** A console on the morning after a night that found this. */
const night = (failed: string[] = [], isStopped = false) => {
  const console = fakeConsole();
  const day = aReconciledDay('2026-11-30', failed, isStopped);
  console.records.reconciled = [day.row];
  console.files.set(day.path, day.octets);
  return { console, day };
};

describe('the reconciliation of a day', () => {
  it('says that nothing differs, and no page has a banner', async () => {
    const { console } = night();
    const { html } = await open(console, '/reconciliations/2026-11-30', 'officer-06');
    expect(html).toContain('照合に差はありません。');
    expect(html).not.toContain('差あり</span>');
    expect((await open(console, '/keys')).html).not.toContain('class="banner"');
  });

  it('shows what differs, and every page says so', async () => {
    const { console } = night(['Q8', 'Q24'], true);
    const { html } = await open(console, '/reconciliations/2026-11-30');
    expect(html).toContain('照合に差が2件あります。');
    expect(html).toContain('office.openCases = office.openRuns');
    expect(html).toContain(`href="/certificate-applications/${CASE_ID}"`);
    expect(html).toContain('部屋は署名を止めています');
    const said = '2026-11-30 の照合に差があります(Q8 Q24)。';
    for (const path of ['/keys', '/queue', '/morning-check']) {
      expect((await open(console, path)).html).toContain(said);
    }
  });

  it('shows no figures but those that the entry names', async () => {
    const { console, day } = night(['Q24']);
    console.files.set(day.path, Buffer.from('{}'));
    const { html } = await open(console, '/reconciliations/2026-11-30');
    expect(html).toContain('数の内訳は、ここでは読めません。');
    expect(html).toContain('差あり');
  });

  it('has no page for a day that was not reconciled', async () => {
    const { console } = night();
    expect((await open(console, '/reconciliations/2026-11-29')).response.status).toBe(404);
  });
});

describe('signing in', () => {
  it('sends everybody without a session to the door', async () => {
    const { app } = fakeConsole();
    const response = await app.request('/queue');
    expect(response.status).toBe(303);
    expect(response.headers.get('Location')).toBe('/sign-in');
  });

  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const console = fakeConsole();
    await signIn(console, 'officer-02');
    await console.records.sessions.addLinks([
      { idSha256: hashOfSecret(SECRET), officerId: 'officer-02', endsAt: new Date('2027-01-01') },
    ]);
    const response = await console.app.request(`/sign-in/${SECRET}`);
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^toroku_session=[\w-]{43}; /);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
  });

  it('ties the cookie to its host where the browser comes by HTTPS', async () => {
    const console = fakeConsole({ isSecure: true });
    const cookie = await signIn(console, 'officer-02');
    expect(cookie).toMatch(/^__Host-toroku_session=/);
  });

  it('lets a link in once', async () => {
    const console = fakeConsole();
    await signIn(console, 'officer-02');
    const again = await console.app.request(`/sign-in/${SECRET}`);
    expect(again.status).toBe(403);
    expect(again.headers.getSetCookie()).toEqual([]);
    expect(await again.text()).toContain('このリンクでは入れません');
  });

  it('knows no links in production', async () => {
    const console = fakeConsole({ isDevelopment: false });
    expect(await signIn(console, 'officer-02')).toBe('');
    expect(console.records.links.size).toBe(1);
  });

  it('says so when a session has ended', async () => {
    const console = fakeConsole();
    const cookie = await signIn(console, 'officer-02');
    console.records.openSessions.clear();
    const response = await console.app.request('/keys', { headers: { cookie } });
    expect(response.headers.get('Location')).toBe('/sign-in?ended');
  });

  it('signs out by a form of its own session alone', async () => {
    const console = fakeConsole();
    const { html, cookie } = await open(console, '/keys');
    const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const post = (value: string) =>
      console.app.request('/sign-out', {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ token: value }).toString(),
      });
    expect((await post('forged')).status).toBe(403);
    expect(console.records.openSessions.size).toBe(1);
    expect((await post(token)).headers.get('Location')).toBe('/sign-in');
    expect(console.records.openSessions.size).toBe(0);
  });

  it('makes one link for each member of staff', async () => {
    const { records, app } = fakeConsole();
    const links = await makeSignInLinks(records, { consoleUrl: 'http://console.test', now: NOW });
    expect(Object.keys(links)[0]).toBe('三宅 和彦 (承認・責任を有する者)');
    const path = new URL(links['小野寺 真紀 (審査)'] ?? '').pathname;
    expect((await app.request(path)).status).toBe(200);
  });
});

describe('who may open what', () => {
  it.each([
    ['officer-04', '/queue', 200],
    ['officer-05', '/queue', 403],
    ['officer-05', '/search', 403],
    ['officer-05', '/queue/events?view=free&seen=0.0123456789abcdef', 403],
    ['officer-05', '/certificate-applications', 403],
    ['officer-06', '/certificate-applications', 403],
    ['officer-05', `/certificate-applications/${CASE_ID}`, 403],
    ['officer-06', `/certificate-applications/${CASE_ID}/evidence/${'a'.repeat(64)}`, 403],
    ['officer-01', '/inspection/books', 200],
    ['officer-06', '/inspection/books', 200],
    ['officer-02', '/inspection/books', 403],
    ['officer-02', '/inspection/books/entries/office/0', 200],
    ['officer-02', '/inspection/books/entries/office/1', 403],
    ['officer-05', '/inspection/books/entries/office/0', 403],
  ])('%s gets %s with %i', async (officerId, path, status) => {
    const console = fakeConsole();
    console.records.entries = [ENTRY, SESSION_ENTRY];
    const { response } = await open(console, path, officerId);
    expect(response.status).toBe(status);
  });

  it.each([
    ['officer-02', '/queue'],
    ['officer-06', '/inspection/books'],
    ['officer-05', '/morning-check'],
  ])('leads %s from the front door to %s', async (officerId, home) => {
    const { response } = await open(fakeConsole(), '/', officerId);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(home);
  });

  it('says who can, by name', async () => {
    const { html } = await open(fakeConsole(), '/queue', 'officer-05');
    expect(html).toContain('見られる人: 三宅 和彦、小野寺 真紀、長谷部 亮、田所 梢、岸 由美');
    expect(html).toContain('RoleRequired');
  });

  it('shows an auditor a zone of its own', async () => {
    const { html } = await open(fakeConsole(), '/inspection/books', 'officer-06');
    expect(html).toContain('data-zone="audit"');
    expect(html).toContain('監査・読み取りのみ');
  });
});

describe('reading personal data', () => {
  it('is recorded with officer, fields and purpose, and shown on the page', async () => {
    const console = fakeConsole();
    const { html } = await open(console, `/certificate-applications/${CASE_ID}`);
    expect(console.records.readings).toEqual([
      {
        at: NOW,
        officerId: 'officer-02',
        role: 'examiner',
        caseId: CASE_ID,
        fields: ['name'],
        purpose: 'review',
      },
    ]);
    expect(html).toContain('山田　花子');
    expect(html).toContain('<span lang="ja">小野寺 真紀</span> ・ 審査');
  });

  it('takes the purpose that the address names, if it is one', async () => {
    const console = fakeConsole();
    await open(console, `/certificate-applications/${CASE_ID}?purpose=inquiry`);
    await open(console, `/certificate-applications/${CASE_ID}?purpose=fun`, 'officer-04');
    expect(console.records.readings.map(({ purpose }) => purpose)).toEqual(['inquiry', 'check']);
  });

  it('shows nothing if it cannot be recorded, and reports no personal data', async () => {
    const console = fakeConsole();
    console.records.isAccessBroken = true;
    const { response, html } = await open(console, `/certificate-applications/${CASE_ID}`);
    expect(response.status).toBe(500);
    expect(html).not.toContain('山田');
    const [incident] = console.incidents;
    expect(html).toContain(incident?.id ?? 'no incident');
    expect(incident?.route).toBe('/certificate-applications/:id');
  });

  it('is recorded for a piece of evidence as well', async () => {
    const console = fakeConsole();
    const sha256 = 'ab'.repeat(32);
    const object = { kind: 'contactRecord', sha256, size: 5, edition: 1, receivedAt: NOW };
    console.records.files = [aCase({ evidence: [object] })];
    console.evidence.objects.set(sha256, Buffer.from('hello'));
    const path = `/certificate-applications/${CASE_ID}/evidence/${sha256}`;
    const { html } = await open(console, path);
    expect(console.records.readings[0]?.fields).toEqual(['evidence:contactRecord']);
    expect(html).toContain('>hello<');
    const hex = await open(console, `${path}?view=hex`);
    expect(hex.html).toContain('000000  68 65 6c 6c 6f');
  });

  it('says that data were erased, and still shows the case', async () => {
    const console = fakeConsole();
    console.evidence.isErased = true;
    console.records.files = [aCase({ erasedAt: NOW })];
    const { response, html } = await open(console, `/certificate-applications/${CASE_ID}`);
    expect(response.status).toBe(200);
    expect(html).toContain('消去済み：2026-12-01 10:20 に鍵を消したため');
    const list = await open(console, '/queue');
    expect(list.html).toContain('氏名は消去ずみ');
    // Nothing was opened, so nothing was read.
    expect(console.records.readings).toEqual([]);
  });

  it('tells keys that are missing from keys that were destroyed', async () => {
    const console = fakeConsole();
    console.evidence.isErased = true;
    const { html } = await open(console, `/certificate-applications/${CASE_ID}`);
    expect(html).toContain('消去の記録もありません');
    expect(html).not.toContain('消去済み');
  });

  it('is not hindered by one object that is missing', async () => {
    const console = fakeConsole();
    const evidence = ['signedText', 'signatureContainer'].map((kind, index) => ({
      kind,
      sha256: String(index).repeat(64),
      size: 3,
      edition: 1,
      receivedAt: NOW,
    }));
    console.records.files = [aCase({ evidence })];
    console.evidence.objects.set('0'.repeat(64), Buffer.from('ab\n'));
    const { response, html } = await open(console, `/certificate-applications/${CASE_ID}`);
    expect(response.status).toBe(200);
    expect(html).toContain('<li id="L1"><pre>ab\n</pre></li>');
  });
});

describe('the switch of languages', () => {
  it('goes back to where it was used', async () => {
    const { app } = fakeConsole();
    const to = '/queue?view=done';
    const response = await app.request(`/language/en?to=${encodeURIComponent(to)}`);
    expect(response.headers.get('Location')).toBe(to);
    expect(response.headers.getSetCookie()[0]).toMatch(/^toroku_language=en; /);
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'never leads to %s',
    async (to) => {
      const { app } = fakeConsole();
      const response = await app.request(`/language/en?to=${encodeURIComponent(to)}`);
      expect(response.headers.get('Location')).toBe('/');
    },
  );
});

describe('text from outside', () => {
  it('is never markup', async () => {
    const console = fakeConsole();
    const { html } = await open(
      console,
      `/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`,
    );
    expect(html).not.toContain('<script>alert');
    expect(html.match(/<script/g)?.length).toBe(1);
  });
});
