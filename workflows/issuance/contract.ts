/** Workflow type of a certificate from its issue on. */
export const CERTIFICATE_VALIDITY = 'certificateValidity';

/** Id of the one run of an order's certificate; two at once are impossible by it. */
export const certificateValidityId = (orderId: string): string => `certificate-validity/${orderId}`;

/** Input of `certificateValidity`: an id, nothing else. */
export interface ValidityInput {
  readonly orderId: string;
}

/** How a certificate ended. */
export interface ValidityOutcome {
  readonly outcome: 'revoked' | 'expired';
}

/** Signal that the certificate is recorded as revoked: the run looks at once. */
export const REVOCATION_RECORDED = 'revocationRecorded';
