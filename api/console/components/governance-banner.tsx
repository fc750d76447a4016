import type { FC } from 'hono/jsx';
import type { GovernanceAlarm } from '../governance/governance-alarm.ts';
import { governance } from '../words/governance.ts';
import { Icon } from './icon.tsx';
import { useSay } from './language-context.ts';

const words = governance.banner;

/** Under the top bar: what is stopped, and what waits for the reader's approval. */
export const GovernanceBanner: FC<{ alarm: GovernanceAlarm }> = ({ alarm: { off, mine } }) => {
  const say = useSay();
  const [first, ...others] = off;
  const [waiting, ...more] = mine;
  return (
    <>
      {first && (
        <div class="banner" data-kind="stop" role="status">
          <Icon name="pause" />
          <p>
            <strong>{say(first.means)}</strong>
            {others.length > 0 && ` ${say(words.more(others.length))}`}
          </p>
          <a class="btn btn--small" href="/governance-acts#h-switches">
            {say(words.open)}
          </a>
        </div>
      )}
      {waiting && (
        <div class="banner" data-kind="dual" role="status">
          <Icon name="person" />
          <p>
            <strong>
              {say(words.waits(waiting.proposer, governance.kinds[waiting.content.actKind]))}
            </strong>{' '}
            {say(words.youCan)}
            {more.length > 0 && ` ${say(words.more(more.length))}`}
          </p>
          <a class="btn btn--small" href={`/governance-acts/${waiting.act.id}`}>
            {say(words.open)}
          </a>
        </div>
      )}
    </>
  );
};
