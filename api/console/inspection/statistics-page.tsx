import type { FC } from 'hono/jsx';
import { minuteOf } from '../clock.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { Legend, Numbers, StackedBars } from '../components/stacked-bars.tsx';
import { morning } from '../words/morning.ts';
import type { Said } from '../words/said.ts';
import { statistics as words } from '../words/statistics.ts';
import { times } from '../words/times.ts';
import type { Figure } from './statistics-view.ts';

/** What the drawing shows, for whoever does not see it. */
const titleOf = ({ name, found, series, bars }: Figure): Said => {
  const totals = series.map((each, index) => ({
    name: each.name,
    total: bars.reduce((sum, { values }) => sum + (values[index] ?? 0), 0).toLocaleString('en-US'),
  }));
  return {
    ja: `${name.ja}。${found.ja}。${totals.map((each) => `${each.name.ja} ${each.total}`).join('、')}。`,
    en: `${name.en}. ${found.en}. ${totals.map((each) => `${each.name.en} ${each.total}`).join(', ')}.`,
  };
};

const Chart: FC<{ figure: Figure }> = ({ figure }) => {
  const { code, name, found, sub, note, series, bars } = figure;
  const say = useSay();
  const hasGhost = bars.some(({ ghost }) => ghost !== undefined);
  return (
    <figure class="sheet pad figure">
      <figcaption>
        <strong>{say(found)}</strong>
        <span>{say(sub)}</span>
      </figcaption>
      <StackedBars view={{ id: `${code}-t`, title: titleOf(figure), series, bars }} />
      <Legend series={series} more={hasGhost ? morning.night.ghost : undefined} />
      <Numbers
        name={words.table(name)}
        summary={words.inNumbers}
        columns={[...series.map((each) => each.name), ...(hasGhost ? [words.lastWeek] : [])]}
        rows={bars.map(({ label, values, ghost }) => ({
          label,
          cells: [...values, ...(ghost === undefined ? [] : [ghost])].map((count) =>
            count.toLocaleString('en-US'),
          ),
        }))}
      />
      {note && <p class="small quiet">{say(note)}</p>}
    </figure>
  );
};

const Head: FC<{ now: Date }> = ({ now }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <div>
        <h1>{say(words.title)}</h1>
        <p>{say(words.lead)}</p>
      </div>
      <p class="row">
        <span class="when">{say(times.asOf(minuteOf(now)))} JST</span>
        <a class="btn" href="/inspection/statistics.csv">
          {say(words.csv)}
        </a>
        <a class="btn" href="/morning-check" data-key="Escape" aria-keyshortcuts="Escape">
          {say(words.back)}
        </a>
      </p>
    </div>
  );
};

/** 統計: how old the queue is, who decided when, and what people made of what the machine referred to them. */
export const StatisticsPage: FC<{
  frame: FrameView;
  figures: readonly Figure[];
  now: Date;
}> = ({ frame, figures, now }) => (
  <Page view={frame} title={words.title} current="morning">
    <div class="page">
      <Head now={now} />
      <div class="figures">
        {figures.map((figure) => (
          <Chart figure={figure} />
        ))}
      </div>
    </div>
  </Page>
);
