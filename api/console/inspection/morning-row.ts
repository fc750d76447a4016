import { durationOf } from '../clock.ts';
import type { Said } from '../words/said.ts';

/** What a row says of starting today, the worst first. */
export const LEVELS = ['stop', 'look', 'wait', 'good', 'none'] as const;

/** One of {@link LEVELS}: `wait` is nobody's to mend, `none` is not there to be looked at. */
export type Level = (typeof LEVELS)[number];

/** One line of 朝の点検: what is known, how old it is, and what to do next. */
export interface MorningRow {
  readonly id: string;
  readonly name: Said;
  readonly level: Level;
  readonly what: readonly Said[];
  /** Where to go on; `toCases` is only for those who may read cases, `toBooks` for those who see alarms. */
  readonly link?: {
    readonly href: string;
    readonly name: Said;
    readonly needs?: 'cases' | 'alarms';
  };
  readonly age?: Said;
  readonly limit?: Said;
}

/** How long ago an instant was. */
export const since = (at: Date, now: Date): Said => durationOf(now.getTime() - at.getTime());

/** The rows, what needs somebody first. */
export const inOrder = (rows: readonly MorningRow[]): MorningRow[] =>
  rows.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
