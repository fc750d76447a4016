import { createHash } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { assets } from '../console/assets.ts';
import type { ConsoleEnvironment } from '../console/environment.ts';
import { languageRoutes, readLanguage } from '../console/language.ts';
import { policy } from '../console/policy.ts';
import { ArchivePage } from './archive-page.tsx';
import { addFileRoutes } from './files.ts';
import { NotPublishedPage } from './not-published-page.tsx';
import type { PublicView } from './public-frame.tsx';
import { KEY_ID, publishedCrls, SHARD } from './published-crls.ts';
import { announcements, publishedDocuments } from './published-documents.ts';
import { NO_VALUE, publishedIssuers } from './published-issuers.ts';
import { publishedLinks } from './published-links.ts';
import { RepositoryPage, type RepositoryView } from './repository-page.tsx';

/** Everything that the repository needs from outside: folders of published files, and no key. */
export interface RepositoryDependencies {
  /** What the room publishes. */
  readonly dir: string;
  /** What the office publishes; without, there are no documents. */
  readonly documentsDir?: string;
  /** How everyone reaches the repository; without, as whoever asks does. */
  readonly publicUrl?: string;
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

type RepositoryContext = Context<ConsoleEnvironment>;

/** Serves what is published, and shows everyone what there is. */
export function createRepositoryApp(deps: RepositoryDependencies): Hono<ConsoleEnvironment> {
  const { dir, documentsDir, isDevelopment, now } = deps;
  const issuers = publishedIssuers(dir);
  const crls = publishedCrls(dir);
  const frameOf = (c: RepositoryContext): PublicView => ({
    language: c.get('language'),
    isDevelopment,
    operator: issuers.list().find(({ organization }) => organization !== NO_VALUE)?.organization,
    path: new URL(c.req.url).pathname,
  });
  const view = (c: RepositoryContext): RepositoryView => ({
    ...frameOf(c),
    issuers: issuers.list(),
    links: publishedLinks(dir),
    announcements: announcements(documentsDir),
    crls: crls.list(),
    documents: publishedDocuments(documentsDir),
    publicUrl: deps.publicUrl ?? new URL(c.req.url).origin,
    now: now(),
  });
  const notPublished = (c: RepositoryContext) =>
    c.html(<NotPublishedPage view={frameOf(c)} />, 404);

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
  app.get('/crls/:keyId/:shard{[0-9]+}', (c) => {
    const { keyId, shard } = c.req.param();
    const isPlace = KEY_ID.test(keyId) && SHARD.test(shard);
    const lists = isPlace ? crls.archive(keyId, shard) : [];
    if (lists.length === 0) return notPublished(c);
    c.header('Cache-Control', PAGE_CACHE);
    c.header('Vary', 'Cookie');
    const name = issuers.find(keyId)?.name ?? keyId.slice(0, 8);
    const shown = { lists, name, shard, year: c.req.query('year') };
    return c.html(<ArchivePage view={{ ...frameOf(c), ...shown }} />);
  });
  addFileRoutes(app, { dir, documentsDir, crls, now, notPublished });
  app.notFound((c) => notPublished(c));
  return app;
}
