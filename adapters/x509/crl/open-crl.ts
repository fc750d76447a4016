import { BoundedCache } from '../bounded-cache.ts';
import { type Extension, readExtensions } from '../certificate.ts';
import {
  children,
  type DerElement,
  MalformedDer,
  readElement,
  readExactly,
  smallNumberOf,
  timeOf,
} from '../der-reader.ts';
import { joinKeys, type NameKeys, nameKeys } from '../path/distinguished-names.ts';
import { generalNamesIn } from '../path/general-names.ts';
import { verifySignature } from '../public-key.ts';
import { baseCrlNumber, crlNumber, type Crl, readCrl } from './crl.ts';
import { contentAt, scanAppended, scanEntries, type ScannedEntries } from './crl-scan.ts';
import { SerialTable } from './serial-table.ts';

/** Words of CRLReason by their numbers (RFC 5280 §5.3.1); 7 is not used. */
export const CRL_REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

export type CrlReason = NonNullable<(typeof CRL_REASONS)[number]>;

/** An entry of a CRL. */
export interface RevokedEntry {
  /** revocationDate; undefined only if its digits are no date. Revoked it is all the same. */
  readonly revokedAt: Date | undefined;
  /** reasonCode; `unspecified` if there is none, undefined if it cannot be read. */
  readonly reason: CrlReason | undefined;
}

const REASON_CODE = '2.5.29.21';
const CERTIFICATE_ISSUER = '2.5.29.29';

/** Entries of one serial number, of different issuers, that are looked at one by one. */
const SAME_SERIAL_MAX = 32;

/** Octets of a certificateIssuer that is read: one name, or a few. */
const ISSUER_OCTETS_MAX = 1024;
/** Ends of entries that are kept, once read. */
const TAILS_MAX = 4096;
/** Issuers of entries that are kept, once read. */
const ISSUERS_KEPT_MAX = 256;

function reasonOf(extensions: Map<string, Extension>): CrlReason | undefined {
  const extension = extensions.get(REASON_CODE);
  if (extension === undefined) return 'unspecified';
  return CRL_REASONS[smallNumberOf(readExactly(extension.value, 0x0a), 0x0a)];
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/** Content octets of the INTEGER that a certificate's `serialNumber` stands for. */
function serialOctets(serialNumber: string): Buffer {
  if (serialNumber.startsWith('-')) return Buffer.from(serialNumber.slice(1), 'hex');
  const octets = Buffer.from(serialNumber, 'hex');
  return (octets[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), octets]) : octets;
}

/** A CRL whose serial numbers are looked up in its own octets. Made by `openCrl`; it owns the octets from then on. */
export class OpenCrl {
  readonly crl: Crl;
  readonly #scanned: ScannedEntries;
  readonly #issuers = new BoundedCache<readonly string[] | null>(ISSUERS_KEPT_MAX);
  readonly #tails = new Map<string, RevokedEntry>();
  #table: SerialTable | undefined;

  constructor(crl: Crl, scanned: ScannedEntries = scanEntries(crl)) {
    this.crl = crl;
    this.#scanned = scanned;
  }

