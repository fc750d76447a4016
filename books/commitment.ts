/**
 * Commitments to personal data. The log holds the commitment; the opening lies beside it under a
 * key. Once that key is destroyed nobody can tell what was committed to, and every proof of the log
 * stays valid.
 */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { canonicalOctets } from './canonical-json.ts';

/** What is committed to. The kind is part of the message: a name never opens as an address. */
export const COMMITMENT_KINDS = [
  ...(['name', 'address', 'officerName', 'jpkiSerial'] as const),
  ...(['source', 'tracking', 'note', 'chainKey'] as const),
] as const;

/** One of {@link COMMITMENT_KINDS}. */
export type CommitmentKind = (typeof COMMITMENT_KINDS)[number];

/** Octets of r. */
const R_OCTETS = 32;

/** A value with the r that hides it: whoever holds both can show what an entry commits to. */
export interface Committed {
  readonly kind: CommitmentKind;
  /** 32 random octets in hexadecimal, drawn for this value alone. */
  readonly r: string;
  readonly value: string;
}

/** Where the commitment stands, and what opens it; kept under the chain key (officers: `staff`). */
export interface Opening extends Committed {
  /** Id of the entry. */
  readonly entry: string;
  /** Path of the field in the entry, as `data.nameCommitment`. */
  readonly field: string;
}

/** Draws the r of a value: two commitments to one name do not look alike. */
export const drawR = (): string => randomBytes(R_OCTETS).toString('hex');

/**
 * The commitment in 64 hexadecimal digits: HMAC-SHA-256 under r over
 * `toroku-commit/1` ‖ 00 ‖ kind ‖ 00 ‖ value in UTF-8.
 *
 * @throws RangeError if r is not 32 octets in lower-case hexadecimal.
 */
export function commit({ kind, r, value }: Committed): string {
  if (!/^[0-9a-f]{64}$/.test(r)) throw new RangeError('r is not 32 octets in hexadecimal');
  const message = `toroku-commit/1\0${kind}\0${value}`;
  return createHmac('sha256', Buffer.from(r, 'hex')).update(message, 'utf8').digest('hex');
}

/** True if the opening is that of the commitment. */
export const opens = (commitment: string, committed: Committed): boolean => {
  const expected = Buffer.from(commit(committed));
  const given = Buffer.from(commitment);
  return given.length === expected.length && timingSafeEqual(given, expected);
};

/** The opening as it is kept: canonical JSON. @throws NotCanonical */
export const openingOctets = ({ entry, field, kind, r, value }: Opening): Buffer =>
  canonicalOctets({ entry, field, kind, r, value });
