import { createHash } from 'node:crypto';
import type { Entry } from '../../../books/entry.ts';
import type { Item } from '../../../books/events/row.ts';
import type { StoredEntry } from '../../../db/inspection/book-reader.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { entryHref, tryReadEntry } from '../application/timeline-view.ts';
import { wordsOfEvent } from '../words/events.ts';
import { same, type Said } from '../words/said.ts';

/** Entries on one page of the books. */
export const BOOK_PAGE_SIZE = 50;

/** One line of the list. */
export interface BookLine {
  readonly index: number | undefined;
  readonly at: Date;
  readonly event: string;
  readonly name: Said;
  readonly items: readonly string[];
  readonly caseId: string | undefined;
  readonly href: string;
}

/** A page of the books. */
export interface BooksView {
  readonly lines: readonly BookLine[];
  readonly size: number;
  readonly item: Item | undefined;
  readonly isFirst: boolean;
  /** Where the next page begins. */
  readonly before: number | undefined;
}

const nameOf = (event: string): Said => wordsOfEvent(event)?.name ?? same(event);

const lineOf = (entry: StoredEntry): BookLine => ({
  index: entry.index ?? undefined,
  at: entry.at,
  event: entry.event,
  name: nameOf(entry.event),
  items: entry.items,
  caseId: entry.caseId ?? undefined,
  href: entryHref(entry),
});

/** A page of the books from one entry more than it shows. */
export function booksView({
  entries,
  size,
  item,
  isFirst,
}: Omit<BooksView, 'lines' | 'before'> & { readonly entries: readonly StoredEntry[] }): BooksView {
  const shown = entries.slice(0, BOOK_PAGE_SIZE);
  const before = entries.length > BOOK_PAGE_SIZE ? shown.at(-1)?.ordinal : undefined;
  return { lines: shown.map(lineOf), size, item, isFirst, before };
}

/** One entry with what anybody can compute from its octets. */
export interface EntryView extends BookLine {
  readonly id: string;
  readonly seq: number | undefined;
  readonly actor: Entry['actor'] | undefined;
  /** Name of the actor in the staff register; the entry itself holds none. */
  readonly actorName: string | undefined;
  readonly octets: string;
  readonly size: number;
  readonly leafHash: string;
}

/** Leaf hash of RFC 6962 §2.1. */
const leafHashOf = (octets: Buffer): string =>
  createHash('sha256').update(Buffer.of(0)).update(octets).digest('hex');

/** An entry for its page. */
export function entryView(stored: StoredEntry, staff: readonly StaffMember[]): EntryView {
  const entry = tryReadEntry(stored.octets);
  return {
    ...lineOf(stored),
    id: stored.id,
    seq: entry?.seq,
    actor: entry?.actor,
    actorName: staff.find(({ id }) => id === entry?.actor.id)?.name,
    octets: stored.octets.toString('utf8'),
    size: stored.octets.length,
    leafHash: leafHashOf(stored.octets),
  };
}
