import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Hono } from 'hono';

const require = createRequire(import.meta.url);

/** A file of the pages with the name under which it never changes. */
interface Asset {
  readonly body: string;
  readonly type: string;
  readonly href: string;
}

function asset(path: string, name: string): Asset {
  const body = readFileSync(path, 'utf8');
  const version = createHash('sha256').update(body).digest('hex').slice(0, 12);
  const [stem = '', extension = ''] = name.split('.');
  return { body, type: TYPES[extension] ?? '', href: `/assets/${stem}.${version}.${extension}` };
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

const own = (name: string): Asset =>
  asset(new URL(`assets/${name}`, import.meta.url).pathname, name);

/** The tokens of the Digital Agency, as their package has them; our stylesheet names what it uses. */
const tokens = asset(require.resolve('@digital-go-jp/design-tokens/dist/tokens.css'), 'tokens.css');
const stylesheet = own('toroku.css');
const script = own('toroku.js');
/** Only on pages where a passkey is asked for. */
const passkeyScript = own('passkey.js');
const seal = own('seal.svg');

/** What a page links to. */
export const assetLinks = {
  styles: [tokens.href, stylesheet.href],
  script: script.href,
  passkeyScript: passkeyScript.href,
  seal: seal.href,
} as const;

/** Serves the files of the pages; a changed file has another address. */
export function assets(): Hono {
  const app = new Hono();
  for (const { body, type, href } of [tokens, stylesheet, script, passkeyScript, seal]) {
    app.get(href, (c) => {
      c.header('Content-Type', type);
      c.header('Cache-Control', 'public, max-age=31536000, immutable');
      return c.body(body);
    });
  }
  return app;
}
