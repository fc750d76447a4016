import { Hono } from 'hono';
import { html } from 'hono/html';
import type { FC, PropsWithChildren } from 'hono/jsx';
import { Refusal, type ProblemType } from '../../middleware/problem-details.ts';
import { problems, problemsBySlug } from './catalogue.ts';

const STYLE = `body { font: 1rem/1.7 sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1c; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.125rem; } code { background: #f1f1f4; padding: 0 .25rem; }
a { color: #0017c1; } li { margin: .25rem 0; }`;

const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const Frame: FC<PropsWithChildren<{ title: string }>> = ({ title, children }) => (
  <html lang="ja">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title}</title>
      <link rel="stylesheet" href="/problems/style.css" />
    </head>
    <body>{children}</body>
  </html>
);

const ProblemPage: FC<{ problem: ProblemType }> = ({ problem }) => (
  <Frame title={problem.title.ja}>
    <main>
      <h1>{problem.title.ja}</h1>
      <p>{problem.help.ja}</p>
      <section lang="en">
        <h2>{problem.title.en}</h2>
        <p>{problem.help.en}</p>
      </section>
      <p>
        <code>{problem.slug}</code> — HTTP {problem.status}
      </p>
      <p>
        <a href="/problems">問題の一覧 / All problems</a>
      </p>
    </main>
  </Frame>
);

const Index: FC = () => (
  <Frame title="問題の一覧 / All problems">
    <main>
      <h1>問題の一覧 / All problems</h1>
      <ul>
        {[...problemsBySlug.values()].map(({ slug, status, title }) => (
          <li>
            <a href={`/problems/${slug}`}>
              <code>{slug}</code>
            </a>{' '}
            {status} {title.ja} / <span lang="en">{title.en}</span>
          </li>
        ))}
      </ul>
    </main>
  </Frame>
);

const pageOf = (slug: string) => {
  const problem = problemsBySlug.get(slug);
  if (!problem) throw new Refusal(problems.notFound);
  return html`<!doctype html>${<ProblemPage problem={problem} />}`;
};

/** The pages to which the `type` of a problem document leads, in both languages. */
export function problemPages(): Hono {
  return new Hono()
    .use(async (c, next) => {
      c.header('Content-Security-Policy', PAGE_POLICY);
      await next();
    })
    .get('/', (c) => c.html(html`<!doctype html>${<Index />}`))
    .get('/style.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
    .get('/:rule/:code', (c) => c.html(pageOf(`${c.req.param('rule')}/${c.req.param('code')}`)))
    .get('/:slug', (c) => c.html(pageOf(c.req.param('slug'))));
}
