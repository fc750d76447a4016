import { createHash } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { assets } from '../console/assets.ts';
import type { ConsoleEnvironment } from '../console/environment.ts';
import { languageRoutes, readLanguage } from '../console/language.ts';
import { policy } from '../console/policy.ts';
import { publishedFile } from './published-file.ts';
import { publishedIssuers } from './published-issuers.ts';
import { NotPublishedPage, RepositoryPage, type RepositoryView } from './repository-page.tsx';

/** Everything that the repository needs from outside: a folder of published files, and no key. */
export interface RepositoryDependencies {
  readonly dir: string;
  readonly isDevelopment: boolean;
  /** Reached by HTTPS: the cookie of the language travels on nothing else. */
  readonly isSecure: boolean;
  readonly now: () => Date;
}

/** A page may be some minutes old in a cache; a certificate is never another under the same key. */
const PAGE_CACHE = 'public, max-age=300';
const CERTIFICATE_CACHE = 'public, max-age=86400';

const pemOf = (der: Buffer): string =>
  [
    '-----BEGIN CERTIFICATE-----',
    ...(der.toString('base64').match(/.{1,64}/g) ?? []),
    '-----END CERTIFICATE-----',
    '',
  ].join('\n');

const KEY_ID = /^[0-9a-f]{40}$/;

type RepositoryContext = Context<ConsoleEnvironment>;

/** Serves what is published, and shows everyone what there is. */
export function createRepositoryApp(deps: RepositoryDependencies): Hono<ConsoleEnvironment> {
  const { dir, isDevelopment, now } = deps;
  const issuers = publishedIssuers(dir);
  const view = (c: RepositoryContext): RepositoryView => ({
    language: c.get('language'),
    isDevelopment,
    issuers: issuers.list(),
    now: now(),
    path: new URL(c.req.url).pathname,
  });
  const notPublished = (c: RepositoryContext) => c.html(<NotPublishedPage view={view(c)} />, 404);

  const app = new Hono<ConsoleEnvironment>();
  app.use(policy('no-cache'), readLanguage);
  app.route('/', assets());
  app.route('/', languageRoutes(deps));
  app.get('/', (c) => {
    c.header('Cache-Control', PAGE_CACHE);
    c.header('Vary', 'Cookie');
    return c.html(<RepositoryPage view={view(c)} />);
  });
  app.get('/issuers/:file', (c) => {
    const [, keyId = '', form] = /^([0-9a-f]{40})\.(cer|pem)$/.exec(c.req.param('file')) ?? [];
    const issuer = form === undefined ? undefined : issuers.find(keyId);
    if (!issuer) return notPublished(c);
    const etag = `"${createHash('sha256').update(`${form}${issuer.sha256}`).digest('hex')}"`;
    c.header('Cache-Control', CERTIFICATE_CACHE);
    c.header('ETag', etag);
    if (c.req.header('If-None-Match') === etag) return c.body(null, 304);
    if (form === 'pem') {
      c.header('Content-Type', 'application/x-pem-file');
      return c.body(pemOf(issuer.der));
    }
    // RFC 2585 §4: one certificate in DER.
    c.header('Content-Type', 'application/pkix-cert');
    return c.body(new Uint8Array(issuer.der));
  });
  app.get('/crls/:keyId/:file', (c) => {
    const { keyId, file } = c.req.param();
    const [shard] = /^[0-9]{1,5}(?=\.crl$)/.exec(file) ?? [];
    const crl = shard && publishedFile(dir, KEY_ID.test(keyId) ? ['crls', keyId, file] : []);
    if (!crl) return notPublished(c);
    c.header('Cache-Control', PAGE_CACHE);
    // RFC 2585 §4: one list in DER.
    c.header('Content-Type', 'application/pkix-crl');
    return c.body(new Uint8Array(crl));
  });
  app.get('/links/:subject/:file', (c) => {
    const { subject, file } = c.req.param();
    const isLink = KEY_ID.test(subject) && /^[0-9a-f]{40}\.cer$/.test(file);
    const link = publishedFile(dir, isLink ? ['links', subject, file] : []);
    if (!link) return notPublished(c);
    c.header('Cache-Control', CERTIFICATE_CACHE);
    c.header('Content-Type', 'application/pkix-cert');
    return c.body(new Uint8Array(link));
  });
  app.notFound((c) => notPublished(c));
  return app;
}
