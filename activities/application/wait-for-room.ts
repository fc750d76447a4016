import type { CaseRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { domainErrorTypes } from '../../domain/errors.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';

/** Pause before the room is asked again. */
const PAUSE_MS = 15_000;

/** The act that notes that a case waits for the room (`case.waiting`): one entry a cause, however often it is asked meanwhile. */
export function waitForRoom(
  { build }: Pick<OfficeDependencies, 'build'>,
  row: CaseRow,
  { cause, now }: { readonly cause: string; readonly now: Date },
): CaseAct {
  const rules = [`room/${knownCause(cause)}`];
  const nextAttemptAt = new Date(now.getTime() + PAUSE_MS);
  if (row.notHolding[0] === rules[0]) return { change: { nextAttemptAt }, entries: [] };
  const entry = {
    event: 'case.waiting',
    items: ['1ハ'],
    at: now.toISOString(),
    actor: OFFICE_WORKER,
    data: { rules, nextAttemptAt: nextAttemptAt.toISOString() },
    ...runOf(build),
  } as const;
  return { change: { notHolding: rules, nextAttemptAt }, entries: [{ entry }] };
}

/** Whoever polls the queue may name a failure as they like: what is none of ours does not get into the books. */
const knownCause = (cause: string): string =>
  Object.values(domainErrorTypes).some((types) => (types as readonly string[]).includes(cause))
    ? cause
    : 'EnclaveUnavailable';
