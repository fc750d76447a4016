import type { NumberRange } from '../../../db/inspection/case-search.ts';
import { readNumber } from './case-number.ts';

/** A stretch of time: its end is not part of it. */
export interface Period {
  readonly from: Date;
  readonly until: Date;
}

/** What somebody typed, as it can be looked for. */
export type TypedSearch =
  | { readonly kind: 'number'; readonly range: NumberRange }
  | { readonly kind: 'serial'; readonly serialNumber: string }
  /** A day, a portal in the words of whoever looks for it, or both. */
  | { readonly kind: 'text'; readonly day: Period | undefined; readonly portal: string };

/** Serial numbers have twenty octets; tools leave zeros at their beginning out. */
const SERIAL_DIGITS = 40;

function readSerial(plain: string): string | undefined {
  const hex = plain.replace(/^0x/, '').replaceAll(/[\s:]/g, '');
  // Shorter ones could be the number of an application.
  return /^[0-9a-f]{33,40}$/.test(hex) ? hex.padStart(SERIAL_DIGITS, '0') : undefined;
}

const DAY = /(?<![\da-z])(?:(\d{4})|(?:令和|r)(元|\d{1,2}))[-/.年](\d{1,2})[-/.月](\d{1,2})日?/;

const DAY_MS = 86_400_000;

/** 令和元年 is 2019. */
const yearOf = (western: string | undefined, reiwa: string | undefined): number =>
  western === undefined ? 2018 + (reiwa === '元' ? 1 : Number(reiwa)) : Number(western);

/** A day in Japan, which always has as many hours. Undefined for one that no calendar has. */
function readDay(plain: string): { readonly period: Period; readonly rest: string } | undefined {
  const found = DAY.exec(plain);
  if (!found) return undefined;
  const [whole, western, reiwa, month = '', day = ''] = found;
  const [mm, dd] = [month.padStart(2, '0'), day.padStart(2, '0')];
  const date = `${yearOf(western, reiwa)}-${mm}-${dd}`;
  const midnight = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime())) return undefined;
  if (midnight.toISOString().slice(0, 10) !== date) return undefined;
  const from = new Date(`${date}T00:00:00+09:00`);
  const period = { from, until: new Date(from.getTime() + DAY_MS) };
  return { period, rest: plain.replace(whole, ' ').trim() };
}

/**
 * Reads what was typed. Full-width digits count as plain ones. A day comes before a number, because
 * `2026-11-24` has eight digits, too.
 */
export function readSearch(typed: string): TypedSearch {
  const plain = typed.normalize('NFKC').toLowerCase().trim();
  const day = readDay(plain);
  if (day) return { kind: 'text', day: day.period, portal: day.rest };
  const serialNumber = readSerial(plain);
  if (serialNumber !== undefined) return { kind: 'serial', serialNumber };
  const range = readNumber(plain);
  return range ? { kind: 'number', range } : { kind: 'text', day: undefined, portal: plain };
}
