import type { FC } from 'hono/jsx';
import { Page, type FrameView } from './components/frame.tsx';
import { useSay } from './components/language-context.ts';
import { keyPage as words } from './words/frame.ts';
import type { Said } from './words/said.ts';

const KEYS: readonly (readonly [readonly string[], Said])[] = [
  [['/'], words.search],
  [['J', 'K'], words.rows],
  [['Enter'], words.open],
  [['G'], words.takeNext],
  [['1', '–', '9'], words.finding],
  [['E'], words.evidence],
  [['P'], words.sheet],
  [['D'], words.duty],
  [['Esc'], words.back],
  [['?'], words.keys],
];

/** Every key, and the switch that turns them off. */
export const KeysPage: FC<{ frame: FrameView }> = ({ frame }) => (
  <Page view={frame} title={words.title} current="none">
    <div class="page page--narrow">
      <Body />
    </div>
  </Page>
);

const Body: FC = () => {
  const say = useSay();
  return (
    <section class="sheet pad stack" aria-labelledby="h-keys">
      <h1 id="h-keys">{say(words.title)}</h1>
      <p>{say(words.lead)}</p>
      <p>{say(words.noneDecides)}</p>
      <table>
        <tbody>
          {KEYS.map(([caps, what]) => (
            <tr>
              <td>{caps.map((cap) => (cap === '–' ? ' – ' : <kbd>{cap}</kbd>))}</td>
              <th scope="row">{say(what)}</th>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="row">
        <button class="btn" type="button" data-toggle-keys="" aria-pressed="false">
          {say(words.off)}
        </button>
        <span class="small quiet">{say(words.offHint)}</span>
      </p>
      <noscript>
        <p>{say(words.needsScript)}</p>
      </noscript>
    </section>
  );
};
