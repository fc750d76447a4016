/**
 * Canonical JSON: RFC 8785, narrowed so that any language can print and check it. Member names are
 * ASCII; numbers are integers within ±(2^53−1); there is no `null`; absent means not applicable;
 * strings are kept as they are, not normalised; no member is named twice.
 */

import { hash } from 'node:crypto';

import { isPlainlyCanonical } from './canonical-scan.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What canonical JSON can say. A member set to `undefined` is refused, not silently dropped. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

/**
 * A value that canonical JSON cannot say, or octets that are not canonical JSON. It names the
 * reason and the way to the place, as `.orders[0].chain`, but no value: values may be personal data.
 */
export class NotCanonical extends Error {
  override name = 'NotCanonical';
  readonly reason: string;
  readonly path: string;

  constructor(reason: string, path = '') {
    super(path === '' ? reason : `${reason} at ${path}`);
    this.reason = reason;
    this.path = path;
  }
}

/** Deeper nesting is refused, so that a hostile input cannot exhaust the stack. */
const DEPTH_MAX = 64;

/** Printable ASCII that JSON prints as it is: the common case, and the quick one. */
const PLAIN = /^[ !#-[\]-~]*$/;
const ASCII_NAME = /^[\0-\x7f]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

const stringOf = (text: string): string => {
  if (PLAIN.test(text)) return `"${text}"`;
  if (LONE_SURROGATE.test(text)) throw new NotCanonical('lone surrogate');
  return JSON.stringify(text);
};

const numberOf = (number: number): string => {
  if (!Number.isInteger(number)) throw new NotCanonical('not an integer');
  if (!Number.isSafeInteger(number)) throw new NotCanonical('beyond 2^53-1');
  return String(number);
};

function arrayOf(list: readonly unknown[], depth: number): string {
  let out = '[';
  for (let i = 0; i < list.length; i += 1) {
    if (i > 0) out += ',';
    out += textOf(list[i], depth);
  }
  return `${out}]`;
}

function objectOf(object: Readonly<Record<string, unknown>>, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new NotCanonical('not a plain object');
  }
  let out = '{';
  for (const name of Object.keys(object).toSorted()) {
    if (!ASCII_NAME.test(name)) throw new NotCanonical('member name not ASCII');
    if (out !== '{') out += ',';
    out += `${stringOf(name)}:${textOf(object[name], depth)}`;
  }
  return `${out}}`;
}

function textOf(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return stringOf(value);
    case 'number':
      return numberOf(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) throw new NotCanonical('null');
      if (depth === DEPTH_MAX) throw new NotCanonical('nested too deeply');
      return Array.isArray(value)
        ? arrayOf(value, depth + 1)
        : objectOf(value as Record<string, unknown>, depth + 1);
    default:
      throw new NotCanonical(typeof value);
  }
}

const isRefused = (value: unknown, depth: number): boolean => {
  try {
    textOf(value, depth);
    return false;
  } catch {
    return true;
  }
};

/** The way to what is refused; walked only after a refusal, so that printing stays quick. */
function pathToRefused(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null || depth === DEPTH_MAX) return '';
  const names = Array.isArray(value) ? [...value.keys()] : Object.keys(value).toSorted();
  const members = value as Record<string, unknown>;
  const name = names.find((each) => isRefused(members[each], depth + 1));
  if (name === undefined) return '';
  const step = typeof name === 'number' ? `[${name}]` : `.${name}`;
  return `${step}${pathToRefused(members[name], depth + 1)}`;
}

/**
 * The canonical text of a value.
 *
 * @throws NotCanonical for anything outside {@link CanonicalValue}: `undefined`, `null`, fractions,
 *   instances of classes, lone surrogates, names that are not ASCII, more than 64 levels.
 */
export function canonicalJson(value: CanonicalValue): string {
  try {
    return textOf(value, 0);
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    throw new NotCanonical(error.reason, pathToRefused(value, 0));
  }
}

/** The canonical text in UTF-8: the octets that are hashed and kept. @throws NotCanonical */
export const canonicalOctets = (value: CanonicalValue): Buffer =>
  Buffer.from(canonicalJson(value), 'utf8');

/** True if some object in the JSON text names a member twice; the text has been parsed before. */
function namesTwice(text: string): boolean {
  const open: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:]/g)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':') last = String(JSON.parse(token));
    else if (open.at(-1)?.has(last)) return true;
    else open.at(-1)?.add(last);
  }
  return false;
}

/**
 * Reads octets that are canonical JSON to the last octet: `canonicalOctets` of the result gives
 * them back. So white space, another order of members, another escape, a name given twice or a
 * byte order mark are refused, and no two octet strings read as one value.
 *
 * @throws NotCanonical
 */
export function readCanonicalJson(octets: Uint8Array): CanonicalValue {
  let text: string;
  let value: CanonicalValue;
  try {
    text = UTF8.decode(octets);
    value = JSON.parse(text) as CanonicalValue;
  } catch {
    throw new NotCanonical('not JSON in UTF-8');
  }
  if (!isPlainlyCanonical(text, text.length === octets.length) && canonicalJson(value) !== text) {
    throw new NotCanonical(namesTwice(text) ? 'duplicate name' : 'not in canonical form');
  }
  return value;
}

/** SHA-256 of the octets in 64 lower-case hexadecimal digits. */
export const sha256Hex = (octets: Uint8Array): string => hash('sha256', octets, 'hex');
