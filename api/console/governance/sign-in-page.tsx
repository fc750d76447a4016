import type { FC, PropsWithChildren } from 'hono/jsx';
import { Chip } from '../components/chip.tsx';
import { Document, LanguageSwitch, type FrameView } from '../components/frame.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { frame as frameWords } from '../words/frame.ts';
import { signIn as words } from '../words/sign-in.ts';

/** Why somebody stands before the door. */
export type SignInState = 'fresh' | 'ended' | 'spent';

const Left: FC = () => {
  const say = useSay();
  return (
    <div class="door__left">
      <svg class="seal" viewBox="0 0 26 26" aria-hidden="true">
        <rect width="26" height="26" rx="4" />
        <text x="13" y="19" text-anchor="middle">
          登
        </text>
      </svg>
      <h1>
        <span lang="ja">登録</span>
        <br />
        <span lang="en">Toroku</span>
      </h1>
      <p>{say(words.purpose)}</p>
      <p>{say(words.warning)}</p>
      <p class="door__foot">{say(words.operator)}</p>
    </div>
  );
};

const Door: FC<PropsWithChildren<{ frame: FrameView }>> = ({ frame, children }) => (
  <Document title={words.title} language={frame.language} isBehind={frame.isBehind}>
    <main class="door" id="main">
      <Left />
      <div class="door__right stack--wide">
        <div class="row spread">
          {frame.isDevelopment ? <Chip kind="dev" word={frameWords.development} /> : <span></span>}
          <LanguageSwitch path={frame.path} />
        </div>
        {children}
      </div>
    </main>
  </Document>
);

const Why: FC<{ state: SignInState }> = ({ state }) => {
  const say = useSay();
  if (state === 'fresh') return <></>;
  return (
    <div class="banner banner--inset" role="status">
      <Icon name="warning" />
      <p>
        <strong>{say(state === 'spent' ? words.spent : words.ended)}</strong>
        {state === 'spent' && <> {say(words.spentNext)}</>}
      </p>
    </div>
  );
};

const How: FC<{ isDevelopment: boolean }> = ({ isDevelopment }) => {
  const say = useSay();
  if (!isDevelopment) return <p>{say(words.production)}</p>;
  return (
    <>
      <p class="how">{say(words.how)}</p>
      <ol class="script">
        {words.steps.map((step, index) => (
          <li>
            <span class="script__n" aria-hidden="true">
              {index + 1}
            </span>
            <p>{say(step)}</p>
          </li>
        ))}
      </ol>
      <p class="small quiet">{say(words.again)}</p>
    </>
  );
};

const Body: FC<{ isDevelopment: boolean; state: SignInState }> = ({ isDevelopment, state }) => {
  const say = useSay();
  return (
    <section class="stack" aria-labelledby="h-in">
      <h2 class="big" id="h-in">
        {say(words.title)}
      </h2>
      <Why state={state} />
      <How isDevelopment={isDevelopment} />
    </section>
  );
};

/** The door: how to come in, and why not by the way that was tried. */
export const SignInPage: FC<{ frame: FrameView; state: SignInState }> = ({ frame, state }) => (
  <Door frame={frame}>
    <Body isDevelopment={frame.isDevelopment} state={state} />
  </Door>
);

/** Says that somebody is in; the browser goes on by itself, the link is for one that does not. */
export const SignedInPage: FC<{ frame: FrameView }> = ({ frame }) => (
  <Door frame={frame}>
    <Inside />
  </Door>
);

const Inside: FC = () => {
  const say = useSay();
  return (
    <section class="stack" aria-labelledby="h-in">
      <h2 class="big" id="h-in">
        {say(words.title)}
      </h2>
      <p>{say(words.opened)}</p>
      <p>
        <a class="btn btn--primary btn--large" href="/">
          {say(words.onward)}
        </a>
      </p>
    </section>
  );
};
