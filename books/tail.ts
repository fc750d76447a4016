/**
 * The tail of a log on its second medium: what was published and is not in its tiles yet.
 *
 * One record a publication, appended and synced once, holds all that was promised: the entries, what
 * must stand beside them and the signed checkpoint. Bundles and tiles follow at leisure. Two segments take
 * turns, so that one can be thrown away while the other is written.
 */

import { hash } from 'node:crypto';

/** A file of a log, by its path below the log's folder. */
export interface LogFile {
  readonly path: string;
  readonly octets: Uint8Array;
}

/** The folder of a log; `write` and `append` return when the octets stand, `read` is undefined for none. */
export interface LogFiles {
  read(path: string): Promise<Buffer | undefined>;
  write(files: readonly LogFile[]): Promise<void>;
  /** Adds to the end of a file, and makes it if there is none. Calls for a path must not overlap. */
  append(path: string, octets: Uint8Array): Promise<void>;
  remove(paths: readonly string[]): Promise<void>;
}

/** Octets that must stand with the entries they belong to. Those of a folder can follow each other. */
export interface Beside {
  /** Folder below the log's. */
  readonly folder: string;
  readonly octets: Uint8Array;
}

/** One publication. */
export interface TailRecord {
  readonly entries: readonly Uint8Array[];
  readonly beside?: Beside | undefined;
  /** The signed note over the log with these entries. */
  readonly checkpoint: string;
}

/** A record of the tail that was damaged after it was written. Somebody has to repair it. */
export class TailBroken extends Error {
  override name = 'TailBroken';
}

const SEGMENTS = ['tail/0', 'tail/1'] as const;

/** Octets after which the other segment is taken, if what it holds is in the tiles. */
const SEGMENT_OCTETS = 4 * 1024 * 1024;

/** Octets before the body of a record: its length (4), its SHA-256 (32). */
const HEAD_OCTETS = 36;

const lengthOf = (octets: Uint8Array): Buffer => {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(octets.length);
  return length;
};

/** Parts one after the other, each behind its length. */
const framed = (parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]));

function unframed(octets: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < octets.length;) {
    const end = at + 4 + octets.readUInt32BE(at);
    if (end > octets.length) throw new TailBroken('a part is cut off');
    parts.push(octets.subarray(at + 4, end));
    at = end;
  }
  return parts;
}

/** A record as it stands in a segment. */
export function encodeRecord({ entries, beside, checkpoint }: TailRecord): Buffer {
  const body = framed([
    Buffer.from(checkpoint),
    framed(entries),
    framed(beside ? [Buffer.from(beside.folder), beside.octets] : []),
  ]);
  return Buffer.concat([lengthOf(body), hash('sha256', body, 'buffer'), body]);
}

function decodeBody(body: Buffer): TailRecord {
  const [checkpoint, entries, beside] = unframed(body);
  if (!checkpoint || !entries || !beside) throw new TailBroken('a record lacks a part');
  const [folder, octets] = unframed(beside);
  return {
    checkpoint: String(checkpoint),
    entries: unframed(entries),
    beside: folder && octets && { folder: String(folder), octets },
  };
}

/**
 * The records of a segment. A last one that is not whole is what a crash in mid-write leaves: nobody was
 * told that it stands, so it is passed over.
 *
 * @throws TailBroken for a damaged record with others behind it.
 */
export function readSegment(octets: Buffer): TailRecord[] {
  const records: TailRecord[] = [];
  for (let at = 0; at + HEAD_OCTETS <= octets.length;) {
    const end = at + HEAD_OCTETS + octets.readUInt32BE(at);
    const body = octets.subarray(at + HEAD_OCTETS, end);
    const isWhole = hash('sha256', body, 'buffer').equals(
      octets.subarray(at + 4, at + HEAD_OCTETS),
    );
    if (!isWhole && end < octets.length && !isNothing(octets.subarray(at))) {
      throw new TailBroken(`octet ${at} of a segment`);
    }
    if (!isWhole || end > octets.length) return records;
    records.push(decodeBody(body));
    at = end;
  }
  return records;
}

/** Zeros are what a file system that lost power may show of a write that it had only made room for. */
const isNothing = (octets: Buffer): boolean => octets.every((octet) => octet === 0);

/** Writes the tail of one log. Calls must not overlap. */
export class Tail {
  readonly #files: LogFiles;
  #current: 0 | 1 = 0;
  #octets = 0;
  /** Size of the log when the segment that is not current was left. */
  #otherEndsAt = 0;
  /** Where the segment ends is not known, at first or after a failure: nothing may be put behind it. */
  #isTorn = true;

  constructor(files: LogFiles) {
    this.#files = files;
  }

  /** Every record that stands, in the order of writing within each segment. @throws TailBroken */
  static async read(files: Pick<LogFiles, 'read'>): Promise<TailRecord[]> {
    const records: TailRecord[] = [];
    for (const path of SEGMENTS) {
      const octets = await files.read(path);
      if (octets) records.push(...readSegment(octets));
    }
    return records;
  }

  /** Whether `clear` must come before the next `append`. */
  get isTorn(): boolean {
    return this.#isTorn;
  }

  /**
   * Adds a record; on return it stands.
   *
   * @param sizeBefore entries of the log without it.
   * @param settled entries that are in the tiles.
   */
  async append(
    record: TailRecord,
    { sizeBefore, settled }: { readonly sizeBefore: number; readonly settled: number },
  ): Promise<void> {
    this.#isTorn = true;
    if (this.#octets > SEGMENT_OCTETS && settled >= this.#otherEndsAt) await this.#turn(sizeBefore);
    const octets = encodeRecord(record);
    await this.#files.append(SEGMENTS[this.#current], octets);
    this.#octets += octets.length;
    this.#isTorn = false;
  }

  async #turn(sizeBefore: number): Promise<void> {
    const other = this.#current === 0 ? 1 : 0;
    await this.#files.remove([SEGMENTS[other]]);
    this.#current = other;
    this.#octets = 0;
    this.#otherEndsAt = sizeBefore;
  }

  /** Throws the tail away: everything in it must be in the tiles under a checkpoint. */
  async clear(): Promise<void> {
    this.#isTorn = true;
    await this.#files.remove(SEGMENTS);
    this.#current = 0;
    this.#octets = 0;
    this.#otherEndsAt = 0;
    this.#isTorn = false;
  }
}
