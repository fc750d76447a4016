import * as der from '../../adapters/x509/der-writer.ts';
import { CRL_REASONS, type CrlReason } from '../../adapters/x509/crl/open-crl.ts';
import { extension } from '../../adapters/x509/extension.ts';
import { EntryDigest, type EntriesDigest } from './entry-digest.ts';

/** A serial number on a list; hex as in certificates. */
export interface ListedSerial {
  readonly serialNumber: string;
  readonly revocationDate: Date;
  readonly reasonCode: CrlReason;
  /** When the danger arose (RFC 5280 §5.3.2). */
  readonly invalidityDate?: Date | null;
}

/** Entries of a list as they stand in it, one after the other. */
export interface EncodedEntries {
  readonly blocks: readonly Buffer[];
  readonly count: number;
}

/** Nothing is revoked. */
export const NO_ENTRIES: EncodedEntries = { blocks: [], count: 0 };

/** Entries that are joined at once: millions of small buffers would cost more than the list. */
const BLOCK_OCTETS = 1 << 20;

/** What follows a serial number is the same for many: so many different ones are kept. */
const TAILS_MAX = 4096;

const REASON_NUMBERS = new Map(CRL_REASONS.map((reason, code) => [reason, code]));

/** reasonCode is not critical, and `unspecified` is left out (RFC 5280 §5.3.1). */
function extensionsOf({ reasonCode, invalidityDate }: ListedSerial): Buffer {
  const code = REASON_NUMBERS.get(reasonCode) ?? 0;
  const parts = [
    ...(code === 0 ? [] : [extension('2.5.29.21', der.enumerated(code))]),
    ...(invalidityDate ? [extension('2.5.29.24', der.generalizedTime(invalidityDate))] : []),
  ];
  return parts.length === 0 ? Buffer.alloc(0) : der.seq(...parts);
}

const SERIAL_OCTETS = 20;
const serialOctets = Buffer.from([der.TAG.integer, SERIAL_OCTETS, ...Buffer.alloc(SERIAL_OCTETS)]);

/** INTEGER of a serial number; of one of ours, which is always twenty octets, in a buffer that the next call uses again. */
function serialOf(serialNumber: string): Buffer {
  if (!OURS.test(serialNumber)) return der.integer(Buffer.from(serialNumber, 'hex'));
  serialOctets.write(serialNumber, 2, 'hex');
  return serialOctets;
}

/** Positive without another octet, and none to be left out. */
const OURS = /^(?!00)[0-7][0-9a-f]{39}$/;

/** Writes entries into blocks; what it keeps is about the size of the list. */
export class EntryWriter {
  readonly #blocks: Buffer[] = [];
  readonly #tails = new Map<string, Buffer>();
  #block = Buffer.alloc(0);
  #at = 0;
  #count = 0;

  add(entry: ListedSerial): void {
    const serial = serialOf(entry.serialNumber);
    const tail = this.#tailOf(entry);
    const length = serial.length + tail.length;
    const size = der.headerSize(length) + length;
    if (this.#at + size > this.#block.length) this.#next();
    const content = der.writeHeader(this.#block, { tag: der.TAG.sequence, length }, this.#at);
    this.#block.set(serial, content);
    this.#block.set(tail, content + serial.length);
    this.#at += size;
    this.#count += 1;
  }

  #tailOf(entry: ListedSerial): Buffer {
    const { revocationDate, reasonCode, invalidityDate } = entry;
    const key = `${revocationDate.getTime()} ${reasonCode} ${invalidityDate?.getTime() ?? ''}`;
    const known = this.#tails.get(key);
    if (known) return known;
    if (this.#tails.size >= TAILS_MAX) this.#tails.clear();
    const tail = Buffer.concat([der.time(revocationDate), extensionsOf(entry)]);
    this.#tails.set(key, tail);
    return tail;
  }

  #next(): void {
    if (this.#at > 0) this.#blocks.push(this.#block.subarray(0, this.#at));
    this.#block = Buffer.allocUnsafeSlow(BLOCK_OCTETS);
    this.#at = 0;
  }

  /** What was added so far. */
  done(): EncodedEntries {
    this.#next();
    return { blocks: this.#blocks, count: this.#count };
  }
}

/** Entries that were read, encoded, and what they said when they were read: the list is held against that. */
export interface ReadEntries {
  readonly entries: EncodedEntries;
  readonly registered: EntriesDigest;
}

/** Encodes entries as they come. */
export async function encodeEntries(
  entries: AsyncIterable<readonly ListedSerial[]>,
): Promise<ReadEntries> {
  const [writer, digest] = [new EntryWriter(), new EntryDigest()];
  for await (const page of entries) {
    for (const entry of page) {
      writer.add(entry);
      digest.add(entry.serialNumber, entry.revocationDate, entry.reasonCode);
    }
  }
  return { entries: writer.done(), registered: digest.done() };
}

/** What entries say, without encoding them. */
export async function digestEntries(
  entries: AsyncIterable<readonly ListedSerial[]>,
): Promise<EntriesDigest> {
  const digest = new EntryDigest();
  for await (const page of entries) {
    for (const entry of page)
      digest.add(entry.serialNumber, entry.revocationDate, entry.reasonCode);
  }
  return digest.done();
}
