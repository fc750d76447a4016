import type { FC } from 'hono/jsx';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import { clockOf } from '../clock.ts';
import { Chip, type ChipView } from '../components/chip.tsx';
import { useSay } from '../components/language-context.ts';
import { revocationEmergency } from '../words/revocation-emergency.ts';
import { same, type Said } from '../words/said.ts';

const words = revocationEmergency.after;

/** One thing that happens after a revocation is recorded, and when. */
export interface AfterStep {
  readonly state: 'done' | 'turn' | 'running' | 'next';
  readonly what: Said;
  readonly when: Said;
}

const CHIPS: Readonly<Record<AfterStep['state'], Omit<ChipView, 'word'>>> = {
  done: { kind: 'holds', icon: 'tick' },
  turn: { kind: 'waits', icon: 'person' },
  running: { kind: 'waits', icon: 'clock' },
  next: { kind: 'plain' },
};

interface Planned {
  readonly what: Said;
  readonly at: Date | null;
  readonly usually: Said;
}

/** Before anything was taken. */
const NOTHING_YET = {
  requestedAt: null,
  decidedAt: null,
  recordedAt: null,
  publishedAt: null,
  isEmergency: null,
  confirmedAt: null,
};

/** Each step of a request: done at an instant, under way, or next. */
export function stepsOf(request: ListedRequest | undefined, now: Date): AfterStep[] {
  const { requestedAt, decidedAt, recordedAt, publishedAt, isEmergency, confirmedAt } =
    request ?? NOTHING_YET;
  const planned: Planned[] = [
    { what: words.taken, at: requestedAt, usually: words.atOnce },
    { what: words.granted, at: decidedAt, usually: words.within15 },
    { what: words.recorded, at: recordedAt, usually: words.within15 },
    { what: words.published, at: publishedAt, usually: words.usually },
    { what: words.told, at: publishedAt, usually: words.atOnce },
  ];
  const first = planned.findIndex(({ at }) => at === null || at > now);
  const steps = planned.map(({ what, at, usually }, index): AfterStep => {
    if (at && at <= now) return { state: 'done', what, when: same(clockOf(at)) };
    const isNow = index === first;
    const state = isNow ? (index < 2 ? 'turn' : 'running') : 'next';
    return { state, what, when: usually };
  });
  if (isEmergency !== true) return steps;
  const confirmation: AfterStep = confirmedAt
    ? { state: 'done', what: words.confirmed, when: same(clockOf(confirmedAt)) }
    : { state: 'next', what: words.confirmed, when: words.within60 };
  return [...steps, confirmation];
}

/** What goes on by itself, with what is done and whose turn it is. */
export const AfterRecording: FC<{ steps: readonly AfterStep[] }> = ({ steps }) => {
  const say = useSay();
  return (
    <ol class="after">
      {steps.map(({ state, what, when }) => (
        <li>
          <Chip {...CHIPS[state]} word={words[state]} />
          <span>{say(what)}</span>
          <span class="quiet">{say(when)}</span>
        </li>
      ))}
    </ol>
  );
};

/** It, under its heading. */
export const AfterSheet: FC<{ steps: readonly AfterStep[] }> = ({ steps }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-after">
      <div class="sheet__head">
        <h2 id="h-after">{say(words.title)}</h2>
      </div>
      <div class="sheet__body">
        <AfterRecording steps={steps} />
      </div>
    </section>
  );
};
