import { describe, expect, it } from 'vitest';
import { createPortalApp } from '../../../api/portal/app.ts';
import { problemsBySlug } from '../../../api/portal/problems/catalogue.ts';
import { fakeDependencies } from './fakes.ts';

const { deps } = fakeDependencies();
const app = createPortalApp(deps);
const text = async (path: string): Promise<string> => (await app.request(path)).text();

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly responses?: Record<string, { readonly description?: string }>;
  readonly security?: unknown[];
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: Record<string, Record<string, unknown>>;
}

describe('the OpenAPI document', async () => {
  const document = (await (await app.request('/openapi.json')).json()) as Document;
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

  it('is one of version 3.1, made from the routes', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({ version: '1', title: expect.any(String) });
    expect(Object.keys(document.paths).toSorted()).toEqual([
      '/.well-known/oauth-authorization-server',
      '/application-texts',
      '/certificate-applications/{applicationId}',
      '/certificate-applications/{applicationId}/certificates/{file}',
      '/certificate-applications/{applicationId}/certificates/{order}/chain.pem',
      '/certificate-applications/{applicationId}/chain.pem',
      '/certificate-applications/{applicationId}/evidence/{sha256}',
      '/certificate-applications/{applicationId}/key-delivery',
      '/certificate-applications/{applicationId}/key-delivery/{codeNumber}/redemption',
      '/certificate-applications/{applicationId}/receipt',
      '/certificate-applications/{applicationId}/withdrawal',
      '/events',
      '/expiring-certificates',
      '/explanations',
      '/explanations/current',
      '/explanations/{version}',
      '/explanations/{version}/document',
      '/explanations/{version}/page',
      '/healthz',
      '/oauth/token',
      '/receipt-texts',
      '/revocation-requests/{requestId}',
      '/revocation-texts',
      '/services',
      '/webhook',
      '/webhook-keys',
      '/webhook/replays',
      '/withdrawal-texts',
    ]);
  });

  it('names and describes each operation once, in both languages', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operationId, summary, responses } of operations) {
      expect(operationId).toMatch(/^[a-z][A-Za-z]+$/);
      expect(summary).toMatch(/[ぁ-んァ-ヶ一-龠].* \/ [A-Z]/);
      const answers = Object.entries(responses ?? {});
      expect(answers.length).toBeGreaterThan(0);
      for (const [status, { description }] of answers) {
        expect(status).toMatch(/^[2345]\d\d$/);
        expect(description).toEqual(expect.any(String));
      }
    }
  });

  it('declares a parameter for each one in a path, and no reference to nowhere', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted();
      for (const operation of Object.values(methods)) {
        const { parameters = [] } = operation as { parameters?: { name: string; in: string }[] };
        const declared = parameters.filter((parameter) => parameter.in === 'path');
        expect(declared.map(({ name }) => name).toSorted()).toEqual(named);
      }
    }
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g);
    for (const [, kind = '', name = ''] of references) {
      expect(document.components[kind]).toHaveProperty(name);
    }
    // 3.1 takes the words of JSON Schema 2020-12, where `nullable` and a boolean limit are gone.
    expect(JSON.stringify(document)).not.toMatch(/"nullable"|"exclusiveM\w+":(true|false)/);
  });

  it('asks for a token where a portal must be known', () => {
    const open = operations.filter(({ security }) => security === undefined);
    expect(open.map(({ operationId }) => String(operationId)).toSorted()).toEqual([
      'giveToken',
      'listExplanations',
      'listServices',
      'listWebhookKeys',
      'readAuthorizationServer',
      'readCurrentExplanation',
      'readExplanation',
      'readExplanationDocument',
      'readExplanationPage',
      'readHealth',
    ]);
    expect(document.components['securitySchemes']).toHaveProperty('portalToken');
  });
});

