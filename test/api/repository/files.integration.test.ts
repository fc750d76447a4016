import { exec, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRepositoryApp } from '../../../api/repository/app.tsx';
import { commandsOf } from '../../../api/repository/how-to-check.tsx';
import { canonicalOctets } from '../../../books/canonical-json.ts';
import { publishFile } from '../../../bin/publish-file.ts';
import { temporaryFolders } from '../../bin/temporary-folder.ts';
import { OpensslAuthority } from './openssl-authority.ts';

/** The repository behind a real HTTP server, with a CA and lists that OpenSSL made. */

const aFolder = temporaryFolders();
const dir = aFolder();
const documentsDir = aFolder();
const HOUR_MS = 3_600_000;
let number = Math.floor(Date.now() / 1000);

let server: ReturnType<typeof serve>;
let url = '';
let authority: OpensslAuthority;
let listName = '';

const fetched = (path: string, init: RequestInit = {}) =>
  fetch(`${url}${path}`, { redirect: 'manual', ...init });

beforeAll(async () => {
  const app = new Hono();
  // Answered here by OpenSSL, so that the commands of the page can be run.
  app.post('/ocsp', async (c) => {
    const answer = authority.answer(Buffer.from(await c.req.arrayBuffer()));
    return c.body(new Uint8Array(answer), 200, { 'content-type': 'application/ocsp-response' });
  });
  const repository = createRepositoryApp({
    dir,
    documentsDir,
    isDevelopment: false,
    isSecure: false,
    now: () => new Date(),
  });
  app.mount('/', repository.fetch);
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  authority = new OpensslAuthority(aFolder());
  const { keyId } = authority;
  authority.name({
    crl: `${url}/crls/${keyId}/0.crl`,
    ocsp: `${url}/ocsp`,
    issuer: `${url}/issuers/${keyId}.cer`,
    cps: `${url}/cps`,
  });
  publishFile(dir, `issuers/${keyId}.cer`, authority.certificate);
  listName = `crls/${keyId}/0.crl`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

const publishList = (at: Date, hours = 72) => {
  number += 1;
  const list = authority.crl({
    number,
    thisUpdate: at,
    nextUpdate: new Date(at.getTime() + hours * HOUR_MS),
  });
  publishFile(dir, `crls/${authority.keyId}/0/${number}.crl`, list);
  publishFile(dir, listName, list);
  return list;
};

const cacheOf = async (path: string) => (await fetched(path)).headers.get('cache-control');

describe('files of the repository', () => {
  it('says the length and both validators to GET and HEAD, and sends HEAD no octets', async () => {
    const list = publishList(new Date());
    const got = await fetched(`/${listName}`);
    expect(Buffer.from(await got.arrayBuffer()).equals(list)).toBe(true);
    const head = await fetched(`/${listName}`, { method: 'HEAD' });
    expect(await head.text()).toBe('');
    for (const name of ['content-length', 'etag', 'last-modified', 'content-type']) {
      expect([name, head.headers.get(name)]).toEqual([name, got.headers.get(name)]);
    }
    expect(head.headers.get('content-length')).toBe(String(list.length));
    expect(head.headers.get('content-type')).toBe('application/pkix-crl');
  });

  it('answers 304 to whoever has it, by the stronger of two conditions', async () => {
    publishList(new Date());
    const { headers } = await fetched(`/${listName}`);
    const etag = headers.get('etag') ?? '';
    const since = headers.get('last-modified') ?? '';
    const statusFor = async (conditions: Record<string, string>) =>
      (await fetched(`/${listName}`, { headers: conditions })).status;
    expect(await statusFor({ 'if-none-match': etag })).toBe(304);
    expect(await statusFor({ 'if-none-match': `"other", W/${etag}` })).toBe(304);
    expect(await statusFor({ 'if-none-match': '"other"' })).toBe(200);
    expect(await statusFor({ 'if-modified-since': since })).toBe(304);
    expect(await statusFor({ 'if-none-match': '"other"', 'if-modified-since': since })).toBe(200);
    expect(await statusFor({ 'if-modified-since': new Date(0).toUTCString() })).toBe(200);
    expect(await statusFor({ 'if-modified-since': 'yesterday' })).toBe(200);
  });

  it('lets no cache keep a list for longer than five minutes, or beyond its end', async () => {
    publishList(new Date());
    expect(await cacheOf(`/${listName}`)).toBe('public, max-age=300');
    publishList(new Date(Date.now() - HOUR_MS), 1.02);
    expect(await cacheOf(`/${listName}`)).toMatch(/^public, max-age=([1-9]|[1-7][0-9])$/);
    publishList(new Date(Date.now() - 2 * HOUR_MS), 1);
    expect(await cacheOf(`/${listName}`)).toBe('no-cache');
  });

  it('keeps in caches for good what is never another, and asks again for what names it', async () => {
    publishList(new Date());
    const { keyId } = authority;
    publishFile(documentsDir, 'documents/cps/1.0.txt', Buffer.from('規程'));
    publishFile(documentsDir, 'manifests/office.note', Buffer.from('note'));
    const forever = 'public, max-age=31536000, immutable';
    expect(await cacheOf(`/crls/${keyId}/0/${number}.crl`)).toBe(forever);
    expect(await cacheOf('/documents/cps/1.0.txt')).toBe(forever);
    expect(await cacheOf('/manifests/office.note')).toBe('no-cache');
    expect((await fetched('/manifests/enclave.note')).status).toBe(404);
  });

  it('sends a list of tens of megabytes as it reads it, whole', async () => {
    const large = Buffer.alloc(24 * 1024 * 1024, 7);
    const at = `crls/${authority.keyId}/0/1700000001.crl`;
    publishFile(dir, at, large);
    const got = await fetched(`/${at}`);
    expect(got.headers.get('content-length')).toBe(String(large.length));
    const digest = createHash('sha256').update(new Uint8Array(await got.arrayBuffer()));
    expect(digest.digest('hex')).toBe(createHash('sha256').update(large).digest('hex'));
    expect(await (await fetched(`/${at}`, { method: 'HEAD' })).text()).toBe('');
  });

  it('leads from /cps to the version in force, and keeps every other', async () => {
    const document = (version: string, effectiveFrom: string, more = {}) => {
      publishFile(documentsDir, `documents/cps/${version}.txt`, Buffer.from('規程'));
      const sha256 = 'a'.repeat(64);
      const file = `cps/${version}.txt`;
      return { type: 'cps', version, file, size: 6, sha256, effectiveFrom, ...more };
    };
    const documents = [
      document('1.0', '2025-01-01T00:00:00.000Z'),
      document('1.1', '2026-01-01T00:00:00.000Z'),
      document('1.2', '2026-02-01T00:00:00.000Z', { withdrawnFrom: '2026-03-01T00:00:00.000Z' }),
      document('2.0', '2999-01-01T00:00:00.000Z'),
    ];
    publishFile(documentsDir, 'documents/index.json', canonicalOctets({ v: 1, documents }));
    const answer = await fetched('/cps');
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      '/documents/cps/1.1.txt',
    ]);
    for (const { file } of documents)
      expect((await fetched(`/documents/${file}`)).status).toBe(200);
    expect((await fetched('/cp')).status).toBe(404);
  });

  it.each([
    '/crls/../secret.crl',
    '/documents/cps/..%2f..%2fsecret.txt',
    '/documents/terms/1.0.txt',
    '/documents/cps/1.0.html',
    '/manifests/other.note',
    `/crls/${'a'.repeat(40)}/0/01.crl`,
    `/crls/${'a'.repeat(40)}/0/${'9'.repeat(60)}.crl`,
  ])('has nothing at %s', async (path) => {
    expect((await fetched(path)).status).toBe(404);
  });
});

