import type { FC } from 'hono/jsx';
import { useSay } from '../components/language-context.ts';
import { accessActs as words } from '../words/access-acts.ts';
import type { Said } from '../words/said.ts';

interface FieldProps {
  readonly name: string;
  readonly label: Said;
  readonly hint?: Said;
  readonly fields: URLSearchParams;
  readonly isOptional?: boolean;
}

/** A line of text that a proposal asks. */
export const Field: FC<FieldProps> = ({ name, label, hint, fields, isOptional = false }) => {
  const say = useSay();
  return (
    <div class="field">
      <label for={`act-${name}`}>
        {say(label)} {hint && <span class="field__hint">{say(hint)}</span>}
      </label>
      <input
        id={`act-${name}`}
        name={name}
        type="text"
        required={!isOptional}
        maxlength={255}
        autocomplete="off"
        value={fields.get(name) ?? ''}
      />
    </div>
  );
};

/** What is done, of what can be. */
export const Does: FC<{ of: readonly (keyof typeof words.does)[]; fields: URLSearchParams }> = (
  props,
) => {
  const say = useSay();
  return (
    <div class="field">
      <label for="act-do">{say(words.whatIsDone)}</label>
      <select id="act-do" name="do" required>
        {props.of.map((each) => (
          <option value={each} selected={props.fields.get('do') === each}>
            {say(words.does[each])}
          </option>
        ))}
      </select>
    </div>
  );
};