  /**
   * Opens a list whose first entries are those of this one, octet for octet; undefined if they are not. Only what was added is
   * passed over.
   *
   * @throws MalformedDer
   */
  followedBy(der: Buffer): OpenCrl | undefined {
    const crl = readCrl(der, Number.MAX_SAFE_INTEGER);
    const { start, end } = this.crl.entries;
    const at = crl.entries.start + end - start;
    const before = this.crl.der.subarray(start, end);
    if (at > crl.entries.end || !der.subarray(crl.entries.start, at).equals(before))
      return undefined;
    return new OpenCrl(crl, scanAppended(crl, { before: this.#scanned, start, at }));
  }

  get thisUpdate(): Date {
    return this.crl.thisUpdate;
  }

  get nextUpdate(): Date | undefined {
    return this.crl.nextUpdate;
  }

  /** cRLNumber; undefined if there is none. @throws MalformedDer */
  get crlNumber(): bigint | undefined {
    return crlNumber(this.crl);
  }

  /** BaseCRLNumber: there if this is a delta CRL, which says nothing by itself. @throws MalformedDer */
  get baseCrlNumber(): bigint | undefined {
    return baseCrlNumber(this.crl);
  }

  /** Number of entries. */
  get size(): number {
    return this.#scanned.count;
  }

  /** An entry has a critical extension that is not known: the CRL must not be used (RFC 5280 §5.3). */
  get hasUnknownCriticalEntry(): boolean {
    return this.#scanned.hasUnknownCritical;
  }

  /** Whether the key signed the list. Says nothing about whose key it is, see `judgeCrl`. */
  isSignedBy(spki: Buffer): boolean {
    const { signatureAlgorithm: algorithm, tbs: data, signature } = this.crl;
    return verifySignature({ algorithm, spki, data, signature });
  }

  /** Serial numbers of the entries, in their order; hex. */
  *serialNumbers(): Generator<string> {
    for (let n = 0; n < this.size; n += 1) yield this.#serialAt(n);
  }

  /** Serial numbers that another list does not have, hex. */
  *missingFrom(other: OpenCrl): Generator<string> {
    const { der } = this.crl;
    let at = 0;
    for (let n = 0; n < this.size; n += 1) {
      const serial = contentAt(der, this.#scanned.entries[n] ?? 0);
      const start = contentAt(der, serial);
      const end = start + (der[serial + 1] ?? 0);
      // As long as both are in the same order they are walked side by side, and no index is made.
      let order = -1;
      while (at < other.size && (order = other.#compare(at, this, n)) < 0) at += 1;
      if (order === 0) at += 1;
      else if (!other.#indexed().has(der, start, end)) yield this.#serialAt(n);
    }
  }

  /** Order of the serial number of an entry, and of one of another list. */
  #compare(n: number, other: OpenCrl, m: number): number {
    const [ours, theirs] = [this.crl.der, other.crl.der];
    const one = contentAt(ours, this.#scanned.entries[n] ?? 0);
    const two = contentAt(theirs, other.#scanned.entries[m] ?? 0);
    const [start, from] = [contentAt(ours, one), contentAt(theirs, two)];
    // Most that differ do so in their first octet: a native call for each would cost more.
    const first = (ours[start] ?? 0) - (theirs[from] ?? 0);
    if (first !== 0) return first;
    const [end, to] = [start + (ours[one + 1] ?? 0), from + (theirs[two + 1] ?? 0)];
    return ours.compare(theirs, from, to, start, end);
  }

  /** Entries of the CRL's own issuer with some serial numbers, by one walk over the list: no index is made for it. */
  among(serialNumbers: Iterable<string>): Map<string, RevokedEntry> {
    const wanted = new Set(serialNumbers);
    const endings = new Uint8Array(1 << 16);
    for (const serial of wanted) endings[Number.parseInt(serial.slice(-4), 16)] = 1;
    const found = new Map<string, RevokedEntry>();
    const { der } = this.crl;
    for (let n = 0; n < this.size; n += 1) {
      const place = this.#scanned.entries[n] ?? 0;
      const serial = contentAt(der, place);
      const length = der[serial + 1] ?? 0;
      const last = contentAt(der, serial) + length - 1;
      const before = length > 1 ? (der[last - 1] ?? 0) << 8 : 0;
      if (endings[before | (der[last] ?? 0)] === 0) continue;
      const serialNumber = this.#serialAt(n);
      if (wanted.has(serialNumber) && !found.has(serialNumber)) {
        found.set(serialNumber, this.#entryAt(place));
      }
    }
    return found;
  }

  /** What an entry says, by its place on the list: the first is 0. */
  entryNumber(n: number): { readonly serialNumber: string } & RevokedEntry {
    const place = this.#scanned.entries[n] ?? 0;
    const { der } = this.crl;
    const serial = contentAt(der, place);
    // What follows the serial number is the same for many entries, and is read once.
    const from = contentAt(der, serial) + (der[serial + 1] ?? 0);
    const to = n + 1 < this.size ? (this.#scanned.entries[n + 1] ?? 0) : this.crl.entries.end;
    const tail = der.toString('latin1', from, to);
    const known = this.#tails.get(tail) ?? this.#entryAt(place);
    if (this.#tails.size >= TAILS_MAX) this.#tails.clear();
    this.#tails.set(tail, known);
    return { serialNumber: this.#serialAt(n), ...known };
  }

  /** Without the octet that keeps it positive. */
  #serialAt(n: number): string {
    const { der } = this.crl;
    const serial = contentAt(der, this.#scanned.entries[n] ?? 0);
    const [start, length] = [contentAt(der, serial), der[serial + 1] ?? 0];
    const isPadded = length > 1 && der[start] === 0;
    return der.toString('hex', isPadded ? start + 1 : start, start + length);
  }

  #indexed(): SerialTable {
    return (this.#table ??= new SerialTable(this.crl.der, this.#scanned.entries));
  }

  /**
   * The entry of a certificate; undefined if it is not on the list.
   *
   * @param serialNumber hex as in `X509Certificate.serialNumber`
   * @param issuer DER Name of the certificate's issuer; default: the CRL's. Entries of an indirect CRL
   *   belong to whom their certificateIssuer names.
   */
  find(serialNumber: string, issuer: Buffer = this.crl.issuer): RevokedEntry | undefined {
    const places = this.#indexed().placesOf(serialOctets(serialNumber));
    if (places.length === 0) return undefined;
    const isPlain = this.#scanned.issuerEntries.length === 0 && issuer.equals(this.crl.issuer);
    if (isPlain) return this.#entryAt(places[0] ?? 0);
    const wanted = joinKeys(nameKeys(issuer));
    // Nobody lists a serial number so often: then it counts as revoked, whoever the entries are of.
    const place =
      places.length > SAME_SERIAL_MAX
        ? places[0]
        : places.find((entry) => this.#issuersAt(entry)?.includes(wanted) ?? true);
    return place === undefined ? undefined : this.#entryAt(place);
  }

  #partsAt(place: number): DerElement[] {
    return children(readElement(this.crl.der, place));
  }

  #entryAt(place: number): RevokedEntry {
    const [, time, list] = this.#partsAt(place);
    return {
      revokedAt: orUndefined(() => timeOf(time)),
      reason: list ? orUndefined(() => reasonOf(readExtensions(list))) : 'unspecified',
    };
  }

  /**
   * Names, as keys, that the certificate of an entry may be issued under; null where that cannot be read: then it
   * may be anybody's.
   */
  #issuersAt(place: number): readonly string[] | null {
    const inForce = lastUpTo(this.#scanned.issuerEntries, place);
    const read = (): NameKeys[] =>
      inForce === undefined ? [nameKeys(this.crl.issuer)] : this.#namedIssuers(inForce);
    const key = String(inForce ?? 'CRL');
    return this.#issuers.get(key, () => orUndefined(read)?.map(joinKeys) ?? null);
  }

  #namedIssuers(place: number): NameKeys[] {
    const list = this.#partsAt(place)[2];
    const value = readExtensions(list).get(CERTIFICATE_ISSUER)?.value;
    if (value === undefined) throw new MalformedDer('certificateIssuer is missing');
    if (value.length > ISSUER_OCTETS_MAX) throw new MalformedDer('certificateIssuer is too long');
    return generalNamesIn(readExactly(value, 0x30)).flatMap((name) =>
      name.form === 'directoryName' ? [name.keys] : [],
    );
  }
}

/** The last of the ascending places that is not after `place`. */
function lastUpTo(places: Uint32Array, place: number): number | undefined {
  let [from, to] = [0, places.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((places[middle] ?? 0) <= place) from = middle + 1;
    else to = middle;
  }
  return from === 0 ? undefined : places[from - 1];
}

/**
 * Opens a CRL in DER: reads its fields and passes over its entries once. The entries stay octets; an index of
 * twelve octets an entry is built when a serial number is first asked for.
 *
 * @throws MalformedDer
 */
export function openCrl(der: Buffer, octetsMax?: number): OpenCrl {
  return new OpenCrl(readCrl(der, octetsMax));
}
