import { step } from '../../adapters/telemetry/steps.ts';
import {
  changeLot,
  lettersOfLot,
  lockLot,
  type DispatchLot,
  type LotLetterRow,
} from '../../db/dispatch/letter-lots.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { DomainError } from '../../domain/errors.ts';
import { announcedHolidays, deadlineAfter } from '../../domain/governance/business-days.ts';
import { defaultPeriods } from '../../domain/governance/policy.ts';
import { isUnderWay } from '../../domain/dispatch/letter-lots.ts';
import type { LotActivities, LotStanding } from './contract.ts';

/** Letters move with their cases, which tell no lot: it looks by itself, at least so often. */
const LOOK_EVERY_MS = 6 * 3_600_000;

/** Until when what is printed has to be posted: two business days after the first of it was printed. */
function postByOf(letters: readonly LotLetterRow[]): Date | null {
  const printed = letters.filter(({ state }) => state === 'printed');
  const times = printed.flatMap(({ printedAt }) => (printedAt ? [printedAt.getTime()] : []));
  if (times.length === 0) return null;
  const first = Math.min(...times);
  return new Date(deadlineAfter(first, defaultPeriods.letterPost, announcedHolidays));
}

/** The next instant at which somebody may have to be told, or a look in a while. */
function lookAfter(
  { printBy, postBy }: Pick<DispatchLot, 'printBy' | 'postBy'>,
  now: Date,
): number {
  const ahead = [printBy, postBy].flatMap((at) => (at && at > now ? [at.getTime()] : []));
  return Math.min(now.getTime() + LOOK_EVERY_MS, ...ahead);
}

/** Activities that watch lots. @throws DomainError `ApplicationNotFound` for a lot that is not there */
export function createLotActivities({
  db,
  now,
}: {
  readonly db: OfficeDatabase;
  readonly now: () => Date;
}): LotActivities {
  return {
    async watchLot(lotId): Promise<LotStanding> {
      const at = now();
      const standing = await db.transaction(async (tx) => {
        const lot = await lockLot(tx, lotId);
        if (!lot) throw new DomainError('ApplicationNotFound', lotId);
        const letters = await lettersOfLot(tx, lotId);
        const isClosed = lot.closedAt !== null || !letters.some(({ state }) => isUnderWay(state));
        const postBy = postByOf(letters);
        if (lot.closedAt === null) {
          await changeLot(tx, lotId, { postBy, ...(isClosed && { closedAt: at }) });
        }
        return { isClosed, lookAt: lookAfter({ printBy: lot.printBy, postBy }, at) };
      });
      step('lot.1-watched');
      return standing;
    },
  };
}
