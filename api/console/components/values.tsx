import type { FC } from 'hono/jsx';
import type { ValueView } from '../application/values-view.ts';
import { casePage } from '../words/case-page.ts';
import { Hash } from './hash.tsx';
import { Icon } from './icon.tsx';
import { useSay } from './language-context.ts';

const words = casePage.values;

const Value: FC<{ value: ValueView }> = ({ value }) => {
  const { name, text, isCode, said, more, hex } = value;
  const say = useSay();
  return (
    <td>
      {text !== undefined && (
        <span lang="ja" class={isCode ? 'mono' : undefined}>
          {text}
        </span>
      )}
      {said && say(said)}
      {hex !== undefined && <Hash hex={hex} name={name} />}
      {more && <span class="small quiet"> {say(more)}</span>}
    </td>
  );
};

const Verdict: FC<{ value: ValueView }> = ({ value: { verdict, note } }) => {
  const say = useSay();
  if (!verdict) return <td>{note && <span class="quiet small">{say(note)}</span>}</td>;
  return (
    <td>
      <span class={verdict.isGood ? 'same' : 'differs'}>
        {verdict.isGood && <Icon name="tick" />} {say(verdict.word)}
      </span>
    </td>
  );
};

/** Values beside the name: name, value, verdict. What the certificate will not hold says so. */
export const Values: FC<{ values: readonly ValueView[] }> = ({ values }) => {
  const say = useSay();
  return (
    <table class="values" role="table">
      <caption class="vh">{say(words.others)}</caption>
      <tbody role="rowgroup">
        {values.map((value) => (
          <tr role="row">
            <th scope="row" role="rowheader">
              {say(value.name)}
              {value.isAbsent && (
                <>
                  <br />
                  <span class="quiet">{say(words.absent)}</span>
                </>
              )}
            </th>
            <Value value={value} />
            <Verdict value={value} />
          </tr>
        ))}
      </tbody>
    </table>
  );
};
