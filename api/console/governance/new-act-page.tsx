import type { FC } from 'hono/jsx';
import { isAccessKind } from '../../../domain/governance/access-change.ts';
import { actKinds, type ProposedKind } from '../../../domain/governance/act-kinds.ts';
import { keyStateTargets } from '../../../domain/issuance/issuer-key-states.ts';
import type { massRevokers } from '../../../domain/revocation/mass-revocation.ts';
import { resumeCauses } from '../../../domain/governance/switches.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { governance as words } from '../words/governance.ts';
import type { Said } from '../words/said.ts';
import { AccessFields } from './access-fields.tsx';
import { MassRevocationFields } from './mass-revocation-fields.tsx';
import type { SwitchView } from './switches-view.ts';

/** The form of a kind of act. */
export interface NewActView {
  readonly kind: ProposedKind;
  /** Kinds that the reader may propose. */
  readonly kinds: readonly ProposedKind[];
  readonly off: readonly SwitchView[];
  /** By whom a mass revocation of the reader's can be done. */
  readonly revokers: readonly (typeof massRevokers)[number][];
  readonly fields: URLSearchParams;
  /** Why the form is shown again. */
  readonly problem: Said | undefined;
}

/** `/governance-acts/new`: what is to change, before it is signed. */
export const NewActPage: FC<{ frame: FrameView; view: NewActView }> = ({ frame, view }) => (
  <Page view={frame} title={words.form.title} current="acts">
    <div class="page page--narrow">
      <Body view={view} token={frame.formToken ?? ''} />
    </div>
  </Page>
);

const Body: FC<{ view: NewActView; token: string }> = ({ view, token }) => {
  const { kind, kinds, problem } = view;
  const say = useSay();
  return (
    <section class="sheet pad stack" aria-labelledby="h-new">
      <h1 id="h-new">{say(words.kinds[kind])}</h1>
      <nav aria-label={say(words.form.kind)}>
        <p class="choices">
          {kinds.map((each) => (
            <a
              class="btn btn--small"
              href={`/governance-acts/new?kind=${each}`}
              aria-current={each === kind ? 'page' : undefined}
            >
              {say(words.kinds[each])}
            </a>
          ))}
        </p>
      </nav>
      {problem && (
        <p class="banner banner--inset" role="alert">
          {say(problem)}
        </p>
      )}
      {kinds.includes(kind) ? (
        <Form view={view} token={token} />
      ) : (
        <p role="status">{say(words.form.mayNot)}</p>
      )}
    </section>
  );
};

const Form: FC<{ view: NewActView; token: string }> = ({ view, token }) => {
  const { kind, off } = view;
  const say = useSay();
  if (kind === 'switchOn' && off.length === 0) return <p>{say(words.form.noneOff)}</p>;
  return (
    <form method="post" action="/governance-acts/drafts" class="stack">
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="kind" value={kind} />
      {kind === 'switchOn' && <SwitchFields view={view} />}
      {kind === 'chainErasure' && <ErasureFields view={view} />}
      {kind === 'keyState' && <KeyStateFields view={view} />}
      {isAccessKind(kind) && <AccessFields kind={kind} fields={view.fields} />}
      {kind === 'massRevocation' && (
        <MassRevocationFields fields={view.fields} revokers={view.revokers} />
      )}
      {actKinds[kind].hasDocument && kind !== 'massRevocation' && <DocumentFields view={view} />}
      <div class="field">
        <label for="act-from">
          {say(words.form.from)} <span class="field__hint">{say(words.form.fromHint)}</span>
        </label>
        <input
          id="act-from"
          name="from"
          type="text"
          inputmode="numeric"
          maxlength={16}
          autocomplete="off"
          value={view.fields.get('from') ?? ''}
        />
      </div>
      <p>
        <button class="btn btn--primary" type="submit">
          {say(words.form.next)}
        </button>
      </p>
    </form>
  );
};

const SwitchFields: FC<{ view: NewActView }> = ({ view: { off, fields } }) => {
  const say = useSay();
  return (
    <>
      <div class="field">
        <label for="act-switch">{say(words.form.switch)}</label>
        <select id="act-switch" name="switch" required>
          {off.map(({ name, word }) => (
            <option value={name} selected={fields.get('switch') === name}>
              {say(word)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="act-cause">{say(words.form.cause)}</label>
        <select id="act-cause" name="cause" required>
          <option value=""></option>
          {resumeCauses.map((cause) => (
            <option value={cause} selected={fields.get('cause') === cause}>
              {say(words.switches.resumeCauses[cause])}
            </option>
          ))}
        </select>
      </div>
    </>
  );
};

const ErasureFields: FC<{ view: NewActView }> = ({ view: { fields } }) => {
  const say = useSay();
  return (
    <>
      <div class="field">
        <label for="act-chain">{say(words.form.chain)}</label>
        <input
          id="act-chain"
          name="chain"
          type="text"
          required
          maxlength={36}
          autocomplete="off"
          value={fields.get('chain') ?? ''}
        />
      </div>
      <div class="field">
        <label for="act-reason">{say(words.form.reason)}</label>
        <select id="act-reason" name="reason" required>
          {Object.entries(words.erasureReasons).map(([code, word]) => (
            <option value={code} selected={fields.get('reason') === code}>
              {say(word)}
            </option>
          ))}
        </select>
      </div>
    </>
  );
};

const KeyStateFields: FC<{ view: NewActView }> = ({ view: { fields } }) => {
  const say = useSay();
  return (
    <>
      <div class="field">
        <label for="act-issuer-key">
          {say(words.form.issuerKey)}{' '}
          <span class="field__hint">{say(words.form.issuerKeyHint)}</span>
        </label>
        <input
          id="act-issuer-key"
          name="issuerKeyId"
          type="text"
          required
          maxlength={40}
          autocomplete="off"
          class="mono"
          value={fields.get('issuerKeyId') ?? ''}
        />
      </div>
      <div class="field">
        <label for="act-key-state">{say(words.form.keyState)}</label>
        <select id="act-key-state" name="to" required>
          {keyStateTargets.map((to) => (
            <option value={to} selected={fields.get('to') === to}>
              {say(words.keyStates[to])}
            </option>
          ))}
        </select>
      </div>
    </>
  );
};

const DocumentFields: FC<{ view: NewActView }> = ({ view: { fields } }) => {
  const say = useSay();
  return (
    <>
      <div class="field">
        <label for="act-version">
          {say(words.form.version)} <span class="field__hint">{say(words.form.versionHint)}</span>
        </label>
        <input
          id="act-version"
          name="version"
          type="text"
          required
          maxlength={64}
          autocomplete="off"
          value={fields.get('version') ?? ''}
        />
      </div>
      <div class="field">
        <label for="act-document">{say(words.form.document)}</label>
        <textarea id="act-document" name="document" rows={14} required class="mono">
          {fields.get('document') ?? ''}
        </textarea>
      </div>
    </>
  );
};
