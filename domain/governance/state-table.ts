import type { PeriodId } from './policy.ts';

/** What applicants and subscribers are shown and mailed. */
export interface Told {
  readonly ja: string;
  readonly en: string;
}

/** An entry of the books: in the log of the office or of the room. */
export type EntryName = `${'office' | 'enclave'}:${string}`;

/** Whoever can cause a transition. */
export type Actor =
  | 'anyone'
  | 'applicant'
  | 'subscriber'
  | 'portal'
  | 'reception'
  | 'examiner'
  | 'approver'
  | 'issuingOperator'
  | 'custodian'
  | 'officer'
  | 'machine'
  | 'room'
  | 'vendor'
  | 'post';

/** One row of a state table. */
export interface Transition<State extends string> {
  /** Number of the row, as documents name it; a row with several outcomes stands several times. */
  readonly row: number;
  readonly from: readonly (State | 'start')[];
  readonly event: string;
  readonly by: readonly Actor[];
  /** `same` leaves the state as it is; `none` makes no case. */
  readonly to: State | 'same' | 'none';
  /** Entries that are written, where what they tell has happened. */
  readonly entries: readonly EntryName[];
  /** Periods that begin to run. */
  readonly deadlines?: readonly PeriodId[];
  readonly told?: Told;
}

/** Returns the row for an event in a state, or undefined where the event is refused there. */
export function findTransition<State extends string>(
  table: readonly Transition<State>[],
  from: NoInfer<State> | 'start',
  event: string,
): Transition<State> | undefined {
  return table.find((row) => row.event === event && row.from.includes(from));
}
