import type { FC } from 'hono/jsx';
import type { HappeningView, PlanView, TimelineView } from '../application/timeline-view.ts';
import { dayAndTimeOf, dueTimeOf, isoOf } from '../clock.ts';
import { casePage } from '../words/case-page.ts';
import { times } from '../words/times.ts';
import { Icon } from './icon.tsx';
import { useLanguage, useSay } from './language-context.ts';
import { Moment } from './moment.tsx';

const words = casePage.timeline;

const Plan: FC<{ plan: PlanView; now: Date }> = ({ plan: { at, said, isDue }, now }) => {
  const say = useSay();
  const day = (isDue ? dueTimeOf : dayAndTimeOf)(at, now);
  const planned = { ja: times.planned(day.ja).ja, en: times.planned(day.en).en };
  return (
    <li data-future="">
      <span class="timeline__time">
        <time datetime={isoOf(at)}>{say(planned)}</time>
      </span>
      <span class="timeline__dot" data-kind="waits">
        <Icon name="clock" />
      </span>
      <div class="timeline__what">{say(said)}</div>
      <span class="timeline__entry"></span>
    </li>
  );
};

/** Who did it: before the sentence in Japanese, behind it in English. */
const What: FC<{ happening: HappeningView }> = ({ happening: { said, person, responsible } }) => {
  const language = useLanguage();
  const say = useSay();
  const name = person !== undefined && <strong lang="ja">{person}</strong>;
  return (
    <div class="timeline__what">
      {name && language === 'ja' && <>{name}が</>}
      {say(said)}
      {name && language === 'en' && <> {name}</>}
      {responsible !== undefined && (
        <span class="quiet small"> {say(words.responsible(responsible))}</span>
      )}
    </div>
  );
};

const Happening: FC<{ happening: HappeningView; now: Date }> = ({ happening, now }) => {
  const { at, icon, kind, item, index, href } = happening;
  const say = useSay();
  return (
    <li>
      <span class="timeline__time">
        <Moment at={at} now={now} />
      </span>
      <span class="timeline__dot" data-kind={kind}>
        <Icon name={icon} />
      </span>
      <What happening={happening} />
      <span class="timeline__entry">
        <a href={href}>
          {item} {index === undefined ? say(words.unsequenced) : index.toLocaleString('en-US')}
        </a>
      </span>
    </li>
  );
};

/** What happened, newest first, with what is planned on top, and the place of each in the books. */
export const Timeline: FC<{ timeline: TimelineView; now: Date }> = ({ timeline, now }) => (
  <ol class="timeline">
    {timeline.plans.map((plan) => (
      <Plan plan={plan} now={now} />
    ))}
    {timeline.happened.map((happening) => (
      <Happening happening={happening} now={now} />
    ))}
  </ol>
);
