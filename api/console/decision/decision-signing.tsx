import { createHash } from 'node:crypto';
import type { FC } from 'hono/jsx';
import type { DecisionKind } from '../../../domain/decision/staff-decision.ts';
import { ApplicationNumber, Hash } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { SigningBar } from '../components/signing-bar.tsx';
import { application } from '../words/case-list.ts';
import { decision as words } from '../words/decision.ts';
import type { DecisionView } from './decision-view.ts';
import type { Draft } from './draft.ts';

interface DecisionSigningProps {
  readonly view: DecisionView;
  readonly draft: Draft;
  readonly formToken: string;
}

/** What cannot be undone has the colour of that. */
const FINAL: readonly DecisionKind[] = ['reject', 'withdraw'];

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** At the foot of a decision: what the passkey will sign, and the act. The colour is the act's. */
export const DecisionSigning: FC<DecisionSigningProps> = ({ view, draft, formToken }) => {
  const { kind, file, signing } = view;
  const { label, cancelled, noScript: needsScript } = words.sign;
  return (
    <SigningBar
      signing={draft.statement ? signing : 'needless'}
      action={`/certificate-applications/${file.id}/decisions`}
      token={formToken}
      fields={fieldsOf(view)}
      back={`/certificate-applications/${file.id}`}
      words={{ label, cancelled, needsScript, confirm: words.confirm[kind] }}
      isDanger={FINAL.includes(kind)}
    >
      <Signed view={view} draft={draft} />
    </SigningBar>
  );
};

/** What the passkey will sign, or what is recorded without one. */
const Signed: FC<{ view: DecisionView; draft: Draft }> = ({ view, draft }) => {
  const { kind, file } = view;
  const { letter } = draft;
  const say = useSay();
  return (
    <>
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
      {'dossierSha256' in draft.content && (
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
    </>
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
const CHOSEN = /^(reason|item|route|channel|about|reason:[A-Za-z0-9.]+\/[A-Za-z0-9]*)$/;

/** Sends again what was chosen: the server makes the same draft of it, and the passkey signs that. */
function fieldsOf({ kind, fields, inputId, at, document }: DecisionView): [string, string][] {
  const chosen = [...fields].filter(([name]) => CHOSEN.test(name));
  return [
    ['kind', kind],
    ['input', inputId],
    ['at', at.toISOString()],
    ['document', document],
    ...chosen,
  ];
}
