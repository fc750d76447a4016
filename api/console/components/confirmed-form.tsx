import type { FC, PropsWithChildren } from 'hono/jsx';
import type { ConfirmedWith } from '../governance/confirmations.ts';
import { confirmation as words } from '../words/confirmation.ts';
import type { Said } from '../words/said.ts';
import { Icon } from './icon.tsx';
import { useSay } from './language-context.ts';
import { PasskeyForm } from './passkey-form.tsx';

interface ConfirmButtonsProps {
  readonly ways: ConfirmedWith;
  readonly label: Said;
  /** Whom or what it is about, where a page has several of them. */
  readonly of?: string;
  readonly style: string;
}

/** The button that has a passkey asked, and in development the one that has the server sign. */
export const ConfirmButtons: FC<ConfirmButtonsProps> = ({ ways, label, of, style }) => {
  const say = useSay();
  const name = of !== undefined && <span class="vh"> {of}</span>;
  return (
    <p class="row">
      {ways.asks && (
        <button class={style} type="submit">
          <Icon name="key" />
          {say(label)}
          {name}
        </button>
      )}
      {ways.hasSoftware && (
        <button
          class={`${ways.asks ? 'btn btn--small' : style} btn--wrap`}
          type="submit"
          name="software"
          value="yes"
        >
          {say(words.software(label))}
          {name}
        </button>
      )}
    </p>
  );
};

/** For somebody who has no passkey to confirm with. */
export const NoneToConfirmWith: FC = () => {
  const say = useSay();
  return (
    <p class="small">
      {say(words.none)} <a href="/enrol">{say(words.toEnrolment)}</a>
    </p>
  );
};

interface ConfirmedFormProps extends ConfirmButtonsProps {
  readonly action: string;
  /** Where the script gets what to ask with. */
  readonly options: string;
  readonly token: string;
  /** What to say when the person closed the prompt. */
  readonly cancelled: Said;
}

/** A form that its reader confirms with a passkey they have. */
export const ConfirmedForm: FC<PropsWithChildren<ConfirmedFormProps>> = (props) => {
  const { ways, label, of, style, action, options, token, cancelled, children } = props;
  const buttons = <ConfirmButtons ways={ways} label={label} style={style} {...(of && { of })} />;
  if (ways.asks) {
    const said = { action, options, token, cancelled };
    return (
      <PasskeyForm does="get" {...said}>
        {children}
        {buttons}
      </PasskeyForm>
    );
  }
  if (!ways.hasSoftware) return <NoneToConfirmWith />;
  return (
    <form method="post" action={action} class="stack">
      <input type="hidden" name="token" value={token} />
      {children}
      {buttons}
    </form>
  );
};
