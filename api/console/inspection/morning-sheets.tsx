import type { FC } from 'hono/jsx';
import type { HeldCase } from '../../../db/inspection/morning-check.ts';
import { holdReasons, isHoldReason } from '../../../domain/decision/lease.ts';
import { dayAndTimeOf, daysBetween } from '../clock.ts';
import { Chip, type ChipView } from '../components/chip.tsx';
import { ApplicationNumber } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { application } from '../words/case-list.ts';
import { morning } from '../words/morning.ts';
import type { Said } from '../words/said.ts';
import type { Level, MorningRow } from './morning-row.ts';
import type { SwitchLine } from './switches-view.ts';

const CHIPS = {
  good: { kind: 'holds', icon: 'tick', word: morning.levels.good },
  look: { kind: 'refers', icon: 'person', word: morning.levels.look },
  wait: { kind: 'waits', icon: 'clock', word: morning.levels.wait },
  stop: { kind: 'forbids', icon: 'cross', word: morning.levels.stop },
  none: { kind: 'plain', word: morning.levels.none },
} as const satisfies Record<Level, ChipView>;

/** What the reader may open. */
export interface MayOpen {
  readonly cases: boolean;
  readonly alarms: boolean;
}

const Row: FC<{ row: MorningRow; may: MayOpen }> = ({ row, may }) => {
  const { name, level, what, link, age, limit } = row;
  const say = useSay();
  const canOpen = link && (link.needs === undefined || may[link.needs]);
  return (
    <tr data-check={row.id}>
      <th scope="row">{say(name)}</th>
      <td>
        <Chip {...CHIPS[level]} />
      </td>
      <td>
        {what.map((sentence) => (
          <>{say(sentence)} </>
        ))}
        {link && (canOpen ? <a href={link.href}>{say(link.name)}</a> : undefined)}
      </td>
      <td class="checks__age">
        <small>
          <span>{age && say(age)}</span>
          <span>{limit && say(limit)}</span>
        </small>
      </td>
    </tr>
  );
};

/** Every check with its state, what is known, and where to go on. */
export const ChecksSheet: FC<{ rows: readonly MorningRow[]; may: MayOpen }> = ({ rows, may }) => {
  const say = useSay();
  const words = morning.checks;
  const countOf = (...levels: readonly Level[]): number =>
    rows.filter(({ level }) => levels.includes(level)).length;
  const counts = words.counts(rows.length, countOf('good'), countOf('look', 'wait', 'stop'));
  return (
    <section class="sheet" aria-labelledby="h-checks">
      <div class="sheet__head">
        <h2 id="h-checks">{say(words.title)}</h2>
        <p>{say(counts)}</p>
      </div>
      <table class="checks stackable" role="table">
        <thead class="vh">
          <tr>
            <th scope="col">{say(words.columns.item)}</th>
            <th scope="col">{say(words.columns.state)}</th>
            <th scope="col">{say(words.columns.found)}</th>
            <th scope="col">{say(words.columns.age)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row row={row} may={may} />
          ))}
        </tbody>
      </table>
    </section>
  );
};

const RUNS: ChipView = { kind: 'holds', icon: 'tick', word: morning.switches.runs };
const STOPPED: ChipView = { kind: 'forbids', icon: 'pause', word: morning.switches.stopped };
const UNKNOWN: ChipView = { kind: 'plain', word: morning.switches.unknown };

const SwitchRow: FC<{ line: SwitchLine }> = ({ line: { says, isOn, note } }) => {
  const say = useSay();
  return (
    <li>
      <span>
        {say(says)}
        {note && (
          <>
            <br />
            <span class="small quiet">{say(note)}</span>
          </>
        )}
      </span>
      <Chip {...(isOn === undefined ? UNKNOWN : isOn ? RUNS : STOPPED)} />
    </li>
  );
};

/** What is stopped and since when, and what nothing stops. */
export const SwitchesSheet: FC<{ lines: readonly SwitchLine[]; seesActs: boolean }> = (props) => {
  const { lines, seesActs } = props;
  const say = useSay();
  const { title, never, neverWhat, toActs } = morning.switches;
  return (
    <section class="sheet" aria-labelledby="h-switch">
      <div class="sheet__head">
        <h2 id="h-switch">{say(title)}</h2>
      </div>
      <div class="sheet__body">
        <ul class="switches">
          {lines.map((line) => (
            <SwitchRow line={line} />
          ))}
          <li>
            <span>{say(neverWhat)}</span>
            <Chip kind="plain" word={never} />
          </li>
        </ul>
        {seesActs && (
          <p>
            <a href="/governance-acts">{say(toActs)}</a>
          </p>
        )}
      </div>
    </section>
  );
};

/** Cases that the page names; the others are counted. */
const HELD_SHOWN = 6;

const reasonOf = (code: string): Said =>
  isHoldReason(code) ? holdReasons[code] : { ja: code, en: code };

const HeldRow: FC<{ held: HeldCase; now: Date; canOpen: boolean }> = ({ held, now, canOpen }) => {
  const { caseId, holderName, reason, since, until } = held;
  const say = useSay();
  const number = <ApplicationNumber id={caseId} name={application.number} />;
  return (
    <li>
      {canOpen ? <a href={`/certificate-applications/${caseId}`}>{number}</a> : number}{' '}
      <span lang="ja">{holderName}</span>
      <br />
      <span class="small quiet">
        {say(reasonOf(reason))} ・ {say(morning.held.day(daysBetween(since, now) + 1))} ・{' '}
        {say(morning.held.until(dayAndTimeOf(until, now)))}
      </span>
    </li>
  );
};

/** 置いてある案件: each with whoever put it aside, why and until when. */
export const HeldSheet: FC<{ held: readonly HeldCase[]; now: Date; canOpen: boolean }> = (
  props,
) => {
  const { held, now, canOpen } = props;
  const say = useSay();
  const words = morning.held;
  return (
    <section class="sheet" aria-labelledby="h-parked">
      <div class="sheet__head">
        <h2 id="h-parked">{say(words.title)}</h2>
        {held.length > 0 && <p>{say(words.count(held.length))}</p>}
      </div>
      <div class="sheet__body">
        {held.length === 0 && <p>{say(words.none)}</p>}
        <ul class="parked">
          {held.slice(0, HELD_SHOWN).map((each) => (
            <HeldRow held={each} now={now} canOpen={canOpen} />
          ))}
          {held.length > HELD_SHOWN && <li>{say(words.more(held.length - HELD_SHOWN))}</li>}
        </ul>
      </div>
    </section>
  );
};
