import type { FC } from 'hono/jsx';
import type { FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { door as words } from '../words/door.ts';
import { Door } from './sign-in-page.tsx';

const Body: FC<{ to: string }> = ({ to }) => {
  const say = useSay();
  const { title, what, onward } = words.leaving;
  return (
    <section class="stack" aria-labelledby="h-in">
      <h2 class="big" id="h-in">
        {say(title)}
      </h2>
      <p>{say(what)}</p>
      <p>
        <a class="btn btn--primary btn--large" href={to} rel="noreferrer">
          {say(onward)}
        </a>
      </p>
    </section>
  );
};

/** On the way to the identity provider; the browser goes on by itself, the link is for one that does not. */
export const LeavingPage: FC<{ frame: FrameView; to: string }> = ({ frame, to }) => (
  <Door frame={frame} title={words.leaving.title}>
    <Body to={to} />
  </Door>
);
