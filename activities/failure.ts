import { domainErrorTypes, type DomainErrorKind, type DomainErrorType } from '../domain/errors.ts';

/**
 * Whether a failure is tried again by Temporal, by kind: the one place that decides it. What is
 * retried is retried without an attempt limit; what is not ends the activity, and the workflow or a
 * person decides.
 */
const RETRIED: Readonly<Record<DomainErrorKind, boolean>> = {
  malformed: false,
  notAcceptable: false,
  notThere: false,
  conflict: false,
  authority: false,
  rate: true,
  outsidePassing: true,
  outsideFinal: false,
  // The order is not at fault and waits for the room. The PIN is not tried again by this: the worker has stopped.
  keyAccess: true,
  gate: false,
  // A person recovers the database, and the run goes on where it was.
  recovery: true,
  integrity: false,
};

/** Retry or stop, for every type there is. */
export const retriedTypes = Object.fromEntries(
  Object.entries(domainErrorTypes).flatMap(([kind, types]) =>
    types.map((type) => [type, RETRIED[kind as DomainErrorKind]]),
  ),
) as Readonly<Record<DomainErrorType, boolean>>;
