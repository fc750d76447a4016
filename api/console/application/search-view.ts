import type { CaseQuery, NamedPortal } from '../../../db/inspection/case-search.ts';
import type { CaseCursor, ListedCase } from '../../../db/inspection/queue.ts';
import type { OpenedRecords } from '../inspection/sealed-records.ts';
import { search as words } from '../words/search.ts';
import { groupsOf, PAGE_SIZE, rowOf, type RowGroup } from './case-row.ts';
import { readSearch, type Period } from './read-search.ts';

/** What becomes of a search: a query, portals to choose from, or that there is no way to look for it. */
export type SearchPlan =
  | { readonly kind: 'query'; readonly query: CaseQuery }
  | { readonly kind: 'choose'; readonly portals: readonly NamedPortal[] }
  | { readonly kind: 'noWay' };

/** From the first case to the last. */
const EVER: Period = { from: new Date(0), until: new Date('9999-01-01T00:00:00Z') };

/** Portals that are offered for a choice. */
const CHOICES_MAX = 20;

const plainOf = (text: string): string => text.normalize('NFKC').toLowerCase();

function portalsLike(typed: string, portals: readonly NamedPortal[]): readonly NamedPortal[] {
  const exact = portals.filter(({ id, name }) => plainOf(id) === typed || plainOf(name) === typed);
  if (exact.length > 0) return exact;
  return portals
    .filter(({ id, name }) => plainOf(id).includes(typed) || plainOf(name).includes(typed))
    .slice(0, CHOICES_MAX);
}

/** How to look for what was typed. What names no portal is taken for a name of a person. */
export function planSearch(typed: string, portals: readonly NamedPortal[]): SearchPlan {
  const read = readSearch(typed);
  if (read.kind === 'number') {
    return { kind: 'query', query: { by: 'number', range: read.range } };
  }
  if (read.kind === 'serial') {
    return { kind: 'query', query: { by: 'serial', serialNumber: read.serialNumber } };
  }
  const { day, portal } = read;
  if (portal === '') {
    return day ? { kind: 'query', query: { by: 'received', ...day } } : { kind: 'noWay' };
  }
  const [one, ...more] = portalsLike(portal, portals);
  if (!one) return { kind: 'noWay' };
  if (more.length > 0) return { kind: 'choose', portals: [one, ...more] };
  return { kind: 'query', query: { by: 'portal', portalId: one.id, ...(day ?? EVER) } };
}

/** The search as its page shows it. */
export interface SearchSheet {
  readonly now: Date;
  readonly typed: string | undefined;
  readonly plan: SearchPlan | undefined;
  readonly groups: readonly RowGroup[];
  readonly isFirst: boolean;
  readonly next: CaseCursor | undefined;
}

/** What a page of the search is made of. */
export interface SearchInput {
  readonly typed: string | undefined;
  readonly plan: SearchPlan | undefined;
  /** One more than a page holds tells that there is a next one. */
  readonly rows: readonly ListedCase[];
  readonly isFirst: boolean;
  readonly readerId: string;
}

/** The search as its page shows it at a moment. */
export function searchView(input: SearchInput, records: OpenedRecords, now: Date): SearchSheet {
  const { typed, plan, rows, isFirst, readerId } = input;
  const shown = rows.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  const views = shown.map((row) => rowOf(row, records, { now, readerId }));
  // What a number finds is a handful: it has one page.
  const isPaged = plan?.kind === 'query' && ['received', 'portal'].includes(plan.query.by);
  const hasNext = isPaged && last !== undefined && rows.length > PAGE_SIZE;
  return {
    now,
    typed,
    plan,
    groups: groupsOf(views, () => words.group),
    isFirst,
    next: hasNext ? { at: last.receivedAt, id: last.id } : undefined,
  };
}
