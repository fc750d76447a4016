import { DomainError } from '../../../domain/errors.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** An answer is made anew when it is so old. */
export const RENEWED_AFTER_MS = 24 * HOUR_MS;

/** An answer holds for so long: the room may be away for two days before the first one ends. */
export const HOLDS_FOR_MS = 72 * HOUR_MS;

/** A responder gets another key so long before its certificate ends; its last answers end before it does. */
export const RESPONDER_RENEWED_BEFORE_MS = 30 * DAY_MS;

/** A batch up to so large is forced to the medium file by file; a larger one gets there when the system has the time. */
export const FORCED_MAX = 32;

/** After a start, what larger batches brought within so long before the last one is made anew: power may have been lost. */
export const ON_MEDIUM_AFTER_MS = 5 * 60_000;

/** Revocations are told for so many years after a certificate expired: 規則12条2項 keeps what is behind them as long. */
export const ARCHIVED_YEARS = 10;

/** A clock may have gone on so far while a batch was signed. */
const SIGNED_WITHIN_MS = 10 * 60_000;

/** The times that an answer bears. */
export interface AnswerTimes {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/**
 * The times of answers that are signed now: to the second, and never past the end of the certificate that vouches for them.
 */
export function answerTimes(now: Date, responderEnds: Date): AnswerTimes {
  const thisUpdate = new Date(now);
  thisUpdate.setMilliseconds(0);
  const ends = Math.min(thisUpdate.getTime() + HOLDS_FOR_MS, responderEnds.getTime());
  return { thisUpdate, nextUpdate: new Date(ends) };
}

/**
 * Holds an answer to the policy where it is signed, whatever computed its times: one that holds too long cannot be taken back.
 *
 * @throws DomainError `StatusDiverged`. Never retried.
 */
export function assertAnswerTimes(
  { thisUpdate, nextUpdate }: AnswerTimes,
  { now, responderEnds }: { readonly now: Date; readonly responderEnds: Date },
): void {
  const [from, until] = [thisUpdate.getTime(), nextUpdate.getTime()];
  const isNow = from <= now.getTime() && now.getTime() - from <= SIGNED_WITHIN_MS;
  const isWhole = from % 1000 === 0 && until % 1000 === 0;
  const isShort = until > from && until - from <= HOLDS_FOR_MS && until <= responderEnds.getTime();
  if (isNow && isWhole && isShort) return;
  throw new DomainError('StatusDiverged', 'times of an answer are outside the policy');
}

/** Of a certificate that has expired: since when revocations are kept (RFC 6960 §4.4.4); undefined while it has not. */
export function archiveCutoffOf(notAfter: Date, thisUpdate: Date): Date | undefined {
  if (notAfter >= thisUpdate) return undefined;
  const cutoff = new Date(thisUpdate);
  cutoff.setUTCFullYear(cutoff.getUTCFullYear() - ARCHIVED_YEARS);
  return cutoff;
}
