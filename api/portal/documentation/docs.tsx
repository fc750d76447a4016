import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Hono } from 'hono';
import { html } from 'hono/html';

const require = createRequire(import.meta.url);

/** Our own files and nothing else. Swagger UI draws its icons from data addresses in its stylesheet. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const STYLE = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

const ofSwagger = (name: string): string => require.resolve(`swagger-ui-dist/${name}`);

const FILES = [
  { name: 'swagger-ui.css', path: ofSwagger('swagger-ui.css'), type: STYLE },
  { name: 'swagger-ui-bundle.js', path: ofSwagger('swagger-ui-bundle.js'), type: SCRIPT },
  {
    name: 'start.js',
    path: new URL('assets/start.js', import.meta.url).pathname,
    type: SCRIPT,
  },
];

const Page = () => (
  <html lang="ja">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>受付窓口 API / Portal API</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/docs/swagger-ui.css" />
    </head>
    <body>
      <main id="documentation"></main>
      <script src="/docs/swagger-ui-bundle.js"></script>
      <script src="/docs/start.js"></script>
    </body>
  </html>
);

/** The page that shows the OpenAPI document, with every file of it from here. */
export function docs(): Hono {
  const app = new Hono().get('/', (c) => {
    c.header('Content-Security-Policy', PAGE_POLICY);
    return c.html(html`<!doctype html>${<Page />}`);
  });
  for (const { name, path, type } of FILES) {
    // Read when first asked for: most processes never show the page.
    let body: string | undefined;
    app.get(`/${name}`, (c) => {
      body ??= readFileSync(path, 'utf8');
      c.header('Content-Type', type);
      c.header('Cache-Control', 'public, max-age=3600');
      return c.body(body);
    });
  }
  return app;
}
