import type { FC, PropsWithChildren } from 'hono/jsx';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { Chip } from '../components/chip.tsx';
import { Document, LanguageSwitch, roleWord, type FrameView } from '../components/frame.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { frame as frameWords } from '../words/frame.ts';
import { door as doorWords } from '../words/door.ts';
import { enrolment as enrolmentWords } from '../words/enrolment.ts';
import type { Said } from '../words/said.ts';
import { signIn as words } from '../words/sign-in.ts';

/** A reason that has its words in `words/door.ts`. */
export type DoorReason = keyof typeof doorWords.reasons;

/** Why somebody stands before the door. */
export type SignInState =
  | DoorReason
  | 'fresh'
  | 'ended'
  | 'spent'
  | 'failed'
  | 'expired'
  | { readonly lockedSeconds: number };

/** The door as somebody stands before it. */
export interface DoorView {
  readonly frame: FrameView;
  readonly state: SignInState;
  /** Token of the forms. Absent after a link that does not work: the page then leads to the door itself. */
  readonly token?: string;
  /** Invented people whose roles can be taken. */
  readonly people?: readonly StaffMember[];
  /** There is an identity provider to sign in at. */
  readonly hasProvider?: boolean;
  /** Where to sign out at the provider, for somebody who came in by it. */
  readonly providerSignOut?: string;
}

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

/** The two halves of every page before the door. */
export const Door: FC<
  PropsWithChildren<{ frame: FrameView; hasPasskeys?: boolean; title?: Said }>
> = (props) => {
  const { frame, hasPasskeys = false, title = words.title, children } = props;
  const { language, isBehind, isDevelopment, path } = frame;
  return (
    <Document title={title} language={language} isBehind={isBehind} hasPasskeys={hasPasskeys}>
      <main class="door" id="main">
        <Left />
        <div class="door__right stack--wide">
          <div class="row spread">
            {isDevelopment ? <Chip kind="dev" word={frameWords.development} /> : <span></span>}
            <LanguageSwitch path={path} />
          </div>
          {children}
        </div>
      </main>
    </Document>
  );
};

const isDoorReason = (state: SignInState): state is DoorReason =>
  typeof state === 'string' && Object.hasOwn(doorWords.reasons, state);

/** What happened, and what to do next. */
function reasonOf(state: SignInState): { what: Said; next?: Said } | undefined {
  if (typeof state === 'object') {
    const minutes = Math.ceil(state.lockedSeconds / 60);
    return { what: words.locked.what, next: words.locked.next(minutes) };
  }
  if (state === 'fresh') return undefined;
  if (state === 'ended') return { what: words.ended };
  if (isDoorReason(state)) return doorWords.reasons[state];
  return state === 'spent' ? { what: words.spent, next: words.spentNext } : words[state];
}

const Why: FC<{ state: SignInState }> = ({ state }) => {
  const say = useSay();
  const reason = reasonOf(state);
  if (!reason) return <></>;
  return (
    <div class="banner banner--inset" role="status">
      <Icon name="warning" />
      <p>
        <strong>{say(reason.what)}</strong>
        {reason.next && <> {say(reason.next)}</>}
      </p>
    </div>
  );
};

const ByPasskey: FC<{ token: string }> = ({ token }) => {
  const say = useSay();
  return (
    <PasskeyForm
      does="get"
      action="/sign-in/passkey"
      options="/sign-in/passkey/options"
      token={token}
      cancelled={words.passkeyCancelled}
    >
      <p>
        <button class="btn btn--primary btn--large" type="submit">
          <Icon name="key" />
          {say(words.byPasskey)}
        </button>
      </p>
      <p class="small quiet">{say(words.passkeyHint)}</p>
    </PasskeyForm>
  );
};

const ByProvider: FC<{ token: string }> = ({ token }) => {
  const say = useSay();
  return (
    <form method="post" action="/sign-in/provider" class="stack">
      <input type="hidden" name="token" value={token} />
      <p>
        <button class="btn btn--large" type="submit">
          {say(doorWords.byProvider)}
        </button>
      </p>
      <p class="small quiet">{say(doorWords.byProviderHint)}</p>
    </form>
  );
};

const ByLink: FC = () => {
  const say = useSay();
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

const Roles: FC<{ people: readonly StaffMember[]; token: string }> = ({ people, token }) => {
  const say = useSay();
  return (
    <section class="stack" aria-labelledby="h-roles">
      <div>
        <h2 id="h-roles">{say(words.roles.title)}</h2>
        <p class="small quiet">{say(words.roles.hint)}</p>
      </div>
      <form class="personas" method="post" action="/sign-in/role">
        <input type="hidden" name="token" value={token} />
        {people.map(({ id, name, roles }) => (
          <button class="persona" type="submit" name="officer" value={id}>
            <span class="persona__face" aria-hidden="true">
              {Array.from(name)[0]}
            </span>
            <span>
              <strong lang="ja">{name}</strong>
              <small>
                {roles.map((role) => say(roleWord(role))).join(say(frameWords.between))}
              </small>
            </span>
          </button>
        ))}
      </form>
    </section>
  );
};

const Body: FC<DoorView> = ({ frame, state, token, hasProvider, providerSignOut }) => {
  const say = useSay();
  return (
    <section class="stack" aria-labelledby="h-in">
      <h2 class="big" id="h-in">
        {say(words.title)}
      </h2>
      <Why state={state} />
      {providerSignOut !== undefined && (
        <p>
          <a class="btn" href={providerSignOut} rel="noreferrer">
            {say(doorWords.atProvider)}
          </a>
        </p>
      )}
      {token === undefined ? (
        <p>
          <a class="btn btn--large" href="/sign-in">
            {say(words.toDoor)}
          </a>
        </p>
      ) : (
        <ByPasskey token={token} />
      )}
      {hasProvider && token !== undefined && <ByProvider token={token} />}
      {frame.isDevelopment ? <ByLink /> : <p class="small quiet">{say(words.production)}</p>}
      <p class="row">
        <a class="btn btn--small" href="/enrol">
          {say(enrolmentWords.link)}
        </a>
        <a class="btn btn--small" href="/enrol/terminal">
          {say(enrolmentWords.terminalLink)}
        </a>
      </p>
    </section>
  );
};

/** The door: how to come in, and why not by the way that was tried. */
export const SignInPage: FC<DoorView> = (view) => {
  const { frame, token, people = [] } = view;
  return (
    <Door frame={frame} hasPasskeys={token !== undefined}>
      <Body {...view} />
      {token !== undefined && people.length > 0 && <Roles people={people} token={token} />}
    </Door>
  );
};

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
