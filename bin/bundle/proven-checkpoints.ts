import { hash } from 'node:crypto';
import { MalformedCheckpoint, readCheckpoint } from '../../books/checkpoint.ts';
import { provesConsistency } from '../../books/merkle-proof.ts';
import { NoteRefused } from '../../books/signed-note.ts';
import { StampRefused, verifyStamp, type Stamp } from '../../books/timestamp.ts';
import type { BundleManifest } from './bundle-manifest.ts';
import { consistencyPath, stampPath } from './bundle-paths.ts';
import type { BundleFindings } from './findings.ts';
import type { Trust } from './trust.ts';

/** A checkpoint that the log signed, and until when at the latest it did. */
export interface ProvenCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
  /** The believed stamp over exactly this checkpoint. */
  readonly stamp: Stamp | undefined;
  /** Time of the first believed stamp over it or over one that continues it. */
  readonly provenAt: Date | undefined;
}

interface Judging {
  readonly manifest: BundleManifest;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly trust: Trust;
  /** The time of the verification: nothing may have been stamped after it. */
  readonly at: Date;
  readonly findings: BundleFindings;
}

type SignedCheckpoint = Omit<ProvenCheckpoint, 'provenAt' | 'stamp'>;

const CHECKPOINT = /^checkpoints\/(\d{12})\.txt$/;

/** Hashes in a proof of consistency: twice the height of the largest tree there can be. */
const HASHES_MAX = 128;

/** Checkpoints by size, each with the time that a stamp proves it by; stamps that fail say why. */
export function provenCheckpoints(judging: Judging): ProvenCheckpoint[] {
  const signed = signedCheckpoints(judging);
  const stamps = signed.map((checkpoint) => stampOf(checkpoint, judging));
  let later: Date | undefined;
  const proven = signed.toReversed().map((checkpoint, back): ProvenCheckpoint => {
    const place = signed.length - 1 - back;
    const next = signed[place + 1];
    if (next && !isContinued(checkpoint, next, judging)) later = undefined;
    const stamp = stamps[place];
    later = earlier(stamp, later);
    return { ...checkpoint, stamp, provenAt: later };
  });
  return proven.toReversed();
}

const earlier = (stamp: Stamp | undefined, later: Date | undefined): Date | undefined =>
  stamp && (!later || stamp.genTime < later) ? stamp.genTime : later;

function signedCheckpoints({ manifest, files, trust, findings }: Judging): SignedCheckpoint[] {
  const paths = [...files.keys()].filter((path) => CHECKPOINT.test(path)).toSorted();
  if (paths.length === 0) findings.fail('log.checkpoint', 'none is there');
  return paths.flatMap((path) => {
    const note = files.get(path)?.toString('utf8') ?? '';
    try {
      const { origin, size, root } = readCheckpoint(note, trust.logKeys);
      const isOurs = origin === manifest.origin && size === Number(CHECKPOINT.exec(path)?.[1]);
      findings.judge('log.checkpoint', isOurs, `${path} of ${origin}`);
      return isOurs ? [{ size, root, note }] : [];
    } catch (error) {
      if (!(error instanceof NoteRefused || error instanceof MalformedCheckpoint)) throw error;
      findings.fail('log.checkpoint', `${path}: ${error.message}`);
      return [];
    }
  });
}

/**
 * The stamp over a checkpoint, judged at its own time: the certificates of its authority may have expired
 * since. An authority that is not believed any more is a note, for a later stamp may carry the proof; a
 * stamp that is not what it should be is a failure.
 */
function stampOf(
  { size, note }: SignedCheckpoint,
  { files, trust, at, findings }: Judging,
): Stamp | undefined {
  const path = stampPath(size);
  const sha256 = hash('sha256', Buffer.from(note), 'buffer');
  try {
    const token = files.get(path) ?? Buffer.alloc(0);
    const stamp = verifyStamp(token, { sha256, anchors: trust.timestamp });
    const isPast = stamp.genTime <= at;
    findings.judge('log.stamp', isPast, `${path} at ${stamp.genTime.toISOString()}`);
    return isPast ? stamp : undefined;
  } catch (error) {
    if (!(error instanceof StampRefused)) throw error;
    if (error.reason === 'signer') findings.note('log.stamp', `${path}: ${error.message}`);
    else findings.fail('log.stamp', `${path}: ${error.message}`);
    return undefined;
  }
}

/** Whether the next checkpoint continues this one, so that a stamp over it covers this one, too. */
function isContinued(
  from: SignedCheckpoint,
  to: SignedCheckpoint,
  { files, findings }: Judging,
): boolean {
  const path = consistencyPath(from.size, to.size);
  const lines = (files.get(path)?.toString('utf8') ?? '').split('\n').slice(0, HASHES_MAX);
  const proof = lines.filter((line) => line !== '').map((line) => Buffer.from(line, 'base64'));
  const holds =
    proof.every((each) => each.length === 32) &&
    provesConsistency(
      { oldSize: from.size, oldRoot: from.root, size: to.size, root: to.root },
      proof,
    );
  return findings.judge('log.consistency', holds, path);
}
