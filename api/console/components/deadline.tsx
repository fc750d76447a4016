import type { FC } from 'hono/jsx';
import {
  dayAndTimeOf,
  dayOf,
  daysBetween,
  daysUntilDue,
  dueTimeOf,
  durationOf,
  isoOf,
} from '../clock.ts';
import type { Said } from '../words/said.ts';
import { times } from '../words/times.ts';
import { Icon } from './icon.tsx';
import { useSay } from './language-context.ts';

/** A deadline as it stands at a moment; computed here, never in the browser. */
export interface DeadlineView {
  readonly level: 'over' | 'today' | 'stopped' | 'later';
  /** What is left, in bold. */
  readonly left: Said;
  readonly at: Date;
  /** The instant, or what happens at it while the clock stands. */
  readonly instant: Said;
}

/** What is left until an instant; a stopped clock says since when it stands. */
export function deadlineView(at: Date, now: Date, stoppedSince?: Date): DeadlineView {
  if (stoppedSince) {
    const left = times.stopped(daysBetween(stoppedSince, now) + 1);
    const day = dayOf(new Date(at.getTime() - 1), now);
    const instant = { ja: times.lapsesOn(day.ja).ja, en: times.lapsesOn(day.en).en };
    return { level: 'stopped', left, at, instant };
  }
  const ms = at.getTime() - now.getTime();
  const instant = dueTimeOf(at, now);
  if (ms < 0) return { level: 'over', left: times.over(durationOf(-ms)), at, instant };
  const level = daysUntilDue(now, at) === 0 ? 'today' : 'later';
  return { level, left: times.left(durationOf(ms)), at, instant };
}

/** What is left until the machine tries again; one that is due is under way. */
export function attemptView(at: Date, now: Date): DeadlineView {
  const ms = at.getTime() - now.getTime();
  const left = ms > 0 ? times.untilQuery(durationOf(ms)) : times.underWay;
  return { level: 'later', left, at, instant: dayAndTimeOf(at, now) };
}

/** What is left in bold, then the instant. */
export const Deadline: FC<DeadlineView & { label?: Said }> = ({
  level,
  left,
  at,
  instant,
  label,
}) => {
  const say = useSay();
  return (
    <span class="deadline" data-level={level}>
      {label && <small>{say(label)}</small>}
      <strong>
        {level === 'over' && <Icon name="warning" />}
        {level === 'stopped' && <Icon name="pause" />}
        {say(left)}
      </strong>
      <time datetime={isoOf(at)}>{say(instant)}</time>
    </span>
  );
};
