import type { Transition } from '../governance/state-table.ts';

/** The states in which an application can still go on. */
export const openStates = [
  'received',
  'checking',
  'waiting',
  'inquiring',
  'review',
  'returned',
  'approved',
  'instructed',
  'keyDelivery',
  'issuing',
] as const;

/** The states in which an application has ended; any further input is refused with them. */
export const finalStates = ['issued', 'rejected', 'withdrawn', 'lapsed'] as const;

/** The state of an application. */
export type ApplicationState = (typeof openStates)[number] | (typeof finalStates)[number];

/** One row of the table of applications. */
export interface ApplicationTransition extends Transition<ApplicationState> {
  /** Whether an order of the case has an intent; a row that says nothing does not ask. */
  readonly intent?: 'none' | 'exists';
}
