import type { FC } from 'hono/jsx';
import { portalDeeds } from '../../../domain/governance/portal-change.ts';
import { useSay } from '../components/language-context.ts';
import { portalActs as words } from '../words/portal-acts.ts';
import type { Said } from '../words/said.ts';
import { Does, Field } from './act-fields.tsx';

interface ChoiceProps {
  readonly name: string;
  readonly label: Said;
  readonly choices: Readonly<Record<string, Said>>;
  readonly fields: URLSearchParams;
}

const Choice: FC<ChoiceProps> = ({ name, label, choices, fields }) => {
  const say = useSay();
  return (
    <div class="field">
      <label for={`act-${name}`}>
        {say(label)} <span class="field__hint">{say(words.onlyAdd)}</span>
      </label>
      <select id={`act-${name}`} name={name}>
        {Object.entries(choices).map(([value, word]) => (
          <option value={value} selected={fields.get(name) === value}>
            {say(word)}
          </option>
        ))}
      </select>
    </div>
  );
};

/** What a proposal about a portal asks. */
export const PortalFields: FC<{ fields: URLSearchParams }> = ({ fields }) => {
  const say = useSay();
  const more = { fields, isOptional: true };
  const { applicationsPerHour, requestsPerMinute, limitsHint: hint } = words;
  return (
    <>
      <Does of={portalDeeds} fields={fields} />
      <Field name="portal" label={words.portal} hint={words.portalHint} fields={fields} />
      <Field name="name" label={words.name} hint={words.onlyAdd} {...more} />
      <div class="field">
        <label for="act-keys">
          {say(words.keys)} <span class="field__hint">{say(words.keysHint)}</span>
        </label>
        <textarea id="act-keys" name="keys" rows={8} maxlength={8192} class="mono">
          {fields.get('keys') ?? ''}
        </textarea>
      </div>
      <Field name="applicationsPerHour" label={applicationsPerHour} hint={hint} {...more} />
      <Field name="requestsPerMinute" label={requestsPerMinute} hint={hint} {...more} />
      <Choice
        name="channel"
        label={words.channel}
        choices={{ app: words.app, web: words.web }}
        fields={fields}
      />
      <Choice
        name="use"
        label={words.use}
        choices={{ real: words.real, sandbox: words.sandbox }}
        fields={fields}
      />
    </>
  );
};
