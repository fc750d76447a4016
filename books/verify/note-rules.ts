/** Entries about the books themselves: keys, anchors of the other log, cosignatures, time stamps. */

import type { X509Certificate } from 'node:crypto';

import { sha256Hex } from '../canonical-json.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { LogName } from '../entry.ts';
import { readNote, signatureLine } from '../signed-note.ts';
import { certificateOf } from '../timestamp-certificate.ts';
import { MalformedStamp } from '../timestamp-der.ts';
import { StampRefused, verifyStamp, type StampClaim } from '../timestamp.ts';
import type { ExportFolder, LinkedEntry } from './check-bundle.ts';
import type { Failures } from './failures.ts';
import { verifyLogNote, type Keys, type LogKeys } from './log-keys.ts';
import type { KnownCheckpoint } from './verify-log.ts';

/** A log of the folder with its checkpoints: the newest first. */
export interface LogNotes {
  readonly keys: LogKeys;
  readonly checkpoints: readonly (KnownCheckpoint & { readonly note: string })[];
}

interface Claim extends Checkpoint {
  readonly rule: 'anchor' | 'cosignature';
  readonly log: LogName;
  readonly index: number;
  readonly note: string;
}

interface Stamp {
  readonly log: LogName;
  readonly index: number;
  readonly size: number;
  readonly noteSha256: string;
}

/** Takes these entries of all logs, and judges at the end what they say of each other. */
export class NoteRules {
  readonly #keys: Keys;
  readonly #logs: readonly LogNotes[];
  readonly #failures: Failures;
  readonly #opened = new Map<LogName, number>();
  readonly #claims: Claim[] = [];
  readonly #stamps: Stamp[] = [];

  constructor(keys: Keys, logs: readonly LogNotes[], failures: Failures) {
    this.#keys = keys;
    this.#logs = logs;
    this.#failures = failures;
  }

  take(log: LogKeys, entry: LinkedEntry, index: number): void {
    const { event, data } = entry;
    if (index === 0 || event === 'log.opened') this.#takeKeys(log, entry, index);
    if (event === 'anchor.recorded') {
      const other = this.#keys.logs.find(({ origin }) => origin === data['origin']);
      // Without the keys of the other log nothing can be said of it.
      if (other) this.#takeNote(other, data, { rule: 'anchor', log: log.log, index });
    }
    if (event === 'witness.cosigned') {
      this.#takeNote(log, data, { rule: 'cosignature', log: log.log, index });
    }
    if (event === 'timestamp.recorded') {
      const { size, noteSha256 } = data as { size: number; noteSha256: string };
      this.#stamps.push({ log: log.log, index, size, noteSha256 });
    }
  }

