import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import { HTTPException } from 'hono/http-exception';

import { AUTHORITIES } from './authority-specs.ts';
import type { AuthorityId } from './authority-specs.ts';
import { cardRoutes } from './card-routes.ts';
import { pemOf } from './jlis.ts';
import type { Jlis } from './jlis.ts';
import { ResponderSilent } from './ocsp-responder.ts';
import type { TimestampAuthority } from './timestamp-authority.ts';
import { PAGE_STYLE, PersonasPage } from './personas-page.tsx';
import { PERSONAS } from './personas.ts';

/** A request of several hundred certificates fits; a real one has about 100 octets. */
const OCSP_REQUEST_OCTETS_MAX = 64 * 1024;

const limited = (octets: number) =>
  bodyLimit({
    maxSize: octets,
    onError: (c) => c.json({ title: 'body too large', status: 413 }, 413),
  });

/** OCSP over HTTP (RFC 6960 appendix A; GET as RFC 5019 §5 profiles it). */
function ocspRoutes(jlis: Jlis): Hono {
  const answer = async (c: Context, request: Uint8Array): Promise<Response> => {
    const response = await jlis.answerOcsp(request, c.req.raw.signal);
    return c.body(Uint8Array.from(response), 200, {
      'content-type': 'application/ocsp-response',
      'cache-control': 'no-store',
    });
  };
  return new Hono()
    .post('/ocsp', limited(OCSP_REQUEST_OCTETS_MAX), async (c) =>
      answer(c, new Uint8Array(await c.req.arrayBuffer())),
    )
    .get('/ocsp/*', (c) => {
      const base64 = decodeURIComponent(new URL(c.req.url).pathname.slice('/ocsp/'.length));
      return answer(c, Buffer.from(base64, 'base64'));
    });
}

/** A time-stamp query has some 80 octets. */
const TIMESTAMP_QUERY_OCTETS_MAX = 4 * 1024;

/** Time stamps over HTTP (RFC 3161 §3.4). */
const timestampRoutes = (authority: TimestampAuthority): Hono =>
  new Hono().post('/timestamps', limited(TIMESTAMP_QUERY_OCTETS_MAX), async (c) => {
    const reply = authority.answer(Buffer.from(await c.req.arrayBuffer()));
    return c.body(Uint8Array.from(reply), 200, { 'content-type': 'application/timestamp-reply' });
  });

const isAuthorityId = (id: string): id is AuthorityId => Object.hasOwn(AUTHORITIES, id);

/** Revocation lists, each CA's in DER, made when asked for. */
const listRoutes = (jlis: Jlis): Hono =>
  new Hono().get('/crl/:file', async (c) => {
    const id = c.req.param('file').replace(/\.crl$/, '');
    if (!isAuthorityId(id)) return c.notFound();
    const list = await jlis.revocationList(id);
    return c.body(Uint8Array.from(list), 200, { 'content-type': 'application/pkix-crl' });
  });

/** CA certificates: the ones to pin in one PEM file, and each simulated CA's in DER. */
const authorityRoutes = (jlis: Jlis): Hono =>
  new Hono()
    .get('/ca/anchors.pem', (c) =>
      c.body(pemOf(...jlis.anchors), 200, { 'content-type': 'application/pem-certificate-chain' }),
    )
    .get('/ca/:file', async (c) => {
      const id = c.req.param('file').replace(/\.cer$/, '');
      if (!isAuthorityId(id)) return c.notFound();
      const certificate = await jlis.authorityCertificate(id);
      return c.body(Uint8Array.from(certificate), 200, { 'content-type': 'application/pkix-cert' });
    });

const pageRoutes = (): Hono =>
  new Hono()
    .get('/', (c) => c.redirect('/personas'))
    .get('/personas', (c) => {
      const wantsPage = (c.req.header('accept') ?? '').includes('text/html');
      const personas = Object.entries(PERSONAS).map(([name, { ja, en }]) => ({ name, ja, en }));
      if (!wantsPage) return c.json({ personas });
      return c.html(html`<!DOCTYPE html>${PersonasPage({ origin: new URL(c.req.url).origin })}`);
    })
    .get('/personas.css', (c) => c.body(PAGE_STYLE, 200, { 'content-type': 'text/css' }))
    .get('/healthz', (c) => c.json({ status: 'ok' }));

/** The sandbox over HTTP: OCSP, CA certificates, revocation lists, cards, personas, stamps. It knows no access control. */
export function createSimulatorServer(jlis: Jlis, timestamps?: TimestampAuthority): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('content-security-policy', "default-src 'none'; style-src 'self'");
    c.header('x-content-type-options', 'nosniff');
  });
  app.route('/', ocspRoutes(jlis));
  app.route('/', authorityRoutes(jlis));
  app.route('/', listRoutes(jlis));
  app.route('/', cardRoutes(jlis));
  if (timestamps) app.route('/', timestampRoutes(timestamps));
  app.route('/', pageRoutes());
  app.notFound((c) => c.json({ title: 'not found', status: 404 }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) {
      return c.json({ title: error.message, status: error.status }, error.status);
    }
    // Nobody is there to read it any more; a proxy would say the same.
    if (error instanceof ResponderSilent) return c.json({ title: error.message }, 504);
    return c.json({ title: 'internal error', status: 500 }, 500);
  });
  return app;
}
