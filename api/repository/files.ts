import type { Context, Hono } from 'hono';
import type { ConsoleEnvironment } from '../console/environment.ts';
import { KEY_ID, SHARD, type PublishedCrls } from './published-crls.ts';
import { inForceAt, publishedDocuments } from './published-documents.ts';
import { FOREVER, serveFile, type ServedFile } from './served-file.ts';

type FileContext = Context<ConsoleEnvironment>;

/** Where files lie, and what is answered where there is none. */
export interface FileRoutes {
  readonly dir: string;
  readonly documentsDir: string | undefined;
  readonly crls: PublishedCrls;
  readonly now: () => Date;
  readonly notPublished: (c: FileContext) => Response | Promise<Response>;
}

/** A current list is asked for again after so many seconds at the latest: somebody may be revoked by then. */
export const LIST_SECONDS = 300;
/** A link is never another; like a CA certificate it may be looked at anew each day. */
const LINK_CACHE = 'public, max-age=86400';
const REVALIDATED = 'no-cache';

const DOCUMENT_FILE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\.(pdf|txt)$/;
const DOCUMENT_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain; charset=utf-8',
};

const named = (c: FileContext, name: string): string => c.req.param(name) ?? '';

/** Routes of everything that is served as it lies there. */
export function addFileRoutes(app: Hono<ConsoleEnvironment>, routes: FileRoutes): void {
  const { dir, notPublished } = routes;
  const serve = async (c: FileContext, file: ServedFile | undefined) =>
    (file && (await serveFile(c, file))) ?? notPublished(c);

  app.get('/crls/:keyId/:file', (c) => {
    const keyId = named(c, 'keyId');
    const file = named(c, 'file');
    const shard = file.endsWith('.crl') ? file.slice(0, -'.crl'.length) : '';
    const isList = KEY_ID.test(keyId) && SHARD.test(shard);
    const cache = isList ? listCache(routes, keyId, shard) : '';
    return serve(c, isList ? { ...crl(dir, ['crls', keyId, file]), cache } : undefined);
  });
  app.get('/crls/:keyId/:shard/:file', (c) => {
    const parts = [named(c, 'keyId'), named(c, 'shard'), named(c, 'file')];
    const isList = KEY_ID.test(parts[0] ?? '') && SHARD.test(parts[1] ?? '');
    const isArchived = isList && /^[1-9][0-9]{0,48}\.crl$/.test(parts[2] ?? '');
    return serve(c, isArchived ? crl(dir, ['crls', ...parts]) : undefined);
  });
  app.get('/links/:subject/:file', (c) => {
    const parts = [named(c, 'subject'), named(c, 'file')];
    const isLink = KEY_ID.test(parts[0] ?? '') && /^[0-9a-f]{40}\.cer$/.test(parts[1] ?? '');
    const file = { dir, type: 'application/pkix-cert', cache: LINK_CACHE };
    return serve(c, isLink ? { ...file, parts: ['links', ...parts] } : undefined);
  });
  addDocumentRoutes(app, routes, serve);
  addManifestRoutes(app, routes, serve);
}

/** RFC 2585 §4: one list in DER. */
const crl = (dir: string, parts: readonly string[]): ServedFile => ({
  dir,
  parts,
  type: 'application/pkix-crl',
  cache: FOREVER,
});

/** No cache keeps a list beyond its end. */
function listCache({ crls, now }: FileRoutes, keyId: string, shard: string): string {
  const nextUpdate = crls.current(keyId, shard)?.summary?.nextUpdate;
  const left = nextUpdate ? Math.floor((nextUpdate.getTime() - now().getTime()) / 1000) : Infinity;
  return left > 0 ? `public, max-age=${Math.min(LIST_SECONDS, left)}` : REVALIDATED;
}

type Serve = (c: FileContext, file: ServedFile | undefined) => Response | Promise<Response>;

function addDocumentRoutes(
  app: Hono<ConsoleEnvironment>,
  { documentsDir, now, notPublished }: FileRoutes,
  serve: Serve,
): void {
  app.get('/documents/:type{cps?}/:file', (c) => {
    const file = c.req.param('file');
    const [, extension = ''] = DOCUMENT_FILE.exec(file) ?? [];
    const type = DOCUMENT_TYPES[extension];
    if (documentsDir === undefined || type === undefined) return serve(c, undefined);
    const parts = ['documents', c.req.param('type'), file];
    return serve(c, { dir: documentsDir, parts, type, cache: FOREVER });
  });
  // Certificates point to `/cps` for as long as they live; which version that is changes.
  for (const type of ['cp', 'cps'] as const) {
    app.get(`/${type}`, (c) => {
      const document = inForceAt(publishedDocuments(documentsDir), type, now());
      if (!document) return notPublished(c);
      c.header('Cache-Control', 'public, max-age=300');
      return c.redirect(`/documents/${document.file}`, 302);
    });
  }
}

function addManifestRoutes(
  app: Hono<ConsoleEnvironment>,
  { dir, documentsDir = dir }: FileRoutes,
  serve: Serve,
): void {
  app.get('/announcements.json', (c) =>
    serve(c, jsonFile(documentsDir, ['announcements.json'], REVALIDATED)),
  );
  app.get('/documents/index.json', (c) =>
    serve(c, jsonFile(documentsDir, ['documents', 'index.json'], REVALIDATED)),
  );
  app.get('/manifests/:file', async (c) => {
    const file = c.req.param('file');
    const parts = ['manifests', file];
    if (/^(enclave|office)\.note$/.test(file)) {
      const of = file.startsWith('office') ? documentsDir : dir;
      const type = 'text/plain; charset=utf-8';
      return serve(c, { dir: of, parts, type, cache: REVALIDATED });
    }
    if (!/^[0-9a-f]{64}\.json$/.test(file)) return serve(c, undefined);
    const found = await serveFile(c, jsonFile(dir, parts, FOREVER));
    return found ?? serve(c, jsonFile(documentsDir, parts, FOREVER));
  });
}

const jsonFile = (dir: string, parts: readonly string[], cache: string): ServedFile => ({
  dir,
  parts,
  type: 'application/json',
  cache,
});
