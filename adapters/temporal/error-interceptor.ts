import { randomUUID } from 'node:crypto';
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  Next,
} from '@temporalio/worker';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import { isDomainError, type DomainErrorType } from '../../domain/errors.ts';

/** Told of an unexpected failure: an incident id, the kind of error and where, never its message. */
export type IncidentLog = (incident: {
  readonly id: string;
  readonly errorName: string;
  readonly code: string | undefined;
  readonly frames: readonly string[];
}) => void;

/** Frames of the stack alone: the message stands before them and may look like one. */
const framesOf = ({ stack = '', message }: Error): string[] =>
  stack
    .slice(Math.max(0, stack.indexOf(message)) + message.length)
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8)
    .map((line) => line.trim());

/** A cancellation, or a call that the cancellation of this activity aborted. */
const isCancellation = (error: unknown): boolean =>
  error instanceof CancelledFailure ||
  (error instanceof Error &&
    error.name === 'AbortError' &&
    Context.current().cancellationSignal.aborted);

/**
 * Replaces every foreign error by a type and an incident id before it can reach a history: libraries
 * put what they were given into their messages (drizzle the query's parameters).
 */
export class ErrorInterceptor implements ActivityInboundCallsInterceptor {
  readonly #retries: Readonly<Record<DomainErrorType, boolean>>;
  readonly #log: IncidentLog;

  constructor(retries: Readonly<Record<DomainErrorType, boolean>>, log: IncidentLog) {
    this.#retries = retries;
    this.#log = log;
  }

  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      if (error instanceof ApplicationFailure || isCancellation(error)) throw error;
      if (isDomainError(error)) {
        throw ApplicationFailure.create({
          type: error.type,
          message: error.message,
          nonRetryable: !this.#retries[error.type],
        });
      }
      throw this.#unexpected(error);
    }
  }

  #unexpected(error: unknown): ApplicationFailure {
    const id = randomUUID();
    const known = error instanceof Error ? error : new Error('not an error');
    this.#log({
      id,
      errorName: known.name,
      code: 'code' in known ? String(known.code) : undefined,
      frames: framesOf(known),
    });
    return ApplicationFailure.retryable(`incident ${id}`, 'UnexpectedFailure');
  }
}
