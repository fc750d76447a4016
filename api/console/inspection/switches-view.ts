import type { SwitchState } from '../../../db/inspection/morning-check.ts';
import { dayAndTimeOf } from '../clock.ts';
import { switchWord } from '../governance/switches-view.ts';
import { morning } from '../words/morning.ts';
import type { Said } from '../words/said.ts';
import type { MorningRow } from './morning-row.ts';

/** A stop switch as it stands. */
export interface SwitchLine {
  readonly name: string;
  readonly says: Said;
  /** Undefined where it is the room's, and the room has not been heard. */
  readonly isOn: boolean | undefined;
  /** Since when, or from where that is known. */
  readonly note: Said | undefined;
}

/** What the room said of its own switches, when it was last reconciled. */
export interface RoomSwitches {
  readonly off: readonly string[];
  readonly at: Date;
}

/** Switches of the office that the page always shows. */
const SHOWN = ['automaticDecisions', 'automaticIssuing', 'automaticRevocation', 'suspension'];

/** Every switch that people ask for, and every other that is off. */
export function switchLines(
  states: readonly SwitchState[],
  room: RoomSwitches | undefined,
  now: Date,
): SwitchLine[] {
  const words = morning.switches;
  const lineOf = (name: string): SwitchLine => {
    const state = states.find((each) => each.name === name);
    const isOn = state?.isOn ?? true;
    const note = isOn || !state ? undefined : words.since(dayAndTimeOf(state.changedAt, now));
    return { name, says: switchWord(name), isOn, note };
  };
  const others = states.filter(({ name, isOn }) => !isOn && !SHOWN.includes(name));
  const signing: SwitchLine = {
    name: 'allSigning',
    says: switchWord('allSigning'),
    isOn: room && !room.off.includes('allSigning'),
    note: room ? words.asReconciled(dayAndTimeOf(room.at, now)) : words.notHeard,
  };
  const rest = others.filter(({ name }) => name !== 'allSigning').map(({ name }) => lineOf(name));
  const isStoppedHere = others.some(({ name }) => name === 'allSigning');
  return [...SHOWN.map(lineOf), isStoppedHere ? lineOf('allSigning') : signing, ...rest];
}

/** What is stopped, as a row: where all signing is, nothing is issued. */
export function switchesRow(lines: readonly SwitchLine[]): MorningRow {
  const words = morning.switches;
  const row = { id: 'switches', name: words.row };
  const off = lines.filter(({ isOn }) => isOn === false);
  if (off.length === 0) return { ...row, level: 'good', what: [words.allOn] };
  const names: Said = {
    ja: off.map(({ says }) => says.ja).join('、'),
    en: off.map(({ says }) => says.en).join(', '),
  };
  const isSigningOff = off.some(({ name }) => name === 'allSigning');
  return {
    ...row,
    level: isSigningOff ? 'stop' : 'look',
    what: [words.off(names), ...(isSigningOff ? [words.signing] : [])],
  };
}
