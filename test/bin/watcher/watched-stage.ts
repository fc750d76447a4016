import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { readOcspRequest } from '../../../adapters/jlis/ocsp-request.ts';
import { createRepositoryApp } from '../../../api/repository/app.tsx';
import { publishFile } from '../../../bin/publish-file.ts';
import {
  OpensslAuthority,
  type OpensslCertificate,
} from '../../api/repository/openssl-authority.ts';

const HOUR_MS = 3_600_000;

/** `unauthorized` (RFC 6960 §4.2.1), DER. */
export const UNAUTHORIZED = Buffer.from('30030a0106', 'hex');

/** The real repository with files of OpenSSL, an OCSP responder by OpenSSL, and a dead man's switch. */
export class WatchedStage {
  readonly authority: OpensslAuthority;
  readonly repositoryDir: string;
  readonly documentsDir: string;
  readonly issuersDir: string;
  readonly certificatesDir: string;
  readonly stateDir: string;
  /** Paths and bodies that the switch got. */
  readonly told: { readonly path: string; readonly body: string }[] = [];
  /** How OCSP answers; tests put faults here. */
  answer: (request: Buffer) => Buffer = (request) => this.honest(request);
  number = Math.floor(Date.now() / 1000);
  url = '';
  #server: ReturnType<typeof serve> | undefined;

  constructor(aFolder: () => string) {
    this.authority = new OpensslAuthority(aFolder());
    this.repositoryDir = aFolder();
    this.documentsDir = aFolder();
    this.issuersDir = aFolder();
    this.certificatesDir = aFolder();
    this.stateDir = aFolder();
  }

  async start(): Promise<void> {
    const app = new Hono();
    const answered = (request: Buffer): Response =>
      new Response(new Uint8Array(this.answer(request)), {
        headers: { 'content-type': 'application/ocsp-response' },
      });
    app.post('/ocsp', async (c) => answered(Buffer.from(await c.req.arrayBuffer())));
    app.get('/ocsp/:request{.+}', (c) => answered(Buffer.from(c.req.param('request'), 'base64')));
    app.post('/switch/*', async (c) => {
      this.told.push({ path: c.req.path, body: await c.req.text() });
      return c.body(null, 204);
    });
    const repository = createRepositoryApp({
      dir: this.repositoryDir,
      documentsDir: this.documentsDir,
      isDevelopment: false,
      isSecure: false,
      now: () => new Date(),
    });
    app.mount('/', repository.fetch);
    await new Promise<void>((resolve) => {
      this.#server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve());
    });
    this.url = `http://127.0.0.1:${(this.#server?.address() as AddressInfo | undefined)?.port}`;
    this.authority.name(this.urls());
    const { keyId, certificate } = this.authority;
    publishFile(this.repositoryDir, `issuers/${keyId}.cer`, certificate);
    writeFileSync(join(this.issuersDir, 'ca.cer'), certificate);
    const file = 'cps/1.0.txt';
    publishFile(this.documentsDir, `documents/${file}`, Buffer.from('規程'));
    const line = { type: 'cps', version: '1.0', file, size: 6, sha256: 'a'.repeat(64) };
    const documents = [{ ...line, effectiveFrom: '2025-01-01T00:00:00.000Z' }];
    const index = Buffer.from(JSON.stringify({ v: 1, documents }));
    publishFile(this.documentsDir, 'documents/index.json', index);
  }

  urls() {
    const { url } = this;
    const { keyId } = this.authority;
    return {
      crl: `${url}/crls/${keyId}/0.crl`,
      ocsp: `${url}/ocsp`,
      issuer: `${url}/issuers/${keyId}.cer`,
      cps: `${url}/cps`,
    };
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** Gives the watcher a certificate. */
  give(certificate: OpensslCertificate): OpensslCertificate {
    writeFileSync(join(this.certificatesDir, `${certificate.serialNumber}.cer`), certificate.der);
    return certificate;
  }

  /** Publishes a list, by default one that is as it has to be. */
  publish(
    list: { ageHours?: number; hours?: number; number?: number; by?: OpensslAuthority } = {},
  ): void {
    this.number += 1;
    const { ageHours = 0, hours = 72, number = this.number, by = this.authority } = list;
    const thisUpdate = new Date(Date.now() - ageHours * HOUR_MS);
    const nextUpdate = new Date(thisUpdate.getTime() + hours * HOUR_MS);
    const octets = by.crl({ number, thisUpdate, nextUpdate });
    publishFile(this.repositoryDir, `crls/${this.authority.keyId}/0.crl`, octets);
  }

  /** `unauthorized` for whom nobody issued, and OpenSSL's answer for all others. */
  honest(request: Buffer, days = 3): Buffer {
    const [certId] = readOcspRequest(request).certIds;
    const isIssued = this.authority.isIssued(certId?.serialNumber ?? '');
    return isIssued ? this.authority.answer(request, days) : UNAUTHORIZED;
  }
}
