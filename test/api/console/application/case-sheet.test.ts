import { describe, expect, it } from 'vitest';
import { CASE_ID, fakeConsole, signIn, type FakeConsole } from '../fakes.ts';

const SHEET = `/certificate-applications/${CASE_ID}/sheet`;
const NAME = '山田　花子';

async function open(console: FakeConsole, path: string, officerId = 'officer-02') {
  const response = await console.app.request(path, {
    headers: { cookie: await signIn(console, officerId) },
  });
  return { status: response.status, html: await response.text() };
}

describe('GET /certificate-applications/{id}/sheet', () => {
  it.each([SHEET, `${SHEET}?purpose=curiosity`, `${SHEET}?purpose=list`])(
    'asks why before it opens anything: %s',
    async (path) => {
      const console = fakeConsole();
      const { status, html } = await open(console, path);
      expect(status).toBe(200);
      expect(html).toContain('案件票を印刷する');
      expect(html).not.toContain(NAME);
      expect(console.evidence.opened).toBe(0);
      expect(console.records.readings).toEqual([]);
    },
  );

  it('records the print with its purpose, apart from reading on the screen', async () => {
    const console = fakeConsole();
    const { html } = await open(console, `${SHEET}?purpose=inquiry`, 'officer-04');
    expect(html).toContain(NAME);
    expect(console.records.readings).toMatchObject([
      { officerId: 'officer-04', role: 'reception', purpose: 'inquiry', caseId: CASE_ID },
    ]);
    expect(console.records.readings[0]?.fields).toEqual(['caseSheet', 'name']);
    await open(console, `/certificate-applications/${CASE_ID}`);
    expect(console.records.readings[1]?.fields).not.toContain('caseSheet');
  });

  it('comes out for nobody where the print cannot be recorded', async () => {
    const console = fakeConsole();
    const cookie = await signIn(console, 'officer-02');
    console.records.isAccessBroken = true;
    const path = `${SHEET}?purpose=review`;
    const response = await console.app.request(path, { headers: { cookie } });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain(NAME);
  });

  it('says which case and dossier, who printed it when and why, and that it holds personal data', async () => {
    const { html } = await open(fakeConsole(), `${SHEET}?purpose=review`);
    const line = /<p class="sheetline">(.*?)<\/p>/s.exec(html)?.[1]?.replaceAll(/<[^>]+>/g, '');
    expect(line).toContain(CASE_ID);
    expect(line).toContain('d0'.repeat(32));
    expect(line).toContain('小野寺 真紀 2026-12-01 10:20 JST');
    expect(line).toContain('目的 審査');
    expect(line).toContain('個人情報を含みます');
  });

  it('folds nothing, shortens no hash and offers no other purpose', async () => {
    const { html } = await open(fakeConsole(), `${SHEET}?purpose=review`);
    const folded = [...html.matchAll(/<details[^>]*>/g)].filter(([tag]) => !tag.includes('open'));
    expect(folded).toEqual([]);
    expect(html).toContain('<details');
    expect(html).not.toContain('hash__short');
    expect(html).not.toContain('別の目的で見る');
  });

  it('is shown to no auditor, who would need a grant', async () => {
    const console = fakeConsole();
    expect((await open(console, `${SHEET}?purpose=inspection`, 'officer-06')).status).toBe(403);
    expect(console.records.readings).toEqual([]);
  });

  it('is a key away from the case', async () => {
    const { html } = await open(fakeConsole(), `/certificate-applications/${CASE_ID}`);
    expect(html).toMatch(new RegExp(`href="${SHEET}"[^>]*data-key="p"`));
  });
});
