import { parseArgs } from 'node:util';
import { countJlisUsage, type JlisUsage } from '../../db/identity/jlis-usage.ts';
import { openOfficeDatabase } from '../../db/office-database.ts';
import {
  addMonths,
  type CivilDate,
  readDate,
  startOfJapanDay,
} from '../../domain/governance/calendar.ts';
import { readConfig } from '../config.ts';
import { withPassword } from '../parts.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE = 'toroku jlis-usage --month YYYY-MM';

/** Questions to J-LIS in one month. */
export interface JlisUsageReport {
  readonly month: string;
  readonly timeZone: 'Asia/Tokyo';
  readonly questions: number;
  readonly usage: readonly JlisUsage[];
}

/** The first day of a month `YYYY-MM`. */
export const firstDayOf = (month: string): CivilDate | undefined =>
  /^\d{4}-\d{2}$/.test(month) ? readDate(`${month}-01`) : undefined;

function monthIn(args: readonly string[]): string | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { month: { type: 'string' } } });
    return values.month;
  } catch {
    return undefined;
  }
}

const lineOf = ({ purpose, method, result, noAnswerReason, questions }: JlisUsage): string =>
  [purpose, method, result, noAnswerReason ?? '-', String(questions)].join('\t');

/**
 * `toroku jlis-usage`: how often J-LIS was asked in a month of Japan's time, by purpose, method and kind of
 * outcome, for the report that the agreement asks for. Run with the office-worker's settings, or beside an
 * instance that `npm start` runs. Counts alone; the last line of stdout is JSON.
 *
 * @returns the exit code: 0, or 64 for a wrong command.
 */
export async function jlisUsageCommand(args: readonly string[]): Promise<number> {
  const month = monthIn(args) ?? '';
  const first = firstDayOf(month);
  if (!first) {
    console.error(USAGE);
    return 64;
  }
  const config = readConfig('office-worker', joinedEnvironment('office-worker'));
  const url = withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile);
  const db = openOfficeDatabase(url, 1);
  try {
    const [from, until] = [first, addMonths(first, 1)].map((day) => new Date(startOfJapanDay(day)));
    const usage = await countJlisUsage(db, from as Date, until as Date);
    const questions = usage.reduce((sum, line) => sum + line.questions, 0);
    console.log('目的\t方法\t結果\t理由\t件数');
    for (const line of usage) console.log(lineOf(line));
    console.log(
      JSON.stringify({ month, timeZone: 'Asia/Tokyo', questions, usage } satisfies JlisUsageReport),
    );
    return 0;
  } finally {
    await db.$client.end();
  }
}
