import { japanDate } from '../../governance/calendar.ts';
import type { Told } from '../../governance/state-table.ts';

/**
 * What a value of a template is: `day` is an instant, told as the last day of what ends with it; `count` a number; `letter` the
 * hash of a letter that lies with the case, told in full.
 */
export type ValueKind = 'day' | 'count' | 'letter';

/** A notice as it is written, in both languages. `{name}` stands for a value. Once adopted it is never edited. */
export interface Template {
  /** What it tells; the same word as `noticeKind` of the dispatch. */
  readonly id: string;
  readonly version: string;
  readonly values: Readonly<Record<string, ValueKind>>;
  readonly subject: Told;
  readonly body: Told;
}

/** Values as a dispatch holds them: codes, counts and instants. */
export type TemplateValues = Readonly<Record<string, string | number | null>>;

/** A notice ready to be sent. */
export interface Notice {
  readonly subject: string;
  readonly text: string;
}

/** What is filled in beside the values of the dispatch. */
export interface NoticeFrame {
  /** 文書番号: 32 random hexadecimal digits, so that the hash of a notice tells nothing about the person. */
  readonly document: string;
  readonly applicationId: string;
  /** Letters of the case by hash. */
  readonly letters: ReadonlyMap<string, string>;
}

/** How dispatches and entries name a template. */
export const nameOf = ({ id, version }: Pick<Template, 'id' | 'version'>): string =>
  `${id}/${version}`;

/** Hashes of the letters that a notice takes. */
export const lettersOf = ({ values }: Template, given: TemplateValues): string[] =>
  Object.entries(values).flatMap(([name, kind]) =>
    kind === 'letter' && typeof given[name] === 'string' ? [given[name]] : [],
  );

const WEEKDAYS = {
  ja: [...'日月火水木金土'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const;

const MONTHS =
  'January February March April May June July August September October November December';

/** The last day of a period that ends with an instant, in Japan. */
function lastDay(end: string, language: keyof Told): string {
  const instant = Date.parse(end) - 1;
  const { year, month, day } = japanDate(instant);
  const name = WEEKDAYS[language][new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '';
  if (language === 'ja') return `${year}年${month}月${day}日(${name})`;
  return `${name} ${day} ${MONTHS.split(' ')[month - 1] ?? ''} ${year}`;
}

function shown(
  kind: ValueKind,
  value: string | number,
  of: NoticeFrame & { language: keyof Told },
) {
  if (kind === 'day') return lastDay(String(value), of.language);
  if (kind === 'count') return String(value);
  const letter = of.letters.get(String(value));
  if (letter === undefined) throw new RangeError('a letter of the notice is not there');
  return letter.trimEnd();
}

const RULE = '-'.repeat(40);

/**
 * Fills a template in, Japanese first.
 *
 * @throws RangeError if it takes a value that is not given: a notice with a gap is not sent.
 */
export function fillIn(template: Template, given: TemplateValues, frame: NoticeFrame): Notice {
  const fill = (language: keyof Told): string =>
    template.body[language].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const kind = template.values[name];
      const value = given[name];
      if (kind === undefined || value === undefined || value === null) {
        throw new RangeError(`the notice lacks ${name}`);
      }
      return shown(kind, value, { ...frame, language });
    });
  const { document, applicationId } = frame;
  return {
    subject: `${template.subject.ja} / ${template.subject.en}`,
    text: [
      `文書番号：${document}`,
      `申込番号：${applicationId}`,
      '',
      fill('ja'),
      '',
      'くわしくは、お申込みになった受付窓口でご確認ください。',
      'このメールは送信専用です。お心当たりのない場合は、破棄してください。',
      '',
      RULE,
      `Document: ${document}`,
      `Application: ${applicationId}`,
      '',
      fill('en'),
      '',
      'Please see the portal where you applied for everything else.',
      'This address takes no mail. If this is not about you, please delete it.',
      '',
    ].join('\n'),
  };
}
