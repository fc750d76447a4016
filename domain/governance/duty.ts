/** 責任を有する者 while the duty runs: since when, and until when if that is fixed. */
export interface Duty {
  readonly officerId: string;
  readonly from: Date;
  readonly until: Date | undefined;
}

/** Why duty is neither taken nor left. */
export type DutyProblem = 'roleRequired' | 'alreadyYours' | 'othersTurn' | 'notOnDuty';

/** Whether duty changes; taken from somebody who is on duty, their duty ends where the new one begins. */
export type DutyChange =
  | { readonly may: true; readonly begins: Date; readonly ends?: Duty }
  | { readonly may: false; readonly because: DutyProblem; readonly current: Duty | undefined };

/** What a change of duty is judged by. */
export interface DutyQuestion {
  /** Whose duty is the newest, running or over; undefined where nobody was ever on duty. */
  readonly newest: Duty | undefined;
  readonly officerId: string;
  readonly now: Date;
}

/** The duty that runs at an instant, if the newest one does. */
export const dutyAt = (newest: Duty | undefined, now: Date): Duty | undefined =>
  newest && newest.from <= now && (newest.until === undefined || newest.until > now)
    ? newest
    : undefined;

/** Never before what is already in the roster: the clocks of two consoles differ by a little. */
function notBefore(newest: Duty | undefined, now: Date): Date {
  const last = newest?.until ?? newest?.from;
  return last !== undefined && last > now ? last : now;
}

/**
 * Judges who takes duty as 責任を有する者. Whoever takes it names whom they saw on duty: of two who take it at once the
 * second saw what is no longer true, and changes nothing. Nobody is put on duty by somebody else's click, so handing
 * over is taking over, without a gap (規則12条1項1号ニ).
 */
export function judgeTaking(
  { newest, officerId, now }: DutyQuestion,
  seen: string | undefined,
): DutyChange {
  const begins = notBefore(newest, now);
  const current = dutyAt(newest, begins);
  if (current?.officerId === officerId) return { may: false, because: 'alreadyYours', current };
  if (current?.officerId !== seen) return { may: false, because: 'othersTurn', current };
  return current === undefined ? { may: true, begins } : { may: true, begins, ends: current };
}

/** Judges who leaves duty: only whoever is on it. */
export function judgeLeaving({ newest, officerId, now }: DutyQuestion): DutyChange {
  const begins = notBefore(newest, now);
  const current = dutyAt(newest, begins);
  return current?.officerId === officerId
    ? { may: true, begins, ends: current }
    : { may: false, because: 'notOnDuty', current };
}
