import type { FC } from 'hono/jsx';
import { staff as words } from '../words/staff.ts';
import { useSay } from './language-context.ts';

/** Characters of names beside those that they are taken for: U+20BB7, U+845B U+E0100, U+9AD9, U+FA11. */
const PAIRS = [
  ['\u{20BB7}', '吉'],
  ['葛\u{E0100}', '葛'],
  ['髙', '高'],
  ['﨑', '崎'],
] as const;

/** Asks whether characters that are told apart by eye can be told apart on this terminal. */
export const DisplayCheck: FC<{ token: string; isTerminal: boolean }> = ({ token, isTerminal }) => {
  const say = useSay();
  const { title, lead, differ, alike, development } = words.display;
  return (
    <section class="sheet pad stack" aria-labelledby="h-display">
      <h2 id="h-display">{say(title)}</h2>
      <p>{say(lead)}</p>
      <ul class="pairs" lang="ja">
        {PAIRS.map(([one, other]) => (
          <li class="big">
            {one} {other}
          </li>
        ))}
      </ul>
      {isTerminal ? (
        <form method="post" action="/settings/display-check" class="row">
          <input type="hidden" name="token" value={token} />
          <button class="btn" type="submit" name="seen" value="differ">
            {say(differ)}
          </button>
          <button class="btn" type="submit" name="seen" value="alike">
            {say(alike)}
          </button>
        </form>
      ) : (
        <p class="small quiet">{say(development)}</p>
      )}
    </section>
  );
};
