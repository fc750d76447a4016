import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Messages and stack traces of failures are encoded like payloads, so that the codec encrypts them:
 * a history cannot be erased, and a library's message may hold what we never would.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
