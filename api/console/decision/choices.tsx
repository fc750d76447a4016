import type { FC } from 'hono/jsx';
import {
  overriddenBy,
  overrideReasons,
  refusalReasons,
} from '../../../domain/decision/overrides.ts';
import { notHoldingViews, type FindingView } from '../application/finding-view.ts';
import { transferRoutes } from '../../../domain/decision/transfer.ts';
import {
  mayRecordNotice,
  noticeChannels,
  noticeSubjects,
  type NoticeSubject,
} from '../../../domain/decision/notice.ts';
import { withdrawalChannels } from '../../../domain/decision/withdrawal.ts';
import { useSay } from '../components/language-context.ts';
import { decision as words } from '../words/decision.ts';
import type { Said } from '../words/said.ts';
import type { DecisionView } from './decision-view.ts';
import { reasonField, REFUSAL_CHOICES } from './draft.ts';
import { verdictOf } from './duties.ts';

const findingsOf = ({ file }: DecisionView, names: readonly string[]): FindingView[] =>
  notHoldingViews(names, file.evaluation?.ruleSetId ?? file.ruleSetId);

/** What is to be chosen before the decision can be signed; a form of its own that shows the choice. */
export const Choices: FC<{ view: DecisionView }> = ({ view }) => {
  const { kind } = view;
  if (kind === 'reject') return <Form view={view} outcome="reject" of={Refusals} />;
  if (kind === 'transfer') return <Form view={view} outcome="transfer" of={Routes} />;
  if (kind === 'withdraw') return <Form view={view} outcome="withdraw" of={Channels} />;
  if (kind === 'notice') return <Form view={view} outcome="notice" of={Notices} />;
  if (kind === 'return') return <Form view={view} outcome="return" of={Items} />;
  if (kind === 'approve') return <Form view={view} outcome="approve" of={Overrides} />;
  return <></>;
};

/** What no passkey signs. */
const UNSIGNED: readonly string[] = ['withdraw', 'notice'];

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
          {say(UNSIGNED.includes(outcome) ? words.choose.nextUnsigned : words.choose.next)}
        </button>
      </p>
    </form>
  );
};

const overriddenIn = ({ file }: DecisionView): string[] => {
  const verdict = verdictOf(file);
  return verdict ? overriddenBy(verdict) : [];
};

/** One of several, with its article. */
const Choice: FC<{ name: string; value: string; isChosen: boolean; said: Said; law?: string }> = (
  props,
) => {
  const { name, value, isChosen, said, law } = props;
  const say = useSay();
  return (
    <label class="choice">
      <input type="radio" name={name} value={value} required checked={isChosen} />
      <span>
        <b>{say(said)}</b>
        {law !== undefined && <small lang="ja">{law}</small>}
      </span>
    </label>
  );
};

/** By which other route the applicant is asked to apply. */
const Routes: FC<{ view: DecisionView }> = ({ view }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.choose.route)}</legend>
      <div class="reasons">
        {Object.entries(transferRoutes).map(([route, said]) => (
          <Choice
            name="route"
            value={route}
            isChosen={view.fields.get('route') === route}
            said={said}
            law={said.law}
          />
        ))}
      </div>
      <p class="small quiet">{say(words.choose.noRouteYet)}</p>
    </fieldset>
  );
};

/** How the applicant asked for the withdrawal. */
const Channels: FC<{ view: DecisionView }> = ({ view }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.choose.channel)}</legend>
      <div class="reasons">
        {Object.entries(withdrawalChannels).map(([channel, said]) => (
          <Choice
            name="channel"
            value={channel}
            isChosen={view.fields.get('channel') === channel}
            said={said}
          />
        ))}
      </div>
    </fieldset>
  );
};

/** What a third party told us, and how. */
const Notices: FC<{ view: DecisionView }> = ({ view }) => {
  const say = useSay();
  const { duty, fields } = view;
  const role = duty.may ? duty.role : '';
  const subjects = Object.keys(noticeSubjects) as NoticeSubject[];
  return (
    <>
      <fieldset class="stack--tight">
        <legend class="legend-big">{say(words.choose.about)}</legend>
        <div class="reasons">
          {subjects
            .filter((about) => mayRecordNotice(about, role))
            .map((about) => (
              <Choice
                name="about"
                value={about}
                isChosen={fields.get('about') === about}
                said={noticeSubjects[about]}
              />
            ))}
        </div>
      </fieldset>
      <fieldset class="stack--tight">
        <legend class="legend-big">{say(words.choose.noticeChannel)}</legend>
        <div class="reasons">
          {Object.entries(noticeChannels).map(([channel, said]) => (
            <Choice
              name="channel"
              value={channel}
              isChosen={fields.get('channel') === channel}
              said={said}
            />
          ))}
        </div>
      </fieldset>
      <p class="small quiet">{say(words.choose.wordsInNote)}</p>
    </>
  );
};

const Refusals: FC<{ view: DecisionView }> = ({ view }) => {
  const { first } = view;
  const say = useSay();
  // Nobody is the second after themselves (N2).
  const isTaken = (reason: string) => first?.isOwn === true && reason === 'untrueApplication';
  const choices = REFUSAL_CHOICES.filter((reason) => !isTaken(reason));
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.choose.reason)}</legend>
      <div class="reasons">
        {choices.map((reason) => (
          <Choice
            name="reason"
            value={reason}
            isChosen={view.fields.get('reason') === reason}
            said={refusalReasons[reason]}
            law={refusalReasons[reason].law}
          />
        ))}
      </div>
      <p class="small quiet">
        {say(first ? words.choose.isSecond(first.name) : words.choose.twoPersons)}
      </p>
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
