import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeContainer } from '../../../../adapters/jpki/judge-signature.ts';
import { readSignatureContainer } from '../../../../adapters/jpki/signature-container.ts';
import { createPortalApp } from '../../../../api/portal/app.ts';
import { PERSONAS } from '../../../../simulator/personas.ts';
import { PortalClient, staticToken } from '../../../../portal-client/portal-client.ts';
import { Workbench } from '../../../simulator/workbench.ts';
import { fakeDependencies } from '../fakes.ts';

const bench = new Workbench();
const { deps } = fakeDependencies();
const authentication = staticToken('a-token-of-some-length');
let url: string;
let portal: PortalClient;

beforeAll(async () => {
  const simulatorUrl = await bench.serveSimulator(await bench.open());
  url = await bench.serve(createPortalApp({ ...deps, sandbox: { simulatorUrl } }).fetch);
  portal = new PortalClient({ baseUrl: url, authentication });
});
afterAll(() => bench.close());

describe('the sandbox', () => {
  it('lists the personas and what each is there for', async () => {
    const personas = await portal.sandbox.personas();
    expect(personas.map(({ name }) => name)).toEqual(Object.keys(PERSONAS));
    expect(personas[0]).toMatchObject({ ja: expect.any(String), en: expect.any(String) });
  });

  it('issues a card and signs with it', async () => {
    const card = await portal.sandbox.issueCard('variant');
    expect(card.person.writtenName).toMatch(/^髙橋/);
    const text = Buffer.from('電子証明書利用申込書\n');
    const container = Buffer.from(await card.sign(text), 'base64');
    expect(judgeContainer(readSignatureContainer(container), text)).toBe('valid');
  });

  it('signs no text that was left out', async () => {
    const card = await portal.sandbox.issueCard('ordinary');
    await expect(card.sign(new Uint8Array())).rejects.toMatchObject({ slug: 'malformed-request' });
  });

  it('tells in every answer that nothing is real', async () => {
    for (const path of [
      '/healthz',
      '/nowhere',
      '/sandbox/personas',
      '/certificate-applications/x',
    ]) {
      expect((await fetch(`${url}${path}`)).headers.get('toroku-sandbox')).toBe('true');
    }
  });

  it('is for portals alone, and refuses in the words of the API', async () => {
    expect((await fetch(`${url}/sandbox/personas`)).status).toBe(401);
    await expect(portal.sandbox.issueCard('nobody')).rejects.toMatchObject({
      slug: 'malformed-request',
    });
    const headers = { authorization: 'Bearer a-token-of-some-length' };
    const body = new Uint8Array(4);
    const answer = await fetch(`${url}/sandbox/cards/none/signatures`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body,
    });
    expect(answer.status).toBe(404);
  });

  it('stands in the OpenAPI document where it is', async () => {
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(paths).filter((path) => path.startsWith('/sandbox'))).toEqual([
      '/sandbox/personas',
      '/sandbox/cards',
      '/sandbox/cards/{cardId}/signatures',
    ]);
  });

  it('says when the simulator is away', async () => {
    const sandbox = { simulatorUrl: 'http://127.0.0.1:1' };
    const away = createPortalApp({ ...deps, sandbox });
    const headers = { authorization: 'Bearer a-token-of-some-length' };
    const answer = await away.request('/sandbox/personas', { headers });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.text()).toContain('/problems/sandbox-unavailable');
  });

  it('is not there where it is not switched on', async () => {
    const app = createPortalApp(deps);
    const headers = { authorization: 'Bearer a-token-of-some-length' };
    const answer = await app.request('/sandbox/personas', { headers });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('toroku-sandbox')).toBeNull();
  });
});
