import { EXTENSION, type X509Certificate } from '../x509/certificate.ts';
import { children, type DerElement, expectTag, oidOf, readExactly } from '../x509/der-reader.ts';

/**
 * The six otherNames of subjectAltName by identifier. Public sources swap them often; the last arcs
 * are 1 氏名, 2 代替文字 of 氏名, 3 性別, 4 生年月日, 5 住所, 6 代替文字 of 住所.
 */
const ATTRIBUTES = {
  '1.2.392.200149.8.5.5.1': 'commonName',
  '1.2.392.200149.8.5.5.2': 'substituteCharacterOfCommonName',
  '1.2.392.200149.8.5.5.3': 'gender',
  '1.2.392.200149.8.5.5.4': 'dateOfBirth',
  '1.2.392.200149.8.5.5.5': 'address',
  '1.2.392.200149.8.5.5.6': 'substituteCharacterOfAddress',
} as const;

const NAMES = Object.values(ATTRIBUTES);

export type JpkiAttributeName = (typeof NAMES)[number];

/** The person as the certificate states it: exact strings, never normalised or corrected. */
export interface JpkiAttributes {
  /** An attribute that is missing, occurs twice or is no UTF8String has no value. */
  readonly values: Readonly<Partial<Record<JpkiAttributeName, string>>>;
  /** Word of fact `jpkiAttributes`; both missing and duplicate is `missing`. */
  readonly verdict: 'complete' | 'missing' | 'duplicate';
  /** Names or otherNames that are not among the six. */
  readonly hasUnknown: boolean;
  /** One of the six that is not a UTF8String in valid UTF-8. */
  readonly hasUnreadable: boolean;
}

const OTHER_NAME = 0xa0;
const UTF8_STRING = 0x0c;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(value: DerElement | undefined): string | undefined {
  const [text, ...more] = children(expectTag(value, 0xa0));
  if (text?.tag !== UTF8_STRING || more.length > 0) return undefined;
  try {
    return utf8.decode(text.content);
  } catch {
    return undefined;
  }
}

interface Collected {
  readonly found: Map<JpkiAttributeName, (string | undefined)[]>;
  hasUnknown: boolean;
}

function collect(certificate: X509Certificate): Collected {
  const collected: Collected = { found: new Map(), hasUnknown: false };
  const extension = certificate.extensions.get(EXTENSION.subjectAltName);
  const names = extension ? children(readExactly(extension.value, 0x30)) : [];
  for (const name of names) {
    const [type, value] = name.tag === OTHER_NAME ? children(name) : [];
    const oid = type && oidOf(type);
    if (oid === undefined || !Object.hasOwn(ATTRIBUTES, oid)) {
      collected.hasUnknown = true;
      continue;
    }
    const attribute = ATTRIBUTES[oid as keyof typeof ATTRIBUTES];
    const texts = collected.found.get(attribute) ?? [];
    collected.found.set(attribute, [...texts, textOf(value)]);
  }
  return collected;
}

/**
 * Reads the personal attributes by identifier, in any order; others than the six are passed over.
 *
 * @throws MalformedDer if subjectAltName is not DER
 */
export function readJpkiAttributes(certificate: X509Certificate): JpkiAttributes {
  const { found, hasUnknown } = collect(certificate);
  const values: Partial<Record<JpkiAttributeName, string>> = {};
  for (const [attribute, texts] of found) {
    const [text] = texts;
    if (texts.length === 1 && text !== undefined && text !== '') values[attribute] = text;
  }
  const isDuplicate = [...found.values()].some((texts) => texts.length > 1);
  const isMissing = NAMES.some((name) => !found.get(name)?.some(Boolean));
  return {
    values,
    verdict: isMissing ? 'missing' : isDuplicate ? 'duplicate' : 'complete',
    hasUnknown,
    hasUnreadable: [...found.values()].flat().includes(undefined),
  };
}

/** Words of facts `nameSubstitutes` and `addressSubstitutes`. */
export type SubstitutesVerdict = 'none' | 'present' | 'lengthMismatch' | 'malformed';

