import type { FC } from 'hono/jsx';
import type { AnchoringLine } from '../inspection/anchoring-view.ts';
import { anchoring } from '../words/anchoring.ts';
import { Icon } from './icon.tsx';
import { useSay } from './language-context.ts';

const words = anchoring.banner;

/** What is wrong with the anchoring of the books, under the top bar. */
export const AnchoringBanner: FC<{ line: AnchoringLine; canOpen: boolean }> = (props) => {
  const { line, canOpen } = props;
  const { isContradicted, level, kind, age, failure } = line;
  const say = useSay();
  return (
    <div
      class="banner"
      data-kind={level === 'alarm' ? 'stop' : undefined}
      role={isContradicted ? 'alert' : 'status'}
    >
      <Icon name="warning" />
      <p>
        <strong>{say(isContradicted ? words.contradicted : words[kind](age))}</strong>{' '}
        {say(isContradicted ? words.contradictedNext : words.next)}
        {isContradicted && <span class="mono small"> CheckpointInconsistent</span>}
        {!isContradicted && failure !== undefined && <span class="mono small"> {failure}</span>}
      </p>
      {canOpen && (
        <a class="btn btn--small" href="/inspection/anchoring">
          {say(words.open)}
        </a>
      )}
    </div>
  );
};
