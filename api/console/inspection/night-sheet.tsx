import type { FC } from 'hono/jsx';
import { NIGHT_KINDS } from '../../../db/inspection/night-counts.ts';
import { clockOf, dayAndTimeOf } from '../clock.ts';
import { useSay } from '../components/language-context.ts';
import {
  Legend,
  Numbers,
  StackedBars,
  type Series,
  type StackedBarsView,
} from '../components/stacked-bars.tsx';
import { morning } from '../words/morning.ts';
import { same, type Said } from '../words/said.ts';
import { statistics } from '../words/statistics.ts';
import type { NightHour, NightView, Tally } from './night-view.ts';

const words = morning.night;

const LOOKS = { approved: 's1', toPeople: 's2', returned: 's3', waiting: 's4' } as const;

const SERIES: readonly Series[] = NIGHT_KINDS.map((kind) => ({
  look: LOOKS[kind],
  name: words.kinds[kind],
}));

const valuesOf = ({ counts }: NightHour): number[] => NIGHT_KINDS.map((kind) => counts[kind]);

const hourOf = ({ at }: NightHour): Said => same(clockOf(at));

const percent = (share: number): string => `${(share * 100).toFixed(0)}%`;

/** What the drawing shows, in one sentence. */
function titleOf({ tallies, span }: NightView, now: Date): Said {
  const [from, until] = [dayAndTimeOf(span.from, now), dayAndTimeOf(span.until, now)];
  const parts = tallies.map(({ kind, count, lastWeek }): Said => {
    const before = words.lastWeek(String(lastWeek));
    return {
      ja: `${words.kinds[kind].ja} ${count}(${before.ja})`,
      en: `${words.kinds[kind].en} ${count} (${before.en})`,
    };
  });
  const whole = words.span(from, until);
  return {
    ja: `${whole.ja}。${parts.map(({ ja }) => ja).join('、')}。`,
    en: `${whole.en}: ${parts.map(({ en }) => en).join(', ')}.`,
  };
}

const barsOf = (view: NightView, now: Date): StackedBarsView => ({
  id: 'night-t',
  title: titleOf(view, now),
  series: SERIES,
  bars: view.hours.map((hour) => ({
    label: hourOf(hour),
    values: valuesOf(hour),
    ...(view.weeks > 0 ? { ghost: hour.lastWeek } : {}),
  })),
});

const TallyLine: FC<{ tally: Tally; weeks: number }> = ({ tally, weeks }) => {
  const { kind, count, lastWeek, mean } = tally;
  const say = useSay();
  return (
    <div>
      <dt>{say(words.kinds[kind])}</dt>
      <dd>
        <strong>{count.toLocaleString('en-US')}</strong>
      </dd>
      <dd class="quiet">
        {weeks === 0 ? (
          say(words.noWeeks)
        ) : (
          <>
            {say(words.lastWeek(lastWeek.toLocaleString('en-US')))}
            <br />
            {say(words.mean(mean.toFixed(1), weeks))}
          </>
        )}
      </dd>
    </div>
  );
};

const Share: FC<{ view: NightView }> = ({ view: { share, meanShare, weeks } }) => {
  const say = useSay();
  if (share === undefined) return <p>{say(words.nothing)}</p>;
  return (
    <p>
      {say(words.share(percent(share)))}
      {weeks > 0 && meanShare !== undefined && say(words.shareBefore(percent(meanShare)))}
    </p>
  );
};

/** 夜のあいだの自動決定: what the machine did while nobody was there, beside the same nights before. */
export const NightSheet: FC<{ view: NightView; now: Date }> = ({ view, now }) => {
  const { span, tallies, weeks, hours } = view;
  const say = useSay();
  const shown = words.span(dayAndTimeOf(span.from, now), dayAndTimeOf(span.until, now));
  return (
    <section class="sheet" aria-labelledby="h-night">
      <div class="sheet__head">
        <h2 id="h-night">{say(words.title)}</h2>
        <p>{say(shown)}</p>
      </div>
      <div class="sheet__body night">
        <dl class="tallies tallies--two">
          {tallies.map((tally) => (
            <TallyLine tally={tally} weeks={weeks} />
          ))}
        </dl>
        <figure>
          <StackedBars view={barsOf(view, now)} />
          <Legend series={SERIES} more={weeks > 0 ? words.ghost : undefined} />
          <Numbers
            name={words.byHour}
            summary={statistics.inNumbers}
            columns={[...SERIES.map(({ name }) => name), statistics.lastWeek]}
            rows={hours.map((hour) => ({
              label: hourOf(hour),
              cells: [...valuesOf(hour), hour.lastWeek].map(String),
            }))}
          />
        </figure>
      </div>
      <div class="sheet__body stack--tight">
        <Share view={view} />
        <p class="small quiet">{say(words.refused)}</p>
      </div>
    </section>
  );
};
