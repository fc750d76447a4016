import { HTTPException } from 'hono/http-exception';
import { isDatabaseAway } from '../../../db/application/database-failures.ts';
import { isDomainError, kindOf, problemSlug } from '../../../domain/errors.ts';
import type { KnownProblem } from '../../middleware/error-handler.ts';
import { httpStatus, Refusal, type ProblemType } from '../../middleware/problem-details.ts';
import { problems, problemsBySlug } from './catalogue.ts';

const RETRY_AFTER_SECONDS = 5;

/** A person recovers the database; asking again sooner helps nobody. */
const RECOVERY_SECONDS = 60;

/** What hono and its validators throw about a request. */
const ofStatus: Readonly<Record<number, ProblemType>> = {
  400: problems.malformedRequest,
  404: problems.notFound,
  413: problems.bodyTooLarge,
  415: problems.mediaTypeUnsupported,
};

/** The problem that a failure is to the caller; undefined if it is an incident. */
export function problemOf(error: unknown): KnownProblem | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof HTTPException) {
    const problem = ofStatus[error.status];
    return problem && { problem, occurrence: {} };
  }
  if (isDatabaseAway(error) || isDomainError(error, 'DatabaseUnavailable')) {
    const occurrence = { retryAfterSeconds: RETRY_AFTER_SECONDS };
    return { problem: problems.databaseUnavailable, occurrence };
  }
  if (isDomainError(error, 'BooksBehind')) {
    const occurrence = { retryAfterSeconds: RECOVERY_SECONDS };
    return { problem: problems.booksBehind, occurrence };
  }
  if (!isDomainError(error)) return undefined;
  const slug = problemSlug(error.type);
  const status = httpStatus[error.type];
  // What contradicts itself inside is for us to repair: the caller gets the number of an incident.
  if (status === 500) return undefined;
  const known = problemsBySlug.get(slug);
  return { problem: known ?? { slug, status, ...wordsOf(kindOf(error.type)) }, occurrence: {} };
}

function wordsOf(kind: string): Pick<ProblemType, 'title' | 'help'> {
  const isOurs = kind.startsWith('outside') || kind === 'keyAccess' || kind === 'gate';
  const said = isOurs
    ? { ja: '今は処理できません', en: 'This cannot be done now' }
    : { ja: 'この要求は受け付けられません', en: 'The request cannot be taken' };
  return { title: said, help: said };
}
