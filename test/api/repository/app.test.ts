import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../../api/console/policy.ts';
import { createRepositoryApp } from '../../../api/repository/app.tsx';
import { ISSUER_KEY_ID, makeIssuerCertificate } from '../console/seed/case-material.ts';

const NOW = new Date('2026-12-01T10:20:00+09:00');
const certificate = makeIssuerCertificate();
const fingerprint = createHash('sha256').update(certificate).digest('hex').toUpperCase();

let dir = '';
const appOf = (more = {}) =>
  createRepositoryApp({ dir, isDevelopment: false, isSecure: false, now: () => NOW, ...more });
const publish = (name: string, octets: Buffer) => {
  mkdirSync(join(dir, 'issuers'), { recursive: true });
  writeFileSync(join(dir, 'issuers', name), octets);
};

const put = (name: string, text: string) => {
  mkdirSync(join(dir, name, '..'), { recursive: true });
  writeFileSync(join(dir, name), text);
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'repository-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('createRepositoryApp', () => {
  it('lists the CA certificates with their fingerprints in groups of four', async () => {
    publish(`${ISSUER_KEY_ID}.cer`, certificate);
    const response = await appOf().request('/');
    const html = await response.text();
    expect(html).toContain('Toroku Sample CA S1');
    expect(html).toContain('見本電子認証株式会社');
    expect(html).toContain('RSA 2048 ・ SHA-256');
    for (const group of fingerprint.match(/.{4}/g) ?? []) {
      expect(html).toContain(`<span>${group}</span>`);
    }
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=300');
    expect(response.headers.get('Content-Security-Policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(html).not.toMatch(/\s(style|on[a-z]+)=/);
  });

  it('serves a certificate in DER and PEM, as RFC 2585 names it', async () => {
    publish(`${ISSUER_KEY_ID}.cer`, certificate);
    const der = await appOf().request(`/issuers/${ISSUER_KEY_ID}.cer`);
    expect(der.headers.get('Content-Type')).toBe('application/pkix-cert');
    expect(Buffer.from(await der.arrayBuffer())).toEqual(certificate);
    const pem = await appOf().request(`/issuers/${ISSUER_KEY_ID}.pem`);
    const read = new X509Certificate(await pem.text());
    expect(read.fingerprint256.replaceAll(':', '')).toBe(fingerprint);
  });

  it('answers a cache that already has a certificate without its octets', async () => {
    publish(`${ISSUER_KEY_ID}.cer`, certificate);
    const path = `/issuers/${ISSUER_KEY_ID}.cer`;
    const etag = (await appOf().request(path)).headers.get('ETag') ?? '';
    const again = await appOf().request(path, { headers: { 'If-None-Match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  it('shows a certificate that was published after the start', async () => {
    const app = appOf();
    expect(await (await app.request('/')).text()).toContain('まだ公開していません');
    publish(`${ISSUER_KEY_ID}.cer`, certificate);
    expect(await (await app.request('/')).text()).toContain('Toroku Sample CA S1');
  });

  it('serves no file under a name that is not the key of its certificate', async () => {
    const other = 'a'.repeat(40);
    publish(`${other}.cer`, certificate);
    expect((await appOf().request(`/issuers/${other}.cer`)).status).toBe(404);
  });

  it.each([
    '/issuers/../secrets/key.cer',
    '/issuers/%2e%2e%2fsecrets.cer',
    `/issuers/${ISSUER_KEY_ID}`,
    `/issuers/${ISSUER_KEY_ID.toUpperCase()}.cer`,
    '/issuers/',
    '/secrets/key',
  ])('has nothing at %s', async (path) => {
    publish(`${ISSUER_KEY_ID}.cer`, certificate);
    const response = await appOf().request(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('公開していません');
  });

  it('warns that a sample is no trust anchor, in development alone', async () => {
    publish(`${ISSUER_KEY_ID}.cer`, certificate);
    const warning = '信頼の起点にしないでください';
    expect(await (await appOf({ isDevelopment: true }).request('/')).text()).toContain(warning);
    expect(await (await appOf().request('/')).text()).not.toContain(warning);
  });

  it('serves lists of revoked certificates and links by their names, and nothing beside them', async () => {
    const other = 'ab'.repeat(20);
    put(`crls/${other}/0.crl`, 'list');
    put(`crls/${other}/0/1700000000.crl`, 'archived');
    put(`links/${other}/${ISSUER_KEY_ID}.cer`, 'link');
    put('secret.crl', 'no');
    const list = await appOf().request(`/crls/${other}/0.crl`);
    expect(list.headers.get('Content-Type')).toBe('application/pkix-crl');
    expect(list.headers.get('Cache-Control')).toBe('public, max-age=300');
    expect(await list.text()).toBe('list');
    const link = await appOf().request(`/links/${other}/${ISSUER_KEY_ID}.cer`);
    expect(link.headers.get('Content-Type')).toBe('application/pkix-cert');
    expect(await link.text()).toBe('link');
    for (const path of [
      `/crls/${other}/1.crl`,
      `/crls/${ISSUER_KEY_ID}/0.crl`,
      `/crls/${other}/..%2F..%2Fsecret.crl`,
      `/crls/..%2F/secret.crl`,
      `/links/${other}/${other}.cer`,
      `/links/${other}/..%2F${ISSUER_KEY_ID}.cer`,
    ]) {
      expect([path, (await appOf().request(path)).status]).toEqual([path, 404]);
    }
  });
});
