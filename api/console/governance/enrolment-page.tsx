import type { FC } from 'hono/jsx';
import type { FrameView } from '../components/frame.tsx';
import { Icon } from '../components/icon.tsx';
import { LabelField } from '../components/label-field.tsx';
import { useSay } from '../components/language-context.ts';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { enrolment as words } from '../words/enrolment.ts';
import type { Said } from '../words/said.ts';
import { Door } from './sign-in-page.tsx';

/** What came of a code. */
export type EnrolmentSaid = keyof typeof words.said;

interface EnrolmentView {
  readonly frame: FrameView;
  readonly token: string;
  readonly said?: EnrolmentSaid | undefined;
  /** The terminal that this browser became. */
  readonly terminal?: string;
}

const IS_GOOD: ReadonlySet<EnrolmentSaid> = new Set(['enrolled', 'claimed']);

const Outcome: FC<{ said: EnrolmentSaid | undefined }> = ({ said }) => {
  const say = useSay();
  if (said === undefined) return <></>;
  const isGood = IS_GOOD.has(said);
  const { what, next } = words.said[said];
  return (
    <div class="banner banner--inset" role="status" data-kind={isGood ? 'done' : undefined}>
      <Icon name={isGood ? 'tick' : 'warning'} />
      <p>
        <strong>{say(what)}</strong> {say(next)}
      </p>
    </div>
  );
};

const Half: FC<{ name: 'first' | 'second'; label: Said }> = ({ name, label }) => {
  const say = useSay();
  return (
    <div class="field">
      <label for={name}>{say(label)}</label>
      <input
        type="text"
        id={name}
        name={name}
        required
        maxlength={40}
        autocomplete="off"
        spellcheck={false}
        class="mono"
        aria-describedby="code-hint"
      />
    </div>
  );
};

const Halves: FC = () => {
  const say = useSay();
  return (
    <>
      <p class="small quiet" id="code-hint">
        {say(words.codeHint)}
      </p>
      <Half name="first" label={words.first} />
      <Half name="second" label={words.second} />
    </>
  );
};

const ToDoor: FC = () => {
  const say = useSay();
  return (
    <p>
      <a class="btn" href="/sign-in">
        {say(words.toDoor)}
      </a>
    </p>
  );
};

const Passkey: FC<EnrolmentView> = ({ token, said }) => {
  const say = useSay();
  return (
    <section class="stack" aria-labelledby="h-in">
      <h2 class="big" id="h-in">
        {say(words.passkey.title)}
      </h2>
      <Outcome said={said} />
      {said !== 'enrolled' && (
        <>
          <p>{say(words.passkey.lead)}</p>
          <PasskeyForm
            does="create"
            action="/enrol"
            options="/enrol/options"
            token={token}
            cancelled={words.passkey.cancelled}
            refused={words.said.spent.what}
          >
            <Halves />
            <LabelField label={words.label} hint={words.labelHint} />
            <p>
              <button class="btn btn--primary btn--large" type="submit">
                <Icon name="key" />
                {say(words.passkey.button)}
              </button>
            </p>
          </PasskeyForm>
        </>
      )}
      <ToDoor />
    </section>
  );
};

/** Makes somebody's passkey by a code of two halves. It opens nothing else. */
export const EnrolmentPage: FC<EnrolmentView> = (view) => (
  <Door frame={view.frame} title={words.passkey.title} hasPasskeys>
    <Passkey {...view} />
  </Door>
);

const Terminal: FC<EnrolmentView> = ({ token, said, terminal }) => {
  const say = useSay();
  return (
    <section class="stack" aria-labelledby="h-in">
      <h2 class="big" id="h-in">
        {say(words.terminal.title)}
      </h2>
      <Outcome said={said} />
      {terminal !== undefined && <p class="mono">{terminal}</p>}
      {said !== 'claimed' && (
        <form method="post" action="/enrol/terminal" class="stack">
          <input type="hidden" name="token" value={token} />
          <p>{say(words.terminal.lead)}</p>
          <Halves />
          <p>
            <button class="btn btn--primary btn--large" type="submit">
              {say(words.terminal.button)}
            </button>
          </p>
        </form>
      )}
      <ToDoor />
    </section>
  );
};

/** Makes this browser a registered terminal by a code of two halves. */
export const TerminalEnrolmentPage: FC<EnrolmentView> = (view) => (
  <Door frame={view.frame} title={words.terminal.title}>
    <Terminal {...view} />
  </Door>
);
