import {
  addDays,
  dayNumber,
  japanDate,
  readDate,
  startOfJapanDay,
} from '../governance/calendar.ts';

/** Register card of a receipt on paper (紙の受領書): the paper itself is kept in its place. No personal data. */
export interface PaperReceipt {
  readonly v: 1;
  readonly documentKind: 'receipt';
  /** Hash of the text that was handed out and printed. */
  readonly textSha256: string;
  /** SHA-256 of each certificate that it names. */
  readonly certificates: readonly string[];
  /** The day in Japan on which the paper came, `YYYY-MM-DD`. */
  readonly receivedOn: string;
  /** Whoever took it has compared name and signature with those of the application. */
  readonly isCompared: true;
}

/** Reads a register card of a receipt; undefined if it is none. */
export function readPaperReceipt(octets: Buffer): PaperReceipt | undefined {
  const said = JSON.parse(octets.toString('utf8')) as Partial<PaperReceipt>;
  const isOne = said.v === 1 && said.documentKind === 'receipt' && Array.isArray(said.certificates);
  return isOne ? (said as PaperReceipt) : undefined;
}

/**
 * The instant from which a receipt on paper counts: the end of the day on which it came, or now on that very day.
 *
 * @returns undefined for no day, and for one that is still to come
 */
export function receivedInstant(receivedOn: string, now: Date): Date | undefined {
  const date = readDate(receivedOn);
  if (!date || dayNumber(date) > dayNumber(japanDate(now.getTime()))) return undefined;
  const end = startOfJapanDay(addDays(date, 1)) - 1;
  return new Date(Math.min(end, now.getTime()));
}
