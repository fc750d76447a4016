import { describe, expect, it } from 'vitest';
import { aCase, CASE_ID, fakeConsole, NOW, signIn, type FakeConsole } from '../fakes.ts';

async function open(console: FakeConsole, path: string, officerId = 'officer-02') {
  const cookie = await signIn(console, officerId);
  const response = await console.app.request(path, { headers: { cookie } });
  return { response, html: await response.text() };
}

const CLAIM = `action="/certificate-applications/${CASE_ID}/claims"`;

describe('the queue', () => {
  it('offers the next free case to whoever judges, by a form of the session', async () => {
    const { html } = await open(fakeConsole(), '/queue');
    expect(html).toContain('誰も持っていない案件');
    expect(html).toContain(CLAIM);
    expect(html).toMatch(/name="token" value="[\w-]+"/);
    expect(html).toContain('data-key="g"');
  });

  it.each(['officer-04', 'officer-07'])('offers nothing to take to %s', async (officerId) => {
    const { html } = await open(fakeConsole(), '/queue?view=free', officerId);
    expect(html).not.toContain(CLAIM);
    expect(html).not.toContain('data-key="g"');
  });

  it('opens with what its reader holds, and says for how long', async () => {
    const console = fakeConsole();
    console.records.held = [CASE_ID];
    const { html } = await open(console, '/queue');
    expect(html).toContain('担当している案件');
    expect(html).toContain('あなた<br/><span class="quiet">残り 54分');
  });

  it('says where a view is empty what else there is', async () => {
    const { html } = await open(fakeConsole(), '/queue?view=mine', 'officer-03');
    expect(html).toContain('担当している案件はありません。');
    expect(html).toContain('誰も持っていない案件が1件あります。');
  });

  it('says that the clock of a returned case has stopped', async () => {
    const console = fakeConsole();
    console.records.files = [aCase({ state: 'returned', notHolding: [] })];
    const { html } = await open(console, '/queue?view=applicant');
    expect(html).toContain('時計が止まっている');
    expect(html).toContain('停止 1日目');
  });

  it.each([
    ['factsDiffer', '事務所の認定した事実が、認証設備室の読み取った事実と違います。(factsDiffer)'],
    [
      'certificateMismatch',
      '決定された証明書ではありません。何も保存していません。(certificateMismatch)',
    ],
    ['evidenceChanged', '認証設備室が、この画面の知らない理由で断りました。(evidenceChanged)'],
  ])('says in words why a case is parked: %s', async (check, words) => {
    const console = fakeConsole();
    const notHolding = [`gate/${check}`];
    console.records.files = [aCase({ state: 'issuing', notHolding, stateDeadline: NOW })];
    const { html } = await open(console, '/queue?view=parked');
    expect(html).toContain(words);
    // Beside the list: what to do about it.
    expect(html).toContain(`(${check}、手引き docs/operations/gate-refusals.md)`);
  });

  it('says how many cases have been in the check for long', async () => {
    const console = fakeConsole();
    expect((await open(console, '/queue')).html).not.toContain('点検が10分');
    console.records.inChecking = 100;
    const { html } = await open(console, '/queue');
    expect(html).toContain('点検が10分を超えている案件が99+件あります。');
    expect(html).toContain('href="/queue?view=machine"');
  });

  it.each([
    ['/certificate-applications', '/queue'],
    ['/certificate-applications?view=jlis', '/queue?view=jlis'],
    ['/certificate-applications?view=issued', '/queue?view=done'],
    ['/certificate-applications?number=019ad7f2', '/search?q=019ad7f2'],
  ])('is where %s leads', async (from, to) => {
    const { response } = await open(fakeConsole(), from);
    expect([response.status, response.headers.get('Location')]).toEqual([303, to]);
  });
});

describe('the events of the queue', () => {
  it('are a stream that nothing keeps', async () => {
    const console = fakeConsole();
    const cookie = await signIn(console, 'officer-02');
    const address = '/queue/events?view=free&seen=0.0123456789abcdef';
    const response = await console.app.request(address, { headers: { cookie } });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toContain('text/event-stream');
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain('retry: 5000');
    await reader?.cancel();
  });

  it('are refused for what no page of ours asks', async () => {
    const { response } = await open(fakeConsole(), '/queue/events?view=free&seen=x');
    expect(response.status).toBe(404);
  });
});

describe('the search', () => {
  it('finds a case by its number and records the name as shown in a list', async () => {
    const console = fakeConsole();
    const { html } = await open(console, `/search?q=${CASE_ID}`);
    expect(html).toContain('申込番号で探しました');
    expect(html).toContain('山田　花子');
    expect(console.records.readings).toMatchObject([{ purpose: 'list', fields: ['name'] }]);
  });

  it('says why a name cannot be searched, and what can', async () => {
    const console = fakeConsole();
    const { html } = await open(console, `/search?q=${encodeURIComponent('山田 花子')}`);
    expect(html).toContain('氏名や生年月日では探せません。');
    expect(html).toContain('申込番号か、受付日と窓口で探してください。');
    expect(console.records.readings).toEqual([]);
  });

  it('lets its reader choose where several portals match', async () => {
    const { html } = await open(fakeConsole(), `/search?q=${encodeURIComponent('見本')}`);
    expect(html).toContain('href="/search?q=sample-portal"');
    expect(html).toContain('href="/search?q=sample-desk"');
  });
});
