/**
 * Signed notes (C2SP signed-note): a text, a blank line, and a line for each signature.
 *
 * Signature types: 01 Ed25519, 02 ECDSA, 04 Ed25519 cosignature of a witness (C2SP
 * tlog-cosignature). A witness does not sign for the text alone but for having seen it at a time.
 */

import type { NoteVerifier } from './note-verifier.ts';

/** A note that is not written as one, or whose signatures do not hold. */
export class NoteRefused extends Error {
  override name = 'NoteRefused';
}

/** Signature lines in a note; C2SP signed-note asks for at least 16. */
const SIGNATURES_MAX = 32;

/** Octets of a note with its signatures. */
const NOTE_OCTETS_MAX = 65_535;

/** Makes the signature that stands behind a name and key id in a note. */
export interface NoteSigner {
  readonly name: string;
  /** 4 octets in hexadecimal. */
  readonly keyId: string;
  /** Signs the text of a note, in UTF-8. May be called again with the same text. */
  sign(message: Buffer): Promise<Buffer> | Buffer;
}

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  /** 4 octets in hexadecimal. */
  readonly keyId: string;
  /** What follows the key id: its form depends on the type of the key. */
  readonly octets: Buffer;
}

/** A note taken apart; nothing about its signatures is known yet. */
export interface Note {
  /** Ends in a newline; this is what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

// oxlint-disable-next-line no-control-regex -- the specification forbids exactly these
const CONTROLS = /[\0-\x09\x0b-\x1f]/;
const SIGNATURE_LINE = /^— ([^\s+\u0085]+) ([A-Za-z0-9+/]+={0,2})$/;

const checkText = (text: string): void => {
  if (!text.endsWith('\n')) throw new NoteRefused('text does not end in a newline');
  if (CONTROLS.test(text)) throw new NoteRefused('control character in the note');
};

function readSignature(line: string): NoteSignature {
  const [, name = '', base64 = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const octets = Buffer.from(base64, 'base64');
  if (octets.length < 5 || octets.toString('base64') !== base64) {
    throw new NoteRefused('signature line is malformed');
  }
  return { name, keyId: octets.toString('hex', 0, 4), octets: octets.subarray(4) };
}

/** Takes a note apart without checking its signatures. @throws NoteRefused */
export function readNote(note: string): Note {
  if (Buffer.byteLength(note) > NOTE_OCTETS_MAX) throw new NoteRefused('note is too long');
  checkText(note);
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0) throw new NoteRefused('no blank line before the signatures');
  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > SIGNATURES_MAX) throw new NoteRefused('too many signatures');
  return { text: note.slice(0, blank + 1), signatures: lines.map(readSignature) };
}

/** The line of a signature, with its newline. */
export const signatureLine = ({ name, keyId, octets }: NoteSignature): string =>
  `— ${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), octets]).toString('base64')}\n`;

/**
 * Signs a text with every signer, one after the other: keys may lie behind one door.
 *
 * @throws NoteRefused for a text that cannot be a note, or without signers. What a signer throws
 *   passes through: no note is made with some of its signatures.
 */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  checkText(text);
  if (signers.length === 0) throw new NoteRefused('nobody signs');
  const message = Buffer.from(text, 'utf8');
  let note = `${text}\n`;
  for (const signer of signers) {
    const octets = await signer.sign(message);
    note += signatureLine({ name: signer.name, keyId: signer.keyId, octets });
  }
  return note;
}

/**
 * Puts signature lines, such as a witness answers with, at the end of a note. They are taken as
 * they come: verify what comes out.
 *
 * @throws NoteRefused if the note, or what it becomes, is none.
 */
export function withSignatures(note: string, lines: string): string {
  const { text } = readNote(note);
  const signed = `${note}${lines}`;
  // A blank line among the new ones would make the old signatures part of the text.
  if (readNote(signed).text !== text) throw new NoteRefused('blank line among the signatures');
  return signed;
}

/** A signature that holds, with the key it was checked by. */
export interface VerifiedSignature {
  readonly verifier: NoteVerifier;
  readonly signature: NoteSignature;
  /** When the witness saw the note: seconds since 1970. Cosignatures only. */
  readonly cosignedAt?: number;
}

/** A note and those of its signatures that known keys made. */
export interface VerifiedNote {
  readonly text: string;
  /** In the order of the note; at least one. */
  readonly verified: readonly VerifiedSignature[];
}

/**
 * Verifies a note by the keys that are known. Signatures of other keys are passed over.
 *
 * @throws NoteRefused if the note is malformed, if a known key's signature does not hold, if a key
 *   signed twice, or if no known key signed.
 */
export function verifyNote(note: string, verifiers: readonly NoteVerifier[]): VerifiedNote {
  const { text, signatures } = readNote(note);
  const message = Buffer.from(text, 'utf8');
  const verified: VerifiedSignature[] = [];
  for (const signature of signatures) {
    const verifier = verifiers.find(
      ({ name, keyId }) => name === signature.name && keyId === signature.keyId,
    );
    if (verifier === undefined) continue;
    if (verified.some((each) => each.verifier === verifier)) {
      throw new NoteRefused(`two signatures of ${verifier.name}+${verifier.keyId}`);
    }
    if (!verifier.verify(message, signature.octets)) {
      throw new NoteRefused(`signature of ${verifier.name}+${verifier.keyId} does not hold`);
    }
    const cosignedAt = verifier.timeOf(signature.octets);
    verified.push({ verifier, signature, ...(cosignedAt !== undefined && { cosignedAt }) });
  }
  if (verified.length === 0) throw new NoteRefused('no signature of a known key');
  return { text, verified };
}