const announce = (certificateSha256: string) => {
  const announcements = [{ certificateSha256, reference: '号外第1号 24頁' }];
  const text = JSON.stringify({ v: 1, announcements });
  writeFileSync(join(documentsDir, 'announcements.json'), text);
};

describe('the page of the repository', () => {
  it('shows number, times, entries and what came before of each list', async () => {
    const leaf = authority.issue();
    authority.revoke(leaf);
    publishList(new Date());
    const html = await (await fetched('/')).text();
    expect(html).toContain(String(number));
    expect(html).toContain('1件');
    expect(html).toContain('期限内');
    const archive = await (await fetched(`/crls/${authority.keyId}/0?year=2023`)).text();
    expect(archive).toContain('/1700000001.crl');
    expect(archive).not.toContain(`/${number}.crl`);
  });

  it('shows where a fingerprint was announced, of the very certificate alone', async () => {
    const sha256 = createHash('sha256').update(authority.certificate).digest('hex');
    announce('b'.repeat(64));
    expect(await (await fetched('/')).text()).not.toContain('号外第1号 24頁');
    announce(sha256);
    expect(await (await fetched('/')).text()).toContain('号外第1号 24頁');
  });

  it('names commands by which OpenSSL tells good from revoked', async () => {
    const [good, bad] = [authority.issue(), authority.issue()];
    authority.revoke(bad);
    publishList(new Date());
    const commands = commandsOf(url, { keyId: authority.keyId, shard: '0' });
    const html = await (await fetched('/')).text();
    for (const command of Object.values(commands).flat()) expect(html).toContain(command);
    const run = async (pem: string) => {
      const folder = aFolder();
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'cert.pem'), pem);
      const script = Object.values(commands).flat().join('\n');
      // Beside this process: the server that answers runs in it.
      return new Promise<string>((resolve) => {
        exec(script, { cwd: folder }, (_, out, err) => resolve(`${out}${err}`));
      });
    };
    const told = await run(good.pem);
    const fingerprint = execFileSync(
      'openssl',
      ['x509', '-in', 'ca.pem', '-noout', '-fingerprint', '-sha256'],
      { cwd: authority.dir, encoding: 'utf8' },
    );
    expect(told).toContain(fingerprint.trim());
    expect(told).toContain('verify OK');
    expect(told).toContain('cert.pem: OK');
    expect(told).toContain('cert.pem: good');
    const revoked = await run(bad.pem);
    expect(revoked).toContain('certificate revoked');
    expect(revoked).toContain('cert.pem: revoked');
    expect(readFileSync(join(dir, listName)).length).toBeGreaterThan(0);
  });
});
