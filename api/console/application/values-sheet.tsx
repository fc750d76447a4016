import type { FC } from 'hono/jsx';
import { Glyphs } from '../components/glyphs.tsx';
import { useLanguage, useSay } from '../components/language-context.ts';
import { Values } from '../components/values.tsx';
import { casePage } from '../words/case-page.ts';
import type { CaseView } from './case-view.ts';
import type { ValuesView } from './values-view.ts';

const words = casePage.values;

const Explanation: FC<{ values: ValuesView }> = ({ values: { verdict, other, names } }) => {
  const say = useSay();
  // Japanese sentences follow each other without a space.
  const space = useLanguage() === 'en' ? ' ' : '';
  if (!verdict) {
    const why = other === 'unreadable' ? words.unreadableCard : words.noCard;
    return <p class="explain">{say(why)}</p>;
  }
  return (
    <p class="explain" data-kind={verdict.kind}>
      <strong>{say(verdict.strong)}</strong>
      {space}
      {say(verdict.more)}
      {names.flags === 'unusable' && `${space}${say(words.flagsUnusable)}`}
    </p>
  );
};

/** What will stand in the certificate, beside the certificate that signed. */
export const ValuesSheet: FC<{ view: CaseView }> = ({ view: { values } }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-values">
      <div class="sheet__head">
        <h2 id="h-values">{say(words.title)}</h2>
      </div>
      <div class="sheet__body stack">
        {values ? (
          <>
            <Glyphs names={values.names} hasOther={values.other === 'card'} />
            <Explanation values={values} />
            <Values values={values.values} />
          </>
        ) : (
          <p>{say(words.noText)}</p>
        )}
      </div>
    </section>
  );
};
