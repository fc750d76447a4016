import { readEntry } from '../../../books/entry.ts';
import type { StoredEntry } from '../../../db/inspection/book-reader.ts';
import type { CaseEvent } from '../../../domain/governance/past-acts.ts';

/** An entry of a case with when it happened. */
export interface DatedEvent extends CaseEvent {
  readonly at: string;
  readonly input?: string;
}

/** What the entries of a case say, oldest first. */
export const eventsOf = (entries: readonly StoredEntry[]): DatedEvent[] =>
  entries.toSorted((a, b) => a.ordinal - b.ordinal).map(({ octets }) => readEntry(octets));