describe('the documentation page', () => {
  it('has every file from here, and a policy that allows nothing else', async () => {
    const page = await app.request('/docs');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    const body = await page.text();
    const links = [...body.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links).toHaveLength(3);
    for (const link of links) expect((await app.request(link)).status).toBe(200);
    expect(body).not.toMatch(/<script>|https?:\/\//);
  });
});

describe('the pages of the problems', () => {
  it('explain each problem in both languages', async () => {
    for (const [slug, problem] of problemsBySlug) {
      const answer = await app.request(`/problems/${slug}`);
      expect([slug, answer.status]).toEqual([slug, 200]);
      const page = await answer.text();
      for (const said of [problem.title, problem.help]) {
        expect(said.ja).toMatch(/[ぁ-んァ-ヶ一-龠]/);
        expect(said.en).toMatch(/^[A-Z`]/);
        expect(page).toContain(said.ja);
      }
    }
  });

  it('are listed, and there is none of what is no problem', async () => {
    const index = await text('/problems');
    for (const slug of problemsBySlug.keys()) expect(index).toContain(`/problems/${slug}"`);
    expect((await app.request('/problems/none-such')).status).toBe(404);
  });
});

describe('every answer', () => {
  it.each([
    ['/healthz', 200],
    ['/openapi.json', 200],
    ['/nowhere', 404],
    ['/certificate-applications/x', 401],
  ])('of %s carries the headers that keep it harmless', async (path, status) => {
    const answer = await app.request(path, { headers: { 'x-request-id': 'given-by-the-caller' } });
    expect(answer.status).toBe(status);
    const { headers } = answer;
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('that refuses is a problem document which names its request', async () => {
    const answer = await app.request('/nowhere');
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await answer.json()).toEqual({
      type: 'https://portal.example/problems/not-found',
      title: '見つかりません / Not found',
      status: 404,
      detail: 'このアドレスには何もありません。 / There is nothing at this address.',
      instance: `urn:uuid:${answer.headers.get('x-request-id')}`,
      ja: { title: '見つかりません', detail: 'このアドレスには何もありません。' },
      en: { title: 'Not found', detail: 'There is nothing at this address.' },
    });
  });
});

describe('failures', () => {
  const path = '/certificate-applications/019ad7f2-6a10-7c3a-9f10-4d5e6f708192';
  const asking = async (failure: Error) => {
    const made = fakeDependencies();
    made.fake.failure = failure;
    const headers = { authorization: 'Bearer a-token-of-some-length' };
    const answer = await createPortalApp(made.deps).request(path, { headers });
    return { answer, body: await answer.text(), incidents: made.incidents };
  };

  it('of a library tell the caller the number of an incident, and the log no message', async () => {
    const failure = new Error('insert failed, params: 山田　花子', {
      cause: Object.assign(new Error('detail: 山田　花子'), { code: '22P02' }),
    });
    const { answer, body, incidents } = await asking(failure);
    expect(answer.status).toBe(500);
    expect(JSON.parse(body)).toMatchObject({
      type: 'https://portal.example/problems/unexpected-failure',
      incident: incidents[0]?.id,
    });
    expect(incidents).toEqual([
      expect.objectContaining({
        method: 'GET',
        route: '/certificate-applications/:applicationId',
        errorName: 'Error',
        code: '22P02',
      }),
    ]);
    expect(body + JSON.stringify(incidents)).not.toContain('花子');
    expect(JSON.stringify(incidents)).not.toContain('019ad7f2');
  });

  it.each([
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('admin shutdown'), { code: '57P01' }),
    new Error('Failed query', { cause: new Error('Connection terminated unexpectedly') }),
  ])('of the database say when to come again', async (failure) => {
    const { answer, body, incidents } = await asking(failure);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(body).toContain('/problems/database-unavailable');
    expect(incidents).toEqual([]);
  });
});

describe('a refusal that cannot be recorded', () => {
  it('is answered as that failure: no record, no answer', async () => {
    const { deps: given, fake } = fakeDependencies();
    const refused = { record: () => Promise.reject(Object.assign(new Error(), { code: '57P01' })) };
    const failing = createPortalApp({ ...given, records: { ...fake.records, refused } });
    const answer = await failing.request(
      '/certificate-applications/019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
      {
        method: 'PUT',
        headers: {
          authorization: 'Bearer a-token-of-some-length',
          'content-type': 'application/json',
        },
        body: '{',
      },
    );
    expect(answer.status).toBe(503);
  });
});
