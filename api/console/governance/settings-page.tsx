import type { FC } from 'hono/jsx';
import type { OwnPasskey } from '../../../db/inspection/passkeys.ts';
import { ConfirmButtons, ConfirmedForm, NoneToConfirmWith } from '../components/confirmed-form.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { DisplayCheck } from '../components/display-check.tsx';
import { Icon } from '../components/icon.tsx';
import { LabelField } from '../components/label-field.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { PasskeyForm } from '../components/passkey-form.tsx';
import { seesAlarms } from '../roles.ts';
import type { ConfirmedWith } from './confirmations.ts';
import { portals as portalWords } from '../words/portals.ts';
import { staff as staffWords } from '../words/staff.ts';
import { settings as words } from '../words/settings.ts';

/** What came of the act before. */
export type SettingsSaid = keyof typeof words.said;

interface SettingsView {
  readonly frame: FrameView;
  readonly passkeys: readonly OwnPasskey[];
  /** By what the reader can confirm a change of them. */
  readonly ways: ConfirmedWith;
  readonly said: SettingsSaid | undefined;
  /** Whether the reader sits at a registered terminal. */
  readonly isTerminal: boolean;
}

const IS_GOOD: ReadonlySet<SettingsSaid> = new Set(['added', 'withdrawn', 'displayKept']);

const Said: FC<{ said: SettingsSaid }> = ({ said }) => {
  const say = useSay();
  const isGood = IS_GOOD.has(said);
  return (
    <div class="banner banner--inset" role="status" data-kind={isGood ? 'done' : undefined}>
      <Icon name={isGood ? 'tick' : 'warning'} />
      <p>
        <strong>{say(words.said[said])}</strong>
      </p>
    </div>
  );
};

interface Confirming {
  readonly token: string;
  readonly ways: ConfirmedWith;
}

const Withdrawal: FC<Confirming & { credentialId: string; name: string }> = (props) => {
  const { credentialId, name, token, ways } = props;
  const say = useSay();
  const { withdraw, withdrawHint, withdrawNow, withdrawCancelled } = words.passkeys;
  const path = '/settings/passkeys/withdrawal';
  const to = { action: path, options: `${path}/options`, token };
  return (
    <details>
      <summary>
        {say(withdraw)}
        <span class="vh"> {name}</span>
      </summary>
      <ConfirmedForm
        {...to}
        ways={ways}
        label={withdrawNow}
        style="btn btn--small btn--danger-line"
        cancelled={withdrawCancelled}
      >
        <input type="hidden" name="passkey" value={credentialId} />
        <p class="small">{say(withdrawHint)}</p>
      </ConfirmedForm>
    </details>
  );
};

const Row: FC<Confirming & { passkey: OwnPasskey }> = ({ passkey, ...confirming }) => {
  const { credentialId, label, createdAt, lastUsedAt } = passkey;
  const say = useSay();
  const name = label === words.passkeys.software.ja ? say(words.passkeys.software) : label;
  return (
    <li class="stack stack--tight">
      <p>
        <strong>{name}</strong>
      </p>
      <p class="small quiet">
        {say(words.passkeys.added)}: <Moment at={createdAt} to="minute" />
        {' ・ '}
        {say(words.passkeys.lastUsed)}:{' '}
        {lastUsedAt ? <Moment at={lastUsedAt} to="minute" /> : say(words.passkeys.never)}
      </p>
      <Withdrawal credentialId={credentialId} name={name} {...confirming} />
    </li>
  );
};

const Passkeys: FC<Confirming & { passkeys: readonly OwnPasskey[] }> = (props) => {
  const { passkeys, ...confirming } = props;
  const say = useSay();
  const { title, lead, none } = words.passkeys;
  return (
    <section class="sheet pad stack" aria-labelledby="h-passkeys">
      <h2 id="h-passkeys">{say(title)}</h2>
      <p>{say(lead)}</p>
      {passkeys.length === 0 ? (
        <p>{say(none)}</p>
      ) : (
        <ul class="passkeys">
          {passkeys.map((passkey) => (
            <Row passkey={passkey} {...confirming} />
          ))}
        </ul>
      )}
    </section>
  );
};

const Addition: FC<Confirming> = ({ token, ways }) => {
  const say = useSay();
  const { title, lead, button, cancelled } = words.add;
  const to = { action: '/settings/passkeys', options: '/settings/passkeys/options', token };
  return (
    <section class="sheet pad stack" aria-labelledby="h-add">
      <h2 id="h-add">{say(title)}</h2>
      {ways.asks || ways.hasSoftware ? (
        <>
          <p>{say(lead)}</p>
          <PasskeyForm does="create" {...to} cancelled={cancelled} isConfirmed>
            <LabelField label={words.add.label} hint={words.add.hint} />
            <ConfirmButtons ways={ways} label={button} style="btn btn--primary" />
          </PasskeyForm>
        </>
      ) : (
        <NoneToConfirmWith />
      )}
    </section>
  );
};

const Everywhere: FC<{ token: string }> = ({ token }) => {
  const say = useSay();
  const { title, lead, button } = words.everywhere;
  return (
    <section class="sheet pad stack" aria-labelledby="h-everywhere">
      <h2 id="h-everywhere">{say(title)}</h2>
      <p>{say(lead)}</p>
      <form method="post" action="/settings/sign-out-everywhere">
        <input type="hidden" name="token" value={token} />
        <button class="btn" type="submit">
          {say(button)}
        </button>
      </form>
    </section>
  );
};

const Body: FC<SettingsView & { token: string }> = ({
  frame,
  passkeys,
  ways,
  said,
  isTerminal,
  token,
}) => {
  const say = useSay();
  const confirming = { token, ways };
  return (
    <div class="page page--narrow stack--wide">
      <h1>{say(words.title)}</h1>
      {said && <Said said={said} />}
      <Passkeys passkeys={passkeys} {...confirming} />
      <Addition {...confirming} />
      <DisplayCheck token={token} isTerminal={isTerminal} />
      <Everywhere token={token} />
      <p>
        <a href="/keys">{say(words.keys)}</a>
      </p>
      {frame.officer && seesAlarms(frame.officer) && (
        <p>
          <a href="/staff">{say(staffWords.title)}</a>
          {' ・ '}
          <a href="/terminals">{say(staffWords.terminals.title)}</a>
          {' ・ '}
          <a href="/portals">{say(portalWords.title)}</a>
        </p>
      )}
    </div>
  );
};

/** Somebody's own settings. */
export const SettingsPage: FC<SettingsView> = (view) => (
  <Page view={view.frame} title={words.title} current="none" hasPasskeys>
    <Body {...view} token={view.frame.formToken ?? ''} />
  </Page>
);
