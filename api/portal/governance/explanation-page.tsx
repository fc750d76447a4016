import { html } from 'hono/html';
import type { FC } from 'hono/jsx';

/** An explanation that was adopted as text, as a page. */
export interface ShownExplanation {
  readonly version: string;
  readonly sha256: string;
  readonly text: string;
}

/** Paragraphs as they are set apart by empty lines; nothing of the text is read as markup. */
const paragraphs = (text: string): readonly string[] => text.trim().split(/\r?\n[ \t]*\r?\n/);

const Page: FC<ShownExplanation> = ({ version, sha256, text }) => (
  <html lang="ja">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>重要事項説明 {version}</title>
      <link rel="stylesheet" href="/problems/style.css" />
    </head>
    <body>
      <main>
        <h1>重要事項説明</h1>
        {paragraphs(text).map((paragraph) => (
          <p>
            {paragraph.split(/\r?\n/).map((line, index) => (
              <>
                {index > 0 ? <br /> : null}
                {line}
              </>
            ))}
          </p>
        ))}
        <p>
          版 / Version <code>{version}</code>
          <br />
          SHA-256 <code>{sha256}</code>
        </p>
      </main>
    </body>
  </html>
);

/** The page of an explanation, in Japanese: what it says was adopted in that language. */
export const explanationPage = (shown: ShownExplanation) =>
  html`<!doctype html>${<Page {...shown} />}`;
