/** What of a case a stop switch can be about. */
export interface StoppedBy {
  readonly portalId: string;
  readonly identityRoute: string;
  readonly service: string;
  /** Of the app that sent it; absent where none is known. */
  readonly appVersion?: string | undefined;
}

const namesOf = ({ portalId, identityRoute, service, appVersion }: StoppedBy): string[] => [
  `portal:${portalId}`,
  `route:${identityRoute}`,
  `service:${service}`,
  ...(appVersion === undefined ? [] : [`app:${appVersion}`]),
];

/** The switch that keeps new applications out, if one of these is off. */
export const stopOfIntake = (off: readonly string[], on: StoppedBy): string | undefined =>
  namesOf(on).find((name) => off.includes(name));

/**
 * Whether nothing is decided automatically on a case: no decision is, or its portal, route, service or app is stopped and
 * its open cases go to persons (`control.automation`).
 */
export const isAutomationOff = (off: readonly string[], on: StoppedBy): boolean =>
  off.includes('automaticDecisions') || stopOfIntake(off, on) !== undefined;

/**
 * Whether the office sends no order to the room: nothing is signed, or the machine decided what is no longer the machine's
 * to decide. The room has a switch of its own and is not asked about this one.
 */
export const isSigningHeld = (
  off: readonly string[],
  on: StoppedBy & { readonly decider: string | undefined },
): boolean => off.includes('allSigning') || (on.decider === 'ruleSet' && isAutomationOff(off, on));
