import { LIST_PURPOSE, type ReadingShown } from '../../../db/inspection/access.ts';
import { casePage } from '../words/case-page.ts';
import { same, type Said } from '../words/said.ts';

/** Why personal data of a case is read. */
export type Purpose = keyof typeof casePage.readers.purposes;

/** Somebody's reads for one purpose. */
export interface ReadingView {
  readonly officer: string;
  readonly purpose: Said;
  /** The newest of them. */
  readonly at: Date;
  readonly times: number;
}

const { purposes } = casePage.readers;

/** Purposes that go with what is done, so that nobody is asked. */
const NOT_ASKED: readonly string[] = [LIST_PURPOSE, 'delivery', 'export', 'dispatch'];

/** Every purpose that somebody may name. */
export const PURPOSES = (Object.keys(purposes) as Purpose[]).filter(
  (purpose) => !NOT_ASKED.includes(purpose),
);

/** The purpose that an address names, or the one that goes with the roles of the reader. */
export function readPurpose(named: string | undefined, roles: readonly string[]): Purpose {
  const known = PURPOSES.find((purpose) => purpose === named);
  if (known) return known;
  if (roles.includes('examiner') || roles.includes('approver')) return 'review';
  return roles.includes('auditor') ? 'inspection' : 'check';
}

const purposeWord = (purpose: string): Said =>
  Object.hasOwn(purposes, purpose) ? purposes[purpose as Purpose] : same(purpose);

/** Reads of one person for one purpose stand on one line, newest first. */
export function readingsView(readings: readonly ReadingShown[]): ReadingView[] {
  const lines = new Map<string, ReadingView>();
  for (const { officerName, purpose, at } of readings) {
    const key = `${officerName}\0${purpose}`;
    const line = lines.get(key);
    lines.set(
      key,
      line
        ? { ...line, times: line.times + 1 }
        : { officer: officerName, purpose: purposeWord(purpose), at, times: 1 },
    );
  }
  return [...lines.values()];
}
