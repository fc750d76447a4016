import type { FC } from 'hono/jsx';
import {
  overriddenBy,
  overrideReasons,
  refusalReasons,
} from '../../../domain/decision/overrides.ts';
import { notHoldingViews, type FindingView } from '../application/finding-view.ts';
import { useSay } from '../components/language-context.ts';
import { decision as words } from '../words/decision.ts';
import type { DecisionView } from './decision-view.ts';
import { reasonField, REFUSAL_CHOICES } from './draft.ts';
import { verdictOf } from './duties.ts';

const findingsOf = ({ file }: DecisionView, names: readonly string[]): FindingView[] =>
  notHoldingViews(names, file.evaluation?.ruleSetId ?? file.ruleSetId);

/** What is to be chosen before the decision can be signed; a form of its own that shows the choice. */
export const Choices: FC<{ view: DecisionView }> = ({ view }) => {
  const { kind } = view;
  if (kind === 'reject') return <Form view={view} outcome="reject" of={Refusals} />;
  if (kind === 'return') return <Form view={view} outcome="return" of={Items} />;
  if (kind === 'approve') return <Form view={view} outcome="approve" of={Overrides} />;
  return <></>;
};

const Form: FC<{ view: DecisionView; outcome: string; of: FC<{ view: DecisionView }> }> = (
  props,
) => {
  const { view, outcome, of: Fields } = props;
  const say = useSay();
  const isNothing = outcome === 'approve' && overriddenIn(view).length === 0;
  if (isNothing) return <p>{say(words.choose.nothing)}</p>;
  return (
    <form method="get" class="stack">
      <input type="hidden" name="outcome" value={outcome} />
      <Fields view={view} />
      <p>
        <button class="btn" type="submit">
          {say(words.choose.next)}
        </button>
      </p>
    </form>
  );
};

const overriddenIn = ({ file }: DecisionView): string[] => {
  const verdict = verdictOf(file);
  return verdict ? overriddenBy(verdict) : [];
};

const Refusals: FC<{ view: DecisionView }> = ({ view }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.choose.reason)}</legend>
      <div class="reasons">
        {REFUSAL_CHOICES.map((reason) => (
          <label class="choice">
            <input
              type="radio"
              name="reason"
              value={reason}
              required
              checked={view.fields.get('reason') === reason}
            />
            <span>
              <b>{say(refusalReasons[reason])}</b>
              <small lang="ja">{refusalReasons[reason].law}</small>
            </span>
          </label>
        ))}
      </div>
      <p class="small quiet">{say(words.choose.twoPersons)}</p>
    </fieldset>
  );
};

const Items: FC<{ view: DecisionView }> = ({ view }) => {
  const say = useSay();
  const open = verdictOf(view.file)?.notHolding ?? [];
  const names = open.map(({ rule, code }) => `${rule}/${code ?? ''}`);
  const chosen = view.fields.getAll('item');
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.choose.items)}</legend>
      <div class="reasons">
        {findingsOf(view, names).map(({ id, sentence }) => (
          <label class="choice">
            <input type="checkbox" name="item" value={id} checked={chosen.includes(id)} />
            <span>
              <b>{say(sentence)}</b>
              <small class="mono">{id}</small>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};

const Overrides: FC<{ view: DecisionView }> = ({ view }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.choose.overrides)}</legend>
      {findingsOf(view, overriddenIn(view)).map(({ id, sentence }) => (
        <div class="field">
          <label for={`for-${id}`}>
            {say(sentence)} <span class="mono quiet">{id}</span>
          </label>
          <select id={`for-${id}`} name={reasonField(id)} required>
            <option value=""></option>
            {Object.entries(overrideReasons).map(([code, reason]) => (
              <option value={code} selected={view.fields.get(reasonField(id)) === code}>
                {say(reason)}
              </option>
            ))}
          </select>
        </div>
      ))}
      <p class="small quiet">{say(words.choose.otherNeedsNote)}</p>
    </fieldset>
  );
};
