import type { FC } from 'hono/jsx';
import { dayAndTimeOf, dueTimeOf, isoOf, minuteOf, secondOf } from '../clock.ts';
import { useSay } from './language-context.ts';

/** An instant, in the form that its place calls for, with the whole of it beside. */
export const Moment: FC<
  { at: Date; now: Date; isDue?: boolean } | { at: Date; to: 'minute' | 'second' }
> = (props) => {
  const say = useSay();
  const { at } = props;
  const shown =
    'now' in props
      ? say((props.isDue ? dueTimeOf : dayAndTimeOf)(at, props.now))
      : props.to === 'minute'
        ? minuteOf(at)
        : secondOf(at);
  return <time datetime={isoOf(at)}>{shown}</time>;
};
