/** Workflow type of a mass revocation. */
export const MASS_REVOCATION = 'massRevocation';

/** Id of the one run of a list; two at once are impossible by it. */
export const massRevocationId = (massId: string): string => `mass-revocation/${massId}`;

/** Input of `massRevocation`: an id, nothing else. */
export interface MassRevocationInput {
  readonly massId: string;
}

/** How it ended: no line is left, or somebody told it to wait; then another run goes on with it. */
export interface MassRevocationOutcome {
  readonly outcome: 'finished' | 'paused';
}
