import { once } from 'node:events';
import { Context } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityExecuteInput } from '@temporalio/worker';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, it } from 'vitest';
import {
  ErrorInterceptor,
  type IncidentLog,
} from '../../../adapters/temporal/error-interceptor.ts';
import { failureConverter } from '../../../adapters/temporal/failure-converter.ts';
import { retriedTypes } from '../../../activities/failure.ts';
import {
  DomainError,
  domainErrorTypes,
  type DomainErrorKind,
  type DomainErrorType,
} from '../../../domain/errors.ts';

const CANARY = '山田　花子';

type Incident = Parameters<IncidentLog>[0];

interface Intercepted {
  readonly failure: unknown;
  readonly log: Incident[];
}

/** What the interceptor makes of an activity that fails. */
const interceptActivity = async (activity: () => Promise<unknown>): Promise<Intercepted> => {
  const log: Incident[] = [];
  const interceptor = new ErrorInterceptor(retriedTypes, (incident) => log.push(incident));
  const input: ActivityExecuteInput = { args: [], headers: {} };
  const failure = await interceptor.execute(input, activity).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { failure, log };
};

const intercept = (thrown: unknown): Promise<Intercepted> =>
  interceptActivity(() => Promise.reject(thrown));

/** Everything of a failure that reaches a history. */
const inHistory = (failure: unknown): string =>
  JSON.stringify([
    failure,
    failure instanceof Error && [failure.message, failure.stack, failure.cause],
  ]);

/** Whether Temporal tries again, by kind of failure. */
const TRIED_AGAIN: Readonly<Record<DomainErrorKind, boolean>> = {
  malformed: false,
  notAcceptable: false,
  notThere: false,
  conflict: false,
  authority: false,
  rate: true,
  outsidePassing: true,
  outsideFinal: false,
  keyAccess: true,
  gate: false,
  recovery: true,
  integrity: false,
};

const types = Object.entries(domainErrorTypes).flatMap(([kind, list]) =>
  list.map((type): [DomainErrorType, boolean] => [type, TRIED_AGAIN[kind as DomainErrorKind]]),
);

describe('ErrorInterceptor', () => {
  it('lets the result of an activity pass', async () => {
    const interceptor = new ErrorInterceptor(retriedTypes, () => undefined);
    const result = await interceptor.execute({ args: [], headers: {} }, async () => 'done');
    expect(result).toBe('done');
  });

  it.each(types)('gives %s its own type, tried again: %s', async (type, isTriedAgain) => {
    const { failure, log } = await intercept(new DomainError(type, 'order 1'));
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type, message: 'order 1', nonRetryable: !isTriedAgain });
    expect(log).toEqual([]);
  });

  it('never lets the cause of a failure of ours pass', async () => {
    const cause = new Error(CANARY);
    const { failure } = await intercept(
      new DomainError('HsmUnavailable', 'CKR_DEVICE_ERROR', { cause }),
    );
    expect(inHistory(failure)).not.toContain(CANARY);
  });

  const foreign: Readonly<Record<string, unknown>> = {
    'a query with its parameters': new DrizzleQueryError(
      'insert into applicants (name) values ($1)',
      [CANARY],
      new Error(`duplicate key value (name)=(${CANARY})`),
    ),
    'an error': new Error(CANARY),
    'an error with a cause': new Error('query failed', { cause: new Error(CANARY) }),
    'an error whose name is data': Object.assign(new Error('x'), { name: 'Error', detail: CANARY }),
    'several errors': new AggregateError([new Error(CANARY)], CANARY),
    'a string': CANARY,
    'an object': { message: CANARY },
    nothing: undefined,
  };

  it.each(Object.entries(foreign))('puts an incident in the place of %s', async (_, thrown) => {
    const { failure, log } = await intercept(thrown);
    expect(failure).toMatchObject({ type: 'UnexpectedFailure', nonRetryable: false });
    expect(inHistory(failure)).not.toContain(CANARY);
    expect(log).toHaveLength(1);
    expect((failure as Error).message).toBe(`incident ${log[0]?.id}`);
    expect(JSON.stringify(log)).not.toContain(CANARY);
  });

  it('logs where an unexpected failure came from, not what it says in its lines', async () => {
    const { log } = await intercept(new Error(`query failed\n    at ${CANARY}`));
    expect(log[0]?.frames.length).toBeGreaterThan(0);
    expect(JSON.stringify(log)).not.toContain(CANARY);
  });

  it('names the code of a database error', async () => {
    const { log } = await intercept(Object.assign(new Error(CANARY), { code: '23505' }));
    expect(log[0]).toMatchObject({ errorName: 'Error', code: '23505' });
  });

  it('lets cancellation pass', async () => {
    const cancelled = new CancelledFailure('cancelled');
    expect((await intercept(cancelled)).failure).toBe(cancelled);
  });

  it('lets cancellation pass that the platform reports by aborting a call', async () => {
    const environment = new MockActivityEnvironment();
    const intercepted: Promise<Intercepted> = environment.run(() =>
      interceptActivity(async () => {
        await once(Context.current().cancellationSignal, 'abort');
        throw new DOMException('This operation was aborted', 'AbortError');
      }),
    );
    environment.cancel('CANCELLED');
    const { failure, log } = await intercepted;
    const isAbort = failure instanceof Error && failure.name === 'AbortError';
    expect(isAbort || failure instanceof CancelledFailure).toBe(true);
    expect(log).toEqual([]);
  });

  it('lets a failure pass that says itself whether it is tried again', async () => {
    const ours = ApplicationFailure.nonRetryable('order 1', 'CertificateMismatch');
    expect((await intercept(ours)).failure).toBe(ours);
  });
});

describe('failureConverter', () => {
  it('puts message and stack trace where the codec encrypts them', async () => {
    const { defaultPayloadConverter } = await import('@temporalio/common');
    const failure = failureConverter.errorToFailure(
      ApplicationFailure.nonRetryable(CANARY, 'CertificateMismatch'),
      defaultPayloadConverter,
    );
    expect(failure.message).toBe('Encoded failure');
    expect(failure.stackTrace ?? '').toBe('');
    expect(Buffer.from(failure.encodedAttributes?.data ?? []).toString()).toContain(CANARY);
    const back = failureConverter.failureToError(failure, defaultPayloadConverter);
    expect(back.message).toBe(CANARY);
  });
});
