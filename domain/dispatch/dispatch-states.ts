import type { Transition } from '../governance/state-table.ts';

/** The states of one dispatch: a letter, an inquiry, a notice, a mail, a webhook. */
export const dispatchStates = [
  'prepared',
  'sent',
  'returned',
  'delivered',
  'cancelled',
  'failed',
] as const;

/** The state of one dispatch. */
export type DispatchState = (typeof dispatchStates)[number];

/** A dispatch in one of these is not sent again; one that failed lies with its owner, who may. */
export const finalDispatchStates = [
  'delivered',
  'cancelled',
] as const satisfies readonly DispatchState[];

/**
 * The table of dispatches.
 *
 * A notice of a revocation (規則6条12号) that fails goes by letter, and every issue and revocation
 * is told on a second channel; each of these is a dispatch of its own.
 */
export const dispatchTransitions: readonly Transition<DispatchState>[] = [
  {
    row: 1,
    from: ['start'],
    event: 'prepared',
    by: ['machine', 'officer'],
    to: 'prepared',
    entries: [],
  },
  {
    row: 2,
    from: ['prepared'],
    event: 'sent',
    by: ['machine', 'vendor', 'reception'],
    to: 'sent',
    entries: ['office:notice.sent', 'office:letter.posted', 'office:inquiry.sent'],
  },
  {
    row: 3,
    from: ['sent'],
    event: 'delivered',
    by: ['post', 'machine', 'reception'],
    to: 'delivered',
    entries: ['office:letter.delivered', 'office:inquiry.replied'],
  },
  {
    row: 4,
    from: ['sent'],
    event: 'returned',
    by: ['post', 'machine', 'reception'],
    to: 'returned',
    entries: ['office:letter.returned', 'office:inquiry.returned'],
  },
  {
    // Another channel or address, chosen by a person.
    row: 4,
    from: ['returned'],
    event: 'otherWayChosen',
    by: ['officer'],
    to: 'prepared',
    entries: [],
  },
  {
    row: 5,
    from: ['prepared'],
    event: 'caseEnded',
    by: ['machine'],
    to: 'cancelled',
    entries: [],
  },
  {
    // After the fifth repeat; parked with an owner.
    row: 6,
    from: ['prepared', 'sent'],
    event: 'sendingFailed',
    by: ['machine'],
    to: 'failed',
    entries: [],
  },
  {
    row: 7,
    from: ['failed'],
    event: 'sendingOrdered',
    by: ['officer', 'portal'],
    to: 'prepared',
    entries: [],
  },
];
