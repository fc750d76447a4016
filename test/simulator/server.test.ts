import { readFileSync } from 'node:fs';

import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Jlis } from '../../simulator/jlis.ts';
import { PERSONAS } from '../../simulator/personas.ts';
import { createSimulatorServer } from '../../simulator/server.ts';
import { Workbench } from './workbench.ts';

const bench = new Workbench();
let jlis: Jlis;
let app: Hono;

beforeAll(async () => {
  jlis = await bench.open({ silenceMs: 20 });
  app = createSimulatorServer(jlis);
});
afterAll(() => bench.close());

const send = (method: string, path: string, body: unknown) =>
  app.request(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

interface CardView {
  cardId: string;
  person: { name: string; birthDate: string };
  certificate: string;
}

const issue = async (body: unknown): Promise<CardView> => {
  const response = await send('POST', '/cards', body);
  expect(response.status).toBe(201);
  return (await response.json()) as CardView;
};

/** An OCSP request of OpenSSL for a card. */
async function ocspRequest(card: CardView): Promise<Buffer> {
  bench.openssl('ocsp', {
    issuer: bench.certificate('issuer.pem', await jlis.authorityCertificate('sign-3')),
    cert: bench.certificate('card.pem', Buffer.from(card.certificate, 'base64')),
    reqout: `${bench.directory}/request.der`,
  });
  return readFileSync(`${bench.directory}/request.der`);
}

describe('POST /cards', () => {
  it('issues a card to a persona, and signs with it', async () => {
    const card = await issue({ persona: 'variant' });
    expect(card.person.name).toMatch(/^高橋　/);
    const text = Buffer.from('電子証明書利用申込書\n');
    const response = await app.request(`/cards/${card.cardId}/signatures?digest=sha512`, {
      method: 'POST',
      body: text,
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('application/pkcs7-signature');
    const verified = bench.openssl('cms', {
      verify: true,
      binary: true,
      inform: 'DER',
      purpose: 'any',
      in: bench.file('signed.p7s', Buffer.from(await response.arrayBuffer())),
      CAfile: jlis.anchorsFile,
    });
    expect(verified.stdout.equals(text)).toBe(true);
  });

  it('issues a card to a person described, and shows it again', async () => {
    const card = await issue({ person: { name: '山田　花子', birthDate: '1990-02-17' } });
    expect(card.person).toMatchObject({ name: '山田　花子', birthDate: '1990-02-17' });
    const shown = await app.request(`/cards/${card.cardId}`);
    expect(await shown.json()).toEqual(card);
  });

  it('issues one to anybody when nobody is named', async () => {
    expect((await issue({})).person.name).toMatch(/　/);
  });

  it.each([
    [{ persona: 'nobody' }],
    [{ persona: 'toString' }],
    [{ person: { birthDate: '1990-02-30' } }],
    [{ person: { nameSubstitutes: '012' } }],
    [{ unheard: true }],
    ['persona'],
  ])('refuses %o', async (body) => {
    expect((await send('POST', '/cards', body)).status).toBe(400);
  });

  it('refuses what is no JSON, and a body beyond all need', async () => {
    const text = await app.request('/cards', { method: 'POST', body: 'persona=ordinary' });
    expect(text.status).toBe(400);
    const large = { person: { name: 'あ'.repeat(100_000) } };
    expect((await send('POST', '/cards', large)).status).toBe(413);
  });

  it('knows no card that was never issued', async () => {
    const response = await app.request('/cards/0b0fffff/signatures', { method: 'POST' });
    expect(response.status).toBe(404);
  });
});

describe('POST /ocsp and GET /ocsp/:request', () => {
  it('answers OpenSSL over HTTP', async () => {
    const url = await bench.serveSimulator(jlis);
    const card = await issue({ persona: 'ordinary' });
    const output = await bench.opensslOnline('ocsp', {
      url: `${url}/ocsp`,
      issuer: bench.certificate('issuer.pem', await jlis.authorityCertificate('sign-3')),
      cert: bench.certificate('card.pem', Buffer.from(card.certificate, 'base64')),
      CAfile: jlis.anchorsFile,
    });
    expect(output).toContain('Response verify OK');
    expect(output).toContain('card.pem: good');
  });

  it.each(['escaped', 'bare'])('answers a GET with the request %s in the path', async (form) => {
    const request = await ocspRequest(await issue({ persona: 'ordinary' }));
    const base64 = request.toString('base64');
    const path = form === 'escaped' ? encodeURIComponent(base64) : base64;
    const response = await app.request(`/ocsp/${path}`);
    expect(response.headers.get('content-type')).toBe('application/ocsp-response');
    const answer = Buffer.from(await response.arrayBuffer());
    expect(answer.subarray(4, 7).toString('hex')).toBe('0a0100');
  });

  it('answers what is no request with malformedRequest, and a huge one not at all', async () => {
    const response = await app.request('/ocsp', { method: 'POST', body: 'hello' });
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe('30030a0101');
    const huge = await app.request('/ocsp', { method: 'POST', body: Buffer.alloc(100_000) });
    expect(huge.status).toBe(413);
  });

  it('lets a silent responder time out', async () => {
    const request = await ocspRequest(await issue({ persona: 'silent' }));
    const response = await app.request('/ocsp', { method: 'POST', body: request });
    expect(response.status).toBe(504);
  });
});

describe('PUT /certificates/:serial/status', () => {
  it('changes status and behaviour, and shows them', async () => {
    const { cardId } = await issue({ persona: 'ordinary' });
    const path = `/certificates/${cardId}/status`;
    const at = '2026-11-20T00:00:00Z';
    const changed = await send('PUT', path, { status: 'revoked', reason: 'superseded', at });
    expect(await changed.json()).toEqual({
      status: { status: 'revoked', reason: 'superseded', revokedAt: at },
      behaviour: 'normal',
    });
    await send('PUT', path, { behaviour: 'tryLater' });
    expect(await (await app.request(path)).json()).toMatchObject({
      status: { status: 'revoked' },
      behaviour: 'tryLater',
    });
  });

  it.each([
    ['a status that J-LIS never takes back', { status: 'good' }, 409],
    ['a reason nobody gives', { status: 'revoked', reason: 'whim' }, 400],
    ['a behaviour nobody has', { behaviour: 'polite' }, 400],
  ])('refuses %s', async (_, body, status) => {
    const { cardId } = await issue({ persona: 'stolen' });
    expect((await send('PUT', `/certificates/${cardId}/status`, body)).status).toBe(status);
  });

  it('knows nothing of a certificate never issued', async () => {
    const changed = await send('PUT', '/certificates/0b0fffff/status', { status: 'good' });
    expect(changed.status).toBe(404);
    expect((await app.request('/certificates/0b0fffff/status')).status).toBe(404);
  });
});

describe('GET /ca', () => {
  it('hands out the certificates to pin, and each CA by itself', async () => {
    const pem = await (await app.request('/ca/anchors.pem')).text();
    expect(pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    const der = await app.request('/ca/sign-3.cer');
    expect(der.headers.get('content-type')).toBe('application/pkix-cert');
    expect(Buffer.from(await der.arrayBuffer())).toEqual(jlis.anchors[2]);
    expect((await app.request('/ca/test-sign.cer')).status).toBe(200);
    expect((await app.request('/ca/nobody.cer')).status).toBe(404);
    expect((await app.request('/ca/constructor')).status).toBe(404);
  });
});

describe('GET /personas', () => {
  it('lists every persona as JSON', async () => {
    const { personas } = (await (await app.request('/personas')).json()) as {
      personas: { name: string }[];
    };
    expect(personas.map(({ name }) => name)).toEqual(Object.keys(PERSONAS));
  });

  it('is a Japanese page without script or inline style for a browser', async () => {
    const response = await app.request('/personas', { headers: { accept: 'text/html' } });
    const html = await response.text();
    expect(html).toMatch(/^<!DOCTYPE html><html lang="ja">/);
    for (const { ja } of Object.values(PERSONAS)) expect(html).toContain(ja);
    expect(html).not.toMatch(/<script|style=/);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'",
    );
    const style = await app.request('/personas.css');
    expect(style.headers.get('content-type')).toContain('text/css');
  });

  it('says that it is well', async () => {
    expect(await (await app.request('/healthz')).json()).toEqual({ status: 'ok' });
  });
});
