import type { Context, ErrorHandler } from 'hono';
import { routePath } from 'hono/route';
import { incidentOf, type Incident } from './incident.ts';
import { problemResponse, type ProblemOccurrence, type ProblemType } from './problem-details.ts';
import type { RequestVariables } from './request-id.ts';

/** A problem as it is answered. */
export interface KnownProblem {
  readonly problem: ProblemType;
  readonly occurrence: ProblemOccurrence;
}

/** How an API answers what was thrown. */
export interface ErrorHandling {
  readonly problemsUrl: string;
  /** The problem of a failure that the caller or time can mend; undefined for every other. */
  readonly problemOf: (error: unknown) => KnownProblem | undefined;
  /** The problem of everything else; it gets the number of the incident and no more. */
  readonly unexpected: ProblemType;
  /** Told of each unexpected failure. Must not throw. */
  readonly report: (incident: Incident) => void;
}

/** The route that was matched last, as it was declared: without the ids of the request. */
const routeOf = (c: Context): string => routePath(c, -1);

/**
 * Turns whatever was thrown into a problem document. A foreign error tells the caller nothing but the
 * number of an incident: libraries put what they were given into their messages.
 */
export function errorHandler<E extends { Variables: RequestVariables }>({
  problemsUrl,
  problemOf,
  unexpected,
  report,
}: ErrorHandling): ErrorHandler<E> {
  return (error, c) => {
    const { requestId, toldWhenRefused: told } = c.var;
    const known = problemOf(error);
    if (known) {
      return problemResponse(known.problem, known.occurrence, { problemsUrl, requestId, told });
    }
    const incident = incidentOf(error, { requestId, method: c.req.method, route: routeOf(c) });
    report(incident);
    const members = { incident: incident.id };
    return problemResponse(unexpected, { members }, { problemsUrl, requestId });
  };
}
