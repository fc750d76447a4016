import type { FC } from 'hono/jsx';
import type { Said } from '../words/said.ts';
import { drawn, marksUpTo, roundUp } from './chart-scale.ts';
import { useSay } from './language-context.ts';

/** Names of the grounds of series; they differ in lightness as well as hue. */
export type SeriesClass = 's1' | 's2' | 's3' | 's4';

/** What one layer of every bar counts. */
export interface Series {
  readonly look: SeriesClass;
  readonly name: Said;
}

/** One bar: a number for each series, and what the dotted line beside it says. */
export interface Bar {
  readonly label: Said;
  readonly values: readonly number[];
  readonly ghost?: number;
}

/** A chart of bars on each other. */
export interface StackedBarsView {
  /** Names the drawing in the page. */
  readonly id: string;
  /** Says in words what the drawing shows. */
  readonly title: Said;
  readonly series: readonly Series[];
  readonly bars: readonly Bar[];
}

const WIDTH = 620;
const LEFT = 46;
const RIGHT = 600;
const TOP = 14;
const BOTTOM = 138;
const HEIGHT = 168;

/** Labels that fit below the axis. */
const LABELS_MAX = 12;

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

interface Scale {
  readonly top: number;
  readonly step: number;
}

const heightOf = (value: number, { top }: Scale): number => (value / top) * (BOTTOM - TOP);
const xOf = (index: number, { step }: Scale): number => LEFT + index * step;

const Axis: FC<{ scale: Scale }> = ({ scale }) => (
  <>
    {marksUpTo(scale.top).map((mark) => {
      const y = drawn(BOTTOM - heightOf(mark, scale));
      return (
        <>
          <line class={mark === 0 ? 'axis' : 'grid'} x1={LEFT} x2={RIGHT} y1={y} y2={y} />
          <text x={LEFT - 8} y={y + 4} text-anchor="end">
            {mark.toLocaleString('en-US')}
          </text>
        </>
      );
    })}
  </>
);

const Stack: FC<{ bar: Bar; x: number; series: readonly Series[]; scale: Scale }> = (props) => {
  const { bar, x, series, scale } = props;
  let y = BOTTOM;
  return (
    <>
      {series.map(({ look }, index) => {
        const height = heightOf(bar.values[index] ?? 0, scale);
        y -= height;
        if (height === 0) return undefined;
        return (
          <rect
            class={look}
            x={drawn(x + scale.step * 0.15)}
            y={drawn(y)}
            width={drawn(scale.step * 0.7)}
            height={drawn(height)}
          />
        );
      })}
    </>
  );
};

/** The line of what is compared with, as one step a bar. */
const ghostPath = (bars: readonly Bar[], scale: Scale): string =>
  bars
    .map(({ ghost = 0 }, index) => {
      const y = drawn(BOTTOM - heightOf(ghost, scale));
      const x = drawn(xOf(index, scale));
      return `${index === 0 ? 'M' : 'L'}${x} ${y}H${drawn(x + scale.step)}`;
    })
    .join('');

/** Bars on each other, drawn on the server; the words and the numbers stand beside it. */
export const StackedBars: FC<{ view: StackedBarsView }> = ({
  view: { id, title, series, bars },
}) => {
  const say = useSay();
  const largest = Math.max(1, ...bars.map(({ values, ghost = 0 }) => Math.max(sum(values), ghost)));
  const scale = { top: roundUp(largest), step: (RIGHT - LEFT) / Math.max(1, bars.length) };
  const every = Math.ceil(bars.length / LABELS_MAX);
  const hasGhost = bars.some(({ ghost }) => ghost !== undefined);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={id}>
      <title id={id}>{say(title)}</title>
      <Axis scale={scale} />
      {bars.map((bar, index) => (
        <Stack bar={bar} x={xOf(index, scale)} series={series} scale={scale} />
      ))}
      {bars.map(({ label }, index) =>
        index % every === 0 ? (
          <text x={drawn(xOf(index, scale) + scale.step / 2)} y={BOTTOM + 18} text-anchor="middle">
            {say(label)}
          </text>
        ) : undefined,
      )}
      {hasGhost && <path class="ghost" d={ghostPath(bars, scale)} />}
    </svg>
  );
};

/** What the grounds mean, in words. */
export const Legend: FC<{ series: readonly Series[]; more?: Said | undefined }> = (props) => {
  const { series, more } = props;
  const say = useSay();
  return (
    <p class="legend">
      {series.map(({ look, name }) => (
        <span>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <rect class={look} width="12" height="12" />
          </svg>
          {say(name)}
        </span>
      ))}
      {more && <span>{say(more)}</span>}
    </p>
  );
};

/** The same in numbers, folded. */
export const Numbers: FC<{
  name: Said;
  summary: Said;
  columns: readonly Said[];
  rows: readonly { readonly label: Said; readonly cells: readonly string[] }[];
}> = ({ name, summary, columns, rows }) => {
  const say = useSay();
  return (
    <details>
      <summary class="small">{say(summary)}</summary>
      <div class="scroll-x" tabindex={0} role="group" aria-label={say(name)}>
        <table class="small">
          <thead>
            <tr>
              <td></td>
              {columns.map((column) => (
                <th scope="col">{say(column)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, cells }) => (
              <tr>
                <th scope="row">{say(label)}</th>
                {cells.map((cell) => (
                  <td class="right">{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
};
