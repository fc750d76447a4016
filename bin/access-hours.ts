import type { EvidenceStore } from '../adapters/evidence-store/evidence-store.ts';
import { closeAccessHour, type KeepRows } from '../db/inspection/access-hours.ts';
import type { OfficeDatabase } from '../db/office-database.ts';
import { japanDate, printDate } from '../domain/governance/calendar.ts';

/** The key `staff` of a calendar year in Japan: what names staff and no applicant lies under it. */
const staffKeyOf = (day: string): string => `staff-${day.slice(0, 4)}`;

/**
 * Keeps lists of rows under the key of their year, the lists of a day together. The first list of a year
 * makes its key; hours are closed one at a time, so no key is made twice.
 */
export const keepRowsIn =
  (evidence: EvidenceStore): KeepRows =>
  async (octets, hour) => {
    const day = printDate(japanDate(hour.getTime()));
    const chainId = staffKeyOf(day);
    if (!evidence.hasKeys(chainId)) await evidence.createChain(chainId);
    const at = { caseId: `access-${day}`, chainId };
    const [kept] = await evidence.put(at, [{ kind: 'accessRows', ring: 'chain', octets }]);
    if (!kept) throw new Error('the rows were not kept');
    return kept;
  };

/** What the hours of the access table are closed with. */
export interface AccessHoursOptions {
  readonly db: OfficeDatabase;
  readonly evidence: EvidenceStore;
  readonly intervalMs: number;
}

/**
 * Closes every hour of the access table that is over, from the oldest on, and then looks again and again.
 * A failure is told by its name; the next look finds the same rows.
 */
export function startAccessHours({ db, evidence, intervalMs }: AccessHoursOptions): {
  stop(): Promise<void>;
} {
  const closing = { db, keep: keepRowsIn(evidence), now: () => new Date() };
  let isStopped = false;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      let closed = 1;
      while (closed > 0) closed = isStopped ? 0 : await closeAccessHour(closing);
    } catch (error) {
      // Names alone: a message of a library can carry what it was given.
      console.error(
        `office-worker: access rows: ${error instanceof Error ? error.name : 'unknown'}`,
      );
    }
    if (!isStopped) timer = setTimeout(begin, intervalMs);
  };
  const begin = (): void => {
    looking = look();
  };
  let timer = setTimeout(begin, 0);
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