/**
 * Judges the flags beside a name or an address: one `0` or `1` a code point, spaces included, 1 = a
 * substitute character. Flags that do not line up say nothing, least of all that there is none.
 */
export function judgeSubstitutes(
  text: string | undefined,
  flags: string | undefined,
): SubstitutesVerdict {
  if (text === undefined || flags === undefined || !/^[01]*$/.test(flags)) return 'malformed';
  if (flags.length !== Array.from(text).length) return 'lengthMismatch';
  return flags.includes('1') ? 'present' : 'none';
}

/** First days of the eras from 明治 (1) to 令和 (5), as numbers YYYYMMDD. */
const ERA_BEGINS = [18_680_125, 19_120_730, 19_261_225, 19_890_108, 20_190_501];

/** A birth date with the word of fact `birthDate`; `date` (YYYY-MM-DD) only if it is known. */
export type BirthDate =
  | { readonly verdict: 'known'; readonly date: string }
  | { readonly verdict: 'eraContradiction' | 'unknown' | 'unreadable' };

function isInCalendar(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // A day or month beyond the calendar rolls over.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/**
 * Reads `EYYYYMMDD`: era digit (1 明治 to 5 令和, 0 unknown) and Gregorian date. An unknown era or a
 * date with zeros for year, month or day is `unknown`; a date outside its era is a contradiction
 * to be shown, not repaired.
 */
export function readBirthDate(value: string | undefined): BirthDate {
  const [, era, year, month, day] = /^([0-5])(\d{4})(\d\d)(\d\d)$/.exec(value ?? '') ?? [];
  if (era === undefined) return { verdict: 'unreadable' };
  if (year === '0000' || month === '00' || day === '00') return { verdict: 'unknown' };
  const date = `${year}-${month}-${day}`;
  if (!isInCalendar(Number(year), Number(month), Number(day))) return { verdict: 'unreadable' };
  if (era === '0') return { verdict: 'unknown' };
  const begins = ERA_BEGINS[Number(era) - 1] ?? 0;
  const ends = ERA_BEGINS[Number(era)] ?? Infinity;
  const number = Number(`${year}${month}${day}`);
  const isOfEra = begins <= number && number < ends;
  return isOfEra ? { verdict: 'known', date } : { verdict: 'eraContradiction' };
}

/** Words of fact `ageBand`. */
export type AgeBand = 'under15' | 'from15to17' | 'adult' | 'unknown';

const JST_MS = 9 * 3_600_000;

/**
 * Age band on the Japanese day of the instant. A year of age is complete with the birthday; someone
 * born on 29 February completes it on 1 March of other years (年齢計算ニ関スル法律). A birth date
 * that is not `known` gives no age.
 */
export function ageBandAt(birthDate: BirthDate, at: Date): AgeBand {
  if (birthDate.verdict !== 'known') return 'unknown';
  const today = new Date(at.getTime() + JST_MS);
  const [year = 0, month = 0, day = 0] = birthDate.date.split('-').map(Number);
  const hasHadBirthday = (today.getUTCMonth() + 1) * 100 + today.getUTCDate() >= month * 100 + day;
  const years = today.getUTCFullYear() - year;
  const age = hasHadBirthday ? years : years - 1;
  if (age < 15) return 'under15';
  return age < 18 ? 'from15to17' : 'adult';
}

const PREFECTURE = new RegExp(
  `^(${[
    '北海道|東京都|京都府|大阪府',
    '青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|神奈川県',
    '新潟県|富山県|石川県|福井県|山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|兵庫県|奈良県',
    '和歌山県|鳥取県|島根県|岡山県|広島県|山口県|徳島県|香川県|愛媛県|高知県|福岡県|佐賀県',
    '長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県',
  ].join('|')})`,
);

/**
 * Where the person lives. Addresses of JPKI begin with the prefecture; how one abroad is written is
 * not published, so that whatever begins otherwise is `abroad` and goes to a person. Without an
 * address it is `domestic`: other rules stop such a certificate.
 */
export function residenceOf(address: string | undefined): 'domestic' | 'abroad' {
  return address === undefined || PREFECTURE.test(address) ? 'domestic' : 'abroad';
}
