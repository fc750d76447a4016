import type { FC } from 'hono/jsx';
import { FindingRow, HoldingFindings } from '../components/finding-row.tsx';
import { useSay } from '../components/language-context.ts';
import { findings as words } from '../words/findings.ts';
import type { FindingsView } from './finding-view.ts';

/** What the rules found: what does not hold first, the rest folded with its count. */
export const FindingsSheet: FC<{ findings: FindingsView | undefined }> = ({ findings }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-findings">
      <div class="sheet__head">
        <h2 id="h-findings">{say(words.title)}</h2>
        {findings && <p>{say(words.ruleSet(findings.ruleSetId))}</p>}
      </div>
      <div class="sheet__body">
        {findings ? <Found findings={findings} /> : <p>{say(words.none)}</p>}
      </div>
    </section>
  );
};

const Found: FC<{ findings: FindingsView }> = ({ findings: { open, holding } }) => {
  const say = useSay();
  return (
    <>
      {open.length === 0 ? (
        <p class="strong">{say(words.allHold(holding.length))}</p>
      ) : (
        <ul>
          {open.map((finding, index) => (
            <FindingRow finding={finding} number={index + 1} />
          ))}
        </ul>
      )}
      {holding.length > 0 && <HoldingFindings findings={holding} />}
    </>
  );
};
