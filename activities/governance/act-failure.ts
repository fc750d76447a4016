import { NotCanonical } from '../../books/canonical-json.ts';
import { MalformedEntry } from '../../books/malformed-entry.ts';
import { errorCode, isDataException } from '../../db/application/database-failures.ts';
import { ActUnreadable } from '../../db/governance/dual-control.ts';
import { isDomainError } from '../../domain/errors.ts';

/** What failed about an act and is tried again: an id and a code, nothing of its content. */
export interface ActFailure {
  readonly what: 'act input' | 'act' | 'look' | 'lot input' | 'lot run' | 'mass revocation';
  /** Of a look at what waits, what it looks at. */
  readonly id: string;
  readonly code: string;
}

/** Who is told of what failed. */
export interface ActFailures {
  readonly report: (failure: ActFailure) => void;
}

/** A failure as it may be told: by its type, its code or its name. Messages of libraries carry what they were given. */
export function failureCode(error: unknown): string {
  if (isDomainError(error)) return error.type;
  return errorCode(error) ?? (error instanceof Error ? error.name : 'unknown');
}

/** Whether it fails by what it says, so that it will fail whenever it is tried. */
export const isUnreadable = (error: unknown): boolean =>
  error instanceof MalformedEntry ||
  error instanceof NotCanonical ||
  error instanceof ActUnreadable ||
  isDataException(error);
