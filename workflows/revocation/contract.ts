/** Workflow type of a request for revocation. */
export const CERTIFICATE_REVOCATION = 'certificateRevocation';

/** Id of the one run of a request; two at once are impossible by it. */
export const certificateRevocationId = (requestId: string): string =>
  `certificate-revocation/${requestId}`;

/** Input of `certificateRevocation`: an id, nothing else. */
export interface RevocationRunInput {
  readonly requestId: string;
}

/** How a request ended. */
export interface RevocationRunOutcome {
  readonly outcome: 'published' | 'refused';
}

/** Signal that something about the request has changed, or was sent: the run looks at once. */
export const REQUEST_MOVED = 'requestMoved';
