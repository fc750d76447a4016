import type { FC, PropsWithChildren } from 'hono/jsx';
import type { BarView } from '../application/state-view.ts';
import { durationOf } from '../clock.ts';
import { casePage } from '../words/case-page.ts';
import { times } from '../words/times.ts';
import { Icon } from './icon.tsx';
import { useSay } from './language-context.ts';
import { Moment } from './moment.tsx';

const words = casePage.bar;

/** At the foot of a case: whose turn it is now, what happens next, and as children what the reader may do. */
export const DecisionBar: FC<PropsWithChildren<{ bar: BarView; now: Date }>> = (props) => {
  const { bar, now, children } = props;
  const { icon, kind, turn, next, people, who, told, attemptAt, deadline } = bar;
  const say = useSay();
  return (
    <section class="decide" aria-label={say(words.label)}>
      <div class="decide__in">
        <p class="decide__why" data-kind={kind}>
          <Icon name={icon} />
          <span>
            <strong>{say(turn)}</strong>
            <br />
            {say(next)}
          </span>
        </p>
        <dl class="signs">
          <div>
            <dt>{say(words.who)}</dt>
            <dd>{say(who)}</dd>
          </div>
          {people && (
            <div>
              <dt>{say(people.label)}</dt>
              <dd lang="ja">{people.names}</dd>
            </div>
          )}
          {told && (
            <div>
              <dt>{say(words.told)}</dt>
              <dd class="signs__told">{say(words.quoted(say(told)))}</dd>
            </div>
          )}
          {attemptAt && <At name={say(words.when)} at={attemptAt} now={now} />}
          {deadline && <At name={say(words.deadline)} at={deadline} now={now} isDue />}
        </dl>
        {children}
      </div>
    </section>
  );
};

const At: FC<{ name: string; at: Date; now: Date; isDue?: boolean }> = (props) => {
  const { name, at, now, isDue = false } = props;
  const say = useSay();
  const ms = at.getTime() - now.getTime();
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Moment at={at} now={now} isDue={isDue} />
        {ms > 0 && <span class="quiet small"> {say(times.left(durationOf(ms)))}</span>}
      </dd>
    </div>
  );
};
