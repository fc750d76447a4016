import { announcedHolidays, isBusinessDay } from './business-days.ts';
import {
  addDays,
  type CivilDate,
  DAY_MS,
  type EpochMs,
  japanDate,
  readJapanTime,
  startOfJapanDay,
} from './calendar.ts';
import { mayBeUnannouncedHoliday } from './unannounced-holidays.ts';

/** A time in which J-LIS does not answer, as it was announced: 保守. */
export interface ServiceWindow {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/**
 * When J-LIS may be asked, and how often. J-LIS' own hours and limits are not public: they come from the
 * agreement (取決め), so they are an effective-dated document, and without one J-LIS is always asked.
 */
export interface JlisService {
  /** Hours of every day, or of business days alone, in minutes of the day in Japan; none: all day. */
  readonly hours: ServiceHours | undefined;
  /** Announced windows without service. */
  readonly closed: readonly ServiceWindow[];
  /** Most questions in any minute, of all workers together; none: no limit. */
  readonly questionsPerMinute: number | undefined;
  /** Whether the agreement gives revocation lists as well, and every status is looked up in them, too. */
  readonly revocationLists: boolean;
}

interface ServiceHours {
  readonly fromMinute: number;
  readonly untilMinute: number;
  readonly days: 'all' | 'businessDays';
}

/** J-LIS as it is taken to be without a document. */
export const alwaysOpen: JlisService = {
  hours: undefined,
  closed: [],
  questionsPerMinute: undefined,
  revocationLists: false,
};

/** Windows in one document; those of a year are some dozens. */
const WINDOWS_MAX = 1000;
const QUESTIONS_MAX = 1_000_000;
const MINUTE_MS = 60_000;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasOnly = (fields: Fields, names: readonly string[]): boolean =>
  Object.keys(fields).every((name) => names.includes(name));

/** Minutes of `hh:mm`, `24:00` being the end of the day. */
function minutesOf(text: unknown): number | undefined {
  const [, hour = '', minute = ''] = /^(\d{2}):([0-5]\d)$/.exec(String(text)) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return hour === '' || minutes > 24 * 60 ? undefined : minutes;
}

function readHours(value: unknown): ServiceHours | undefined {
  if (!isFields(value) || !hasOnly(value, ['days', 'from', 'until'])) return undefined;
  const { days } = value;
  const [fromMinute, untilMinute] = [minutesOf(value['from']), minutesOf(value['until'])];
  if (days !== 'all' && days !== 'businessDays') return undefined;
  if (fromMinute === undefined || untilMinute === undefined) return undefined;
  return fromMinute < untilMinute ? { fromMinute, untilMinute, days } : undefined;
}

function readWindow(value: unknown): ServiceWindow | undefined {
  if (!isFields(value) || !hasOnly(value, ['from', 'until'])) return undefined;
  const [from, until] = [value['from'], value['until']].map((text) => readJapanTime(String(text)));
  return from !== undefined && until !== undefined && from < until ? { from, until } : undefined;
}

const MEMBERS = ['v', 'hours', 'closed', 'questionsPerMinute', 'revocationLists'];

const isQuestions = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= QUESTIONS_MAX;

/**
 * Reads the content of a `jlisService` document: `{"v":1,"hours":{"days":"all"|"businessDays","from":"hh:mm",
 * "until":"hh:mm"},"closed":[{"from":T,"until":T}],"questionsPerMinute":n,"revocationLists":b}`, T in Japan's
 * time with `+09:00`; all but `v` may be left out.
 *
 * @returns undefined for anything else: nothing is guessed, and nobody is asked by a guess.
 */
export function readJlisService(content: unknown): JlisService | undefined {
  if (!isFields(content) || content['v'] !== 1) return undefined;
  if (!hasOnly(content, MEMBERS)) return undefined;
  const { hours: givenHours, closed: givenClosed = [], questionsPerMinute } = content;
  const { revocationLists = false } = content;
  const hours = givenHours === undefined ? undefined : readHours(givenHours);
  if (givenHours !== undefined && hours === undefined) return undefined;
  if (!Array.isArray(givenClosed) || givenClosed.length > WINDOWS_MAX) return undefined;
  const closed = givenClosed.flatMap((window) => readWindow(window) ?? []);
  if (closed.length !== givenClosed.length) return undefined;
  if (questionsPerMinute !== undefined && !isQuestions(questionsPerMinute)) return undefined;
  if (typeof revocationLists !== 'boolean') return undefined;
  return { hours, closed, questionsPerMinute, revocationLists };
}

/** Days looked ahead for the next one with service; the longest holidays have some ten. */
const DAYS_AHEAD_MAX = 60;

/**
 * Whether J-LIS serves on a date. In a year whose holidays are not announced here a day that may become
 * one counts as one: a question that waits for a day does less harm than one outside the agreement.
 */
const isServed = ({ days }: ServiceHours, date: CivilDate): boolean =>
  days === 'all' ||
  (isBusinessDay(date, announcedHolidays) && !mayBeUnannouncedHoliday(date, announcedHolidays));

/** The first instant from one on that lies within the hours. */
function withinHours(hours: ServiceHours, instant: EpochMs): EpochMs {
  let date = japanDate(instant);
  for (let day = 0; day < DAYS_AHEAD_MAX; day += 1, date = addDays(date, 1)) {
    const start = startOfJapanDay(date);
    const opens = Math.max(instant, start + hours.fromMinute * MINUTE_MS);
    if (isServed(hours, date) && opens < start + hours.untilMinute * MINUTE_MS) return opens;
  }
  return instant + DAYS_AHEAD_MAX * DAY_MS;
}

/** The first instant from one on at which J-LIS may be asked; the instant itself if it may be now. */
export function opensAt({ hours, closed }: JlisService, instant: EpochMs): EpochMs {
  let at = instant;
  // Each turn leaves at least one window behind for good, so there are no more turns than windows.
  for (let turn = 0; turn <= closed.length; turn += 1) {
    const from = hours ? withinHours(hours, at) : at;
    const window = closed.find((each) => each.from <= from && from < each.until);
    if (!window) return from;
    at = window.until;
  }
  return at;
}

/** The end of the hours of the day of an instant within them; undefined without hours. */
function endOfHours({ hours }: JlisService, instant: EpochMs): EpochMs | undefined {
  if (!hours) return undefined;
  return startOfJapanDay(japanDate(instant)) + hours.untilMinute * MINUTE_MS;
}

/**
 * The first instant after one at which J-LIS may no longer be asked; undefined if it is not known to close, or may not
 * be asked at the instant itself.
 */
export function closesAt(service: JlisService, instant: EpochMs): EpochMs | undefined {
  if (opensAt(service, instant) !== instant) return undefined;
  let at = instant;
  for (let day = 0; day < DAYS_AHEAD_MAX; day += 1) {
    const ends = service.closed.filter(({ from }) => from > at).map(({ from }) => from);
    const end = endOfHours(service, at);
    const next = Math.min(...ends, ...(end === undefined ? [] : [end]));
    if (!Number.isFinite(next)) return undefined;
    // Hours that end at 24:00 may go on at 0:00.
    if (opensAt(service, next) > next) return next;
    at = next;
  }
  return undefined;
}

/** What a limit asks of questions and of turns, in milliseconds. */
export interface QuestionDistances {
  /** The least between two questions, whoever asks them: so no minute has more than the limit. */
  readonly questionMs: number;
  /** Between two turns: a little longer, so that questions that are late once catch up with their turns. */
  readonly turnMs: number;
}

/** What turns leave of a minute for questions to catch up in. */
const CATCH_UP_MS = 2_000;

/** Distances that a limit asks for; undefined without a limit. */
export function questionDistances({
  questionsPerMinute,
}: JlisService): QuestionDistances | undefined {
  if (questionsPerMinute === undefined) return undefined;
  // The database keeps milliseconds, so what it stores may be half a millisecond early.
  const questionMs = Math.ceil(MINUTE_MS / questionsPerMinute) + 1;
  return { questionMs, turnMs: questionMs + Math.ceil(CATCH_UP_MS / questionsPerMinute) };
}
