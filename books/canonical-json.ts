/**
 * Canonical JSON: RFC 8785, narrowed so that any language can print and check it. Member names are
 * ASCII; numbers are integers within ±(2^53−1); there is no `null`; absent means not applicable;
 * strings are kept as they are, not normalised; no member is named twice.
 */

import { hash } from 'node:crypto';

/** What canonical JSON can say. A member set to `undefined` is refused, never dropped in silence. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

/**
 * A value that canonical JSON cannot say, or octets that are not canonical JSON. The message names
 * the reason and, for values, the path, but never a value: values may be personal data.
 */
export class NotCanonical extends Error {
  override name = 'NotCanonical';
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

/** Runs a step below a member or element; a refusal there carries the way down to it. */
function below<T>(step: string, print: () => T): T {
  try {
    return print();
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    const [reason, path = ''] = error.message.split(' at ');
    throw new NotCanonical(`${reason} at ${step}${path}`);
  }
}

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
  for (const name of Object.keys(object).sort()) {
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

/** Where in a refused value the refusal is; walked only after one, so printing stays quick. */
function refusal(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return textOf(value, depth);
  for (const [name, member] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${name}]` : `.${name}`;
    if (depth < DEPTH_MAX) below(step, () => refusal(member, depth + 1));
  }
  return textOf(value, depth);
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
    refusal(value, 0);
    throw error;
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
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
    value = JSON.parse(text) as CanonicalValue;
  } catch {
    throw new NotCanonical('not JSON in UTF-8');
  }
  if (canonicalJson(value) !== text) {
    throw new NotCanonical(namesTwice(text) ? 'duplicate name' : 'not in canonical form');
  }
  return value;
}

/** SHA-256 of the octets in 64 lower-case hexadecimal digits. */
export const sha256Hex = (octets: Uint8Array): string => hash('sha256', octets, 'hex');
