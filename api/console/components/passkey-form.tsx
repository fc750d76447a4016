import type { FC, PropsWithChildren } from 'hono/jsx';
import type { PublicKeyCredentialRequestOptionsJSON } from '../../../adapters/webauthn/passkeys.ts';
import { passkeys as words } from '../words/passkeys.ts';
import type { Said } from '../words/said.ts';
import { useSay } from './language-context.ts';

/** A form that a passkey completes. The names of its sentences are those of `assets/passkey.js`. */
interface PasskeyFormProps {
  /** Whether a passkey is made or signs. */
  readonly does: 'create' | 'get';
  readonly action: string;
  /**
   * What the browser asks the authenticator with, or where the script gets it: it posts the form there first.
   */
  readonly options: string | PublicKeyCredentialRequestOptionsJSON;
  readonly token: string;
  /** A passkey that exists is asked first, where the options say so: its answer goes into `confirmation`. */
  readonly isConfirmed?: boolean;
  /** For buttons that stand elsewhere. */
  readonly id?: string;
  /** What to say when the person closed the prompt: what was not done, and how to go on. */
  readonly cancelled: Said;
  /** What to say when the server gives nothing to ask with; else that the page is old. */
  readonly refused?: Said;
  /** What to say without JavaScript. */
  readonly needsScript?: Said;
}

/**
 * A form whose submission the browser's passkey prompt completes: the script puts the answer into the field
 * `credential`, and the form goes its usual way. Without JavaScript it says so instead.
 */
export const PasskeyForm: FC<PropsWithChildren<PasskeyFormProps>> = (props) => {
  const { does, action, options, token, id, cancelled, needsScript, children } = props;
  const { isConfirmed = false, refused = words.refused } = props;
  const say = useSay();
  const said: Readonly<Record<string, Said>> = {
    cancelled,
    prompting: isConfirmed ? words.making : words.prompting,
    ...(isConfirmed && { confirming: words.confirming }),
    unsupported: words.unsupported,
    refused,
    busy: words.busy,
    unreachable: words.unreachable,
    known: words.known,
    place: words.place,
  };
  return (
    <>
      <form
        id={id}
        method="post"
        action={action}
        class="stack"
        data-passkey={does}
        {...(typeof options === 'string'
          ? { 'data-options': options }
          : { 'data-request': JSON.stringify(options) })}
      >
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="credential" value="" />
        {isConfirmed && <input type="hidden" name="confirmation" value="" />}
        {children}
        <div role="status">
          {Object.entries(said).map(([name, sentence]) => (
            <p data-said={name} tabindex={-1} hidden>
              {say(sentence)}
            </p>
          ))}
        </div>
      </form>
      <noscript>
        <p>{say(needsScript ?? words.needsScript)}</p>
      </noscript>
    </>
  );
};
