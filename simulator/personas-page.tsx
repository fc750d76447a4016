/** @jsxImportSource hono/jsx */
import type { PersonaName } from './personas.ts';
import { PERSONA_GROUPS } from './personas.ts';
import type { Persona } from './personas/persona.ts';

/** Style of the page; served as a file so that no inline style is needed. */
export const PAGE_STYLE = `
:root { color-scheme: light; font-family: 'Noto Sans JP', 'Noto Sans CJK JP', 'Hiragino Sans', sans-serif; }
body { margin: 0 auto; max-width: 64rem; padding: 2rem 1rem 4rem; color: #1a1a1a; background: #fff; line-height: 1.7; }
h1 { font-size: 1.75rem; line-height: 1.4; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.5rem; }
p { margin: 0.5rem 0; max-width: 44rem; }
.notice { border-inline-start: 0.5rem solid #c16800; background: #fff7ec; padding: 0.75rem 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: 0.75rem 1rem 0.75rem 0; border-block-end: 1px solid #d8d8db; }
thead th { font-weight: 700; border-block-end: 2px solid #767676; }
tbody th { font-weight: 400; white-space: nowrap; }
code, pre { font-family: 'Noto Sans Mono', monospace; font-size: 0.9375rem; }
pre { background: #f2f2f2; padding: 1rem; overflow-x: auto; }
[lang='en'] { color: #595959; }
td [lang='en'] { display: block; font-size: 0.9375rem; }
a { color: #0017c1; text-underline-offset: 0.2em; }
@media (max-width: 40rem) {
  thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: block; border-block-end: 1px solid #d8d8db; padding-block: 0.5rem; }
  tbody th, td { display: block; border: 0; padding: 0.125rem 0; }
  tbody th { font-weight: 700; }
}
`;

const entries = (personas: Readonly<Record<string, Persona>>): [PersonaName, Persona][] =>
  Object.entries(personas) as [PersonaName, Persona][];

interface GroupProps {
  readonly ja: string;
  readonly en: string;
  readonly personas: Readonly<Record<string, Persona>>;
}

const Group = ({ ja, en, personas }: GroupProps) => (
  <section>
    <h2>
      {ja} <span lang="en">{en}</span>
    </h2>
    <table>
      <thead>
        <tr>
          <th scope="col">
            名前 <span lang="en">Name</span>
          </th>
          <th scope="col">
            用途 <span lang="en">For</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {entries(personas).map(([name, persona]) => (
          <tr>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td>
              {persona.ja}
              <span lang="en">{persona.en}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

/** The sandbox's page: what each persona is for, and how to get its card. */
export const PersonasPage = ({ origin }: { origin: string }) => (
  <html lang="ja">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>模擬カードの申込者一覧 | J-LISシミュレータ</title>
      <link rel="stylesheet" href="/personas.css" />
    </head>
    <body>
      <header>
        <h1>模擬カードの申込者一覧</h1>
        <p class="notice">
          開発と試験のための模擬環境です。人物はすべて架空で、証明書は本物の公的個人認証サービスのものではありません。
        </p>
        <p lang="en">
          A simulator for development and tests. All persons are invented, and no certificate here
          is one of the real JPKI.
        </p>
      </header>
      <main>
        <h2>使い方</h2>
        <p>
          名前を選んでカードを発行し、応答の cardId
          を使って電文に署名します。J-LISの回答は後から変えられます。
        </p>
        <p lang="en">
          Issue a card to a name, sign with its cardId, and change what J-LIS answers afterwards.
        </p>
        <pre>
          <code>
            {`curl -s ${origin}/cards -H 'content-type: application/json' -d '{"persona":"ordinary"}'
curl -s '${origin}/cards/CARD_ID/signatures' --data-binary @text.txt -o text.p7s
curl -s -X PUT ${origin}/certificates/CARD_ID/status -H 'content-type: application/json' -d '{"behaviour":"normal"}'`}
          </code>
        </pre>
        {PERSONA_GROUPS.map(({ ja, en, personas }) => (
          <Group ja={ja} en={en} personas={personas} />
        ))}
      </main>
    </body>
  </html>
);
