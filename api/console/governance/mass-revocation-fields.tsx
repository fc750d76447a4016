import type { FC } from 'hono/jsx';
import { revocationReasons } from '../../../domain/revocation/reasons.ts';
import type { massRevokers } from '../../../domain/revocation/mass-revocation.ts';
import { useSay } from '../components/language-context.ts';
import { massRevocationWords as words } from '../words/mass-revocation.ts';

type Revoker = (typeof massRevokers)[number];

/** What a proposal of a mass revocation asks: by whom, for which reason, and the list. */
export const MassRevocationFields: FC<{
  readonly fields: URLSearchParams;
  /** By whom it may be done, as far as the reader may propose it. */
  readonly revokers: readonly Revoker[];
}> = ({ fields, revokers }) => {
  const say = useSay();
  return (
    <>
      <div class="field">
        <label for="act-by">{say(words.by)}</label>
        <select id="act-by" name="by" required>
          {revokers.map((each) => (
            <option value={each} selected={fields.get('by') === each}>
              {say(words.revokers[each])}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="act-revocation-reason">{say(words.reason)}</label>
        <select id="act-revocation-reason" name="reason" required>
          <option value=""></option>
          {Object.entries(revocationReasons).map(([code, { said }]) => (
            <option value={code} selected={fields.get('reason') === code}>
              {say(said)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="act-list">
          {say(words.list)} <span class="field__hint">{say(words.listHint)}</span>
        </label>
        <textarea id="act-list" name="document" rows={14} required class="mono">
          {fields.get('document') ?? ''}
        </textarea>
      </div>
    </>
  );
};
