/**
 * What has to hold before a checkpoint of a log is taken after another one of the same log. The
 * witness asks it before it cosigns, and each of our books before it anchors the other.
 */

import {
  MalformedCheckpoint,
  readCheckpoint,
  readCheckpointText,
  type Checkpoint,
  type VerifiedCheckpoint,
} from './checkpoint.ts';
import { EMPTY_ROOT } from './merkle.ts';
import { provesConsistency } from './merkle-proof.ts';
import type { NoteVerifier } from './note-verifier.ts';
import { NoteRefused, readNote } from './signed-note.ts';

/** A log as somebody outside of it knows it: its name, and the keys that all have to sign. */
export interface KnownLog {
  readonly origin: string;
  /** At least one; every one of them has to have signed. */
  readonly verifiers: readonly NoteVerifier[];
}

/**
 * Why a checkpoint is not taken. `malformed`: it does not read. `unsigned`: not signed by every key
 * of the log. `from`: the proof does not begin at the size known here. `rollback`: smaller than
 * what is known. `fork`: of the same size with another root. `proof`: it does not prove that the log
 * was only added to.
 */
export type DiscontinuityReason = 'malformed' | 'unsigned' | 'from' | 'rollback' | 'fork' | 'proof';

/** A checkpoint that is not taken as the continuation of what is known of the log. */
export class NotContinued extends Error {
  override name = 'NotContinued';
  readonly reason: DiscontinuityReason;
  /** Entries of the log as known here. */
  readonly knownSize: number;

  constructor(reason: DiscontinuityReason, knownSize: number) {
    super(`checkpoint is not taken: ${reason}`);
    this.reason = reason;
    this.knownSize = knownSize;
  }
}

/** A checkpoint that is said to continue the newest one known of its log. */
export interface Continuation {
  /** The signed note. */
  readonly note: string;
  readonly log: KnownLog;
  /** The newest checkpoint known of the log; undefined before the first. */
  readonly before: Pick<Checkpoint, 'size' | 'root'> | undefined;
  /** Where the proof begins. */
  readonly from: number;
  readonly proof: readonly Buffer[];
}

/** Name of the log that a note speaks of, before anything about it is believed; undefined for none. */
export function originOf(note: string): string | undefined {
  try {
    return readCheckpointText(readNote(note).text).origin;
  } catch (error) {
    if (error instanceof NoteRefused || error instanceof MalformedCheckpoint) return undefined;
    throw error;
  }
}

/** A note of the log, signed by every one of its keys. @throws NotContinued malformed, unsigned */
export function readSignedBy(note: string, log: KnownLog, knownSize = 0): VerifiedCheckpoint {
  let checkpoint: VerifiedCheckpoint;
  try {
    if (originOf(note) !== log.origin) throw new NotContinued('malformed', knownSize);
    checkpoint = readCheckpoint(note, log.verifiers);
  } catch (error) {
    if (error instanceof NoteRefused) throw new NotContinued('unsigned', knownSize);
    throw error;
  }
  const hasSigned = (verifier: NoteVerifier): boolean =>
    checkpoint.verified.some((each) => each.verifier === verifier);
  if (!log.verifiers.every(hasSigned)) throw new NotContinued('unsigned', knownSize);
  return checkpoint;
}

/**
 * The checkpoint of a note, if it is signed and continues what is known of the log.
 *
 * @throws NotContinued
 */
export function continueLog({ note, log, before, from, proof }: Continuation): VerifiedCheckpoint {
  const known = before ?? { size: 0, root: EMPTY_ROOT };
  const refuse = (reason: DiscontinuityReason): never => {
    throw new NotContinued(reason, known.size);
  };
  const checkpoint = readSignedBy(note, log, known.size);
  const { size, root } = checkpoint;
  if (size < known.size) refuse('rollback');
  if (size === known.size && !root.equals(known.root)) refuse('fork');
  if (from !== known.size) refuse('from');
  const claim = { oldSize: known.size, oldRoot: known.root, size, root };
  if (!provesConsistency(claim, proof)) refuse('proof');
  return checkpoint;
}
