/** Notes that witnesses have cosigned: which lines of them are believed, and where they are kept. */

import type { NoteVerifier } from './note-verifier.ts';
import { NoteRefused, readNote, signatureLine, verifyNote } from './signed-note.ts';
import type { NoteSignature } from './signed-note.ts';

/** A log has at most 10^12 entries while names of files sort as their sizes do. */
const SIZE_DIGITS = 12;

/** Where a checkpoint is kept for ever, below the log's folder: `checkpoints/000000000003.txt`. */
export const keptCheckpointPath = (size: number): string =>
  `checkpoints/${String(size).padStart(SIZE_DIGITS, '0')}.txt`;

/** Where the time stamp of a checkpoint is kept, below the log's folder. */
export const timestampPath = (log: 'office' | 'enclave', size: number): string =>
  `timestamps/${log}-${size}.tsr`;

const linesOf = (signatures: readonly NoteSignature[]): string =>
  signatures.map(signatureLine).join('');

/**
 * The note with the lines of known keys alone, each verified: what others may have added to it says
 * nothing, and must not be carried into a book.
 *
 * @throws NoteRefused as {@link verifyNote} does.
 */
export function withKnownLines(note: string, verifiers: readonly NoteVerifier[]): string {
  const { text, verified } = verifyNote(note, verifiers);
  return `${text}\n${linesOf(verified.map(({ signature }) => signature))}`;
}

/** The names of the witnesses among the keys that have signed the note. @throws NoteRefused */
export function witnessesOf(note: string, verifiers: readonly NoteVerifier[]): string[] {
  const { verified } = verifyNote(note, verifiers);
  return verified
    .filter(({ verifier }) => verifier.type === 4)
    .map(({ verifier: { name } }) => name);
}

/**
 * Two notes of one text as one: the lines of the first, then those of the second whose key has not
 * signed the first. A note that is kept only ever gets more lines.
 *
 * @throws NoteRefused if one is no note, or they are of two texts.
 */
export function mergeNotes(first: string, second: string): string {
  const [a, b] = [readNote(first), readNote(second)];
  if (a.text !== b.text) throw new NoteRefused('notes of two texts');
  const isNew = ({ name, keyId }: NoteSignature): boolean =>
    a.signatures.every((each) => each.name !== name || each.keyId !== keyId);
  return `${first}${linesOf(b.signatures.filter(isNew))}`;
}
