/** Checks of single values of an entry: each returns, or throws `MalformedEntry` with the place. */

import { ACT_KINDS, DOCUMENT_TYPES } from './events/governed.ts';
import { EVIDENCE_KINDS, type FieldType, type ValueType } from './events/row.ts';
import { refuse } from './malformed-entry.ts';

/** @throws MalformedEntry if the value, which stands at `path`, is not of the form. */
export type Check = (value: unknown, path: string) => void;

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const TIME = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

const isDay = (text: string): boolean => {
  if (!DAY.test(text)) return false;
  const day = Number(text.slice(8));
  // Every month has 28 days; only beyond them does the calendar (of 400 years) have to be asked.
  if (day <= 28) return true;
  const year = 2000 + (Number(text.slice(0, 4)) % 400);
  return day <= new Date(Date.UTC(year, Number(text.slice(5, 7)), 0)).getUTCDate();
};

const isTime = (text: string): boolean => TIME.test(text) && isDay(text.slice(0, 10));

const textWhich = (holds: (text: string) => boolean, reason: string): Check => {
  return (value, path) => {
    if (typeof value !== 'string' || !holds(value)) refuse(path, reason);
  };
};

const textLike = (pattern: RegExp, reason: string): Check =>
  textWhich((text) => pattern.test(text), reason);

const integerFrom = (least: number): Check => {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
      refuse(path, `not an integer from ${least}`);
    }
  };
};

/** The value is one of a closed list. */
export const oneOf = (list: readonly string[], reason: string): Check => {
  const known = new Set(list);
  return textWhich((text) => known.has(text), reason);
};

/** A list of values, each checked. */
export const listOf = (element: Check): Check => {
  return (value, path) => {
    if (!Array.isArray(value)) refuse(path, 'not a list');
    for (let i = 0; i < value.length; i += 1) element(value[i], `${path}[${i}]`);
  };
};

/** One member of an object that is checked. */
export interface Member {
  readonly check: Check;
  readonly optional?: boolean;
}

/** An object that has these members and no other. A member set to `undefined` is refused. */
export function objectWith(members: Readonly<Record<string, Member>>): Check {
  const list = Object.entries(members);
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      refuse(path, 'not an object');
    }
    const object = value as Record<string, unknown>;
    const prefix = path === '' ? '' : `${path}.`;
    let found = 0;
    for (const [name, { check, optional }] of list) {
      const member = object[name];
      if (member !== undefined) {
        found += 1;
        check(member, prefix + name);
      } else if (optional !== true) refuse(prefix + name, 'missing');
    }
    const names = Object.keys(object);
    if (names.length === found) return;
    const stray = names.find((name) => !Object.hasOwn(members, name) || object[name] === undefined);
    refuse(prefix + (stray ?? ''), 'no such member');
  };
}

/** SHA-256 or commitment: 64 lower-case hexadecimal digits. */
export const aHash = textLike(/^[0-9a-f]{64}$/, 'not 64 hexadecimal digits');
/** A UUID of any version, in lower case. */
export const aUuid = textLike(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'not a UUID');
/** A UUIDv7, in lower case. */
export const aUuidV7 = textLike(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  'not a UUIDv7',
);
/** A time in UTC that the calendar has, to the millisecond. */
export const aTime = textWhich(isTime, 'not a time YYYY-MM-DDTHH:MM:SS.sssZ');
/** An integer from 0 to 2^53−1. */
export const aCount = integerFrom(0);
/** An integer from 1 to 2^53−1. */
export const aSequenceNumber = integerFrom(1);
/** A string that says something. */
export const aText = textWhich((text) => text.length > 0, 'not a text');
/** An id or a code of ours: visible ASCII, so that no name of a person slips in. */
export const anId = textLike(/^[!-~]{1,200}$/, 'not an id in ASCII');

const anOrder = objectWith({
  certificateType: { check: oneOf(['basic', 'attribute'], 'no such certificate type') },
  order: { check: aUuid },
  spkiSha256: { check: aHash, optional: true },
  validityMonths: { check: aSequenceNumber },
});

const VALUE_CHECKS: Readonly<Record<ValueType, Check>> = {
  h: aHash,
  c: aHash,
  id: aUuid,
  t: aTime,
  n: aCount,
  s: aText,
  b: (value, path) => {
    if (typeof value !== 'boolean') refuse(path, 'not a boolean');
  },
  day: textWhich(isDay, 'not a day YYYY-MM-DD'),
  hex40: textLike(/^[0-9a-f]{40}$/, 'not 40 hexadecimal digits'),
  o: anOrder,
  evidenceKind: oneOf(EVIDENCE_KINDS, 'no such kind of evidence'),
  documentType: oneOf(Object.keys(DOCUMENT_TYPES), 'no such type of document'),
  actKind: oneOf(Object.keys(ACT_KINDS), 'no such kind of act'),
};

/** What the table says of one field of `data`, as a check. */
export function fieldMember(type: FieldType): Member {
  if (type.startsWith('[')) return { check: listOf(VALUE_CHECKS[type.slice(1, -1) as ValueType]) };
  if (type.endsWith('?')) {
    return { check: VALUE_CHECKS[type.slice(0, -1) as ValueType], optional: true };
  }
  return { check: VALUE_CHECKS[type as ValueType] };
}
