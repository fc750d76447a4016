import { describe, expect, it } from 'vitest';
import {
  keptCheckpointPath,
  mergeNotes,
  timestampPath,
  withKnownLines,
  witnessesOf,
} from '../../books/cosignature.ts';
import { ed25519Signer, witnessSigner } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { NoteRefused, signNote, withSignatures } from '../../books/signed-note.ts';
import { VECTORS, seedOf } from './vectors.ts';

const [office, enclave] = VECTORS.logs;
const cosigned = office.noteWithWitness ?? '';
const officeKeys = office.vkeys.map(readVkey);
const witnessKey = readVkey(VECTORS.witness.vkey);
const [, own = ''] = office.note.split('\n\n');
const witnessLine = cosigned.slice(office.note.length);

describe('paths', () => {
  it('are those of an export', () => {
    expect(keptCheckpointPath(3)).toBe('checkpoints/000000000003.txt');
    expect(timestampPath('enclave', 12)).toBe('timestamps/enclave-12.tsr');
  });
});

describe('withKnownLines', () => {
  it('leaves a note of known keys as it is', () => {
    expect(withKnownLines(cosigned, [...officeKeys, witnessKey])).toBe(cosigned);
    expect(withKnownLines(enclave.note, enclave.vkeys.map(readVkey))).toBe(enclave.note);
  });

  it('drops the lines of keys that are not known', () => {
    expect(withKnownLines(cosigned, officeKeys)).toBe(office.note);
    const stuffed = withSignatures(office.note, `— anybody ${'AAAA'.repeat(20)}\n`);
    expect(withKnownLines(stuffed, officeKeys)).toBe(office.note);
  });

  it('refuses a line of a known witness that does not hold', () => {
    const other = witnessLine.replace(/.(?==)/, (c) => (c === 'A' ? 'B' : 'A'));
    const spoilt = `${office.note}${other}`;
    expect(() => withKnownLines(spoilt, [...officeKeys, witnessKey])).toThrow(NoteRefused);
  });
});

describe('witnessesOf', () => {
  it('names those that signed, and not the log', () => {
    expect(witnessesOf(cosigned, [...officeKeys, witnessKey])).toEqual([VECTORS.witness.name]);
    expect(witnessesOf(office.note, [...officeKeys, witnessKey])).toEqual([]);
  });
});

describe('mergeNotes', () => {
  it('adds what is new and never takes away', () => {
    expect(mergeNotes(office.note, cosigned)).toBe(cosigned);
    expect(mergeNotes(cosigned, office.note)).toBe(cosigned);
    expect(mergeNotes(cosigned, cosigned)).toBe(cosigned);
  });

  it('keeps the first line of a key that signed twice', async () => {
    const later = witnessSigner(VECTORS.witness.name, seedOf(3), () => 1_900_000_000);
    const [text = ''] = office.note.split('\n\n');
    const again = await signNote(`${text}\n`, [ed25519Signer(office.origin, seedOf(1)), later]);
    expect(mergeNotes(cosigned, again)).toBe(cosigned);
  });

  it('refuses notes of two texts', () => {
    const other = office.note.replace('\n3\n', '\n4\n');
    expect(() => mergeNotes(office.note, other)).toThrow(NoteRefused);
    expect(own).not.toBe('');
  });
});
