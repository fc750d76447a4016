import type { FC } from 'hono/jsx';
import { refusalCodes } from '../../../domain/governance/act-inputs.ts';
import { Hash } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { SigningBar } from '../components/signing-bar.tsx';
import { governance as words } from '../words/governance.ts';
import type { ActPageView } from './act-page.tsx';
import { changeLine, type ActView } from './act-view.ts';

/** Ending an act: one person, a code, no passkey. */
export const Refuse: FC<{ view: ActView; inputId: string; token: string }> = (props) => {
  const { view, inputId, token } = props;
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-refuse">
      <div class="sheet__head">
        <h2 id="h-refuse">{say(words.act.refuse)}</h2>
      </div>
      <div class="sheet__body">
        <form method="post" action={`/governance-acts/${view.act.id}/refusals`} class="stack">
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="input" value={inputId} />
          <div class="field">
            <label for="refuse-code">
              {say(words.act.refuseWhy)}{' '}
              <span class="field__hint">{say(words.act.refuseNote)}</span>
            </label>
            <select id="refuse-code" name="code" required>
              <option value=""></option>
              {refusalCodes.map((code) => (
                <option value={code}>{say(words.refusalCodes[code])}</option>
              ))}
            </select>
          </div>
          <p>
            <button class="btn" type="submit">
              {say(words.act.refuse)}
            </button>
          </p>
        </form>
      </div>
    </section>
  );
};

/** What is destroyed does not come back. */
const isErasure = ({ actKind, change }: ActView['content']): boolean =>
  actKind === 'chainErasure' || (actKind === 'permission' && change.do === 'eraseName');

/** At the foot: what the passkey signs of a proposal or an approval. */
export const Sign: FC<{
  view: ActView;
  sign: NonNullable<ActPageView['sign']>;
  token: string;
}> = ({ view, sign, token }) => {
  const { content, act } = view;
  const say = useSay();
  const isProposal = sign.act === 'propose';
  return (
    <SigningBar
      signing={sign.signing}
      action={sign.action}
      token={token}
      fields={sign.fields}
      back="/governance-acts"
      words={{
        label: words.sign.label,
        confirm: isProposal ? words.sign.confirmPropose : words.sign.confirmApprove,
        cancelled: words.sign.cancelled,
        needsScript: words.sign.noScript,
      }}
      isDanger={isErasure(content)}
    >
      <div>
        <dt>{say(words.sign.act)}</dt>
        <dd>
          <strong>
            {say(isProposal ? words.sign.propose : words.sign.approve)} ・{' '}
            {say(words.kinds[content.actKind])}
          </strong>
        </dd>
      </div>
      <div>
        <dt>{say(words.act.change)}</dt>
        <dd>{say(changeLine(content))}</dd>
      </div>
      <div>
        <dt>{say(words.act.hash)}</dt>
        <dd>
          <Hash hex={act.contentSha256} name={words.act.hash} />
        </dd>
      </div>
    </SigningBar>
  );
};
