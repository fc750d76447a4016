import { createHash } from 'node:crypto';
import type { FC } from 'hono/jsx';
import type { DecisionKind } from '../../../domain/decision/staff-decision.ts';
import { ApplicationNumber, Hash } from '../components/hash.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { application } from '../words/case-list.ts';
import { decision as words } from '../words/decision.ts';
import type { DecisionView } from './decision-view.ts';
import type { Draft } from './draft.ts';

interface Signing {
  readonly view: DecisionView;
  readonly draft: Draft;
  readonly formToken: string;
}

/** What cannot be undone has the colour of that. */
const FINAL: readonly DecisionKind[] = ['reject', 'withdraw'];

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** At the foot of a decision: what the passkey will sign, and the act. The colour is the act's. */
export const SigningBar: FC<Signing> = ({ view, draft, formToken }) => {
  const { kind, file, challenge } = view;
  const { statement } = draft;
  const say = useSay();
  const canSign = statement === undefined || challenge !== undefined;
  const style = FINAL.includes(kind) ? 'btn btn--danger' : 'btn btn--primary';
  return (
    <section class="decide decide--sign" aria-label={say(words.sign.label)}>
      <div class="decide__in">
        {statement && (
          <p class="signs__what">
            <Icon name="key" />
            <span>{say(words.sign.what)}</span>
          </p>
        )}
        <Signed view={view} draft={draft} />
        <SigningForm view={view} formToken={formToken} />
        <div class="decide__acts">
          <a class="btn btn--quiet" href={`/certificate-applications/${file.id}`}>
            {say(words.sign.cancel)}
          </a>
          {canSign && (
            <button class={style} type="submit" form="decide">
              {say(words.confirm[kind])}
            </button>
          )}
          {view.hasSoftware && (
            <button class="btn" type="submit" form="decide" name="software" value="yes">
              {say(words.sign.software)}
            </button>
          )}
        </div>
        {!canSign && <p role="status">{say(words.sign.noPasskeys)}</p>}
        {statement && (
          <noscript>
            <p>{say(words.sign.noScript)}</p>
          </noscript>
        )}
        <p id="passkey-cancelled" role="alert" tabindex={-1} hidden>
          {say(words.sign.cancelled)}
        </p>
      </div>
    </section>
  );
};

/** What the passkey will sign, or what is recorded without one. */
const Signed: FC<{ view: DecisionView; draft: Draft }> = ({ view, draft }) => {
  const { kind, file } = view;
  const { letter } = draft;
  const say = useSay();
  return (
    <dl class="signs">
      <div>
        <dt>{say(words.sign.decision)}</dt>
        <dd>
          <strong>{say(words.acts[kind])}</strong>
        </dd>
      </div>
      <div>
        <dt>{say(words.sign.application)}</dt>
        <dd>
          <ApplicationNumber id={file.id} name={application.number} />
        </dd>
      </div>
      {draft.content.kind !== 'withdraw' && (
        <div>
          <dt>{say(words.sign.dossier)}</dt>
          <dd>
            <Hash hex={draft.content.dossierSha256} name={words.sign.dossier} />
          </dd>
        </div>
      )}
      <Reasons reasons={draft.content.reasons} />
      {letter && (
        <div>
          <dt>{say(words.sign.letter)}</dt>
          <dd>
            <Hash hex={sha256Of(letter.text)} name={words.sign.letter} />
          </dd>
        </div>
      )}
    </dl>
  );
};

const Reasons: FC<{ reasons: readonly string[] }> = ({ reasons }) => {
  const say = useSay();
  if (reasons.length === 0) return <></>;
  return (
    <div>
      <dt>{say(words.sign.reasons)}</dt>
      <dd>
        {reasons.map((reason) => (
          <span class="mono small">{reason} </span>
        ))}
      </dd>
    </div>
  );
};

/** Fields by which a form says what it said before; everything else it gets anew. */
const CHOSEN = /^(reason|item|route|channel|reason:[A-Za-z0-9.]+\/[A-Za-z0-9]*)$/;

/** Sends again what was chosen: the server makes the same draft of it, and the passkey signs that. */
const SigningForm: FC<{ view: DecisionView; formToken: string }> = ({ view, formToken }) => {
  const { kind, file, fields, inputId, at, document, challenge, rpId } = view;
  const chosen = [...fields].filter(([name]) => CHOSEN.test(name));
  const path = `/certificate-applications/${file.id}/decisions`;
  return (
    <form
      id="decide"
      method="post"
      action={path}
      {...(challenge === undefined ? {} : { 'data-challenge': challenge, 'data-rp-id': rpId })}
    >
      <input type="hidden" name="token" value={formToken} />
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="input" value={inputId} />
      <input type="hidden" name="at" value={at.toISOString()} />
      <input type="hidden" name="document" value={document} />
      <input type="hidden" name="answer" value="" />
      {chosen.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </form>
  );
};
