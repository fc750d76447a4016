import type { FC } from 'hono/jsx';
import {
  revocationReasons,
  type RevocationReasonCode,
} from '../../../domain/revocation/reasons.ts';
import { requestRefusalReasons } from '../../../domain/revocation/request-inputs.ts';
import { useSay } from '../components/language-context.ts';
import { revocationDecision as words } from '../words/revocation-decision.ts';
import type { Said } from '../words/said.ts';
import type { RequestDecisionView } from './decision-page.tsx';
import {
  decisionOfKind,
  EMERGENCY_REASONS,
  GRANT_REASONS,
  overrideField,
  REQUEST_OVERRIDES,
  REQUEST_REFUSALS,
} from './request-draft.ts';
import { refersOf, requestFindings } from './request-findings.ts';

interface Props {
  readonly view: RequestDecisionView;
}

/** What is to be chosen before it can be signed; a form of its own that shows the choice. */
export const RequestChoices: FC<Props> = ({ view }) => {
  const { kind } = view;
  if (kind === 'revocationGrant') {
    return (
      <Form view={view}>
        <Reasons view={view} />
        <Overrides view={view} />
      </Form>
    );
  }
  if (kind === 'revocationEmergency') {
    return (
      <Form view={view}>
        <Reasons view={view} />
      </Form>
    );
  }
  if (kind === 'revocationRefusal') {
    return (
      <Form view={view}>
        <Refusals view={view} />
      </Form>
    );
  }
  if (kind === 'revocationConfirmation') {
    return (
      <Form view={view}>
        <Judgement view={view} />
      </Form>
    );
  }
  return <></>;
};

const Form: FC<Props & { children?: unknown }> = ({ view, children }) => {
  const decision = decisionOfKind(view.kind);
  const say = useSay();
  return (
    <form method="get" class="stack">
      {view.kind !== 'revocationConfirmation' && decision !== undefined && (
        <input type="hidden" name="decision" value={decision} />
      )}
      {callMarks(view).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
      <p>
        <button class="btn" type="submit">
          {say(words.choose.next)}
        </button>
      </p>
    </form>
  );
};

/** What was marked on the telephone goes along with the choice. */
const callMarks = ({ kind, fields }: RequestDecisionView) =>
  kind === 'revocationEmergency'
    ? [...fields].filter(([name]) => name === 'answer' || name === 'result')
    : [];

/** One of several. */
export const Choice: FC<{
  name: string;
  value: string;
  isChosen: boolean;
  said: Said;
  code?: string;
}> = ({ name, value, isChosen, said, code }) => {
  const say = useSay();
  return (
    <label class="choice">
      <input type="radio" name={name} value={value} required checked={isChosen} />
      <span>
        <b>{say(said)}</b>
        {code !== undefined && <small class="mono">{code}</small>}
      </span>
    </label>
  );
};

/** The reason that is proposed: the one chosen, else the one asked for, where a decider may give it. */
export function reasonProposed({ fields, request }: RequestDecisionView): RevocationReasonCode {
  const wanted = fields.get('reason') ?? request.reasonAsked;
  return GRANT_REASONS.find((each) => each === wanted) ?? 'keyCompromise';
}

const Reasons: FC<Props> = ({ view }) => {
  const say = useSay();
  const chosen = reasonProposed(view);
  const { fields, request, kind } = view;
  const reasons = kind === 'revocationEmergency' ? EMERGENCY_REASONS : GRANT_REASONS;
  return (
    <>
      <fieldset class="stack--tight">
        <legend class="legend-big">{say(words.choose.reason)}</legend>
        <div class="reasons">
          {reasons.map((code) => (
            <Choice
              name="reason"
              value={code}
              isChosen={code === chosen}
              said={revocationReasons[code].said}
              code={code}
            />
          ))}
        </div>
      </fieldset>
      <DayField value={fields.get('invalidityDate') ?? request.invalidityDate ?? ''} />
    </>
  );
};

/** The day on which the danger arose, as it is typed. */
export const DayField: FC<{ value: string }> = ({ value }) => {
  const say = useSay();
  return (
    <div class="field">
      <label for="invalidityDate">{say(words.choose.invalidity)}</label>
      <span class="field__hint" id="invalidity-hint">
        {say(words.choose.invalidityHint)}
      </span>
      <input
        id="invalidityDate"
        name="invalidityDate"
        type="text"
        inputmode="numeric"
        pattern="\d{4}-\d{2}-\d{2}"
        placeholder="YYYY-MM-DD"
        autocomplete="off"
        aria-describedby="invalidity-hint"
        value={value}
      />
    </div>
  );
};

const Overrides: FC<Props> = ({ view: { request, fields } }) => {
  const say = useSay();
  const names = refersOf(request);
  const findings = requestFindings(request).filter(({ id }) => names.includes(id));
  if (findings.length === 0) return <p>{say(words.choose.noOverrides)}</p>;
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.choose.overrides)}</legend>
      {findings.map(({ id, sentence }) => (
        <div class="field">
          <label for={`for-${id}`}>
            {say(sentence)} <span class="mono quiet">{id}</span>
          </label>
          <select id={`for-${id}`} name={overrideField(id)} required>
            <option value=""></option>
            {REQUEST_OVERRIDES.map(([code, reason]) => (
              <option value={code} selected={fields.get(overrideField(id)) === code}>
                {say(reason)}
              </option>
            ))}
          </select>
        </div>
      ))}
    </fieldset>
  );
};

const Refusals: FC<Props> = ({ view: { fields } }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.choose.refusal)}</legend>
      <div class="reasons">
        {REQUEST_REFUSALS.map((code) => (
          <Choice
            name="refusal"
            value={code}
            isChosen={fields.get('refusal') === code}
            said={requestRefusalReasons[code]}
          />
        ))}
      </div>
    </fieldset>
  );
};

const Judgement: FC<Props> = ({ view: { fields } }) => {
  const say = useSay();
  const chosen = fields.get('confirmed');
  const { confirmation, confirmed, notConfirmed } = words.choose;
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(confirmation)}</legend>
      <div class="reasons">
        <Choice name="confirmed" value="yes" isChosen={chosen === 'yes'} said={confirmed} />
        <Choice name="confirmed" value="no" isChosen={chosen === 'no'} said={notConfirmed} />
      </div>
    </fieldset>
  );
};
