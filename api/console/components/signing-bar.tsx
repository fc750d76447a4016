import type { FC, PropsWithChildren } from 'hono/jsx';
import type { Signing } from '../governance/signed-form.ts';
import type { Said } from '../words/said.ts';
import { signing as words } from '../words/signing.ts';
import { Icon } from './icon.tsx';
import { useSay } from './language-context.ts';
import { PasskeyForm } from './passkey-form.tsx';

/** The words of one act. */
export interface SigningWords {
  /** Names the bar. */
  readonly label: Said;
  readonly confirm: Said;
  /** After the prompt was closed: that nothing is recorded, and how to go on. */
  readonly cancelled: Said;
  /** What to do without JavaScript. */
  readonly needsScript: Said;
}

interface SigningBarProps {
  /** How its statement is signed: `needless` if nobody signs the act, undefined where no passkeys are set up. */
  readonly signing: Signing | 'needless' | undefined;
  readonly action: string;
  readonly token: string;
  /** Sent with the form: the server makes the same statement of them again. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Where somebody goes who does not want to. */
  readonly back: string;
  readonly words: SigningWords;
  /** It cannot be undone. */
  readonly isDanger?: boolean;
}

/** The form whose buttons stand beside it. */
const FORM = 'sign';

/**
 * At the foot of an act: what a passkey will sign (`children`: terms and values, `dt` and `dd`), and the act itself. The
 * page that holds it needs `hasPasskeys`; the server reads the form with `readSignedForm`.
 */
export const SigningBar: FC<PropsWithChildren<SigningBarProps>> = (props) => {
  const { signing, words: own, children } = props;
  const say = useSay();
  return (
    <section class="decide decide--sign" aria-label={say(own.label)}>
      <div class="decide__in">
        {signing !== 'needless' && (
          <p class="signs__what">
            <Icon name="key" />
            <span>{say(words.what)}</span>
          </p>
        )}
        <dl class="signs">{children}</dl>
        <Acts {...props} />
        <Missing signing={signing} />
        <Form {...props} />
      </div>
    </section>
  );
};

const Acts: FC<SigningBarProps> = ({ signing, back, words: own, isDanger = false }) => {
  const say = useSay();
  const isSigned = signing !== 'needless';
  const asks = isSigned && signing?.request !== undefined;
  const style = isDanger ? 'btn btn--danger' : 'btn btn--primary';
  return (
    <div class="decide__acts">
      <a class="btn btn--quiet" href={back}>
        {say(words.cancel)}
      </a>
      {(asks || !isSigned) && (
        <button class={style} type="submit" form={FORM} data-needs-script={asks ? '' : undefined}>
          {say(own.confirm)}
        </button>
      )}
      {isSigned && signing?.hasSoftware && (
        <button class={asks ? 'btn' : style} type="submit" form={FORM} name="software" value="yes">
          {say(words.software)}
        </button>
      )}
    </div>
  );
};

/** Why a passkey cannot be asked. */
const Missing: FC<Pick<SigningBarProps, 'signing'>> = ({ signing }) => {
  const say = useSay();
  if (signing === undefined) return <p role="status">{say(words.noPasskeys)}</p>;
  if (signing === 'needless' || signing.request) return <></>;
  return (
    <p class="small">
      {say(words.noneOfYours)} <a href="/settings">{say(words.toSettings)}</a>
    </p>
  );
};

const Form: FC<SigningBarProps> = ({ signing, action, token, fields, words: own }) => {
  const hidden = fields.map(([name, value]) => <input type="hidden" name={name} value={value} />);
  if (signing !== undefined && signing !== 'needless' && signing.request) {
    const { cancelled, needsScript } = own;
    const { request } = signing;
    const said = { cancelled, needsScript, options: request };
    return (
      <PasskeyForm id={FORM} does="get" action={action} token={token} {...said}>
        {hidden}
      </PasskeyForm>
    );
  }
  return (
    <form id={FORM} method="post" action={action}>
      <input type="hidden" name="token" value={token} />
      {hidden}
    </form>
  );
};
