import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { governanceDocuments } from '../../../../db/schema/governance.ts';
import { sha256 } from '../application/intake-bench.ts';
import { openOffice, type Office, type RawAnswer } from '../office.ts';

const HTML = Buffer.from('<!doctype html><title>重要事項</title><p>前の説明');
const PDF = Buffer.from('%PDF-1.7 …');

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  const documents = [
    ['2026-04-01', HTML, '2026-04-01T00:00:00+09:00', '2026-10-01T00:00:00+09:00'],
    ['2027-04-01', PDF, '2027-04-01T00:00:00+09:00', undefined],
  ] as const;
  await office.db.insert(governanceDocuments).values(
    documents.map(([version, content, from, until]) => ({
      documentType: 'explanation',
      version,
      content,
      sha256: sha256(content),
      effectiveFrom: new Date(from),
      ...(until === undefined ? {} : { withdrawnFrom: new Date(until) }),
    })),
  );
});
afterAll(() => office.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  office.send({ method: 'GET', path: `/explanations${path}`, portal: 'none', headers });

describe('GET /explanations', () => {
  it('names every version, the newest first, and which is to be shown now', async () => {
    const { status, json } = await get('');
    expect(status).toBe(200);
    expect(json['explanations']).toMatchObject([
      { version: '2027-04-01', isCurrent: false, sha256: sha256(PDF) },
      { version: '2026-10-01', isCurrent: true },
      { version: '2026-04-01', isCurrent: false, withdrawnFrom: '2026-09-30T15:00:00.000Z' },
    ]);
  });

  it('gives one version as it was adopted, also after its time', async () => {
    const { json } = await get('/2026-04-01');
    expect(json).toMatchObject({
      sha256: sha256(HTML),
      mediaType: 'text/html; charset=utf-8',
      content: HTML.toString('base64'),
    });
    const document = await get('/2026-04-01/document');
    expect(sha256(Buffer.from(document.text))).toBe(sha256(HTML));
    expect(document.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect((await get('/2027-04-01/document')).headers.get('content-type')).toBe('application/pdf');
    expect((await get('/current')).json['version']).toBe('2026-10-01');
  });

  it('gives plain text as a page that shows version and hash, and runs nothing', async () => {
    const text = Buffer.from('重要事項<script>alert(1)</script>\n二行目\n\n次の段落');
    await office.db.insert(governanceDocuments).values({
      documentType: 'explanation',
      version: '2025-04-01',
      content: text,
      sha256: sha256(text),
      effectiveFrom: new Date('2025-04-01T00:00:00+09:00'),
      withdrawnFrom: new Date('2026-04-01T00:00:00+09:00'),
    });
    const page = await get('/2025-04-01/page');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.text).toContain('<p>重要事項&lt;script&gt;alert(1)&lt;/script&gt;<br/>二行目</p>');
    expect(page.text).toContain('<p>次の段落</p>');
    expect(page.text).toContain(sha256(text));
    expect((await get('/2026-04-01/page')).text).toBe(HTML.toString('utf8'));
    expect(await get('/2027-04-01/page')).toMatchObject({ status: 404 });
  });

  it('has a tag for each answer, and an answer without content for whoever has it', async () => {
    const paths = ['', '/current', '/2026-04-01', '/2026-04-01/document', '/2026-04-01/page'];
    for (const path of paths) {
      const etag = (await get(path)).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      expect(await get(path, { 'if-none-match': etag })).toMatchObject({ status: 304, text: '' });
    }
  });

  it('knows no other version', async () => {
    expect(await get('/2020-01-01')).toMatchObject({ status: 404, problem: 'not-found' });
    expect(await get('/latest')).toMatchObject({ status: 400, problem: 'malformed-request' });
  });
});
