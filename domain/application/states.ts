import type { Told } from '../governance/state-table.ts';
import { finalStates } from './application-state.ts';
import type { ApplicationState, ApplicationTransition } from './application-state.ts';
import { decisionTransitions } from './decision-transitions.ts';
import { issuingTransitions } from './issuing-transitions.ts';
import { told } from './told.ts';

export { finalStates };
export type { ApplicationState, ApplicationTransition };

/** The table of applications: every state, every event, and what each does. */
export const applicationTransitions: readonly ApplicationTransition[] = [
  ...decisionTransitions,
  ...issuingTransitions,
];

/** What happened to an application, and where it stood. */
export interface ApplicationEvent {
  readonly from: ApplicationState | 'start';
  readonly event: string;
  /** True once any order of the case has an intent: from there on nothing can be taken back. */
  readonly hasIntent: boolean;
}

/** Returns the row for an event, or undefined where the event is refused. */
export function applicationTransition({
  from,
  event,
  hasIntent,
}: ApplicationEvent): ApplicationTransition | undefined {
  const intent = hasIntent ? 'exists' : 'none';
  return applicationTransitions.find(
    (row) =>
      row.event === event &&
      row.from.includes(from) &&
      (row.intent === undefined || row.intent === intent),
  );
}

/** Tells whether an application has ended. */
export function isFinal(state: ApplicationState): state is (typeof finalStates)[number] {
  return (finalStates as readonly string[]).includes(state);
}

const toldOf: Readonly<Record<ApplicationState, Told>> = {
  received: told.received,
  checking: told.checking,
  waiting: told.waiting,
  inquiring: told.inquiring,
  review: told.review,
  returned: told.returned,
  approved: told.approved,
  instructed: told.approved,
  keyDelivery: told.keyDelivery,
  issuing: told.issuing,
  issued: told.issued,
  rejected: told.rejected,
  withdrawn: told.withdrawn,
  lapsed: told.lapsed,
};

/** Returns what is shown for a state; the row that led there may say it more exactly. */
export function toldText(state: ApplicationState): Told {
  return toldOf[state];
}
