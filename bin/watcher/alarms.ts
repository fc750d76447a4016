/** Reason codes of the watcher; what each means and what to do stands in docs/operations/watcher.md. */
export const ALARMS = [
  'nothingToProbe',
  'certificateForeign',
  'urlMissing',
  'urlUnusable',
  'urlUnreachable',
  'urlWrongType',
  'listUnreadable',
  'listForeign',
  'listFromFuture',
  'listWithoutEnd',
  'listExpired',
  'listOverHalf',
  'listNumberMissing',
  'listNumberFell',
  'listNumberReused',
  'serialVanished',
  'answerUnreadable',
  'answerRefused',
  'answerForeign',
  'answerOther',
  'answerFromFuture',
  'answerWithoutEnd',
  'answerExpired',
  'answerOverHalf',
  'issuedUnknown',
  'listContradicted',
  'strangerGood',
  'strangerAnswered',
  'issuerDiffers',
  'policyEmpty',
  'roundFailed',
] as const;

export type AlarmCode = (typeof ALARMS)[number];

/** One thing that is not as it has to be. */
export interface Alarm {
  readonly code: AlarmCode;
  /** URL, key identifier or serial number that it is about; never a name. */
  readonly about: string;
}

/** What a list and an answer have in common: from when to when they hold. */
export interface Timed {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
}

/** Clocks of two machines may be apart by this much. */
const SKEW_MS = 5 * 60_000;

export type TimeFault = 'FromFuture' | 'WithoutEnd' | 'Expired' | 'OverHalf';

/** The worst that is wrong with the times; half of the validity has passed where nobody made the next one (incident 16). */
export function timeFault({ thisUpdate, nextUpdate }: Timed, now: Date): TimeFault | undefined {
  const [from, at] = [thisUpdate.getTime(), now.getTime()];
  if (from > at + SKEW_MS) return 'FromFuture';
  if (nextUpdate === undefined) return 'WithoutEnd';
  if (nextUpdate.getTime() <= at) return 'Expired';
  return (at - from) * 2 > nextUpdate.getTime() - from ? 'OverHalf' : undefined;
}
