import type { FC } from 'hono/jsx';
import type { FindingView } from '../application/finding-view.ts';
import { findings as words } from '../words/findings.ts';
import { Chip } from './chip.tsx';
import { Icon } from './icon.tsx';
import { usePaper, useSay } from './language-context.ts';

/** A finding that does not hold: sentence, next step, then id, article and who may override it. */
export const FindingRow: FC<{ finding: FindingView; number: number }> = ({ finding, number }) => {
  const { id, chip, sentence, next, law, override, line } = finding;
  const say = useSay();
  return (
    <li class="finding" id={`F${number}`}>
      <div>
        <Chip {...chip} />
      </div>
      <div>
        <p class="finding__say">{say(sentence)}</p>
        <p class="finding__next">
          {line !== undefined && (
            <>
              <a
                href={`#L${line}`}
                data-key={String(number)}
                aria-keyshortcuts={number <= 9 ? String(number) : undefined}
              >
                {say(words.line(line))}
              </a>
              {say(words.compare)}
            </>
          )}
          {say(next)}
        </p>
        <p class="finding__meta">
          <span class="mono">{id}</span>
          {law !== '' && <span lang="ja">{law}</span>}
          <span>{say(override)}</span>
        </p>
      </div>
    </li>
  );
};

/** What holds, folded under its count. */
export const HoldingFindings: FC<{ findings: readonly FindingView[] }> = ({ findings }) => {
  const say = useSay();
  return (
    <details class="findings-done" open={usePaper()}>
      <summary>{say(words.holding(findings.length))}</summary>
      <ul>
        {findings.map(({ sentence, id }) => (
          <li>
            <Icon name="tick" />
            <span>
              {say(sentence)} <span class="mono quiet">{id}</span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
};