  #takeKeys({ log, origin, sets }: LogKeys, { event, data }: LinkedEntry, index: number): void {
    const nth = this.#opened.get(log) ?? 0;
    this.#opened.set(log, nth + 1);
    const isExpected =
      event === 'log.opened' &&
      data['origin'] === origin &&
      JSON.stringify(data['keys']) === JSON.stringify(sets[nth]);
    const detail = 'not the opening of the log under the keys of the policy';
    if (!isExpected) this.#failures.add({ rule: 'logOpened', log, index, detail });
  }

  #takeNote(
    of: LogKeys,
    { note, size, root, witness }: LinkedEntry['data'],
    where: Pick<Claim, 'rule' | 'log' | 'index'>,
  ): void {
    const read = verifyLogNote(String(note), { keys: this.#keys, log: of });
    if ('rule' in read) {
      this.#failures.add({ ...where, detail: read.detail });
      return;
    }
    const roots = [read.root.toString('base64'), read.root.toString('hex')];
    const isCosigned = read.verified.some(
      ({ verifier }) =>
        verifier.type === 4 && (verifier.name === witness || verifier.vkey === witness),
    );
    if (read.size !== size || (typeof root === 'string' && !roots.includes(root))) {
      this.#failures.add({ ...where, detail: 'the entry does not say what its note says' });
    } else if (where.rule === 'cosignature' && !isCosigned) {
      this.#failures.add({ ...where, detail: 'no cosignature of a known witness of that name' });
    } else this.#claims.push({ ...where, ...read, note: String(note) });
  }

  /** After the last entry of all logs. */
  async end(folder: ExportFolder): Promise<void> {
    for (const { keys } of this.#logs) {
      const { log, sets } = keys;
      if (this.#opened.get(log) === sets.length) continue;
      this.#failures.add({
        rule: 'logOpened',
        log,
        detail: 'other sets of keys than the log names',
      });
    }
    for (const claim of this.#claims) this.#judge(claim);
    const anchors = this.#stamps.length === 0 ? [] : await this.#readAuthorities(folder);
    for (const stamp of this.#stamps) await this.#judgeStamp(stamp, folder, anchors);
  }

  #judge({ rule, log, index, origin, size, root, note }: Claim): void {
    const other = this.#logs.find(({ keys }) => keys.origin === origin);
    if (!other) return;
    const [newest] = other.checkpoints;
    // The newest checkpoint may be kept, too, with lines that it got later.
    const kept = other.checkpoints.filter((each) => each.size === size);
    if (kept.some((each) => each.root.equals(root) && hasLinesOf(each.note, note))) return;
    let detail = `the checkpoint of ${origin} at ${size} is not kept`;
    if (kept.length > 0) detail = `${origin} at ${size} has another root, or fewer signatures`;
    else if (newest && newest.size < size) detail = `${origin} ends at ${newest.size}, not ${size}`;
    this.#failures.add({ rule, log, index, detail });
  }

  /** Certificates of time-stamp authorities in the folder: `keys/tsa-1.cer` and so on. */
  async #readAuthorities(folder: ExportFolder): Promise<X509Certificate[]> {
    const certificates: X509Certificate[] = [];
    for (let n = 1; ; n += 1) {
      const path = `keys/tsa-${n}.cer`;
      const octets = await folder.read(path);
      if (octets === undefined) return certificates;
      try {
        certificates.push(certificateOf(octets));
      } catch (error) {
        if (!(error instanceof MalformedStamp)) throw error;
        this.#failures.add({ rule: 'keys', path, detail: 'not a certificate' });
      }
    }
  }

  /**
   * The stamp is over a checkpoint of this log and leads to an authority of the folder. Where there is
   * none, its own signature is for a reader of RFC 3161.
   */
  async #judgeStamp(
    { log, index, size, noteSha256 }: Stamp,
    folder: ExportFolder,
    anchors: readonly X509Certificate[],
  ): Promise<void> {
    const path = `timestamps/${log}-${size}.tsr`;
    const token = await folder.read(path);
    const notes = this.#logs.find(({ keys }) => keys.log === log)?.checkpoints ?? [];
    const isOfOurs = notes.some(
      (each) => each.size === size && hashesOf(each.note).has(noteSha256),
    );
    const sha256 = Buffer.from(noteSha256, 'hex');
    const isOver = !token || token.includes(sha256);
    const isJudged = token !== undefined && isOver && anchors.length > 0;
    const doubt = isJudged ? doubtOf(token, { sha256, anchors }) : undefined;
    if (isOfOurs && isOver && doubt === undefined) return;
    const missed = isOver ? `not over the checkpoint at ${size}` : 'not over the hash of the entry';
    const detail = doubt ?? missed;
    this.#failures.add({ rule: 'timestamp', log, index, path, detail });
  }
}

/** Why a stamp is not believed; undefined if it is. */
function doubtOf(token: Buffer, claim: StampClaim): string | undefined {
  try {
    verifyStamp(token, claim);
    return undefined;
  } catch (error) {
    if (error instanceof StampRefused) return error.message;
    throw error;
  }
}

/** True if every signature of a note is in the note that is kept. */
function hasLinesOf(kept: string, note: string): boolean {
  const lines = new Set(readNote(kept).signatures.map(signatureLine));
  return readNote(note).signatures.every((signature) => lines.has(signatureLine(signature)));
}

/** Hashes of the note as it is, and as it was before later cosignatures were put at its end. */
function hashesOf(note: string): Set<string> {
  const lines = readNote(note).signatures.length;
  const parts = note.split('\n');
  return new Set(
    Array.from({ length: lines }, (_, cut) =>
      sha256Hex(Buffer.from(`${parts.slice(0, parts.length - 1 - cut).join('\n')}\n`)),
    ),
  );
}
