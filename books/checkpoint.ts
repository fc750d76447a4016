/** Checkpoints (C2SP tlog-checkpoint): the size and root of a log, as the text of a signed note. */

import { HASH_OCTETS } from './merkle.ts';
import type { NoteVerifier } from './note-verifier.ts';
import { verifyNote, type VerifiedSignature } from './signed-note.ts';

/** A log at one size. */
export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string;
  readonly size: number;
  /** 32 octets. */
  readonly root: Buffer;
}

/** A text that is not a checkpoint as our logs write them. */
export class MalformedCheckpoint extends Error {
  override name = 'MalformedCheckpoint';
}

/**
 * The text of a checkpoint: what the log signs. No extension lines.
 *
 * @throws MalformedCheckpoint for values that cannot be one.
 */
export function printCheckpoint({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`;
  readCheckpointText(text);
  return text;
}

/**
 * Reads the text of a checkpoint. Extension lines are refused: our logs write none, and nobody who
 * watches a log can check them.
 *
 * @throws MalformedCheckpoint
 */
export function readCheckpointText(text: string): Checkpoint {
  const [, origin = '', digits = '', base64 = ''] =
    /^(\S+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text) ?? [];
  if (origin === '') throw new MalformedCheckpoint('not origin, size and root');
  const size = Number(digits);
  const root = Buffer.from(base64, 'base64');
  if (!Number.isSafeInteger(size)) throw new MalformedCheckpoint('size beyond 2^53-1');
  if (root.length !== HASH_OCTETS || root.toString('base64') !== base64) {
    throw new MalformedCheckpoint('root is not 32 octets in Base64');
  }
  return { origin, size, root };
}

/** A checkpoint whose signatures hold. */
export interface VerifiedCheckpoint extends Checkpoint {
  readonly verified: readonly VerifiedSignature[];
}

/**
 * Reads a signed checkpoint and verifies it by the keys that are known.
 *
 * @throws MalformedCheckpoint
 * @throws NoteRefused as {@link verifyNote} does.
 */
export function readCheckpoint(
  note: string,
  verifiers: readonly NoteVerifier[],
): VerifiedCheckpoint {
  const { text, verified } = verifyNote(note, verifiers);
  return { ...readCheckpointText(text), verified };
}
