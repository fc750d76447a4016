import type { FC } from 'hono/jsx';
import { Icon } from '../../console/components/icon.tsx';
import { useSay } from '../../console/components/language-context.ts';
import { redeem as words } from '../../console/words/redeem.ts';
import type { RedeemView } from './redeem-view.ts';

type Live = NonNullable<RedeemView['live']>;

/** Longer than any way of writing a code, shorter than a text that was pasted by mistake. */
const TYPED_MAX = 64;

const CodeField: FC<{ live: Live }> = ({ live }) => {
  const say = useSay();
  const { code, says } = words;
  return (
    <div class="field" data-field="code">
      <label class="label-big" for="code">
        {say(code.label)}
      </label>
      <span class="field__hint" id="code-hint">
        {say(code.hint)}
      </span>
      {/* No name: even a form that a browser sent by itself would not have the code in it. */}
      <input
        class="code"
        id="code"
        type="text"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        maxlength={TYPED_MAX}
        aria-describedby="code-hint code-error code-attempts"
      />
      <span class="field__error" id="code-error" data-errors="">
        {(['unknownSymbol', 'length', 'checkSymbol', 'wrongCode'] as const).map((name) => (
          <span data-said={name} data-template={say(says[name])} hidden>
            {say(says[name])}
          </span>
        ))}
      </span>
      <span class="small" data-left={say(code.left)} aria-live="polite"></span>
      <span class="small" id="code-attempts">
        {say(code.attempts(live.attemptsLeft))} {say(code.until(live.until))}
      </span>
    </div>
  );
};

const Kinds: FC = () => {
  const say = useSay();
  const { where } = words;
  return (
    <div class="field" data-shown-for="browser">
      <label for="kind">{say(where.kind)}</label>
      <select id="kind">
        <option value="P-256">{say(where.usual)}</option>
        <option value="RSA-2048">RSA 2048</option>
        <option value="RSA-3072">RSA 3072</option>
      </select>
    </div>
  );
};

const Where: FC = () => {
  const say = useSay();
  const { where } = words;
  return (
    <fieldset class="stack--tight">
      <legend>{say(where.legend)}</legend>
      <label class="choice">
        <input type="radio" name="where" value="browser" checked />
        <span>
          <b>{say(where.browser)}</b>
          <small>{say(where.browserHint)}</small>
        </span>
      </label>
      <label class="choice">
        <input type="radio" name="where" value="own" />
        <span>
          <b>{say(where.own)}</b>
          <small>{say(where.ownHint)}</small>
        </span>
      </label>
    </fieldset>
  );
};

const Requests: FC<{ orders: readonly number[] }> = ({ orders }) => {
  const say = useSay();
  const { csr } = words;
  return (
    <div class="stack" data-shown-for="own" hidden>
      {orders.map((order) => (
        <div class="field">
          <label for={`csr-${order}`}>{say(csr.label(order, orders.length))}</label>
          <textarea
            id={`csr-${order}`}
            data-csr={String(order)}
            rows={6}
            class="mono"
            spellcheck={false}
            autocomplete="off"
            aria-describedby="csr-error"
          ></textarea>
          <label for={`csr-file-${order}`}>{say(csr.file)}</label>
          <input
            id={`csr-file-${order}`}
            type="file"
            accept=".csr,.pem,.p10,.der,.req"
            data-csr-file={String(order)}
          />
        </div>
      ))}
      <div id="csr-error" class="field__error" data-errors="">
        <span data-said="unreadable" hidden>
          {say(csr.unreadable)}
        </span>
        <span data-said="same" hidden>
          {say(csr.same)}
        </span>
      </div>
      <div class="banner banner--inset" data-said="challenge" data-kind="dual" tabindex={-1} hidden>
        <Icon name="key" />
        <div>
          <p>
            <strong>{say(csr.challenge)}</strong> {say(csr.challengeNext)}
          </p>
          <p class="mono break" data-challenge=""></p>
        </div>
      </div>
    </div>
  );
};

/** What went wrong with all of it, and how far it is. */
const Says: FC = () => {
  const say = useSay();
  const { says } = words;
  return (
    <>
      <div role="alert" class="field__error" data-errors="">
        {(
          ['keyRefused', 'used', 'tooMany', 'stale', 'unreachable', 'weak', 'unsupported'] as const
        ).map((name) => (
          <p data-said={name} data-template={say(says[name])} tabindex={-1} hidden>
            {say(says[name])}
          </p>
        ))}
      </div>
      <div role="status">
        {(['making', 'deriving', 'sending', 'pending'] as const).map((name) => (
          <p data-said={name} hidden>
            {say(says[name])}
          </p>
        ))}
      </div>
    </>
  );
};

/** The form that is never sent: its program computes from it what is. */
export const RedeemForm: FC<{ view: RedeemView; live: Live }> = ({ view, live }) => {
  const say = useSay();
  return (
    <form
      class="stack"
      data-redeem={view.applicationId}
      data-code-number={String(live.codeNumber)}
      autocomplete="off"
      novalidate
    >
      <CodeField live={live} />
      <Where />
      <Kinds />
      <Requests orders={view.orders.length > 0 ? view.orders : [1]} />
      <Says />
      <progress class="wide" aria-label={say(words.says.deriving)} hidden></progress>
      <p class="row">
        {/* Enabled by the program: without it the button would send the form. */}
        <button class="btn btn--primary btn--large" type="submit" disabled>
          <Icon name="key" />
          {say(words.submit)}
        </button>
      </p>
    </form>
  );
};
