import { MalformedDer, readElement } from '../der-reader.ts';
import type { Crl } from './crl.ts';

/** Where things stand among the entries; all places are offsets in the octets of the CRL. */
export interface ScannedEntries {
  readonly count: number;
  /** Of each entry, in order. */
  readonly entries: Uint32Array;
  /** Entries with certificateIssuer: it holds from there to the next (RFC 5280 §5.3.3). */
  readonly issuerEntries: Uint32Array;
  /** An entry has a critical extension that is not known: the CRL must not be used (RFC 5280 §5.3). */
  readonly hasUnknownCritical: boolean;
}

/** Where the content of the element at `at` starts. */
export const contentAt = (octets: Buffer, at: number): number => {
  const length = octets[at + 1] ?? 0;
  return length < 0x80 ? at + 2 : at + 2 + (length & 0x7f);
};

/** Where the element at `at` ends. No object is made for it: there may be a million. @throws MalformedDer */
function endAt(octets: Buffer, at: number, limit: number): number {
  const length = octets[at + 1] ?? 0x80;
  const end =
    at + 1 < limit && length < 0x80
      ? at + 2 + length
      : at + readElement(octets.subarray(0, limit), at).octets.length;
  if (end > limit) throw new MalformedDer('element is cut off');
  return end;
}

function expectAt(octets: Buffer, at: number, tag: number): void {
  if (octets[at] !== tag) throw new MalformedDer('entry of a CRL has odd parts');
}

/** The form alone, not the calendar: twelve or fourteen digits and Z. */
function checkTime(octets: Buffer, at: number, end: number): void {
  const tag = octets[at];
  const digits = tag === 0x17 ? 12 : 14;
  if ((tag !== 0x17 && tag !== 0x18) || end - at !== digits + 3 || octets[end - 1] !== 0x5a) {
    throw new MalformedDer('time is not in the form of RFC 5280');
  }
  for (let i = at + 2; i < end - 1; i += 1) {
    const digit = octets[i] ?? 0;
    if (digit < 0x30 || digit > 0x39) throw new MalformedDer('time has no digits');
  }
}

/** INTEGER of any sign in the fewest octets, at most 21 long: RFC 5280 §4.1.2.2 asks for 20, others take one more. */
const SERIAL_OCTETS_MAX = 64;

function checkSerial(octets: Buffer, at: number, end: number): void {
  expectAt(octets, at, 0x02);
  const start = contentAt(octets, at);
  if (end === start || end - start > SERIAL_OCTETS_MAX) {
    throw new MalformedDer('serial number is empty or too long');
  }
}

/** Content of the identifiers 2.5.29.n that entries carry: reasonCode, holdInstructionCode, invalidityDate, certificateIssuer. */
const KNOWN_LAST_OCTETS = new Set([21, 23, 24, 29]);
const CERTIFICATE_ISSUER = 29;

/** n of an identifier 2.5.29.n whose element stands at `at`; 0 for every other. */
const certificateExtensionAt = (octets: Buffer, at: number, end: number): number =>
  end - at === 5 && octets[at + 2] === 0x55 && octets[at + 3] === 0x1d ? (octets[at + 4] ?? 0) : 0;

/** What the extensions of an entry say that matters before anybody asks for the entry. */
class ExtensionScan {
  hasIssuer = false;
  hasUnknownCritical = false;

  one(octets: Buffer, at: number, limit: number): void {
    expectAt(octets, at, 0x30);
    const oid = contentAt(octets, at);
    expectAt(octets, oid, 0x06);
    const oidEnd = endAt(octets, oid, limit);
    const isCritical = octets[oidEnd] === 0x01;
    const value = isCritical ? endAt(octets, oidEnd, limit) : oidEnd;
    expectAt(octets, value, 0x04);
    if (endAt(octets, value, limit) !== limit) throw new MalformedDer('extension has odd parts');
    const known = certificateExtensionAt(octets, oid, oidEnd);
    if (known === CERTIFICATE_ISSUER) this.hasIssuer = true;
    if (isCritical && !KNOWN_LAST_OCTETS.has(known)) this.hasUnknownCritical = true;
  }

  list(octets: Buffer, at: number, end: number): void {
    expectAt(octets, at, 0x30);
    let next = contentAt(octets, at);
    if (next === end) throw new MalformedDer('list of extensions is empty');
    while (next < end) {
      const extensionEnd = endAt(octets, next, end);
      this.one(octets, next, extensionEnd);
      next = extensionEnd;
    }
  }
}

/** Offsets that grow as they are found, without an array of objects. */
class Offsets {
  #list: Uint32Array;
  count = 0;

  constructor(capacity: number) {
    this.#list = new Uint32Array(capacity);
  }

  push(offset: number): void {
    if (this.count === this.#list.length) {
      const larger = new Uint32Array(this.#list.length * 2 + 16);
      larger.set(this.#list);
      this.#list = larger;
    }
    this.#list[this.count] = offset;
    this.count += 1;
  }

  get list(): Uint32Array {
    return this.#list.subarray(0, this.count);
  }
}

/** One entry has 20 octets at least, most have 37. */
const ENTRY_OCTETS = 36;

/**
 * Passes over all entries once, checks their form, and notes where they are.
 *
 * @throws MalformedDer
 */
export function scanEntries({
  der,
  entries: { start, end },
}: Pick<Crl, 'der' | 'entries'>): ScannedEntries {
  const entries = new Offsets(Math.ceil((end - start) / ENTRY_OCTETS));
  const issuerEntries = new Offsets(0);
  const extensions = new ExtensionScan();
  let at = start;
  while (at < end) {
    const entryEnd = endAt(der, at, end);
    expectAt(der, at, 0x30);
    const serial = contentAt(der, at);
    const time = endAt(der, serial, entryEnd);
    checkSerial(der, serial, time);
    const timeEnd = endAt(der, time, entryEnd);
    checkTime(der, time, timeEnd);
    if (timeEnd < entryEnd) {
      if (endAt(der, timeEnd, entryEnd) !== entryEnd) throw new MalformedDer('entry has odd parts');
      extensions.list(der, timeEnd, entryEnd);
      if (extensions.hasIssuer) issuerEntries.push(at);
      extensions.hasIssuer = false;
    }
    entries.push(at);
    at = entryEnd;
  }
  return {
    count: entries.count,
    entries: entries.list,
    issuerEntries: issuerEntries.list,
    hasUnknownCritical: extensions.hasUnknownCritical,
  };
}

const shifted = (places: Uint32Array, by: number, more: Uint32Array): Uint32Array => {
  const all = new Uint32Array(places.length + more.length);
  for (let n = 0; n < places.length; n += 1) all[n] = (places[n] ?? 0) + by;
  all.set(more, places.length);
  return all;
};

/**
 * The same of a CRL whose entries up to `at` are those of another, which began at `start` there and were scanned: only what
 * follows is passed over.
 *
 * @throws MalformedDer
 */
export function scanAppended(
  { der, entries }: Pick<Crl, 'der' | 'entries'>,
  {
    before,
    start,
    at,
  }: { readonly before: ScannedEntries; readonly start: number; readonly at: number },
): ScannedEntries {
  const more = scanEntries({ der, entries: { start: at, end: entries.end } });
  const by = entries.start - start;
  return {
    count: before.count + more.count,
    entries: shifted(before.entries, by, more.entries),
    issuerEntries: shifted(before.issuerEntries, by, more.issuerEntries),
    hasUnknownCritical: before.hasUnknownCritical || more.hasUnknownCritical,
  };
}
