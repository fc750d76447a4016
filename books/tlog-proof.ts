/**
 * Proofs of one entry in a file of its own (C2SP tlog-proof): index, inclusion proof, checkpoint.
 * With the entry and the log's keys it can be checked without the log.
 */

import { readCheckpoint, type VerifiedCheckpoint } from './checkpoint.ts';
import { HASH_OCTETS, leafHash } from './merkle.ts';
import { provesInclusion } from './merkle-proof.ts';
import type { NoteVerifier } from './note-verifier.ts';

/** A proof that an entry is in a log. */
export interface TlogProof {
  readonly index: number;
  /** Hashes from the leaf's sibling up. */
  readonly proof: readonly Buffer[];
  /** The signed note of a checkpoint that covers the entry. */
  readonly checkpoint: string;
}

/** A file that is no proof of an entry, or a proof that does not hold. */
export class TlogProofRefused extends Error {
  override name = 'TlogProofRefused';
}

const HEADER = 'c2sp.org/tlog-proof@v1';

/** Hashes in a proof: the height of the largest tree there can be. */
const HASHES_MAX = 53;

/** The file of a proof. */
export const printTlogProof = ({ index, proof, checkpoint }: TlogProof): string =>
  [HEADER, `index ${index}`, ...proof.map((hash) => hash.toString('base64')), '', checkpoint].join(
    '\n',
  );

function readHash(line: string): Buffer {
  const hash = Buffer.from(line, 'base64');
  if (hash.length === HASH_OCTETS && hash.toString('base64') === line) return hash;
  throw new TlogProofRefused('hash is not 32 octets in Base64');
}

/** Reads the file of a proof; an extra line is refused: ours have none. @throws TlogProofRefused */
export function readTlogProof(text: string): TlogProof {
  const blank = text.indexOf('\n\n');
  const [header, indexLine = '', ...lines] = text.slice(0, Math.max(blank, 0)).split('\n');
  const digits = /^index (0|[1-9]\d{0,15})$/.exec(indexLine)?.[1];
  if (header !== HEADER || digits === undefined || lines.length > HASHES_MAX) {
    throw new TlogProofRefused('not a proof of an entry');
  }
  return {
    index: Number(digits),
    proof: lines.map(readHash),
    checkpoint: text.slice(blank + 2),
  };
}

/**
 * Verifies that the entry stands in the log at the proof's index; gives the checkpoint it rests on.
 *
 * @throws TlogProofRefused if the proof does not hold.
 * @throws NoteRefused, MalformedCheckpoint as {@link readCheckpoint} does.
 */
export function verifyTlogProof(
  { index, proof, checkpoint: note }: TlogProof,
  entry: Uint8Array,
  verifiers: readonly NoteVerifier[],
): VerifiedCheckpoint {
  const checkpoint = readCheckpoint(note, verifiers);
  const { size, root } = checkpoint;
  if (provesInclusion({ index, size, leaf: leafHash(entry), root }, proof)) return checkpoint;
  throw new TlogProofRefused('the proof does not lead to the root of the checkpoint');
}
