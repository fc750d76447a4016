import type { FC } from 'hono/jsx';
import type { Said } from '../words/said.ts';
import { useSay } from './language-context.ts';

/** Where somebody says what a passkey is to be called. */
export const LabelField: FC<{ label: Said; hint: Said }> = ({ label, hint }) => {
  const say = useSay();
  return (
    <div class="field">
      <label for="label">{say(label)}</label>
      <span class="field__hint" id="label-hint">
        {say(hint)}
      </span>
      <input
        type="text"
        id="label"
        name="label"
        required
        maxlength={40}
        autocomplete="off"
        aria-describedby="label-hint"
      />
    </div>
  );
};
