import { DAY_MS, JST_OFFSET_MS, type EpochMs } from '../governance/calendar.ts';

/** A checkpoint is stamped once a day, from 00:05 in Japan on. */
const FROM_MS = 5 * 60_000;

/** The last 00:05 in Japan that is not after an instant. */
const lastStart = (now: EpochMs): EpochMs =>
  Math.floor((now + JST_OFFSET_MS - FROM_MS) / DAY_MS) * DAY_MS - JST_OFFSET_MS + FROM_MS;

/** Tells whether a book that was last stamped then, if ever, has to be stamped now. */
export const isStampDue = (lastStampedAt: EpochMs | undefined, now: EpochMs): boolean =>
  lastStampedAt === undefined || lastStampedAt < lastStart(now);
